import type { Outcome, RecordRef } from '../model';

/** Entries of the ledgers that are alike. */
export interface PendingGroup {
	feed: string;
	place: Omit<RecordRef, 'id'>;
	/** As in `FeedState.backlog`. */
	state: string;
	reason: string;
	count: number;
	/** ISO 8601: when the oldest of them was entered. */
	since: string;
}

/** An alert as the store keeps it. `said`: its words, as its teller wants them back. */
export interface AlertNote {
	key: string;
	said: string;
}

/** A change that took long to arrive. */
export interface SlowChange {
	pair: string;
	source: RecordRef;
	/** ISO 8601: when it was written. */
	at: string;
	/** From the change in its own system to the write. */
	seconds: number;
}

/** What those need who tell people of it. Every method is one transaction; times are ISO 8601 UTC. */
export interface AlertStore {
	/** What the ledgers hold, grouped; of one reason, or of those entries whose message says this. */
	pendingGroups(filter: { reason: string } | { saying: string }): Promise<PendingGroup[]>;
	/**
	 * These alerts stand now. Answers the keys of those that this listener has not been told of, and the notes of those that it was told of
	 * and that stand no more; from now on it has been told of both. Two calls at once tell nothing twice.
	 */
	tellAlerts(listener: string, standing: readonly AlertNote[]): Promise<{ began: string[]; ended: AlertNote[] }>;
	/** How changes ended in a span of time, by pair. Dry runs are left out. */
	outcomesIn(span: { since: string; until: string }): Promise<Array<{ pair: string; outcome: Outcome; count: number }>>;
	/** The changes of a span of time that took longest to be written, slowest first; first syncs and retries are left out. */
	slowestIn(span: { since: string; until: string; limit: number }): Promise<SlowChange[]>;
}
