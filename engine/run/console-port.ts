import type { Canonical, ErrorClass, LogEntry, Mapping, Outcome, Reason, RecordRef, Side, SystemName } from '../model';
import type { Base, OpenReview, Progress } from './store-port';

/** One trigger, as the person on duty sees it. Times are ISO 8601 UTC; what was never heard of is absent. */
export interface FeedState {
	feed: string;
	/** Workflow and node, as people named them. */
	name?: string;
	system?: SystemName;
	connection?: string;
	objects: string[];
	/** The process that runs its loop now. Absent: nobody does (unpublished, or n8n is down). */
	heldBy?: string;
	paused?: { since: string; because?: string };
	/** The last round over all objects that went well. */
	polledAt?: string;
	/** When the last first sync or sweep over everything ended. */
	fullAt?: string;
	/** What goes wrong now; `until`: before that it is not tried again. */
	trouble?: { since: string; message: string; class?: ErrorClass; until?: string };
	/** Why changes are not heard of in real time, where they could be; in words for people. */
	events?: string;
	/** Entries of its ledger by state: `emitted`, `answered` (under way), `due`, `waiting`, `issue`. */
	backlog: Record<string, number>;
	/** Since when the longest waiting one of those that are due or under way has been in the ledger. */
	oldest?: string;
	/** Of the first sync, by object. */
	progress: Record<string, Progress>;
}

/** One pair, with the triggers that feed its sides. */
export interface PairState {
	pair: string;
	mapping: Mapping;
	feeds: Record<Side, string[]>;
	links: number;
	/** Open questions. */
	questions: number;
	/** Outcomes since the store began. */
	outcomes: Record<string, number>;
}

/** A record that was given up: one entry of a feed's ledger. */
export interface Issue {
	feed: string;
	ref: RecordRef;
	reason: string;
	message: string;
	since: string;
	seq: number;
}

/** What a feed's ledger holds of a record. */
export interface LedgerEntry {
	feed: string;
	ref: RecordRef;
	state: string;
	reason: string;
	message: string;
	attempts: number;
	since: string;
	dueAt?: string;
	/** Keys that it waits for. */
	waitsFor: string[];
}

/** A value's partner that a person chose. */
export interface Assignment {
	pair: string;
	row: string;
	/** Where `from` comes from; `to` is of the other side. */
	side: Side;
	from: string;
	to: string;
}

/** All given conditions hold. Newest first; `before`: only lines with a smaller id, for the next page. */
export interface LogFilter {
	pair?: string;
	outcome?: Outcome;
	reason?: Reason;
	/** The record that the change came from. */
	source?: RecordRef;
	/** The record on either side. */
	record?: RecordRef;
	/** ISO 8601; `since` is included, `until` is not. */
	since?: string;
	until?: string;
	/** Who decided it. */
	person?: string;
	/** Words of the message, in any case of letters. */
	text?: string;
	limit: number;
	before?: number;
}

/** A person's word about a field in dispute: see `decideField`. */
export type FieldDecision = { winner: Side; base: Base[string] } | { value: Canonical };

/** How a feed's round went; see `FeedState`. */
export interface FeedRound {
	trouble?: string;
	class?: ErrorClass;
	until?: string;
	full?: boolean;
}

/** What the console needs beside the rest. Every method is one transaction. */
export interface ConsoleStore {
	/** What a trigger is called and what it reads, told when its loop starts. */
	describeFeed(feed: string, about: { name: string; system: SystemName; connection: string; objects: readonly string[] }): Promise<void>;
	/** A round over everything has ended; `trouble`: what went wrong in it, and what kind of error that was. `full`: a reading of everything came to its end. */
	noteRound(feed: string, round: FeedRound): Promise<void>;
	/** Why the feed hears no events, or not all; null: it does. */
	noteEvents(feed: string, why: string | null): Promise<void>;
	/** A person has told the feed to rest. */
	isPaused(feed: string): Promise<boolean>;
	pauseFeed(feed: string, because?: string): Promise<void>;
	resumeFeed(feed: string): Promise<void>;
	feedStates(): Promise<FeedState[]>;
	pairStates(): Promise<PairState[]>;
	/** One page of what was given up, in the order it went out. */
	issues(page: { after?: number; limit: number }): Promise<{ issues: Issue[]; next?: number }>;
	/** Given up for good: the entries are removed, and each gets a line in the log. Answers how many. */
	closeIssues(refs: readonly RecordRef[], message: string): Promise<number>;
	/** A question, open or closed. */
	review(id: string): Promise<(OpenReview & { open: boolean }) | undefined>;
	/** Records of this id that the store has heard of: in links, in the ledger and in the log. */
	recordsWithId(id: string): Promise<RecordRef[]>;
	entriesOf(refs: readonly RecordRef[]): Promise<LedgerEntry[]>;
	allAssignments(): Promise<Assignment[]>;
	log(filter: LogFilter): Promise<Array<LogEntry & { id: number }>>;
	/**
	 * A person has decided a field of a link. `winner`: that side's value counts (`base` is the row's base from now on, which says so). `value`:
	 * another one counts, in the pair's vocabulary, and is written to both sides as their records come by. The records that must flow are due
	 * now. Answers the feeds that they are due in: none where no trigger reads that side. Undefined: no such link.
	 */
	decideField(link: string, row: string, decision: FieldDecision): Promise<string[] | undefined>;
	/** A person says that these two are one: linked, an open intent of the left or the right one closed, the source's issue tried again. */
	linkByPerson(pair: string, source: Side, left: RecordRef, right: RecordRef): Promise<void>;
	/** A person lets the deletes of these records pass, however many: for a day, over every link of theirs in the pair. */
	allowDeletes(pair: string, side: Side, refs: readonly RecordRef[]): Promise<void>;
}
