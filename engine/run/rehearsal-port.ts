import type { LogEntry, Outcome, Reason, RecordRef } from '../model';
import type { ReviewItem } from './store-port';

/** What a dry run has planned so far, for the plans that come after it. */
export interface PlanStore {
	/**
	 * Of these records of a pair, those that its rehearsal would link by what was planned last. Without a counterpart: with a record
	 * that would be created.
	 */
	plannedLinks(pair: string, refs: readonly RecordRef[]): Promise<Array<{ ref: RecordRef; counterpart?: RecordRef }>>;
	/** Of these keyed hashes of match keys, those that a planned create has, in any pair, with the record that it is planned for. */
	plannedCreates(keys: readonly string[]): Promise<Map<string, RecordRef>>;
}

/** What a plan leaves behind beside its log line. */
export interface Planned {
	/** Keyed hashes of what would identify the record that would be created. */
	creates?: readonly string[];
	/** Questions that would be asked. */
	questions?: readonly ReviewItem[];
}

/** A pair that was published with "until somebody says go". Times are ISO 8601 UTC. */
export interface Rehearsal {
	pair: string;
	/** When it was begun, or begun anew. */
	since: string;
	/** Somebody has let it go: from then on it writes. */
	live?: { since: string; by: string };
}

/** How many records of one side would end in one way, with some of them. */
export interface PlanGroup {
	/** Where the changes come from. */
	source: Omit<RecordRef, 'id'>;
	outcome: Outcome;
	reason: Reason;
	count: number;
	examples: LogEntry[];
}

/** What a pair's rehearsal has planned. Only what was planned last for a record counts. */
export interface Plan {
	groups: PlanGroup[];
	/** By mapping row: how many records of that side would change the field on the other. Creates are not counted. */
	changes: Array<{ source: Omit<RecordRef, 'id'>; row: string; field: string; count: number }>;
	/** Questions that would be asked, each counted once. */
	questions: Array<{ kind: ReviewItem['kind']; count: number; examples: string[] }>;
	/** Changes of the pair that were really written since the rehearsal began: a node of it does not rehearse. */
	written: number;
}

/** What going live after a rehearsal needs. Every method is one transaction. */
export interface RehearsalStore {
	/** Of these pairs, those that nobody has let go. The first time that a pair is named here, its rehearsal begins. */
	rehearsing(pairs: readonly string[]): Promise<string[]>;
	/** All that were ever begun, by name. */
	rehearsals(): Promise<Rehearsal[]>;
	/**
	 * The pair writes from now on, and what was only planned is due. `by`: who says so, in plain words. Answers how many records are due; once
	 * it is live, nothing changes any more. False: it was never in rehearsal.
	 */
	goLive(pair: string, by: string): Promise<number | false>;
	/**
	 * The pair only plans from now on (what is under way ends as it began), its report begins anew, and everything that was only planned is
	 * planned once more. Answers how many records are. False: it was never in rehearsal.
	 */
	rehearse(pair: string): Promise<number | false>;
	/** What would happen; undefined: the pair was never in rehearsal. `examples`: records of each group, at most. */
	plan(pair: string, options: { examples: number }): Promise<Plan | undefined>;
}
