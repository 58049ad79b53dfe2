import type { FastifyInstance, FastifyRequest } from 'fastify';
import { SalesforceError } from '../errors';
import type { Org } from '../org';
import type { Row } from '../schema/types';
import { parseStamp, stamp } from '../stamps';
import { DATA, param, pathObject, queryParam } from './request';

const DAY_MS = 86_400_000;

/** SOAP API Developer Guide, getUpdated(): "startDate … within 30 days". */
const UPDATED_DAYS = 30;

/** SOAP API Developer Guide, getDeleted(): the log of deletions reaches back 15 days. */
const DELETED_DAYS = 15;

function invalidDate(message: string): SalesforceError {
	return new SalesforceError(400, 'INVALID_REPLICATION_DATE', message);
}

/** The window a call asks for, to the minute as in the real service: seconds are cut off. */
function windowOf(request: FastifyRequest, org: Org, days: number): { start: string; end: string } {
	const times = ['start', 'end'].map((name) => {
		// A plus sign that was not encoded arrives as a blank.
		const parsed = parseStamp((queryParam(request, name) ?? '').replace(' ', '+'));
		if (parsed === undefined)
			throw new SalesforceError(400, 'MALFORMED_QUERY', `missing or malformed parameter: ${name}`);
		return `${parsed.slice(0, 16)}:00.000+0000`;
	});
	const [start = '', end = ''] = times;
	const now = org.store.clock.now().getTime();
	if (start < stamp(new Date(now - days * DAY_MS - 60_000)))
		throw invalidDate('startDate before org replication enabled date');
	if (start > stamp(new Date(now))) throw invalidDate('startDate cannot be in the future');
	if (end <= start) throw invalidDate('endDate must be at least one minute greater than startDate');
	return { start, end };
}

const within = (row: Row, window: { start: string; end: string }) => {
	const at = String(row.SystemModstamp);
	return at >= window.start && at < window.end;
};

/** Adds getUpdated and getDeleted. `latestDateCovered` is the end of the window, or now if that is earlier. */
export function replicationRoutes(app: FastifyInstance, org: Org): void {
	const covered = (end: string) => (end < org.store.stampNow() ? end : org.store.stampNow());

	app.get(`${DATA}/sobjects/:object/updated`, async (request) => {
		const schema = pathObject(org, param(request, 'object'));
		const window = windowOf(request, org, UPDATED_DAYS);
		const ids: string[] = [];
		for (const row of org.store.table(schema.name).from({ stamp: window.start, id: '' })) {
			if (String(row.SystemModstamp) >= window.end) break;
			if (row.IsDeleted !== true) ids.push(row.Id);
		}
		return { ids, latestDateCovered: covered(window.end) };
	});

	app.get(`${DATA}/sobjects/:object/deleted`, async (request) => {
		const schema = pathObject(org, param(request, 'object'));
		const window = windowOf(request, org, DELETED_DAYS);
		const deletedRecords = [];
		for (const row of org.store.table(schema.name).from({ stamp: window.start, id: '' })) {
			if (row.IsDeleted === true && within(row, window))
				deletedRecords.push({ id: row.Id, deletedDate: row.SystemModstamp });
		}
		const earliest = stamp(new Date(org.store.clock.now().getTime() - DELETED_DAYS * DAY_MS));
		return { deletedRecords, earliestDateAvailable: earliest, latestDateCovered: covered(window.end) };
	});
}
