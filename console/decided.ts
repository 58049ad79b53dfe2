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
const DECIDED = { origin: 'manual', outcome: 'skipped', reason: 'decided' } as const;

/** Writes down who decided what. What is about a pair of which nothing is known any more leaves no line: there is no record to file it under. */
export async function noteDecided(store: Pick<SyncStore, 'noteDecision'>, by: Decider, { pair, message, source, target }: Decided, mapping: Mapping | undefined): Promise<void> {
	const filed = source ?? (mapping && { ...mapping.left, connection: ALL_RECORDS, id: ALL_RECORDS });
	if (filed === undefined) return;
	await store.noteDecision({ pair, source: filed, ...(target === undefined ? {} : { target }), ...DECIDED, message, movements: [], ...by });
}

/** Writes down what somebody had done with the records of one place, whatever their pairs: a trigger's rest, a retry. */
export async function noteOrdered(store: Pick<SyncStore, 'noteDecision'>, by: Decider, place: Omit<RecordRef, 'id'>, message: string): Promise<void> {
	await store.noteDecision({ pair: '', source: { ...place, id: ALL_RECORDS }, ...DECIDED, message, movements: [], ...by });
}
