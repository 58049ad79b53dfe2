import type { FieldValue, FieldValues, ObjectSchema, SystemErrorDetails, SystemName } from '../model';
import type { Usage } from './usage-port';

/** A record as its system holds it now. `fields` is flattened: `Owner.Email`, `custom_fields.tier`. */
export interface RecordState {
	id: string;
	fields: FieldValues;
	/** ISO 8601 UTC, by the system's clock. */
	modifiedAt: string;
	/** Who changed it last, by name, where the system tells that with the rest. For questions to people only: never logged. */
	changedBy?: string;
	/** The latest change was surely not ours, but another user's. Left out where the system does not tell. */
	byOther?: true;
	/** Set when the record is no longer there under this id, or takes no more changes (a converted lead). */
	gone?: { kind: 'deleted' | 'merged' | 'converted'; into?: string };
	/** By field, newest first, where it was asked for (`Past`): the present value, and those before it. Fields without a history are left out. */
	past?: Readonly<Record<string, readonly PastValue[]>>;
}

/** A value that stands or stood in a field, as its system's history tells it. */
export interface PastValue {
	value: FieldValue;
	/** Since when (ISO 8601 UTC). Absent: since before what was asked about. */
	at?: string;
	/** See `RecordState.changedBy`. */
	by?: string;
}

/** Which fields' earlier values a read is to bring, back to that time (ISO 8601 UTC, the system's own). */
export interface Past {
	fields: readonly string[];
	since: string;
}

/** "Is there a record whose `field` equals `value`?", compared after normalising by `kind`. */
export interface Lookup {
	kind: 'external-id' | 'email' | 'domain' | 'text';
	field: string;
	/** Normalised already. */
	value: string;
	/** How values of this kind are compared, where it is not the usual way. */
	options?: { plusAddress?: 'drop'; exactCase?: true };
	/** Words to search by where the system cannot filter on `field` (the record's name, say). */
	hint?: string;
	/**
	 * Where nothing is found, a create that names this lookup follows at once. A system that refuses a second record with the value may leave
	 * the proof to that create, and answer an empty list unasked.
	 */
	createFollows?: true;
}

export type WriteOp =
	/** `lookups`: by what the record was looked for in vain. */
	| { op: 'create'; values: FieldValues; lookups?: readonly Lookup[] }
	/** `elements`: of sets (tags, memberships) that are in `values` as a whole, what is new in them and what goes. */
	| { op: 'update'; id: string; values: FieldValues; elements?: Readonly<Record<string, SetChange>> };

/** Names that a set gains and loses. */
export interface SetChange {
	add: readonly string[];
	remove: readonly string[];
}

export type WriteResult =
	/** `record` is what the system answered (or what a read after the write shows), after its own normalising. */
	| {
			ok: true;
			id: string;
			record?: RecordState;
			/** What was not written for reasons of its own while the rest was, in whole sentences without values. */
			notes?: readonly string[];
	  }
	| { ok: false; error: SystemErrorDetails };

/** What came of archiving or restoring one record. `modifiedAt`: when it was changed by that, where the system tells. */
export type ArchiveResult = { ok: true; modifiedAt?: string } | { ok: false; error: SystemErrorDetails };

/** A field's last change, as its system's history tells it. */
export interface FieldTime {
	/** ISO 8601 UTC. */
	at: string;
	/** See `RecordState.changedBy`. */
	by?: string;
}

/** One connection's records: batched reads and writes. Throws `SystemError` when a whole call fails. */
export interface RecordPort {
	readonly system: SystemName;
	readonly connection: string;
	/** Missing ids are absent from the map or `gone`. Reads as few times as the API allows. `past`: with the fields' history, as far as there is one. */
	read(object: string, ids: readonly string[], fields: readonly string[], past?: Past): Promise<Map<string, RecordState>>;
	/** So many records `read` tells with their past in one call. Absent: the system keeps no history that can be read. */
	readonly pastAtOnce?: number;
	/** One list of matching records for each lookup, in the same order; each list holds exact matches only. */
	find(object: string, lookups: readonly Lookup[], fields: readonly string[]): Promise<RecordState[][]>;
	/** One result for each op, in the same order; a partly refused batch is not an error. */
	write(object: string, ops: readonly WriteOp[]): Promise<WriteResult[]>;
	/**
	 * When each of these fields of each record was last changed, and by whom; those that nothing is known of are left out. Asked for real
	 * conflicts only. Absent: the system keeps no such history.
	 */
	times?(object: string, ids: readonly string[], fields: readonly string[]): Promise<Map<string, Record<string, FieldTime>>>;
	/**
	 * Takes records out of sight so that people can bring them back: a recycle bin, or a mark where the system has none. Erases nothing,
	 * ever. One result an id, in order; a record that is gone already is as wanted. Absent: the system cannot.
	 */
	archive?(object: string, ids: readonly string[]): Promise<ArchiveResult[]>;
	/** Brings back what `archive` put away. Absent: only people can, in the system itself. */
	restore?(object: string, ids: readonly string[]): Promise<ArchiveResult[]>;
}

/** What a source page holds: a record's change without its ledger ticket. */
export interface SourceChange {
	id: string;
	kind: 'upserted' | 'deleted' | 'merged' | 'restored';
	modifiedAt: string;
	fieldTimes?: Record<string, string>;
	/** See `RecordState`. */
	changedBy?: string;
	mergedInto?: string;
	/** Everything that was ever merged into the record (or into its winner), where the system tells. */
	mergedFrom?: string[];
	/** What a lead was converted into, by object name. */
	converted?: Record<string, string>;
	/** Of `readAgain`: other ids that were asked for and that this record stands for (opens that are rolled up). */
	standsFor?: string[];
	fields: FieldValues;
}

export interface SourcePage {
	changes: SourceChange[];
	/** Where to go on from; opaque to all but its own source. Persist it together with the page's refs. */
	cursor: string;
	/** More can be read at once. */
	more: boolean;
}

export interface SourceQuery {
	object: string;
	fields: readonly string[];
	/** In the system's own filter language (a SOQL condition, say). */
	filter?: string;
	limit: number;
}

/** One connection's changes, to poll. Throws `SystemError`. */
export interface ChangeSourcePort {
	readonly system: SystemName;
	readonly connection: string;
	/** The cursor that starts now, at a date, or at the very beginning. */
	start(object: string, from: 'now' | 'everything' | { date: string }): Promise<string>;
	/** `lookBack`: read again from this many ms before the cursor, for rows that became visible late. */
	readPage(query: SourceQuery, cursor: string, options: { lookBackMs: number }): Promise<SourcePage>;
	/** Current values of these records, as changes (a retry uses current values, never stored ones). */
	readAgain(query: Omit<SourceQuery, 'limit'>, ids: readonly string[]): Promise<SourceChange[]>;
	/** The latest few, for "Test workflow". */
	sample(query: SourceQuery): Promise<SourceChange[]>;
	/** How many records a backfill will read, those in a recycle bin too; with `there`, without them. */
	count(query: Omit<SourceQuery, 'limit' | 'fields'>, options?: { there: true }): Promise<number>;
	/** The connection's calls of the last 24 hours, as far as they are known. Asks nobody. */
	usage?(): Usage | undefined;
}

/** One connection's schema, live. */
export interface SchemaPort {
	objects(): Promise<Array<{ name: string; label: string; custom: boolean }>>;
	describe(object: string): Promise<ObjectSchema>;
	/** The next `describe` asks the system again, whatever is remembered. */
	forget?(object: string): void;
}
