import {
	otherSide,
	SYSTEM_NAMES,
	type Canonical,
	type FieldMovement,
	type MappedItem,
	type Mapping,
	type Outcome,
	type Reason,
	type RecordRef,
	type Side,
} from '../model';
import type { Plan } from '../merge/types';
import type { Commit, Intent, Ledger, Link, LinkWithBase, ReviewItem } from './store-port';
import type { FieldTime, Lookup, RecordState } from './system-port';

/** How one item of the batch ended; same order as the items. */
export interface RecordOutcome {
	outcome: Outcome;
	reason: Reason;
	/** Plain words: what happened, to which record, what to do. */
	message: string;
	source: RecordRef;
	target?: RecordRef;
	movements: FieldMovement[];
	/** Questions for a person that this record raised. */
	questions: ReviewItem[];
}

/** One item on its way through the batch. */
export interface Job {
	/** Its place among the items. */
	index: number;
	item: MappedItem;
	mapping: Mapping;
	side: Side;
	source: RecordRef;
	/** Where the target's system, connection and object are; its id is known once it is found. */
	target: Omit<RecordRef, 'id'>;
	/** What identifies its counterpart on the other side, best first. */
	lookups: readonly Lookup[];
	values: Readonly<Record<string, Canonical>>;
	/** To the counterpart that this job is about; an item has a job for each (see `branches`). */
	link?: LinkWithBase;
	/** The source's other links in the pair. */
	fellows: readonly Link[];
	/** Nothing but a withdrawal of consent goes to this counterpart: its other changes go to the one that was changed last. */
	consentOnly?: true;
}

/** A job whose counterpart was looked for. */
export interface FoundJob extends Job {
	intent?: Intent;
	record?: RecordState;
	/** Links of other records to the same target. */
	siblings: readonly Link[];
	/** What else the two are linked with, in any pair. */
	otherLinks?: { source: readonly Link[]; target: readonly Link[] };
	/** Another record of the source's system feeds the same target and was changed after the source. */
	newerSibling?: boolean;
	/** Records that are the source's counterparts in other pairs. Known where there is no link. */
	kin: readonly RecordRef[];
}

/** A job that is decided. */
export interface PlannedJob extends FoundJob {
	plan: Plan;
	/** The target's canonical values as they were read. */
	before: Readonly<Record<string, Canonical>>;
	/** Of the rows in dispute, as far as the target's history tells: by row id. */
	fieldTimes?: Readonly<Record<string, FieldTime>>;
}

/** The end of a job: what is told, and what is committed. */
export interface Ending {
	job: Job;
	outcome: RecordOutcome;
	ledger: Ledger;
	rest: Omit<Commit, 'change' | 'ledger' | 'log'>;
}

export const targetSide = (job: Pick<Job, 'side'>): Side => otherSide(job.side);

export const targetRef = (job: Pick<Job, 'target'>, id: string): RecordRef => ({ ...job.target, id });

/** "Salesforce Contact 003…": how messages name a record. Ids are no personal data. */
export function nameRecord(ref: RecordRef): string {
	return `${SYSTEM_NAMES[ref.system]} ${ref.object} ${ref.id}`;
}

/** An end that writes nothing but its log line and the ledger. */
export function ending(
	job: Job,
	end: Pick<RecordOutcome, 'outcome' | 'reason' | 'message'> &
		Partial<Pick<RecordOutcome, 'target' | 'movements' | 'questions'>>,
	ledger: Ledger = { kind: 'close' },
	rest: Ending['rest'] = {},
): Ending {
	return { job, outcome: { source: job.source, movements: [], questions: [], ...end }, ledger, rest };
}
