import type { Canonical, Change, FieldValue, LogEntry, Mapping, Outcome, Reason, RecordRef, Side } from '../model';
import type { AlertStore } from './alert-port';
import type { ConsoleStore } from './console-port';
import type { DecisionStore } from './decisions-port';
import type { ForgetStore } from './forget-port';
import type { UsageStore } from './usage-port';
import type { GuardStore, MassEditStore } from './guard-port';
import type { Planned, PlanStore, RehearsalStore } from './rehearsal-port';
import type { SweepStore } from './sweep-port';

/** left ref ↔ right ref within a pair. One right record may have many links. */
export interface Link {
	id: string;
	pair: string;
	left: RecordRef;
	right: RecordRef;
	/** When each record was last changed, as far as we have seen it (our own writes included). ISO 8601 UTC. */
	leftModifiedAt: string;
	rightModifiedAt: string;
	/** The latest change of each record that was not a write of ours, as far as this pair has seen it. Absent: the modified time. */
	changed?: Partial<Record<Side, string>>;
	/** The modified time that our own latest write over this link has left behind. Absent: it wrote nothing yet. */
	wrote?: Partial<Record<Side, string>>;
	/** Sides whose record is gone, as far as we know. Absent: both are there. */
	gone?: Partial<Record<Side, Gone>>;
	/**
	 * Nothing flows over it: its left record went into another one (a merge, a conversion) that is kept in step with another right record.
	 * It stays so that the right record is not created on the left again.
	 */
	rests?: true;
}

/** What became of a record that is no longer there. `archived`: this sync took it out of sight, because its counterpart was deleted. */
export interface Gone {
	kind: 'deleted' | 'archived' | 'merged' | 'converted';
	/** The winner of a merge; what a lead was converted into, where that is kept in step. */
	into?: RecordRef;
	/** Of an archived one: the record whose delete began it, over however many systems. */
	because?: RecordRef;
	/** The record's modified time at which it was known to be gone (ISO 8601): what was read of it before is out of date. */
	at: string;
	/** The ledger's last emission when that was noted: what was emitted under it or before may have been read earlier. The store's to give. */
	seq?: number;
}

/** Of a record, whatever its links. */
export interface Fate extends Gone {
	ref: RecordRef;
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
	/** Row id → what a person typed in where the two sides differed: to be written to both. */
	decided?: Record<string, Canonical>;
	/** A person has let a delete pass, however many there are. */
	deletesPass?: true;
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
	/** Why it is in the ledger: the reason of its last answer, or what entered it (`hint`, `repair`, `backfill`). */
	reason: string;
	/** What its emission is called: `webhook` for a hint's first try, `backfill` for one of `enterLinked`, `backfill` or `reconcile` for one of a sweep, else `retry`. */
	origin: Change['origin'];
	/** The record is known to be missing: one that cannot be read is told as deleted. */
	gone?: true;
}

/** Somebody said (a webhook) that this record changed: reason enough to read it now, never data. */
export interface Hint {
	ref: RecordRef;
	/** Names the event, so that its retries are no news. Kept as a keyed hash only. */
	key: string;
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
		/** Where it is another pair than the change's. */
		pair?: string;
		left: RecordRef;
		right: RecordRef;
		leftModifiedAt: string;
		rightModifiedAt: string;
		/** See `Link`; a side that is not given stays as it is. */
		changed?: Partial<Record<Side, string>>;
		wrote?: Partial<Record<Side, string>>;
		base: Base;
		/** See `Link`; once it rests, a link does so for good. */
		rests?: true;
		/** Replaces the stored counts; may be forgotten after `until`. */
		flips?: { rows: Flips; until: string };
		/** Rows of `decided` that are done with. */
		decisionsDone?: readonly string[];
	};
	/** Other links that it creates, moves or updates. */
	moved?: Array<NonNullable<Commit['link']>>;
	/** Links (by their ids) that are no more. */
	unlink?: string[];
	/** Records that are gone from now on. Of one whose fate is known the new one counts. */
	fates?: Fate[];
	/** Records that are there again. */
	alive?: RecordRef[];
	closeIntent?: string;
	/** Wait keys that came true: entries waiting for them become due. */
	release?: string[];
	/** Records of the other side whose own change must flow (the source lost the merge). */
	repair?: RecordRef[];
	/** Questions for a person. One open question per (pair, kind, key). */
	review?: ReviewItem[];
	/** Duplicates that are one record now: keys of questions of the change's pair that are settled by it. */
	settle?: string[];
	/** Also park the record until this key comes true (a field was held back while the rest was written). */
	park?: string[];
	/** It changed a linked record, which counts for the guard against mass edits. `side`: where the change came from. */
	counted?: { link: string; side: Side };
	/** Of a dry run. */
	planned?: Planned;
}

export interface ReviewItem {
	/**
	 * `mapping`: a system's schema changed under a mapping. `deletes`: more deletes than a run may pass on. `many-changes`: more of a pair's
	 * records would be changed than may be without a person's word.
	 */
	kind: 'unmapped-value' | 'conflict' | 'ambiguous-match' | 'duplicate' | 'mapping' | 'deletes' | 'many-changes';
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

/** Open questions, oldest first. All given conditions hold. */
export interface ReviewFilter {
	pair?: string;
	kind?: ReviewItem['kind'];
	/** About this row of the mapping. */
	row?: string;
	/** Only those with a larger id: the next page. */
	after?: string;
	/** None with a larger id: none that came later. */
	upTo?: string;
	limit?: number;
}

/** What the batch runner needs. Every method is one transaction. Times are ISO 8601 UTC. */
export interface RunStore extends PlanStore, GuardStore {
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
	/** What is known of those of these records that are gone. */
	fates(refs: readonly RecordRef[]): Promise<Fate[]>;
	/** The present mapping of every pair whose two sides are these. */
	pairsOf(left: Omit<RecordRef, 'id' | 'connection'>, right: Omit<RecordRef, 'id' | 'connection'>): Promise<Mapping[]>;
	/** Creates of these sources that were begun; `target`: in this place only. A source may have one in each place. */
	intents(pair: string, sources: readonly RecordRef[], target?: Omit<RecordRef, 'id'>): Promise<Intent[]>;
	/** Creates of any pair that were about to happen in this place. */
	intentsInto(place: Omit<RecordRef, 'id'>): Promise<Intent[]>;
	/** Committed before the creates are sent. Sources that have one into the same place already keep it. */
	intend(pair: string, entries: ReadonlyArray<{ source: RecordRef; target: Omit<RecordRef, 'id'>; keys?: string }>): Promise<Intent[]>;
	/** `unlock`: an owner whose locks are let go with it. */
	commit(commits: readonly Commit[], unlock?: string): Promise<void>;
}

/** How far the first sync of an object has come, in records. `since`: when it began (ISO 8601 UTC), the store's to give. */
export interface Progress {
	done: number;
	total: number;
	since?: string;
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
	 * With `owner`, here and below: what lets a loop emit. When another process holds the feed by now, nothing is written. @throws FeedLost
	 *
	 * One transaction: enters the page's refs in the ledger as emitted, and moves the cursor. Refs whose (id, stamp) was seen
	 * before in this feed are dropped. Answers the new ones' seq by `refKey`, in page order. Seen stamps before `forgetBefore` are removed.
	 */
	notePage(page: { feed: string; owner?: string; object: string; refs: readonly SeenRef[]; cursor: string; leaseMs: number; forgetBefore?: string }): Promise<Map<string, number>>;
	/** Entries that are due (retry time come, released, or their lease ran out), marked as emitted anew with a new seq. */
	takeDue(feed: string, limit: number, leaseMs: number, owner?: string): Promise<DueRef[]>;
	/**
	 * Enters records that a webhook named as due now, also those that are under way (they come once more). A key that was noted in the last
	 * days is no news. Answers how many hints were new. May be called by any process, whoever runs the feed's loop.
	 */
	noteHints(feed: string, hints: readonly Hint[]): Promise<number>;
	/** These versions are about to be emitted (by `takeDue`): a page that brings one of them again holds no news. */
	noteSeen(feed: string, refs: readonly SeenRef[], owner?: string): Promise<void>;
	/** When a loop starts: whatever this feed had emitted before a crash, or put off in a dry run, is due now. */
	reclaim(feed: string, owner?: string): Promise<number>;
	/** The run succeeded: answered entries are removed; unanswered ones are closed as `skipped: left out on the canvas`. */
	acknowledge(feed: string, seqs: readonly number[]): Promise<{ leftOut: number }>;
	/** The run failed: unanswered entries are tried again after a back-off; after the last attempt they become issues. */
	runFailed(feed: string, seqs: readonly number[], message: string): Promise<void>;
	/** Entries that could not be read again (deleted for good, no right to see): closed with a log entry each. */
	closeUnreadable(feed: string, refs: ReadonlyArray<{ ref: RecordRef; message: string }>): Promise<void>;
	progress(feed: string): Promise<Record<string, Progress>>;
	/** With nothing done it begins now. */
	setProgress(feed: string, object: string, progress: Progress): Promise<void>;
	/** See `ConsoleStore`. */
	isPaused: ConsoleStore['isPaused'];
	noteRound: ConsoleStore['noteRound'];
	noteEvents: ConsoleStore['noteEvents'];
	/** Removes log lines and closed questions older than the time, at most `limit` (5,000) of each. `more`: call again. */
	prune(options: { olderThan: string; limit?: number }): Promise<{ removed: number; more: boolean }>;
}

/** A word between the processes that share a store. It may get lost: the next poll of the loop finds what is due all the same. */
export interface RingStore {
	/** To the other processes: a feed, whose loop is to wake; or what its listeners know. */
	ring(about: string): Promise<void>;
	/** `hear` is called with what another process rings about; undefined: rings may have got lost. Answers how to stop. */
	hearRings(hear: (about: string | undefined) => void): () => void;
}

/** What the mapper needs. */
export interface MappingStore {
	/** Content-addressed: the same mapping has the same version. `connections`: whose schemas it was made with (`left~right`). */
	saveMapping(mapping: Mapping, connections?: string): Promise<string>;
	/**
	 * The mapping of the pair that was saved last, for these two connections where they are given: two portals may have mappers of one name,
	 * and other properties each.
	 */
	latestMapping(pair: string, connections?: string): Promise<Mapping | undefined>;
	/** The two connections of each of the pair's mappings (`left~right`), in the order of their names. */
	connectionsOf(pair: string): Promise<string[]>;
	/**
	 * This feed's records enter the pair on that side, from that connection (so that repairs and retries find their way back: of several
	 * feeds of one side, to those that can read the record).
	 */
	noteFeed(pair: string, side: Side, feed: string, connection?: string): Promise<void>;
	/** Values that a person assigned in the review list: row id → source value → target value, for values that come from that side. */
	assignments(pair: string, side: Side): Promise<Record<string, Record<string, string>>>;
	noteReview(items: readonly ReviewItem[]): Promise<void>;
	/** Closes questions that are settled by themselves. */
	settleReviews(pair: string, kind: ReviewItem['kind'], keys: readonly string[]): Promise<void>;
	openReviews(filter?: ReviewFilter): Promise<OpenReview[]>;
	/** Questions about values that the mapping answers by now: closed, and the records that waited become due. `keys` are wait keys. */
	settleValues(pair: string, keys: readonly string[]): Promise<void>;
	/**
	 * Enters the linked records of one side of a pair as due now in the ledgers of the feeds that read them, so that rows which a mapping
	 * has gained reach existing links. One page of links a call, in the order they were made; `next`: call again with `after: next`.
	 * To be finished before the new mapping is saved: a crash on the way then begins anew.
	 */
	enterLinked(pair: string, side: Side, page: { after?: string; limit: number }): Promise<{ entered: number; next?: string }>;
}

/** What the console needs. */
export interface ReviewStore {
	openReviews(filter?: ReviewFilter): Promise<OpenReview[]>;
	/** Assigns a value: later records use it, and the ones that waited become due. */
	assignValue(pair: string, row: string, side: Side, from: string, to: string): Promise<void>;
	outcomeCounts(pair?: string): Promise<Record<string, number>>;
	/** How changes ended since then, by spans of so many ms (`at`: a span's beginning); spans and outcomes without any are left out. */
	activity(question: { since: string; spanMs: number }): Promise<Array<{ at: string; outcome: Outcome; count: number }>>;
	pendingCounts(feed?: string): Promise<Record<string, number>>;
	/** A person has seen that a create whose answer was lost did not happen: the record comes again and may be created. False: no such create. */
	dropIntent(pair: string, source: RecordRef): Promise<boolean>;
	/** A person has ended the fight over this row of the link (by its id): it is kept in step again at once. False: no such link. */
	unfreeze(link: string, row: string): Promise<boolean>;
	/** Issues are tried again now, with their attempts forgotten: all, those of one feed, or of these records. Answers how many. */
	retryIssues(filter?: { feed?: string; refs?: readonly RecordRef[] }): Promise<number>;
}

export interface SyncStore extends RunStore, FeedStore, RingStore, MappingStore, ReviewStore, ConsoleStore, AlertStore, ForgetStore, UsageStore, DecisionStore, MassEditStore, RehearsalStore, SweepStore {
	close(): Promise<void>;
}
