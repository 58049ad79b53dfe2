import { mapValues } from 'lodash';
import { planRecord } from '../merge/plan-record';
import { refKey, type HeldField } from '../model';
import type { Clock } from './clock-port';
import { fieldTimesOf } from './field-evidence';
import { frozenQuestions } from './frozen';
import { ending, nameRecord, targetSide, type Ending, type FoundJob, type PlannedJob } from './job';
import type { References } from './references';
import { changeAsEvidence, targetCameAbout } from './siblings';
import type { ReviewItem, RunStore } from './store-port';
import { whoAndWhen } from './who-and-when';
import type { RecordPort } from './system-port';
import { targetParents, targetValues } from './values';

/** Decides every found job. */
export async function planWave(
	found: readonly FoundJob[],
	references: References,
	{ store, clock, records }: { store: RunStore; clock: Clock; records: RecordPort },
): Promise<PlannedJob[]> {
	const at = clock.now().toISOString();
	await references.load(
		found.flatMap((job) =>
			job.record === undefined ? [] : targetParents(job.record.fields, job.mapping.rows, targetSide(job), job.target),
		),
	);
	const read = found.map((job) => ({
		job,
		before:
			job.record === undefined
				? {}
				: targetValues(job.record.fields, job.mapping.rows, targetSide(job), job.target, references),
	}));
	const times = await fieldTimesOf(read, { records, store });
	return read.map(({ job, before }) => planJob(job, before, times.get(job), { store, at }));
}

/** Decides one, by what its target holds. `told`: by row id, as far as the target's history tells. `at`: now, ISO 8601 UTC. */
export function planJob(job: FoundJob, before: PlannedJob['before'], told: PlannedJob['fieldTimes'], { store, at }: { store: Pick<RunStore, 'hash'>; at: string }): PlannedJob {
	const fieldTimes = told && mapValues(told, ({ at: time }) => time);
	const plan = planRecord({
		mapping: job.mapping,
		side: job.side,
		change: changeAsEvidence(job),
		source: job.values,
		...(job.record === undefined
			? {}
			: { target: { values: before, modifiedAt: targetCameAbout(job, job.record.modifiedAt), ...(fieldTimes ? { fieldTimes } : {}) } }),
		...(job.link === undefined ? {} : { link: job.link }),
		olderSibling: job.newerSibling ?? false,
		at,
		hash: store.hash,
	});
	return { ...job, plan, before, ...(told ? { fieldTimes: told } : {}) };
}

/** A create that lacks a value the target insists on waits for it; `undefined` when nothing required is held. */
export function waitsForRequired(job: PlannedJob, held: readonly HeldField[]): Ending | undefined {
	if (job.plan.action !== 'create') return undefined;
	const side = targetSide(job);
	const missing = held.filter((field) => {
		const row = job.mapping.rows.find(({ id }) => id === field.row);
		return row?.required[side] === true && row.defaults?.[side] === undefined;
	});
	const [first] = missing;
	if (first === undefined) return undefined;
	const message = `${nameRecord(job.source)} is not created yet: ${missing.map((field) => field.message).join(' ')}`;
	if (first.waitKey.startsWith('invalid|')) {
		return ending(
			job,
			{ outcome: 'failed', reason: 'invalid-value', message },
			{ kind: 'issue', reason: 'invalid-value', message },
		);
	}
	const reason = first.waitKey.startsWith('link|') ? 'parent-not-linked' : 'value-not-mapped';
	return ending(job, { outcome: 'waiting', reason, message }, { kind: 'wait', waitKey: first.waitKey, reason });
}

/** Questions about fields that a person decides. */
export function conflictQuestions(job: PlannedJob): ReviewItem[] {
	return [...frozenQuestions(job), ...askedQuestions(job)];
}

function askedQuestions(job: PlannedJob): ReviewItem[] {
	return job.plan.ask.map((rowId) => {
		const row = job.mapping.rows.find(({ id }) => id === rowId);
		const [left, right] =
			job.side === 'left' ? [job.values[rowId], job.before[rowId]] : [job.before[rowId], job.values[rowId]];
		const shown = (value: typeof left) => (typeof value === 'object' && value !== null ? [...value] : (value ?? null));
		return {
			kind: 'conflict',
			pair: job.mapping.pair,
			// Not by the link's id: it is not known on the first meeting, and the question is the same afterwards.
			key: `${refKey(job.side === 'left' || job.record === undefined ? job.source : { ...job.target, id: job.record.id })}|${rowId}`,
			message: `${row?.label ?? rowId} was changed on both sides of ${nameRecord(job.source)}. Choose which value counts; until then both stay.`,
			details: { row: rowId, left: shown(left), right: shown(right), ...whoAndWhen(job, rowId) },
			source: job.source,
			...(job.record === undefined ? {} : { target: { ...job.target, id: job.record.id } }),
		};
	});
}
