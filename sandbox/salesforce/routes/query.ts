import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SalesforceError } from '../errors';
import type { Org } from '../org';
import { runQuery, type QueryResult } from '../soql/evaluate';
import { DATA, param, queryParam } from './request';

/** REST API Developer Guide, "Query Options Header": default and largest page, and the smallest that may be asked for. */
const MAX_PAGE = 2_000;
const MIN_PAGE = 200;

function pageSize(request: FastifyRequest): number {
	const asked = /batchSize\s*=\s*(\d+)/i.exec(String(request.headers['sforce-query-options'] ?? ''))?.[1];
	if (asked === undefined) return MAX_PAGE;
	return Math.min(MAX_PAGE, Math.max(MIN_PAGE, Number(asked)));
}

function pageBody(result: QueryResult, from: number, size: number, nextUrl: (position: number) => string) {
	const to = Math.min(result.length, from + size);
	const done = to >= result.length;
	const next = done ? {} : { nextRecordsUrl: nextUrl(to) };
	return { totalSize: result.totalSize, done, ...next, records: result.page(from, to) };
}

/** Adds `query`, `queryAll` and the pages after the first. */
export function queryRoutes(app: FastifyInstance, org: Org): void {
	for (const [resource, includeDeleted] of [
		['query', false],
		['queryAll', true],
	] as const) {
		app.get(`${DATA}/${resource}`, async (request) => {
			const version = param(request, 'version');
			const text = queryParam(request, 'q');
			if (text === undefined || text.trim() === '') {
				throw new SalesforceError(400, 'MALFORMED_QUERY', 'unexpected token: <EOF>');
			}
			const result = runQuery(org.store, text, { includeDeleted, version });
			const size = pageSize(request);
			const locator = result.length > size ? org.locators.keep(result, size) : '';
			return pageBody(result, 0, size, (position) => `/services/data/${version}/${resource}/${locator}-${position}`);
		});

		app.get(`${DATA}/${resource}/:cursor`, async (request) => {
			const [locator = '', position = ''] = param(request, 'cursor').split('-');
			const open = org.locators.find(locator);
			if (!open || !/^\d+$/.test(position) || Number(position) > open.result.length) {
				throw new SalesforceError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
			}
			const base = `/services/data/${param(request, 'version')}/${resource}/${locator}`;
			return pageBody(open.result, Number(position), open.pageSize, (next) => `${base}-${next}`);
		});
	}
}
