import { belongs } from '../mapping';
import { SYSTEM_NAMES, type HeldField } from '../model';
import type { Clock } from './clock-port';
import { ending, nameRecord, targetSide, type Ending, type Job, type PlannedJob } from './job';
import { inMs } from './ledger';
import { isReference } from './references';

/**
 * How long a new record waits for what it points at, where that can be written with the create only. A link that is made meanwhile ends the
 * wait at once. In all over an hour: what is not linked by then is kept out by a filter or a refusal, and may never be.
 */
const WAITS_FOR_PARENTS_MS = [60_000, 10 * 60_000, 60 * 60_000];

/** A record that another pair, or none, is about. */
export function notOfThePair(job: Job): Ending | undefined {
	const { mapping, side, item, source, target } = job;
	if (belongs(mapping, side, item.fields)) return undefined;
	const field = mapping.only?.[side]?.field ?? '';
	return passedOver(job, `${nameRecord(source)} is of another kind (${field}) than those that go to ${SYSTEM_NAMES[target.system]} ${target.object} by this mapper.`);
}

/** Held fields that can no more be written once the record is there: nothing waits for them then. */
export function stillHeld(job: Job, held: readonly HeldField[]): readonly HeldField[] {
	return job.link === undefined ? held : held.filter(({ row }) => !isCreateOnly(job, row));
}

/** A create that would lose for good what it points at, because that is not linked yet. */
export function waitsForParents(job: PlannedJob, held: readonly HeldField[], clock: Clock): Ending | undefined {
	if (job.plan.action !== 'create') return undefined;
	const keys = held.filter(({ row, waitKey }) => waitKey.startsWith('link|') && isCreateOnly(job, row)).map(({ waitKey }) => waitKey);
	const wait = WAITS_FOR_PARENTS_MS[job.item.change.ticket?.attempt ?? 0];
	if (keys.length === 0 || wait === undefined) return undefined;
	const message = `${nameRecord(job.source)} is not created yet: ${held.map((field) => field.message).join(' ')}`;
	return ending(
		job,
		{ outcome: 'waiting', reason: 'parent-not-linked', message },
		{ kind: 'retry', dueAt: inMs(clock, wait), reason: 'parent-not-linked' },
		{ park: keys },
	);
}

/** A create of a record that would point at nothing, where the pair is about such that point at something. */
export function pointsNowhere(job: PlannedJob): Ending | undefined {
	if (job.plan.action !== 'create' || job.mapping.only?.related === undefined) return undefined;
	const rows = job.mapping.rows.filter((row) => isReference(row) && row[targetSide(job)] !== '');
	if (rows.some(({ id }) => (job.plan.write[id] ?? null) !== null)) return undefined;
	return passedOver(job, `${nameRecord(job.source)} belongs to no person, company or deal that is kept in step, so it is not created in ${SYSTEM_NAMES[job.target.system]}.`);
}

const passedOver = (job: Job, message: string): Ending => ending(job, { outcome: 'skipped', reason: 'not-of-this-pair', message });

const isCreateOnly = ({ mapping }: Job, row: string): boolean => mapping.rows.find(({ id }) => id === row)?.rule === 'createOnly';
