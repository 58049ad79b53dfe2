import { isBlank } from '../mapping';
import { SYSTEM_NAMES, type FieldValues, type HeldField, type SystemErrorDetails } from '../model';
import { convertedMeanwhile } from './identify-ends';
import { closedUnlessFrozen, frozenNotes } from './frozen';
import {
	ending,
	nameRecord,
	targetRef,
	targetSide,
	type Ending,
	type FoundJob,
	type Job,
	type PlannedJob,
} from './job';
import { callRefusalOf, GUARD_WAIT_MS, refusalOf, waitABit, type Refusal } from './ledger';
import { conflictQuestions } from './plan-wave';
import { movementsOf, settledLink } from './settle';
import type { RecordState } from './system-port';
import type { WaveContext } from './wave';
import type { PreparedWrite } from './write-op';

type Held = Pick<WaveContext, 'held'>;

const heldOf = (job: Job, { held }: Held): readonly HeldField[] => held.get(job.index) ?? [];

export const heldNotes = (job: Job, context: Held): string[] => heldOf(job, context).map(({ message }) => message);

/** What follows from a planned job beside its write: keys it still waits for, and the winner whose change must flow back. */
export function followUps(job: PlannedJob, context: Held): Ending['rest'] {
	// A value that is simply invalid is looked at again when the record changes.
	const parked = heldOf(job, context)
		.map(({ waitKey }) => waitKey)
		.filter((key) => !key.startsWith('invalid|'));
	return {
		...(parked.length === 0 ? {} : { park: parked }),
		...(job.plan.repair.length === 0 || job.record === undefined ? {} : { repair: [targetRef(job, job.record.id)] }),
	};
}

/** What is told of a loss of the source: nothing is written to it here. */
export function repairNotes(job: PlannedJob): string[] {
	const labels = job.plan.repair.map((row) => job.mapping.rows.find(({ id }) => id === row)?.label ?? row);
	return labels.length === 0 ? [] : [`The other side's value counts and goes back to it: ${labels.join(', ')}.`];
}

/** Memberships of which the target decides by itself. */
export function closedNotes(job: PlannedJob): string[] {
	const labels = (job.plan.closed ?? []).map((row) => job.mapping.rows.find(({ id }) => id === row)?.label ?? row);
	return labels.map((label) => `A part of ${label} was left out: ${SYSTEM_NAMES[job.target.system]} decides by itself who is in it (a list that follows its filters, say).`);
}

/** A record that the target refused. */
export function refused(
	job: Job,
	error: SystemErrorDetails,
	context: Pick<WaveContext, 'clock' | 'maxAttempts'>,
): Ending {
	// Its own change, which tells what it became, comes next.
	if (error.class === 'converted' && job.link !== undefined) return convertedMeanwhile(job, job.link[targetSide(job)]);
	return refusal(job, error, refusalOf(error, attemptOf(job), context.clock, context.maxAttempts));
}

/** A record whose whole call was refused: it may not even have been looked at. */
export function refusedCall(
	job: Job,
	error: SystemErrorDetails,
	context: Pick<WaveContext, 'clock' | 'maxAttempts'>,
): Ending {
	return refusal(job, error, callRefusalOf(error, attemptOf(job), context.clock, context.maxAttempts));
}

const attemptOf = (job: Job): number => job.item.change.ticket?.attempt ?? 0;

function refusal(job: Job, error: SystemErrorDetails, { outcome, reason, ledger }: Refusal): Ending {
	const again = ledger.kind === 'retry' ? ' It is tried again.' : '';
	const message = `${nameRecord(job.source)} was not written to ${SYSTEM_NAMES[job.target.system]}: ${error.message}${again}`;
	return ending(job, { outcome, reason, message }, ledger.kind === 'issue' ? { ...ledger, message } : ledger);
}

export function skipped(job: PlannedJob): Ending {
	return ending(job, {
		outcome: 'skipped',
		reason: job.plan.reason,
		message: `${nameRecord(job.source)} has no counterpart, and the mapper says not to create one in ${SYSTEM_NAMES[job.target.system]}.`,
	});
}

/** None of the mapped fields holds anything. */
export function nothingToCreate(job: PlannedJob): Ending {
	return ending(job, {
		outcome: 'skipped',
		reason: 'no-difference',
		message: `${nameRecord(job.source)} holds nothing in any mapped field, so there is nothing to create in ${SYSTEM_NAMES[job.target.system]}.`,
	});
}

/** Nothing to write: the link and the base are brought up to date. */
export function unwritten(job: PlannedJob, context: WaveContext, notes: readonly string[] = []): Ending {
	const record = job.record as RecordState;
	const target = targetRef(job, record.id);
	const asks = job.plan.ask.length > 0;
	const fights = job.plan.frozen.length > 0;
	return ending(
		job,
		{
			outcome: asks || fights ? 'conflict' : job.plan.reason === 'update-not-allowed' ? 'skipped' : 'unchanged',
			// A planned update of which nothing could be written.
			reason: asks ? 'ask-person' : fights ? 'ping-pong' : job.plan.reason === 'updated' ? 'no-difference' : job.plan.reason,
			message: [
				sayUnwritten(job, nameRecord(target)),
				...notes,
				...repairNotes(job),
				...closedNotes(job),
				...frozenNotes(job),
				...heldNotes(job, context),
			].join(' '),
			target,
			movements: movementsOf(job, []),
			questions: conflictQuestions(job),
		},
		closedUnlessFrozen(job),
		{
			link: settledLink(job, [], record, context),
			...(job.intent === undefined ? {} : { closeIntent: job.intent.id }),
			...followUps(job, context),
		},
	);
}

function sayUnwritten(job: PlannedJob, target: string): string {
	const source = nameRecord(job.source);
	if (job.plan.ask.length > 0) return `A person must decide about ${source} and ${target}: see the review list.`;
	if (job.plan.reason === 'newer-record-feeds-it')
		return `${source} is linked to ${target}, which a more recently updated record feeds.`;
	if (job.plan.reason === 'update-not-allowed')
		return `${source} differs from ${target}, and the mapper says not to update records in ${SYSTEM_NAMES[job.target.system]}.`;
	return `Nothing to write to ${target} for ${source}.`;
}

/** Names of the rows that the target insists on and that a create would leave blank. */
function lackingRows(job: PlannedJob, values: FieldValues): string[] {
	const side = targetSide(job);
	return job.mapping.rows.filter((row) => row.required[side] && row[side] !== '' && isBlank(values[row[side]])).map(({ label }) => label);
}

/** `imagined`: an earlier record of this dry run would have created the counterpart. */
export function wouldWrite({ job, op, rows, notes }: PreparedWrite, imagined: boolean, context: Held): Ending {
	const system = SYSTEM_NAMES[job.target.system];
	const lacks = op.op === 'create' && !imagined ? lackingRows(job, op.values) : [];
	if (lacks.length > 0) {
		const message = `${nameRecord(job.source)} would be refused by ${system}: it requires ${lacks.join(', ')}, and the record has nothing there. Fill it in, or give the row a default in the mapper.`;
		return ending(job, { outcome: 'failed', reason: 'missing-required', message }, { kind: 'issue', reason: 'missing-required', message });
	}
	const said =
		op.op === 'update'
			? `Would update ${nameRecord(targetRef(job, op.id))}`
			: imagined
				? `Would update the ${system} record that is to be created for the same key`
				: `Would create a ${system} record`;
	const end = {
		outcome: op.op === 'create' && !imagined ? 'created' : 'updated',
		reason: imagined ? 'linked' : 'dry-run',
		message: [`${said} for ${nameRecord(job.source)}.`, ...notes, ...heldNotes(job, context)].join(' '),
		...(job.record === undefined ? {} : { target: targetRef(job, job.record.id) }),
		movements: movementsOf(job, rows),
		questions: conflictQuestions(job),
	} as const;
	return ending(job, end, { kind: 'close' }, followUps(job, context));
}

/** `most`: what the upsert node allows no more of in one run. */
export function guarded(job: FoundJob, most: 'writes' | 'creates' | 'updates', clock: WaveContext['clock']): Ending {
	const { outcome, reason, ledger } = waitABit('guard-tripped', clock, GUARD_WAIT_MS);
	const message = `${nameRecord(job.source)} waits: this run has reached the largest number of ${most} that the upsert node allows. It comes again with a later run.`;
	return ending(job, { outcome, reason, message }, ledger);
}
