import { refKey, type FieldValue, type RecordRef } from '../model';
import { nameRecord, targetRef, type PlannedJob } from './job';
import type { Ledger, ReviewItem } from './store-port';
import { whoAndWhen } from './who-and-when';

/** Rows that two systems fight over: see engine/merge/ping-pong.ts. Nothing of them is written; the rest of the record is. */
export function frozenQuestions(job: PlannedJob): ReviewItem[] {
	const [left, right] = sidesOf(job);
	return job.plan.frozen.map(({ row, until }) => {
		const [ours, theirs] = [shown(job.values[row]), shown(job.before[row])];
		return {
			kind: 'conflict',
			pair: job.mapping.pair,
			key: `ping-pong|${refKey(left)}|${row}`,
			message:
				`${labelOf(job, row)} went to and fro between ${nameRecord(left)} and ${nameRecord(right)}: whatever was written on one side was changed back. ` +
				'Most often an automation (a flow, a workflow or another integration) on one of the sides does this: switch it off for this field, or let that side own the field in the mapper. ' +
				`The field rests until ${until} and is then tried again; all other fields are kept in step.`,
			details: { row, reason: 'ping-pong', until, left: job.side === 'left' ? ours : theirs, right: job.side === 'left' ? theirs : ours, ...whoAndWhen(job, row) },
			source: job.source,
			target: job.side === 'left' ? right : left,
		};
	});
}

/** For the log line. */
export function frozenNotes(job: PlannedJob): string[] {
	const labels = job.plan.frozen.map(({ row }) => labelOf(job, row));
	return labels.length === 0 ? [] : [`Two systems fight over ${labels.join(', ')}: see the review list.`];
}

/** The record comes again when the first of its fields may be written. */
export function closedUnlessFrozen(job: PlannedJob): Ledger {
	const [first] = job.plan.frozen.map(({ until }) => until).sort();
	return first === undefined ? { kind: 'close' } : { kind: 'retry', dueAt: first, reason: 'ping-pong', uncounted: true };
}

function sidesOf(job: PlannedJob): [RecordRef, RecordRef] {
	const target = targetRef(job, job.record?.id ?? '');
	return job.side === 'left' ? [job.source, target] : [target, job.source];
}

const labelOf = (job: PlannedJob, rowId: string): string => job.mapping.rows.find(({ id }) => id === rowId)?.label ?? rowId;

const shown = (value: PlannedJob['values'][string] | undefined): FieldValue =>
	typeof value === 'object' && value !== null ? [...value] : (value ?? null);
