import type { Canonical, Change, Mapping, Reason, Side } from '../model';
import type { Flips, LinkWithBase } from '../run/store-port';

/** Canonical values by row id. A row that is absent was held back, left out on the canvas, or not read: the merge leaves it alone. */
export type CanonicalRow = Readonly<Record<string, Canonical>>;

/** Everything that decides a record's fate. Built by the batch runner from reads; no effects. */
export interface PlanInput {
	mapping: Mapping;
	/** The side that the change came from. */
	side: Side;
	change: Change;
	source: CanonicalRow;
	/** The linked or matched record on the other side; absent: none was found. `fieldTimes` by row id, ISO 8601 UTC. */
	target?: { values: CanonicalRow; modifiedAt: string; fieldTimes?: Readonly<Record<string, string>> };
	/** Absent on the first meeting of the two records. */
	link?: LinkWithBase;
	/** Another record of the source's side that feeds the same target was updated more recently: only blanks may be filled. */
	olderSibling?: boolean;
	/** Now, for the guard against ping-pong. ISO 8601 UTC. */
	at: string;
	/** Keyed hash of `canonicalText`. */
	hash(text: string): string;
}

/** For a record that has a counterpart. */
export type UpdateInput = PlanInput & Required<Pick<PlanInput, 'target'>>;

/** A value that gave way. */
export interface Loss {
	row: string;
	side: Side;
	value: Canonical;
}

/** What is to be done; data only. Row ids throughout. */
export interface Plan {
	action: 'create' | 'update' | 'none' | 'skip';
	reason: Reason;
	/** Canonical values to write to the target. Empty unless `action` is create or update. */
	write: Readonly<Record<string, Canonical>>;
	/**
	 * Rows where the source changed and lost: the target's value must go back to it, through the ledger. The verdict is kept by making
	 * the source's present value its base (see `concededBase`): from then on only the target counts as changed, so that a later look,
	 * when our own writes have blurred the evidence, decides the same.
	 */
	repair: readonly string[];
	/** Rows where a person decides; both sides stay as they are. */
	ask: readonly string[];
	/** Rows that went to and fro too often: nothing of them is written or repaired until that time (ISO 8601 UTC). */
	frozen: ReadonlyArray<{ row: string; until: string }>;
	losses: readonly Loss[];
	/** Rows whose base becomes the two values as they stand after the writes (in agreement, or settled on purpose). */
	settle: readonly string[];
	/** The counts of the rows in `write`, as they are once these are written. */
	flips: Flips;
	/** The mapper allows no changes of the target's records, and these are nothing but withdrawals of consent. */
	onlyWithdrawals?: true;
	/** Of sets (tags): what counts as seen of the target once the plan is carried out. See engine/merge/plan-set.ts. */
	agreed?: Readonly<Record<string, readonly string[]>>;
	/** Sets of which something was left as it is because the target's system does not let anybody change it. */
	closed?: readonly string[];
	/** Rows of the link's `decided` whose value is the target's once `write` is done; absent when there are none. */
	decided?: readonly string[];
}
