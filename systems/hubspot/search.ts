import { chunksOf } from '../common/chunks';
import { SystemError } from '../common/engine';
import type { Filter, HubSpotClient, Search } from './client';
import { type HubSpotRecord, ID_PROPERTY, modifiedProperty } from './contract';
import { MAX_BATCH, MAX_SEARCH_BODY, MAX_SEARCH_PAGE } from './limits';
import { modifiedAtOf } from './values';

/** A result of a search. `stamp` is the time by which it was found; `record` is gone where it was deleted since. */
export interface Hit {
	id: string;
	stamp: string;
	record: HubSpotRecord | undefined;
}

const bodyLength = (search: Search): number =>
	JSON.stringify({ ...search, sorts: search.sort ? [search.sort] : [] }).length;

/**
 * One page of a search with these properties. Where their names do not fit into its body (3,000 characters), they are read by a batch.
 * The search index lags: what it shows may be an earlier version of a record, and its stamp is that version's.
 */
export async function searchRecords(
	client: HubSpotClient,
	object: string,
	search: Omit<Search, 'properties'>,
	properties: readonly string[],
): Promise<{ total: number; hits: Hit[] }> {
	const limit = Math.min(search.limit, MAX_SEARCH_PAGE);
	const whole: Search = { ...search, limit, properties };
	const fits = bodyLength(whole) <= MAX_SEARCH_BODY;
	const answer = await client.search(object, fits ? whole : { ...whole, properties: [modifiedProperty(object)] });
	const records = new Map(answer.results.map((record) => [record.id, record]));
	if (!fits) {
		const found = [...records.keys()];
		records.clear();
		for (const ids of chunksOf(found, MAX_BATCH)) {
			for (const record of (await client.batchRead(object, { ids, properties })).results)
				records.set(record.id, record);
		}
	}
	const hits = answer.results.map((result) => ({
		id: result.id,
		stamp: modifiedAtOf(object, result),
		record: records.get(result.id),
	}));
	return { total: answer.total, hits };
}

/** A moment as searches name it. */
const moment = (iso: string): string => String(Date.parse(iso));

/** Changes from this time on, the oldest first. */
export const changedSince = (
	object: string,
	from: string,
	conditions: readonly Filter[],
	limit: number,
): Omit<Search, 'properties'> => ({
	filterGroups: [
		{ filters: [{ propertyName: modifiedProperty(object), operator: 'GTE', value: moment(from) }, ...conditions] },
	],
	sort: { propertyName: modifiedProperty(object), direction: 'ASCENDING' },
	limit,
});

/** Changes from one time to another, both included, in the order of ids: thousands of records of one bulk edit may share their time. */
export const changedWithin = (
	object: string,
	{ from, until }: { from: string; until: string },
	afterId: string,
	conditions: readonly Filter[],
	limit: number,
): Omit<Search, 'properties'> => ({
	filterGroups: [
		{
			filters: [
				{ propertyName: modifiedProperty(object), operator: 'BETWEEN', value: moment(from), highValue: moment(until) },
				{ propertyName: ID_PROPERTY, operator: 'GT', value: afterId },
				...conditions,
			],
		},
	],
	sort: { propertyName: ID_PROPERTY, direction: 'ASCENDING' },
	limit,
});

/** Records in the order of ids. */
export const afterId = (id: string, conditions: readonly Filter[], limit: number): Omit<Search, 'properties'> => ({
	filterGroups: [{ filters: [{ propertyName: ID_PROPERTY, operator: 'GT', value: id }, ...conditions] }],
	sort: { propertyName: ID_PROPERTY, direction: 'ASCENDING' },
	limit,
});

/** The latest changes first. */
export const latest = (object: string, conditions: readonly Filter[], limit: number): Omit<Search, 'properties'> => ({
	filterGroups: conditions.length > 0 ? [{ filters: conditions }] : [],
	sort: { propertyName: modifiedProperty(object), direction: 'DESCENDING' },
	limit,
});

/** All results of a search that is not sorted by time: in the order of ids, so that there is no cap of 10,000. Answers ids. */
export async function everyHit(
	client: HubSpotClient,
	object: string,
	groups: ReadonlyArray<readonly Filter[]>,
): Promise<string[]> {
	const found: string[] = [];
	for (let last = '0'; ;) {
		const { hits } = await searchRecords(
			client,
			object,
			{
				filterGroups: groups.map((filters) => ({
					filters: [...filters, { propertyName: ID_PROPERTY, operator: 'GT', value: last }],
				})),
				sort: { propertyName: ID_PROPERTY, direction: 'ASCENDING' },
				limit: MAX_SEARCH_PAGE,
			},
			[modifiedProperty(object)],
		);
		found.push(...hits.map(({ id }) => id));
		const end = hits.at(-1)?.id;
		if (end === undefined || hits.length < MAX_SEARCH_PAGE) return found;
		last = end;
	}
}

/** What a search needs beside its values. */
const BODY_RESERVE = 500;

/** Values in groups that fit into the body of one search. Throws `invalid` for a value that fits into none. */
export function valueChunks(values: readonly string[], most: number): string[][] {
	const chunks: string[][] = [];
	let room = 0;
	for (const value of values) {
		const length = JSON.stringify(value).length + 1;
		if (length > MAX_SEARCH_BODY - BODY_RESERVE) {
			throw new SystemError({
				class: 'invalid',
				message: 'A value is too long to look a HubSpot record up by it. Match by another field.',
			});
		}
		if (length > room || (chunks.at(-1)?.length ?? most) >= most) {
			chunks.push([]);
			room = MAX_SEARCH_BODY - BODY_RESERVE;
		}
		chunks.at(-1)?.push(value);
		room -= length;
	}
	return chunks;
}
