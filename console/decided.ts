import type { Mapping, RecordRef } from '../engine/model';
import type { SyncStore } from '../engine/run/store-port';

/** Who decides: a name that people know them by, and where n8n ran it, if it did. */
export interface Decider {
	person: string;
	execution?: string;
}

/** What was decided. `message`: what was asked and what was chosen, without values of fields. */
export interface Decided {
	pair: string;
	message: string;
	/** Absent: it is about all records of the pair. */
	source?: RecordRef | undefined;
	target?: RecordRef | undefined;
}

/** Stands for all records of a place in the log. */
const ALL_RECORDS = '*';

/** Writes down who decided what. What is about a pair of which nothing is known any more leaves no line: there is no record to file it under. */
export async function noteDecided(store: Pick<SyncStore, 'noteDecision'>, by: Decider, { pair, message, source, target }: Decided, mapping: Mapping | undefined): Promise<void> {
	const filed = source ?? (mapping && { ...mapping.left, connection: ALL_RECORDS, id: ALL_RECORDS });
	if (filed === undefined) return;
	const end = { origin: 'manual', outcome: 'skipped', reason: 'decided' } as const;
	await store.noteDecision({ pair, source: filed, ...(target === undefined ? {} : { target }), ...end, message, movements: [], ...by });
}
