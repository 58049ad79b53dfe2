import type { FastifyInstance } from 'fastify';
import { identityUrl } from '../auth/grants';
import type { Org } from '../org';
import { describeGlobalEntry, describeObject } from '../schema/describe';
import { DEFAULT_RECORD_TYPE } from '../schema/stages';
import { instanceUrl } from './oauth';
import { DATA, MAX_VERSION, MIN_VERSION, param, pathObject } from './request';

/** Seasons of versions, newest first: v64 is Summer '25. */
const SEASONS = ['Spring', 'Summer', 'Winter'];

function versionEntry(version: number): { label: string; url: string; version: string } {
	const season = SEASONS[(version - 63 + 300) % 3] ?? '';
	const year = 25 + Math.floor((version - 63) / 3) + (season === 'Winter' ? 1 : 0);
	return { label: `${season} '${year}`, url: `/services/data/v${version}.0`, version: `${version}.0` };
}

function recordTypes(org: Org, object: string) {
	return [...org.store.table('RecordType').all()]
		.filter((row) => row.SobjectType === object)
		.map((row) => ({
			id: row.Id,
			name: String(row.Name),
			developerName: String(row.DeveloperName),
			isDefault: row.Name === DEFAULT_RECORD_TYPE,
		}));
}

/** Adds versions, resources and limits. */
export function metadataRoutes(app: FastifyInstance, org: Org): void {
	app.get('/services/data', async () => {
		return Array.from({ length: MAX_VERSION - MIN_VERSION + 1 }, (_, i) => versionEntry(MIN_VERSION + i));
	});

	app.get(DATA, async (request) => {
		const base = `/services/data/${param(request, 'version')}`;
		const resources = ['sobjects', 'query', 'queryAll', 'limits', 'composite'];
		const identity = identityUrl(instanceUrl(request), org.orgId, request.salesforceUserId ?? '');
		return { ...Object.fromEntries(resources.map((name) => [name, `${base}/${name}`])), identity };
	});

	app.get(`${DATA}/limits`, async () => {
		const { used, max } = org.limit.state();
		return {
			DailyApiRequests: { Max: max, Remaining: Math.max(0, max - used) },
			...org.bulk.limits.shown(),
			DataStorageMB: { Max: 10_240, Remaining: 10_100 },
			FileStorageMB: { Max: 10_240, Remaining: 10_240 },
		};
	});
}

/** Adds global describe and describe. */
export function describeRoutes(app: FastifyInstance, org: Org): void {
	app.get(`${DATA}/sobjects`, async (request) => {
		const version = param(request, 'version');
		const sobjects = org.store.catalog.objects().map((object) => describeGlobalEntry(object, version));
		return { encoding: 'UTF-8', maxBatchSize: 200, sobjects };
	});

	app.get(`${DATA}/sobjects/:object`, async (request) => {
		const schema = pathObject(org, param(request, 'object'));
		return { objectDescribe: describeGlobalEntry(schema, param(request, 'version')), recentItems: [] };
	});

	app.get(`${DATA}/sobjects/:object/describe`, async (request) => {
		const schema = pathObject(org, param(request, 'object'));
		return describeObject(schema, param(request, 'version'), recordTypes(org, schema.name));
	});
}
