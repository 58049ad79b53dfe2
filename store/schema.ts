import type { Generated } from 'kysely';

/**
 * The tables, the same on every engine. Words that repeat (pair names, feeds, places, row ids) are kept once in `words` and
 * pointed at by number: a million links would otherwise repeat each a million times. A *place* is `[system, connection, object]`.
 * Times called `…_at`, `until` are ms since 1970 (UTC); a link's modified times are kept as their system spelled them.
 */
export interface Tables {
	meta: { key: string; value: string };
	counters: { name: string; value: number };
	words: { id: number; word: string };

	mappings: { version: string; pair: string; definition: string; saved_at: number };
	/** Of each two connections (`left~right`) of a pair, the mapping that was saved last. */
	present_mappings: { pair: string; connections: string; version: string };
	/** `connection`: that which the feed reads; null until its first run after 0007. */
	pair_feeds: { pair: string; side: string; feed: string; connection: Generated<string | null> };
	/** `…_seen`: the sweep that saw the record of that side last. */
	links: LinkRow & { left_seen: Generated<number | null>; right_seen: Generated<number | null> };
	/** `rows` is packed by base-codec.ts. */
	bases: { link_id: number; rows: Uint8Array };
	/** `rows` is JSON by row id (`Flips`); of no use after `until`. */
	flips: { link_id: number; rows: string; until: number };
	/** `rows` is JSON by row id: what a person typed in. Deletes pass until `deletes_until`. */
	decisions: { link_id: number; rows: string; deletes_until: number };
	/** `at`: as its system spelled it. */
	fates: FateRow;
	intents: { id: number; pair: number; place: number; record: string; target: number; created_at: number; keys: string | null };
	locks: { key: string; owner: string; until: number };

	feeds: { feed: string; owner: string; until: number };
	feed_states: FeedStateRow;
	/** `hour`: since 1970 (UTC). */
	calls: { system: string; connection: string; hour: number; count: number };
	/** `about` is JSON (`ConnectionAbout`); `total`: calls since the store began. */
	connections: { system: string; connection: string; total: number; about: string };
	cursors: {
		feed: string;
		object: string;
		cursor: string | null;
		done: Generated<number | null>;
		total: Generated<number | null>;
		/** When the first sync began. */
		begun_at: Generated<number | null>;
	};
	/** `gone`: 1 when the record is known to be missing, whatever becomes of the entry. */
	pending: PendingRow & { gone: Generated<number> };
	/** A waiting entry (by its seq) and the keys that it waits for; any one releases it. */
	waits: { key: string; seq: number };
	/** Keys that came true while emissions up to `seq` were under way, so that whoever parks a moment too late is not left waiting. */
	releases: { key: string; seq: number };
	/** Hashed keys of webhook events, of no use after `until`. */
	hints: { feed: number; key: string; until: number };
	seen: { feed: number; place: number; record: string; stamp: string };
	sweeps: SweepRow;
	sweep_parts: SweepPartRow;
	/** What a reconcile last sent through the sync of a record, as a hash: of no use after a week. */
	sweep_looks: { pair: number; place: number; record: string; evidence: string; at: number };

	reviews: ReviewRow;
	assignments: {
		pair: string;
		row: string;
		side: string;
		from_key: string;
		from_value: string;
		to_value: string;
		assigned_at: number;
	};
	log: LogRow;
	/** Links over which a record was changed lately, each once for each direction (`side`: where the change came from); `met`: when it was made. */
	recent_changes: { link_id: number; side: string; pair: number; at: number };
	/** Directions of pairs in which a person lets any number of changes through until then. */
	change_passes: { pair: string; side: string; until: number };
	/** What `listener` was told and is not over yet; `said` is the teller's JSON. */
	alerts: { listener: string; key: string; said: string; told_at: number };
	/** Pairs that were published with "until somebody says go". Plans before the log's line `first_line` do not count any more. */
	rehearsals: { pair: string; since: number; first_line: number; live_at: number | null; live_by: string | null };
	/** Keyed hashes of what identifies the records that a rehearsal would create, with the record that each is planned for. */
	planned_creates: { key: string; pair: number; place: number; record: string };
	/** Questions that would be asked, by the record whose plan asks them. */
	planned_questions: { pair: number; place: number; record: string; kind: string; key: string; message: string };
	/** How many outcomes of each kind there were since the store began (the log itself is pruned). */
	tallies: { pair: number; outcome: string; count: number };
}

export interface LinkRow {
	id: number;
	pair: number;
	left_place: number;
	left_record: string;
	right_place: number;
	right_record: string;
	left_modified: string;
	right_modified: string;
	/** The latest change that was not a write of ours; null: `…_modified`. */
	left_changed: string | null;
	right_changed: string | null;
	/** The modified time that our own latest write over this link left behind. */
	left_wrote: string | null;
	right_wrote: string | null;
	/** 1: nothing flows over it any more. */
	rests: number;
}

export interface FeedStateRow {
	feed: string;
	name: string | null;
	system: string | null;
	connection: string | null;
	/** JSON. */
	objects: string;
	paused_at: number | null;
	paused_because: string | null;
	polled_at: number | null;
	full_at: number | null;
	trouble: string | null;
	trouble_at: number | null;
	/** An `ErrorClass`; null where the trouble has none. */
	trouble_class: string | null;
	trouble_until: number | null;
	/** Why no events are heard. */
	events: string | null;
}

export interface FateRow {
	place: number;
	record: string;
	kind: string;
	into_place: number | null;
	into_record: string | null;
	at: string;
	/** The store's last number when it was noted: what was emitted under it or before may have been read earlier. */
	seq: number | null;
	/** Of an archived one: because of whose delete. */
	because_place: number | null;
	because_record: string | null;
}

export interface SweepRow {
	/** Also tells which links are older: one sequence numbers both. */
	id: number;
	kind: string;
	pair: string;
	ordered_by: string;
	/** JSON (`SweepLimits`). */
	limits: string;
	ordered_at: number;
	started_at: number | null;
	ended_at: number | null;
	stopped_by: string | null;
	/** Links that were kept in step when it ended. */
	linked: number | null;
}

export interface SweepPartRow {
	sweep: number;
	side: string;
	feed: string;
	connection: string | null;
	object: string;
	state: string;
	cursor: string | null;
	/** The last link that was looked at. */
	after_link: number;
	done: number;
	total: number;
	counted: number | null;
	/** JSON (`SweepFound`). */
	found: string;
	rests_because: string | null;
}

export type LedgerState = 'emitted' | 'answered' | 'due' | 'waiting' | 'issue';

export interface PendingRow {
	feed: number;
	place: number;
	record: string;
	/** Grows with every emission of the store; an answer counts only under the latest. */
	seq: number;
	state: LedgerState;
	attempts: number;
	/** `due`: when; `emitted`, `answered`: the end of the lease; else null. */
	due_at: number | null;
	reason: string;
	message: string;
	entered_at: number;
}

export interface ReviewRow {
	id: number;
	pair: string;
	kind: string;
	key: string;
	/** Of the mapping, where the question is about one. */
	row: string | null;
	message: string;
	details: string;
	source: string | null;
	target: string | null;
	open: number;
	first_seen_at: number;
	last_seen_at: number;
	count: number;
}

export interface LogRow {
	id: number;
	at: number;
	pair: number;
	source_place: number;
	source_record: string;
	target_place: number | null;
	target_record: string | null;
	origin: string;
	outcome: string;
	reason: string;
	message: string;
	movements: string;
	execution: string | null;
	dry_run: number;
	/** When the source was changed; null where that is not what the line is about. */
	changed_at: number | null;
	/** Who decided it, in n8n's or the console's name for them. */
	person: string | null;
}
