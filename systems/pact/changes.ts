import { pick } from 'lodash';
import type { Clock } from '../../engine/run/clock-port';
import type { ChangeSourcePort, RecordPort, SourceChange, SourcePage, SourceQuery } from '../../engine/run/system-port';
import { SystemError } from '../common/engine';
import { isPlainMoment } from '../common/moment';
import { isAppendOnly } from './activities';
import type { PactClient } from './client';
import { ID_FIELD, MAX_PAGE, MERGED_FROM_FIELDS, type PactList, type PactObject, type PactRecord, SORTS } from './contract';
import { type PactCursor, readCursor, writeCursor } from './cursor';
import { takeSweepCall } from './limits';
import { chosen, readFeedFilter, rolledUp, type Told } from './feed-filter';
import { knowsNewestFirst } from './newest-first';
import { asChange, changeOf, mergedFrom, modifiedAt, pactObject, tellsTime } from './values';

/** A look-back of so many ms reaches every record there is: it asks for a sweep, because Pact's lists cannot be asked for a time. */
export const SWEEP_REACH_MS = 100 * 365 * 24 * 3_600_000;

/** A page that overlaps the one before by so much still holds a record that moved up because another was erased. */
const OVERLAP = 5;
/** Two pages of a list: what is read together is written together, and a Salesforce call writes 200 records. */
const MAX_AT_ONCE = 2 * MAX_PAGE;
/** Changes of one moment may become visible one by one: each look at the newest reaches so far behind the mark, at most. */
const LATE_MS = 60_000;
/** "Now" reaches so far back: answers tell Pact's time in whole seconds, and its servers need not agree to the second. */
const NOW_MARGIN_MS = 5_000;

/**
 * A workspace's changes, read from its lists, which cannot be asked for a time. Three ways of reading together find everything:
 * - the *newest*: one call a poll. Newest change first, where the workspace can sort (tried, see newest-first.ts); else the end of the
 *   list, where new records stand;
 * - the *sweep*: the whole list, page by page. Everything is told again, and who asked drops the versions that it knows. It takes a
 *   quarter of a minute's calls at most, and goes on at the next poll;
 * - `readAgain`: single records, for webhooks and retries. One that Pact does not have (any more) is told as deleted.
 */
export function createPactChanges(client: PactClient, records: Pick<RecordPort, 'read'>, clock: Clock): ChangeSourcePort {
	async function newest(query: SourceQuery, at: PactCursor, lookBackMs: number): Promise<SourcePage> {
		const object = pactObject(query.object);
		return (await knowsNewestFirst(client, clock, object)) ? await walk(query, at, lookBackMs) : await tail(query, at);
	}

	/** As many records as were asked for, from one page of the list or two; pages overlap. `goOn` says whether another one is wanted. */
	async function listed({ object, limit }: SourceQuery, from: Pick<Parameters<PactClient['list']>[1], 'offset' | 'sort'>, goOn: (page: PactList) => boolean = () => true): Promise<Listed> {
		const most = Math.max(OVERLAP + 1, Math.min(limit, MAX_AT_ONCE));
		const found = new Map<string, PactRecord>();
		for (let offset = from.offset; ;) {
			const page = await client.list(pactObject(object), { ...from, offset, limit: Math.min(MAX_PAGE, most - found.size + (found.size > 0 ? OVERLAP : 0)) });
			for (const record of page.items) found.set(record[ID_FIELD], record);
			const end = offset + page.items.length;
			const all = { ...page, items: [...found.values()], end };
			if (page.items.length <= OVERLAP || most - found.size <= OVERLAP || isEnd(all) || !goOn(page)) return all;
			offset = end - OVERLAP;
		}
	}

	/** From the newest change down to the mark. */
	async function walk(query: SourceQuery, at: PactCursor, lookBackMs: number): Promise<SourcePage> {
		const offset = at.walk?.offset ?? 0;
		const bound = new Date(Date.parse(at.mark) - Math.min(lookBackMs, LATE_MS)).toISOString();
		const reachesOn = ({ items }: PactList) => items.slice(-1).every((record) => modifiedAt(record) >= bound);
		const page = await listed(query, { offset, sort: SORTS.newestFirst }, reachesOn);
		const times = page.items.map(modifiedAt);
		const top = at.walk?.top ?? latest(at.mark, times[0]);
		const done = isEnd(page) || (times.at(-1) ?? '') < bound;
		const { walk: _under, ...rest } = at;
		const next = done
			? { ...rest, mark: top, tail: page.total }
			: { ...at, walk: { offset: page.end - OVERLAP, top } };
		const news = page.items.filter((record) => modifiedAt(record) >= bound);
		return await toPage(client, query, news.reverse(), next, !done || isDue(next));
	}

	/** The end of the list. */
	async function tail(query: SourceQuery, at: PactCursor): Promise<SourcePage> {
		const from = Math.max(0, at.tail - OVERLAP);
		const page = await listed(query, { offset: from });
		// Erased records make the list shorter: the position follows, so that later records are not jumped over.
		const { walk: _under, ...rest } = at;
		const next = { ...rest, tail: Math.min(page.end, page.total) };
		return await toPage(client, query, page.items, next, !isEnd(page) || isDue(next));
	}

	async function sweep(query: SourceQuery, at: PactCursor, { offset, first }: NonNullable<PactCursor['sweep']>): Promise<SourcePage> {
		const mayAsk = () => first === true || takeSweepCall(client.state, clock.now().getTime());
		if (!mayAsk()) return { changes: [], cursor: writeCursor(at), more: false };
		const page = await listed(query, { offset: Math.max(0, offset - OVERLAP) }, mayAsk);
		const { sweep: _under, ...rest } = at;
		if (isEnd(page)) return await toPage(client, query, page.items, { ...rest, tail: page.total }, false);
		return await toPage(client, query, page.items, { ...at, sweep: { offset: page.end, ...(first ? { first } : {}) } }, true);
	}

	/**
	 * Entries of the feed. What is not there any more is not told as deleted: it went with a person who was erased, which is told there. Of
	 * opens that are rolled up, only the first is an entry of its own, and stands for the others.
	 */
	async function entriesAgain(query: Omit<SourceQuery, 'limit'>, ids: readonly string[]): Promise<SourceChange[]> {
		const wanted = new Set(ids);
		const found: PactRecord[] = [];
		for (const id of wanted) {
			const entry = await client.get(pactObject(query.object), id);
			if (entry) found.push(entry);
		}
		return (await asTold(client, query, found)).map(({ record, entries }) => {
			const standsFor = entries.filter((id) => id !== record[ID_FIELD]);
			return { ...changeOf(record, query.fields), ...(standsFor.length > 0 ? { standsFor } : {}) };
		});
	}

	/** A sweep is under way that has waited for the newest. */
	const isDue = ({ sweep: under }: PactCursor): boolean => under !== undefined;

	return {
		system: 'pact',
		connection: client.connection,

		async start(objectName, from) {
			const object = pactObject(objectName);
			const { total, items } = await client.list(object, { limit: 1, offset: 0 });
			const now = new Date(clock.now().getTime() + client.state.aheadMs - NOW_MARGIN_MS).toISOString();
			if (from !== 'everything') refuseTimeless(items);
			// Tried now, while somebody may look on.
			await knowsNewestFirst(client, clock, object);
			if (from === 'now') return writeCursor({ floor: now, mark: now, tail: total });
			const floor = from === 'everything' ? {} : { floor: startOf(from.date) };
			return writeCursor({ ...floor, mark: now, tail: total, sweep: { offset: 0, first: true } });
		},

		async readPage(query, cursor, { lookBackMs }) {
			checkFilter(query);
			const known = readCursor(cursor);
			const at = lookBackMs >= SWEEP_REACH_MS && !known.sweep ? { ...known, sweep: { offset: 0 } } : known;
			// A poll begins with a look back: the newest come first then, and the sweep has the rest of the poll.
			const sweeps = at.sweep?.first ?? (lookBackMs === 0 && !at.walk);
			return at.sweep && sweeps ? await sweep(query, at, at.sweep) : await newest(query, at, lookBackMs);
		},

		async readAgain(query, ids) {
			const object = pactObject(query.object);
			if (isAppendOnly(object)) return await entriesAgain(query, ids);
			const states = await records.read(query.object, ids, [...new Set([...query.fields, ...MERGED_FROM_FIELDS])]);
			const now = new Date(clock.now().getTime() + client.state.aheadMs).toISOString();
			return [...new Set(ids)].map((id) => {
				const state = states.get(id);
				if (!state) return { id, kind: 'deleted', modifiedAt: now, fields: {} };
				return asChange({ ...state, id, fields: pick(state.fields, query.fields) }, mergedFrom(state.fields));
			});
		},

		async sample(query) {
			checkFilter(query);
			const object = pactObject(query.object);
			const latestOnes = await latestRecords(client, clock, object, Math.min(query.limit, MAX_PAGE));
			return (await asTold(client, query, latestOnes)).map(({ record }) => changeOf(record, query.fields));
		},

		async count(query) {
			checkFilter(query);
			return (await client.list(pactObject(query.object), { limit: 1, offset: 0 })).total;
		},
	};
}

/** Newest change first where the workspace can sort, else the records that were made last. */
async function latestRecords(client: PactClient, clock: Clock, object: PactObject, limit: number): Promise<PactRecord[]> {
	if (await knowsNewestFirst(client, clock, object)) return (await client.list(object, { limit, offset: 0, sort: SORTS.newestFirst })).items;
	const { total } = await client.list(object, { limit: 1, offset: 0 });
	return (await client.list(object, { limit, offset: Math.max(0, total - limit) })).items.reverse();
}

interface Listed extends PactList {
	/** The place in the list behind the last of them. */
	end: number;
}

const isEnd = ({ items, total, end }: Listed): boolean => items.length === 0 || end >= total;

const latest = (mark: string, time: string | undefined): string => (time !== undefined && time > mark ? time : mark);

async function toPage(client: PactClient, query: SourceQuery, records: readonly PactRecord[], cursor: PactCursor, more: boolean): Promise<SourcePage> {
	const { fields } = query;
	const { floor } = cursor;
	const told = await asTold(client, query, floor === undefined ? records : records.filter((record) => modifiedAt(record) >= floor));
	return { changes: told.map(({ record }) => changeOf(record, fields)), cursor: writeCursor(cursor), more };
}

/** ISO 8601 UTC. Throws `invalid` for what is no date. */
function startOf(date: string): string {
	const moment = new Date(date);
	if (isPlainMoment(moment)) return moment.toISOString();
	throw new SystemError({ class: 'invalid', message: 'The date to start from is no date. Dates look like 2026-11-21T08:30:00Z.' });
}

/** Without times nobody can tell old records from changed ones. */
function refuseTimeless([record]: readonly PactRecord[]): void {
	if (record === undefined || tellsTime(record)) return;
	throw new SystemError({
		class: 'invalid',
		message: 'This workspace’s records do not tell when they were changed, so there is no "now" and no date to start from. Choose "Everything".',
	});
}

/** The feed of activities is the one list of which a part can be chosen. Throws `invalid`. */
function checkFilter({ object, filter }: Pick<SourceQuery, 'object' | 'filter'>): void {
	if (isAppendOnly(pactObject(object))) readFeedFilter(filter);
	else if (filter?.trim())
		throw new SystemError({ class: 'invalid', message: "Pact's lists take no filter. Filter on the canvas instead." });
}

/** What is told of these records: all, or of the feed what was chosen. */
async function asTold(client: PactClient, query: Pick<SourceQuery, 'object' | 'filter'>, records: readonly PactRecord[]): Promise<readonly Told[]> {
	const one = (record: PactRecord): Told => ({ record, entries: [record[ID_FIELD]] });
	if (!isAppendOnly(pactObject(query.object))) return records.map(one);
	const filter = readFeedFilter(query.filter);
	const wanted = chosen(filter, records);
	return filter.rollUpOpens ? await rolledUp(client, wanted) : wanted.map(one);
}
