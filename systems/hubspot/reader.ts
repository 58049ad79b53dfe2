import { chunksOf } from '../common/chunks';
import { isPlainMoment } from '../common/moment';
import type { HubSpotClient } from './client';
import type { HistoryEntry, HubSpotRecord } from './contract';
import { MAX_BATCH, MAX_BATCH_WITH_HISTORY } from './limits';
import { mergedInto } from './values';

/** What became of an id. */
export type Fate =
	| { kind: 'there'; record: HubSpotRecord }
	| { kind: 'deleted'; record: HubSpotRecord }
	/** The id leads to another record now. */
	| { kind: 'merged'; record: HubSpotRecord };

/**
 * Records by id, 100 a call; ids that nobody has are left out. An id that was merged away still resolves: HubSpot answers the winner under
 * its own id. Deleted ones are asked for in a second call, which is made only when ids are missing. With the `history` of properties 50 a call.
 */
export async function recordsById(
	client: HubSpotClient,
	object: string,
	ids: readonly string[],
	properties: readonly string[],
	history: readonly string[] = [],
): Promise<Map<string, Fate>> {
	const fates = new Map<string, Fate>();
	// Ids are numbers: anything else is nobody's, and would fail the whole call.
	for (const chunk of chunksOf(
		[...new Set(ids)].filter((id) => /^\d{1,19}$/.test(id)),
		history.length > 0 ? MAX_BATCH_WITH_HISTORY : MAX_BATCH,
	)) {
		const { results } = await client.batchRead(object, { ids: chunk, properties, history });
		const known = new Set(chunk);
		for (const record of results) {
			if (known.has(record.id)) fates.set(record.id, { kind: 'there', record });
			for (const loser of mergedInto(record)) {
				if (known.has(loser) && !fates.has(loser)) fates.set(loser, { kind: 'merged', record });
			}
		}
		const missing = chunk.filter((id) => !fates.has(id));
		if (missing.length === 0) continue;
		const gone = await client.batchRead(object, { ids: missing, properties, archived: true });
		for (const record of gone.results) {
			if (known.has(record.id)) fates.set(record.id, { kind: 'deleted', record: { ...record, archived: true } });
		}
	}
	return fates;
}

/** Live records whose unique property has one of these values, 100 a call. Not subject to the search index and its lag. */
export async function recordsByUnique(
	client: HubSpotClient,
	object: string,
	idProperty: string,
	values: readonly string[],
	properties: readonly string[],
): Promise<HubSpotRecord[]> {
	const found: HubSpotRecord[] = [];
	for (const chunk of chunksOf([...new Set(values)], MAX_BATCH)) {
		found.push(...(await client.batchRead(object, { ids: chunk, properties, idProperty })).results);
	}
	return found;
}

/** A property's last change. `at`: ISO 8601 UTC; `user` is HubSpot's id, `source` its word for what made the change. */
export interface LastChange {
	at: string;
	user?: string;
	source?: string;
}

/** When each of the fields of each record was last changed and by whom, by HubSpot's own history; 50 records a call. */
export async function timesOfFields(
	client: HubSpotClient,
	object: string,
	ids: readonly string[],
	fields: readonly string[],
): Promise<Map<string, Record<string, LastChange>>> {
	const times = new Map<string, Record<string, LastChange>>();
	for (const chunk of chunksOf([...new Set(ids)], MAX_BATCH_WITH_HISTORY)) {
		const { results } = await client.batchRead(object, { ids: chunk, properties: [], history: fields });
		for (const { id, propertiesWithHistory } of results) {
			const latest = Object.entries(propertiesWithHistory ?? {}).flatMap(([name, [newest]]) =>
				newest && isPlainMoment(new Date(newest.timestamp))
					? [[name, lastChange(newest)] as const]
					: [],
			);
			if (latest.length > 0) times.set(id, Object.fromEntries(latest));
		}
	}
	return times;
}

export const lastChange = ({ timestamp, updatedByUserId, sourceType }: HistoryEntry): LastChange => ({
	at: new Date(timestamp).toISOString(),
	...(updatedByUserId ? { user: updatedByUserId } : {}),
	...(sourceType ? { source: sourceType } : {}),
});
