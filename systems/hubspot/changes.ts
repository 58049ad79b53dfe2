import type { Clock } from '../../engine/run/clock-port';
import type { ChangeSourcePort, SourceChange, SourcePage, SourceQuery } from '../../engine/run/system-port';
import { chunksOf } from '../common/chunks';
import { SystemError } from '../common/engine';
import { isPlainMoment } from '../common/moment';
import { type Ask, liveRecords, nextRecords, recordsOf } from './backfill';
import type { HubSpotClient } from './client';
import { type HubSpotRecord, MERGED_PROPERTY, modifiedProperty } from './contract';
import {
	advance,
	advanceRound,
	beginDue,
	BEGINNING,
	type Cursor,
	iso,
	type Place,
	readCursor,
	type RoundName,
	roundUnderWay,
	startCursor,
	sweepStart,
	writeCursor,
} from './cursor';
import type { Definitions } from './definitions';
import { MAX_BATCH, MAX_LIST_PAGE, MAX_MEMBER_PAGE, MAX_QUERY_CHARACTERS, MAX_SEARCH_PAGE } from './limits';
import type { OptOuts } from './opt-outs';
import type { Owners } from './owners';
import { recordsById, timesOfFields } from './reader';
import { filtersOf, holdsFor, propertiesOf, scopeOf } from './scope';
import { changedSince, changedWithin, type Hit, latest, searchRecords } from './search';
import { fieldsOfRecords, mergedInto, modifiedAtOf, propertiesFor } from './values';

/** A change of the same millisecond as the newest one can still come, until the millisecond is surely over. */
const SETTLED_MS = 60_000;
/** A round looks this much behind the beginning of the one before: what was archived then may have been listed late. */
const ROUND_OVERLAP_MS = 60_000;

/** A merge is told again when the sweep began no later than this after it: the index may have shown it late. */
const MERGE_MARGIN_MS = 60 * 60_000;

interface Parts {
	client: HubSpotClient;
	owners: Owners;
	definitions: Definitions;
	optOuts: OptOuts;
	clock: Clock;
}

/**
 * Changes by polling, complete in itself. Steady: search in the order of `lastmodifieddate`, and what does not fit on a page in the order
 * of ids. The first reading of everything: the list endpoint in the order of ids. Deleted records: the archived listing, every few
 * minutes. Merged ones: with the change of their winner. Nothing is paged by offset, so that no limit of 10,000 results applies.
 */
export function createHubSpotChanges(parts: Parts): ChangeSourcePort {
	const { client, definitions, clock } = parts;

	const asked = (query: Omit<SourceQuery, 'limit'>): Ask => {
		const scope = scopeOf(query.filter);
		return {
			...query,
			scope,
			properties: [...new Set([...propertiesFor(query.object, query.fields), ...propertiesOf(scope)])],
		};
	};

	/**
	 * Records as changes; the winner of a merge tells of the losers too. With `since` only of merges from then on: it names its losers for
	 * ever, and would tell of them with every later change.
	 */
	async function changesOf(ask: Ask, records: readonly HubSpotRecord[], since?: string): Promise<SourceChange[]> {
		const told = since === undefined ? new Set<string>() : await mergedBefore(ask.object, records, since);
		const fields = await fieldsOfRecords(parts, ask.object, records, ask.fields);
		return records.flatMap((record) => {
			const modifiedAt = modifiedAtOf(ask.object, record);
			const kind = record.archived ? 'deleted' : 'upserted';
			const merged = mergedInto(record);
			const losers = record.archived || told.has(record.id) ? [] : merged;
			const from = merged.length > 0 ? { mergedFrom: merged } : {};
			return [
				...losers.map((id) => ({ id, kind: 'merged' as const, modifiedAt, mergedInto: record.id, ...from, fields: {} })),
				{ id: record.id, kind, modifiedAt, ...from, fields: fields.get(record.id) ?? {} } as const,
			];
		});
	}

	/** The winners whose latest merge was long before. Where the history does not tell, the merge is told once more. */
	async function mergedBefore(object: string, records: readonly HubSpotRecord[], since: string): Promise<Set<string>> {
		const winners = records.filter((record) => mergedInto(record).length > 0).map(({ id }) => id);
		const times = await timesOfFields(client, object, winners, [MERGED_PROPERTY]);
		const from = Date.parse(since) - MERGE_MARGIN_MS;
		return new Set(winners.filter((id) => Date.parse(times.get(id)?.[MERGED_PROPERTY]?.at ?? since) < from));
	}

	/** Those that are members of the scope's list; all when it has none. */
	async function members<T extends { id: string }>(ask: Ask, records: readonly T[]): Promise<T[]> {
		const { list } = ask.scope;
		if (list === undefined) return [...records];
		const typeId = await definitions.objectTypeId(ask.object);
		const inList = new Set<string>();
		for (const chunk of chunksOf(
			records.map(({ id }) => id),
			MAX_BATCH,
		)) {
			for (const [id, lists] of await client.listsOf(typeId, chunk)) if (lists.has(list)) inList.add(id);
		}
		return records.filter(({ id }) => inList.has(id));
	}

	/** HubSpot's time; ours until an answer has told it. */
	const serverNow = (): Date => client.serverNow() ?? clock.now();

	/** One page of the first reading of everything. */
	async function backfill(ask: Ask, cursor: Cursor, limit: number): Promise<SourcePage> {
		const { backfill: position, ...rest } = cursor;
		const { records, after } = await nextRecords(client, ask, position?.after, limit);
		const next: Cursor = after === undefined ? rest : { ...rest, backfill: { after } };
		// The changes that were made meanwhile come next.
		return { changes: await changesOf(ask, records), cursor: writeCursor(next), more: true };
	}

	/** One page of a sweep over what has changed. */
	async function sweep(ask: Ask, cursor: Cursor, limit: number, lookBackMs: number): Promise<SourcePage> {
		const began = clock.now().getTime();
		const { from, looksBack, reach } = sweepStart(cursor, lookBackMs, serverNow());
		const at = cursor.at ?? { from, start: from, tells: looksBack };
		const { hits, next } =
			at.id === undefined ? await readFrom(ask, at.from, limit) : await readWithin(ask, { from: at.from, until: at.until ?? at.from }, at.id, limit);
		const server = client.serverNow();
		const since = server && iso(server.getTime() - (clock.now().getTime() - began));
		const look = at.look ?? (cursor.at === undefined && since !== undefined ? { back: reach, since } : undefined);
		const advanced = advance(cursor, { ...at, ...(look ? { look } : {}) }, hits.length > 0 ? latestStamp(hits) : undefined, next);
		const records = await members(ask, recordsOf(hits));
		const changes = await changesOf(ask, records, at.start);
		if (next) return { changes, cursor: writeCursor(advanced), more: true };
		const rounds: RoundName[] = ask.scope.list === undefined ? ['archived'] : ['archived', 'joined'];
		const due = beginDue(advanced, rounds, serverNow().toISOString());
		return { changes, cursor: writeCursor(due ?? advanced), more: due !== undefined };
	}

	/**
	 * A page from a time on. Where there are more than fit, the rest up to the newest change is gone through by ids: of many records that
	 * share a time no page is wasted, and one that is changed meanwhile leaves the rest for what comes after it.
	 */
	async function readFrom(ask: Ask, from: string, limit: number): Promise<Swept> {
		const conditions = filtersOf(ask.scope);
		const { hits, total } = await searchRecords(client, ask.object, changedSince(ask.object, from, conditions, limit), ask.properties);
		const last = hits.at(-1)?.stamp;
		if (last === undefined || hits.length < limit || total <= hits.length) return { hits };
		const newest = await searchRecords(client, ask.object, latest(ask.object, conditions, 1), [modifiedProperty(ask.object)]);
		const until = latestStamp([...hits, ...newest.hits]);
		const complete = hits.filter(({ stamp }) => stamp < last);
		return complete.length > 0 ? { hits: complete, next: { from: last, until, id: '0' } } : await readWithin(ask, { from: last, until }, '0', limit);
	}

	async function readWithin(ask: Ask, { from, until }: { from: string; until: string }, id: string, limit: number): Promise<Swept> {
		const search = changedWithin(ask.object, { from, until }, id, filtersOf(ask.scope), limit);
		const { hits, total } = await searchRecords(client, ask.object, search, ask.properties);
		const last = hits.at(-1)?.id;
		const atEnd = last === undefined || hits.length < limit || total <= hits.length;
		return { hits, next: atEnd ? { from: iso(Date.parse(until) + 1) } : { from, until, id: last } };
	}

	/** One page of a round over the archived records, or over the members of the scope's list. */
	async function round(ask: Ask, cursor: Cursor, name: RoundName): Promise<SourcePage> {
		const { since, at } = cursor.rounds[name];
		const from = Date.parse(since) - ROUND_OVERLAP_MS;
		const where = at?.after === undefined ? {} : { after: at.after };
		const recent = (time: string | null | undefined): boolean => time == null || Date.parse(time) >= from;
		let records: HubSpotRecord[] = [];
		let after: string | undefined;
		if (name === 'archived') {
			const inUrl = ask.properties.join(',').length <= MAX_QUERY_CHARACTERS;
			const properties = inUrl ? ask.properties : [modifiedProperty(ask.object), ...propertiesOf(ask.scope)];
			const page = await client.list(ask.object, { limit: MAX_LIST_PAGE, archived: true, properties, ...where });
			records = page.items
				.filter((record) => recent(record.archivedAt) && holdsFor(ask.scope, record))
				.map((record) => ({ ...record, archived: true }));
			after = page.after;
		} else if (ask.scope.list !== undefined) {
			const page = await client.members(ask.scope.list, { limit: MAX_MEMBER_PAGE, ...where });
			const joined = page.items.filter(({ membershipTimestamp }) => recent(membershipTimestamp));
			records = await liveRecords(
				client,
				ask,
				joined.map(({ recordId }) => recordId),
			);
			after = page.after;
		}
		const advanced = advanceRound(cursor, name, after);
		const next =
			after === undefined
				? beginDue(
						advanced,
						ask.scope.list === undefined ? ['archived'] : ['archived', 'joined'],
						serverNow().toISOString(),
					)
				: advanced;
		return { changes: await changesOf(ask, records), cursor: writeCursor(next ?? advanced), more: next !== undefined };
	}

	return {
		system: 'hubspot',
		connection: client.connection,

		async start(object, from) {
			const { hits } = await searchRecords(client, object, latest(object, [], 1), [modifiedProperty(object)]);
			const now = serverNow();
			if (typeof from !== 'string') {
				const date = Date.parse(from.date);
				if (!isPlainMoment(new Date(date)))
					throw new SystemError({
						class: 'invalid',
						message: 'The date to start from is no date. Dates look like 2026-11-21T08:30:00Z.',
					});
				return writeCursor(startCursor(iso(date - 1), iso(date), iso(Math.min(date, now.getTime()))));
			}
			const newest = Date.parse(hits[0]?.stamp ?? BEGINNING);
			// By the records' own clock: no clock of a gateway or of this machine can be ahead of it and skip a change.
			const stamp = iso(now.getTime() - newest > SETTLED_MS || newest === 0 ? newest : newest - 1);
			if (from === 'everything')
				return writeCursor({ ...startCursor(stamp, BEGINNING, now.toISOString()), backfill: {} });
			return writeCursor(startCursor(stamp, iso(Date.parse(stamp) + 1), now.toISOString()));
		},

		async readPage(query, cursorText, { lookBackMs }) {
			const cursor = readCursor(cursorText);
			const ask = asked(query);
			if (cursor.backfill) return await backfill(ask, cursor, query.limit);
			const underWay = roundUnderWay(cursor);
			if (underWay) return await round(ask, cursor, underWay);
			return await sweep(ask, cursor, Math.min(query.limit, MAX_SEARCH_PAGE), lookBackMs);
		},

		async readAgain(query, ids) {
			const ask = asked(query);
			const fates = [...(await recordsById(client, ask.object, ids, ask.properties))];
			const there = fates.flatMap(([, { kind, record }]) =>
				kind === 'there' && holdsFor(ask.scope, record) ? [record] : [],
			);
			const gone = fates.flatMap(([, { kind, record }]) => (kind === 'deleted' ? [record] : []));
			const upserted = (await changesOf(ask, [...(await members(ask, there)), ...gone])).filter(
				({ kind }) => kind !== 'merged',
			);
			const merged = fates.flatMap(([id, { kind, record }]): SourceChange[] =>
				kind === 'merged'
					? [{ id, kind, modifiedAt: modifiedAtOf(ask.object, record), mergedInto: record.id, mergedFrom: mergedInto(record), fields: {} }]
					: [],
			);
			return [...upserted, ...merged];
		},

		async sample(query) {
			const ask = asked(query);
			const records =
				ask.scope.list === undefined
					? recordsOf(
							(
								await searchRecords(
									client,
									ask.object,
									latest(ask.object, filtersOf(ask.scope), query.limit),
									ask.properties,
								)
							).hits,
						)
					: (await nextRecords(client, ask, undefined, query.limit)).records;
			return (await changesOf(ask, records)).filter(({ kind }) => kind === 'upserted');
		},

		async count(query) {
			const scope = scopeOf(query.filter);
			if (scope.list === undefined) {
				return (
					await searchRecords(client, query.object, latest(query.object, filtersOf(scope), 1), [
						modifiedProperty(query.object),
					])
				).total;
			}
			let count = 0;
			for (let after: string | undefined; ;) {
				const page = await client.members(scope.list, {
					limit: MAX_MEMBER_PAGE,
					...(after === undefined ? {} : { after }),
				});
				count += page.items.length;
				after = page.after;
				if (after === undefined || page.items.length === 0) return count;
			}
		},
	};
}

interface Swept {
	/** In order; what the page answers for completely. */
	hits: Hit[];
	/** Where the sweep goes on; undefined at its end. */
	next?: Place;
}

/** Stamps are all of one form, so that their order is that of time. */
const latestStamp = (hits: readonly Hit[]): string => hits.map(({ stamp }) => stamp).reduce((a, b) => (a > b ? a : b));
