import type { Mapping, RecordRef, Side } from '../model';
import type { SeenRef } from './store-port';

/**
 * A *sweep* is one reading of everything on the sides of one pair, ordered by a person or a schedule, and carried out by the triggers' own
 * loops, page by page between live work. `backfill`: every record goes through the sync once. `reconcile`: only those that are not in step.
 */
export const SWEEP_KINDS = ['backfill', 'reconcile'] as const;
export type SweepKind = (typeof SWEEP_KINDS)[number];

/** A time of day, every day: from `from` until before `to` ('HH:MM', may cross midnight) in an IANA zone. */
export interface SweepWindow {
	from: string;
	to: string;
	zone: string;
}

/** How much of the system a sweep may take. What is not given does not bind. */
export interface SweepLimits {
	/** Pages are read in this time of day only. */
	window?: SweepWindow;
	/** Records a minute at most, each trigger. */
	perMinute?: number;
	/** 0..1: it rests while more than this share of the calls that the connection may make in a day is used. */
	share?: number;
}

export interface SweepOrder extends SweepLimits {
	kind: SweepKind;
	pair: string;
	/** Both, where it is not given. */
	sides?: readonly Side[];
	/** Who asked: a person or a schedule, in plain words. */
	by: string;
}

/** `deletes`: everything was read, and the linked records that were not among it are looked for. */
export type SweepState = 'waiting' | 'reading' | 'deletes' | 'ended';

/** What a sweep has found so far. Of a backfill only `emitted` counts. */
export interface SweepFound {
	/** Linked, and every mapped value is the one that was last in agreement. */
	inStep: number;
	/** Sent through the sync. What stays as it was although it was sent is not sent again for a week. */
	emitted: number;
	/** Not linked. Emitted, unless the pair creates nothing on the other side. */
	orphans: number;
	/** Linked, and deleted or no longer readable: the sync is told so. */
	gone: number;
	/** Linked, there, and outside the trigger's filter. */
	outOfScope: number;
	/** Under way in the sync, waiting, or an issue already: not compared. */
	underWay: number;
	/** Nothing is to be done: its counterpart is known to be gone, another pair keeps it in step, or it is no record of this pair. */
	resting: number;
	/** Records by the mapping row (its id) whose value differs from what was last in agreement. */
	drift: Record<string, number>;
}

/** One trigger's share of a sweep: one side of the pair, in the connection that the trigger reads. */
export interface SweepPart extends SweepFound {
	feed: string;
	side: Side;
	/** Absent until the trigger has told. */
	connection?: string;
	object: string;
	state: SweepState;
	/** Records read, of those that the system counted when the part began (0 before). */
	done: number;
	total: number;
	/** What the system counted when the part ended. */
	counted?: number;
	/** Why nothing is read now, in plain words. */
	restsBecause?: string;
}

/** Times are ISO 8601 UTC. */
export interface Sweep extends SweepLimits {
	id: string;
	kind: SweepKind;
	pair: string;
	by: string;
	orderedAt: string;
	startedAt?: string;
	/** Absent while it is open. A stopped sweep has ended, too. */
	endedAt?: string;
	stopped?: { at: string; by: string };
	parts: SweepPart[];
	/**
	 * At the end: how many records each side has by its system's own count (absent where no trigger reads that side, or it was not asked
	 * for), and how many links are kept in step.
	 */
	counts?: { left?: number; right?: number; linked: number };
}

/** A part as the loop carries it out. */
export interface SweepWork extends SweepLimits {
	sweep: string;
	kind: SweepKind;
	pair: string;
	feed: string;
	side: Side;
	object: string;
	state: Exclude<SweepState, 'ended'>;
	/** Where to go on from; absent before the first page. */
	cursor?: string;
	/** Of the links whose record was not seen, the last that was looked at. */
	after?: string;
	/** Another trigger of this side and connection still reads: until then nothing can be said to be missing. */
	fellowsRead?: true;
	/** More records of this side are gone than a run may archive, and nobody has answered yet whether that is meant: no further ones are looked for. */
	deletesAsked?: true;
	/** As it was noted last. */
	restsBecause?: string;
}

/** One page of a part: what was read, what is emitted of it, and where to go on from. One transaction. */
export interface SweepPage {
	work: SweepWork;
	/** Every record on the page that is there: its links are not missing. */
	seen: readonly RecordRef[];
	/**
	 * Entered in the feed's ledger as emitted. `gone`: comes again as deleted, where a retry cannot read it. `evidence`: by what it was found to
	 * be out of step.
	 */
	emitted: ReadonlyArray<SeenRef & { gone?: true; evidence?: string }>;
	leaseMs: number;
	/** What the page adds. */
	read: number;
	found: SweepFound;
	/** Of the reading. */
	cursor?: string;
	/** Of the missing links. */
	after?: string;
	/** What comes next. */
	state: 'reading' | 'deletes';
}

/** One connection on the other side, with its present mapping. `connection` absent: whatever the connection. */
export interface SweepTarget {
	connection?: string;
	mapping: Mapping;
}

/** A link whose record on the part's side was not seen. */
export interface UnseenLink {
	id: string;
	ref: RecordRef;
}

/** Orders and their progress (for people), and what the loops need to carry them out. Every method is one transaction. */
export interface SweepStore {
	/**
	 * One open sweep a pair: where there is one, it is answered as it is, whatever its kind and limits. Wake the loops of its parts' feeds
	 * (nodes/common/sync-trigger/nudges.ts), or they see it with their next poll.
	 * @throws StoreError `invalid-use` where the pair is not known, no trigger reads a side that was asked for, or a limit makes no sense
	 */
	orderSweep(order: SweepOrder): Promise<Sweep>;
	/** What is under way goes to its end, nothing more is read. One that has ended is answered as it is. Undefined: no such sweep. */
	stopSweep(id: string, by: string): Promise<Sweep | undefined>;
	/** Newest first. `open`: only those that have not ended (or, false, that have). `before`: only older ones than this id. */
	sweeps(filter: { pair?: string; open?: boolean; before?: string; limit: number }): Promise<Sweep[]>;

	/** The parts that this feed has yet to carry out, oldest sweep first. */
	openParts(feed: string): Promise<SweepWork[]>;
	/** The first page is about to be read. */
	beginPart(work: SweepWork, start: { connection: string; total: number; cursor: string }): Promise<void>;
	/** Where records of this connection go by the pair: each of these should have its link. Empty where the pair is no more. */
	sweepTargets(work: SweepWork, connection: string): Promise<SweepTarget[]>;
	/** Of these records, the evidence under which a reconcile of the pair sent them in the last week, by `refKey`. */
	lookedAt(work: SweepWork, refs: readonly RecordRef[]): Promise<Map<string, string>>;
	/** Of these records, those that have an entry in the feed's ledger, by `refKey`: waiting for something, or anything else. */
	underWay(feed: string, refs: readonly RecordRef[]): Promise<Map<string, 'waiting' | 'moving'>>;
	/**
	 * Enters what is emitted, marks links as seen, adds up the counts and moves the cursor. Answers the seqs by `refKey`; undefined where the
	 * sweep was stopped meanwhile (nothing is written then). `owner`: see `FeedStore.notePage`.
	 */
	noteSweepPage(page: SweepPage, owner?: string): Promise<Map<string, number> | undefined>;
	/** The next of the pair's links, older than the sweep, whose record in this place was not seen. `after`: the last link that was looked at. */
	unseenLinks(work: SweepWork, place: Pick<RecordRef, 'system' | 'connection'>, limit: number): Promise<{ links: UnseenLink[]; after?: string; more: boolean }>;
	/** Said to people only; undefined: it does not rest. */
	notePartRests(work: SweepWork, because: string | undefined): Promise<void>;
	/** `counted`: what the system counts now. The last part ends the sweep. `because`: why it could not be carried out. */
	endPart(work: SweepWork, end: { counted: number } | { because: string }): Promise<void>;
}
