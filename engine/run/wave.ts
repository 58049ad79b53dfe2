import { refKey, SystemError, type HeldField } from '../model';
import { branchKey } from './branches';
import { pointsNowhere, waitsForParents } from './belonging';
import type { Clock } from './clock-port';
import { guarded, nothingToCreate, refusedCall, skipped, unwritten, wouldWrite } from './ends';
import { identify } from './identify';
import { busy } from './identify-ends';
import { targetRef, targetSide, type Ending, type FoundJob, type Job, type PlannedJob } from './job';
import { bringBack } from './lifecycle';
import { lockMore, type HeldLocks } from './lock';
import { planWave, waitsForRequired } from './plan-wave';
import { recordLock } from './record-lock';
import type { References } from './references';
import { send } from './send';
import type { RunStore } from './store-port';
import type { RecordPort } from './system-port';
import { firstWave } from './waves';
import { withdrawalDespite, withdrawalOwed, withdrawalsFirst } from './withdrawals';
import { prepareWrite, type PreparedWrite } from './write-op';

/** What is left of the run's safety net. Counts down over the whole run. */
export interface Allowance {
	creates: number;
	writes: number;
	archives: number;
}

export interface WaveContext {
	store: RunStore;
	records: RecordPort;
	clock: Clock;
	references: References;
	/** By job index: fields that were left out, and what they wait for. */
	held: ReadonlyMap<number, readonly HeldField[]>;
	locks: HeldLocks;
	allowance: Allowance;
	dryRun: boolean;
	/** Wave keys of what a dry run would have created. */
	imagined: Set<string>;
	maxAttempts: number;
}

/** Keys that two jobs must not share in one wave: what identifies their counterparts. */
export function waveKeys(job: Job): string[] {
	return job.link !== undefined
		? [refKey(job.link[targetSide(job)])]
		: job.lookups.map(({ field, value }) => `${job.target.object}|${field}|${value}`);
}

/**
 * Takes jobs that share no counterpart through find, plan, intend and write. Answers their ends, and the jobs that turned out to share
 * a counterpart after all: they come again in a later wave. A refusal of a whole call ends the jobs that it was made for with its reason.
 */
export async function runWave(jobs: readonly Job[], context: WaveContext): Promise<{ ended: Ending[]; again: Job[] }> {
	const ended: Ending[] = [];
	let again: Job[] = [];
	/** Those without an end yet. */
	let open = jobs;
	try {
		const identified = await identify(jobs, context);
		ended.push(...identified.ended);
		const { wave, rest } = firstWave(identified.found, (job) => (job.record === undefined ? [] : [job.record.id]));
		const later = new Set(rest.map(branchKey));
		again = jobs.filter((job) => later.has(branchKey(job)));
		// What was found by another way than a link is not among the locks: another execution may come to it by a third one.
		const { free, taken } = await lockMore(wave, lockOf, context.locks);
		ended.push(...taken.map((job) => busy(job, context.clock)));
		open = free;
		const back = await bringBack(free, context);
		ended.push(...back.ended);
		open = back.rest;
		const planned = await planWave(back.rest, context.references, context);
		const decided = decide(planned, context);
		ended.push(...decided.ended);
		open = decided.writes.map(({ job }) => job);
		ended.push(...(await send(decided.writes, context)));
	} catch (error) {
		if (!(error instanceof SystemError)) throw error;
		ended.push(...open.map((job) => refusedCall(job, error.details, context)));
	}
	return { ended, again };
}

const lockOf = (job: FoundJob): string[] => (job.record === undefined ? [] : [recordLock(targetRef(job, job.record.id))]);

function decide(planned: readonly PlannedJob[], context: WaveContext): { ended: Ending[]; writes: PreparedWrite[] } {
	const ended: Ending[] = [];
	const writes: PreparedWrite[] = [];
	/** Whatever stops a record does not stop its withdrawal of consent. */
	const stop = (job: PlannedJob, end: Ending, write: PreparedWrite | Ending | undefined): void => {
		const withdrawal = write === undefined || 'outcome' in write || context.dryRun ? undefined : withdrawalDespite(end, write);
		if (withdrawal === undefined) ended.push({ ...end, rest: { ...end.rest, ...withdrawalOwed(job, context) } });
		else writes.push(withdrawal);
	};
	for (const job of planned) {
		const held = context.held.get(job.index) ?? [];
		const blocked = waitsForRequired(job, held) ?? waitsForParents(job, held, context.clock) ?? pointsNowhere(job);
		if (blocked !== undefined) stop(job, blocked, job.plan.action === 'update' ? prepareWrite(job, context.references) : undefined);
		else if (job.plan.action === 'skip') ended.push(skipped(job));
		else if (job.plan.action === 'none') ended.push(unwritten(job, context));
		else {
			const prepared = prepareWrite(job, context.references);
			if ('outcome' in prepared) ended.push(prepared);
			else if (Object.keys(prepared.op.values).length === 0)
				ended.push(job.record === undefined ? nothingToCreate(job) : unwritten(job, context, prepared.notes));
			else if (!allowed(prepared, context)) stop(job, guarded(job, context.clock), prepared);
			else if (context.dryRun) ended.push(wouldWrite(prepared, isImagined(job, context)));
			else writes.push(prepared);
		}
	}
	return { ended, writes: withdrawalsFirst(writes) };
}

function allowed({ op, job }: PreparedWrite, context: WaveContext): boolean {
	const { allowance } = context;
	const creates = op.op === 'create' && !(context.dryRun && sharesImagined(job, context));
	if (allowance.writes <= 0 || (creates && allowance.creates <= 0)) return false;
	allowance.writes -= 1;
	if (creates) allowance.creates -= 1;
	return true;
}

const sharesImagined = (job: Job, { imagined }: WaveContext): boolean => waveKeys(job).some((key) => imagined.has(key));

/** A dry run's second record of one counterpart that is not there yet: the first would have created it. */
function isImagined(job: PlannedJob, context: WaveContext): boolean {
	const shares = job.record === undefined && sharesImagined(job, context);
	if (job.record === undefined) for (const key of waveKeys(job)) context.imagined.add(key);
	return shares;
}
