import type { RecordRef } from '../model';

type Place = Omit<RecordRef, 'id'>;

/** A pair, between two connections where they are given, else between all; or one trigger (its id, see `FeedState`). */
export type Forgettable = { pair: string; left?: string; right?: string } | { feed: string };

/** How many of each were forgotten. */
export interface Forgotten {
	links: number;
	/** Records that were known to be gone. */
	fates: number;
	/** Creates that were under way. */
	intents: number;
	/** Questions, open and closed. */
	reviews: number;
	/** Triggers, with their cursors. */
	feeds: number;
	/** Entries of the triggers' ledgers. */
	pending: number;
}

/** A pair between two connections, as far as it has links. */
export interface KnownSync {
	pair: string;
	left: Place;
	right: Place;
	links: number;
}

/** What disconnecting for good needs. */
export interface ForgetStore {
	/** What is kept in step: every pair with the connections that it has links between, by name. */
	syncs(): Promise<KnownSync[]>;
	/**
	 * Forgets a sync, on a person's request only: nothing in any system is touched, and nothing else of the store. In many short
	 * transactions of a few thousand rows each; what is stopped on the way is finished by the next call. The log stays and gains one line,
	 * which says by whom (`by`: plain words) and how much. Of a pair: its links with their bases, what is known of their records' fates, its
	 * creates under way and its questions, and the triggers that feed nothing else, with their cursors and ledgers. Of a feed: its cursors,
	 * its ledger and what it feeds; links stay. Values that a person assigned stay. A pair or feed that is not known: all counts are 0.
	 * @throws StoreError `in-use` while a trigger that it concerns runs in any process (unpublish its workflow first)
	 */
	forget(what: Forgettable, by: string): Promise<Forgotten>;
}
