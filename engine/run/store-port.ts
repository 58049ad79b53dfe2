import type { Change, FieldValue, LogEntry, Mapping, Outcome, Reason, RecordRef, Side } from '../model';

/** left ref ↔ right ref within a pair. One right record may have many links. */
export interface Link {
	id: string;
	pair: string;
	left: RecordRef;
	right: RecordRef;
	/** When each record was last changed, as far as we have seen it (our own writes included). ISO 8601 UTC. */
	leftModifiedAt: string;
	rightModifiedAt: string;
}

/** Row id → keyed hashes of the two canonical values that were last in agreement. Never values. */
export type Base = Record<string, { left: string; right: string }>;

/**
 * Row id → its latest writes: the side that was written last, the keyed hash of what was written, and how often it has gone to and fro since
 * that time (ISO 8601 UTC). See engine/merge/ping-pong.ts.
 */
export type Flips = Record<string, { to: Side; wrote: string; count: number; since: string }>;

export interface LinkWithBase extends Link {
	base: Base;
	/** Absent when none of its rows was written lately. */
	flips?: Flips;
}

/** A create that was about to happen: survives a crash, so that it is looked for before it is tried again. */
export interface Intent {
	id: string;
	pair: string;
	source: RecordRef;
	target: Omit<RecordRef, 'id'>;
	createdAt: string;
	/** Keyed hash of the match keys that the create was sent with: only the same keys can tell whether it happened. */
	keys?: string;
}

/** One entry of the pending ledger, ready to be emitted again. */
export interface DueRef {
	ref: RecordRef;
	seq: number;
	attempts: number;
	reason: string;
}

/** A ref as a trigger saw it; `stamp` (begins with the record's modified time) makes a re-read of the same version no news. */
export interface SeenRef {
	ref: RecordRef;
	stamp: string;
}

/** What becomes of the ledger entry: closed, tried again, or waiting for something to happen. */
export type Ledger =
	| { kind: 'close' }
	/** `uncounted`: the wait says nothing about the record (a guard, a spent quota), so it is no attempt. */
	| { kind: 'retry'; dueAt: string; reason: Reason; uncounted?: boolean }
	| { kind: 'wait'; waitKey: string; reason: Reason }
	/** Given up: a person must act; kept as an issue with its message. */
	| { kind: 'issue'; reason: Reason; message: string };

/** Everything that one change's end writes, in one transaction with the rest of its batch. */
export interface Commit {
	change: Change;
	ledger: Ledger;
	log: LogEntry;
	/** Created when `id` is absent, else moved/updated. Base rows given are merged into the stored base. */
	link?: {
		id?: string;
		left: RecordRef;
		right: RecordRef;
		leftModifiedAt: string;
		rightModifiedAt: string;
		base: Base;
		/** Replaces the stored counts; may be forgotten after `until`. */
		flips?: { rows: Flips; until: string };
	};
	closeIntent?: string;
	/** Wait keys that came true: entries waiting for them become due. */
	release?: string[];
	/** Records of the other side whose own change must flow (the source lost the merge). */
	repair?: RecordRef[];
	/** Questions for a person. One open question per (pair, kind, key). */
	review?: ReviewItem[];
	/** Also park the record until this key comes true (a field was held back while the rest was written). */
	park?: string[];
}

export interface ReviewItem {
	/** `mapping`: a system's schema changed under a mapping. */
	kind: 'unmapped-value' | 'conflict' | 'ambiguous-match' | 'duplicate' | 'mapping';
	pair: string;
	/** What makes the question the same question (row and value, link and row, …). */
	key: string;
	message: string;
	/** Values to choose from or to compare; never written to the log of n8n. */
	details: Record<string, FieldValue>;
	source?: RecordRef;
	target?: RecordRef;
}

export interface OpenReview extends ReviewItem {
	id: string;
	firstSeen: string;
	count: number;
}

/** What the batch runner needs. Every method is one transaction. Times are ISO 8601 UTC. */
export interface RunStore {
	/** Keyed hash (HMAC with the store's secret) of a canonical value's text form. Synchronous and pure. */
	hash(text: string): string;
	mapping(version: string): Promise<Mapping | undefined>;
	/** All or nothing: true when every key was free or already ours. */
	lock(keys: readonly string[], owner: string, ttlMs: number): Promise<boolean>;
	unlock(owner: string): Promise<void>;
	/** Links of these records on that side of the pair, with bases. Several links for one ref are possible on the right. */
	links(pair: string, side: Side, refs: readonly RecordRef[]): Promise<LinkWithBase[]>;
	/** Links of these records in any pair, on either side. */
	linksTo(refs: readonly RecordRef[]): Promise<Link[]>;
	intents(pair: string, sources: readonly RecordRef[]): Promise<Intent[]>;
	/** Committed before the creates are sent. Sources that have one already keep it. */
	intend(pair: string, entries: ReadonlyArray<{ source: RecordRef; target: Omit<RecordRef, 'id'>; keys?: string }>): Promise<Intent[]>;
	commit(commits: readonly Commit[]): Promise<void>;
}

/** What a trigger's loop needs. A *feed* is one trigger: workflow and node. */
export interface FeedStore {
	/** See `RunStore.hash`: here for telling two versions of one record apart that carry the same time. */
	hash(text: string): string;
	/** One loop per feed, over all processes: true while this owner holds it. Call again to keep it. */
	holdFeed(feed: string, owner: string, ttlMs: number): Promise<boolean>;
	releaseFeed(feed: string, owner: string): Promise<void>;
	cursor(feed: string, object: string): Promise<string | undefined>;
	/**
	 * One transaction: enters the page's refs in the ledger as emitted, and moves the cursor. Refs whose (id, stamp) was seen
	 * before in this feed are dropped. Answers the new ones' seq by `refKey`, in page order. Seen stamps before `forgetBefore` are removed.
	 */
	notePage(page: { feed: string; object: string; refs: readonly SeenRef[]; cursor: string; leaseMs: number; forgetBefore?: string }): Promise<Map<string, number>>;
	/** Entries that are due (retry time come, released, or their lease ran out), marked as emitted anew with a new seq. */
	takeDue(feed: string, limit: number, leaseMs: number): Promise<DueRef[]>;
	/** When a loop starts: whatever this feed had emitted before a crash, or put off in a dry run, is due now. */
	reclaim(feed: string): Promise<number>;
	/** The run succeeded: answered entries are removed; unanswered ones are closed as `skipped: left out on the canvas`. */
	acknowledge(feed: string, seqs: readonly number[]): Promise<{ leftOut: number }>;
	/** The run failed: unanswered entries are tried again after a back-off; after the last attempt they become issues. */
	runFailed(feed: string, seqs: readonly number[], message: string): Promise<void>;
	/** Entries that could not be read again (deleted for good, no right to see): closed with a log entry each. */
	closeUnreadable(feed: string, refs: ReadonlyArray<{ ref: RecordRef; message: string }>): Promise<void>;
	progress(feed: string): Promise<Record<string, { done: number; total: number }>>;
	setProgress(feed: string, object: string, progress: { done: number; total: number }): Promise<void>;
}

/** What the mapper needs. */
export interface MappingStore {
	/** Content-addressed: the same mapping has the same version. */
	saveMapping(mapping: Mapping): Promise<string>;
	/** The mapping of the pair that was saved last: what `saveMapping` was last called with. */
	latestMapping(pair: string): Promise<Mapping | undefined>;
	/** This feed's records enter the pair on that side (so that repairs and retries find their way back). */
	noteFeed(pair: string, side: Side, feed: string): Promise<void>;
	/** Values that a person assigned in the review list: row id → source value → target value, for values that come from that side. */
	assignments(pair: string, side: Side): Promise<Record<string, Record<string, string>>>;
	noteReview(items: readonly ReviewItem[]): Promise<void>;
	/** Closes questions that are settled by themselves. */
	settleReviews(pair: string, kind: ReviewItem['kind'], keys: readonly string[]): Promise<void>;
	openReviews(filter?: { pair?: string; kind?: ReviewItem['kind'] }): Promise<OpenReview[]>;
	/** Questions about values that the mapping answers by now: closed, and the records that waited become due. `keys` are wait keys. */
	settleValues(pair: string, keys: readonly string[]): Promise<void>;
}

/** What the console needs. */
export interface ReviewStore {
	openReviews(filter?: { pair?: string; kind?: ReviewItem['kind'] }): Promise<OpenReview[]>;
	/** Assigns a value: later records use it, and the ones that waited become due. */
	assignValue(pair: string, row: string, side: Side, from: string, to: string): Promise<void>;
	log(filter: { pair?: string; outcome?: Outcome; source?: RecordRef; limit: number; before?: number }): Promise<Array<LogEntry & { id: number }>>;
	outcomeCounts(pair?: string): Promise<Record<string, number>>;
	pendingCounts(feed?: string): Promise<Record<string, number>>;
}

export interface SyncStore extends RunStore, FeedStore, MappingStore, ReviewStore {
	close(): Promise<void>;
}
