import type { SourceQuery } from '../../engine/run/system-port';
import type { HubSpotClient } from './client';
import type { HubSpotRecord } from './contract';
import { MAX_LIST_PAGE, MAX_MEMBER_PAGE, MAX_QUERY_CHARACTERS, MAX_SEARCH_PAGE } from './limits';
import { recordsById } from './reader';
import { filtersOf, holdsFor, type HubSpotScope } from './scope';
import { afterId, type Hit, searchRecords } from './search';

/** A page in the making: which query, with its scope read. */
export interface Ask extends Omit<SourceQuery, 'limit'> {
	scope: HubSpotScope;
	properties: readonly string[];
}

export const recordsOf = (hits: readonly Hit[]): HubSpotRecord[] => hits.flatMap(({ record }) => record ?? []);

/** Records that are there now and for which the scope's conditions hold; whether they are in its list is not looked at. */
export async function liveRecords(client: HubSpotClient, ask: Ask, ids: readonly string[]): Promise<HubSpotRecord[]> {
	const fates = await recordsById(client, ask.object, ids, ask.properties);
	const live = [...fates.values()].flatMap((fate) => (fate.kind === 'there' ? [fate.record] : []));
	return live.filter((record) => holdsFor(ask.scope, record));
}

/** The next records of a first reading of everything: members of the scope's list, else by a search where there are conditions, else all. */
export async function nextRecords(
	client: HubSpotClient,
	ask: Ask,
	after: string | undefined,
	limit: number,
): Promise<{ records: HubSpotRecord[]; after?: string }> {
	const { scope, object, properties } = ask;
	if (scope.list !== undefined) {
		const page = await client.members(scope.list, {
			limit: Math.min(limit, MAX_MEMBER_PAGE),
			...(after === undefined ? {} : { after }),
		});
		const records = await liveRecords(
			client,
			ask,
			page.items.map(({ recordId }) => recordId),
		);
		return { records, ...(page.after === undefined ? {} : { after: page.after }) };
	}
	if (scope.conditions?.length) {
		const size = Math.min(limit, MAX_SEARCH_PAGE);
		const { hits } = await searchRecords(client, object, afterId(after ?? '0', filtersOf(scope), size), properties);
		const last = hits.length < size ? undefined : hits.at(-1)?.id;
		return { records: recordsOf(hits), ...(last === undefined ? {} : { after: last }) };
	}
	return await listed(client, ask, after, limit);
}

/** Several pages of the list endpoint at a time, so that their associations are read in one call. */
async function listed(
	client: HubSpotClient,
	{ object, properties }: Ask,
	from: string | undefined,
	limit: number,
): Promise<{ records: HubSpotRecord[]; after?: string }> {
	const inUrl = properties.join(',').length <= MAX_QUERY_CHARACTERS;
	const records: HubSpotRecord[] = [];
	let after = from;
	do {
		const size = Math.min(limit - records.length, MAX_LIST_PAGE);
		const page = await client.list(object, {
			limit: size,
			properties: inUrl ? properties : [],
			...(after === undefined ? {} : { after }),
		});
		const ids = page.items.map(({ id }) => id);
		records.push(
			...(inUrl || ids.length === 0 ? page.items : (await client.batchRead(object, { ids, properties })).results),
		);
		after = page.after;
		if (page.items.length === 0) break;
	} while (after !== undefined && records.length < limit);
	return { records, ...(after === undefined ? {} : { after }) };
}
