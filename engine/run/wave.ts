import { refKey, SystemError, type HeldField } from '../model';
import type { Clock } from './clock-port';
import { busy, guarded, nothingToCreate, refusedCall, skipped, unwritten, wouldWrite } from './ends';
import { identify, lookupsOf, recordLock } from './identify';
import { targetRef, targetSide, type Ending, type FoundJob, type Job, type PlannedJob } from './job';
import { type HeldLocks } from './lock';
import { planWave, waitsForRequired } from './plan-wave';
import type { References } from './references';
import { send } from './send';
import type { LinkWithBase, RunStore } from './store-port';
import type { RecordPort } from './system-port';
import { firstWave } from './waves';
import { prepareWrite, type PreparedWrite } from './write-op';

/** What is left of the run's safety net. Counts down over the whole run. */
export interface Allowance {
	creates: number;
	writes: number;
}

export interface WaveContext {
	store: RunStore;
	records: RecordPort;
	clock: Clock;
	references: References;
	links: ReadonlyMap<string, LinkWithBase>;
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
export function waveKeys(job: Job, links: ReadonlyMap<string, LinkWithBase>): string[] {
	const link = links.get(refKey(job.source));
	return link !== undefined
		? [refKey(link[targetSide(job)])]
		: lookupsOf(job).map(({ field, value }) => `${job.target.object}|${field}|${value}`);
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
		const identified = await identify(jobs, context.links, context);
		ended.push(...identified.ended);
		const { wave, rest } = firstWave(identified.found, (job) => (job.record === undefined ? [] : [job.record.id]));
		again = jobs.filter(({ index }) => rest.some((job) => job.index === index));
		const { free, taken } = await lockFound(wave, context);
		ended.push(...taken.map((job) => busy(job, context.clock)));
		open = free;
		const planned = await planWave(free, context.references, context);
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

/** Counterparts that were found and not linked yet are not among the locks: another execution may come to them by another way. */
async function lockFound(
	found: readonly FoundJob[],
	{ locks }: WaveContext,
): Promise<{ free: FoundJob[]; taken: FoundJob[] }> {
	const lockOf = (job: FoundJob) =>
		job.link === undefined && job.record !== undefined ? [recordLock(targetRef(job, job.record.id))] : [];
	const keys = found.flatMap(lockOf);
	if (keys.length === 0 || (await locks.extend(keys))) return { free: [...found], taken: [] };
	const free: FoundJob[] = [];
	const taken: FoundJob[] = [];
	for (const job of found) {
		const own = lockOf(job);
		(own.length === 0 || (await locks.extend(own)) ? free : taken).push(job);
	}
	return { free, taken };
}

function decide(planned: readonly PlannedJob[], context: WaveContext): { ended: Ending[]; writes: PreparedWrite[] } {
	const ended: Ending[] = [];
	const writes: PreparedWrite[] = [];
	for (const job of planned) {
		const held = context.held.get(job.index) ?? [];
		const blocked = waitsForRequired(job, held);
		if (blocked !== undefined) ended.push(blocked);
		else if (job.plan.action === 'skip') ended.push(skipped(job));
		else if (job.plan.action === 'none') ended.push(unwritten(job, context));
		else {
			const prepared = prepareWrite(job, context.references);
			if ('outcome' in prepared) ended.push(prepared);
			else if (Object.keys(prepared.op.values).length === 0)
				ended.push(job.record === undefined ? nothingToCreate(job) : unwritten(job, context, prepared.notes));
			else if (!allowed(prepared, context)) ended.push(guarded(job, context.clock));
			else if (context.dryRun) ended.push(wouldWrite(prepared, isImagined(job, context)));
			else writes.push(prepared);
		}
	}
	return { ended, writes };
}

function allowed({ op, job }: PreparedWrite, context: WaveContext): boolean {
	const { allowance } = context;
	const creates = op.op === 'create' && !(context.dryRun && sharesImagined(job, context));
	if (allowance.writes <= 0 || (creates && allowance.creates <= 0)) return false;
	allowance.writes -= 1;
	if (creates) allowance.creates -= 1;
	return true;
}

const sharesImagined = (job: Job, { imagined, links }: WaveContext): boolean =>
	waveKeys(job, links).some((key) => imagined.has(key));

/** A dry run's second record of one counterpart that is not there yet: the first would have created it. */
function isImagined(job: PlannedJob, context: WaveContext): boolean {
	const shares = job.record === undefined && sharesImagined(job, context);
	if (job.record === undefined) for (const key of waveKeys(job, context.links)) context.imagined.add(key);
	return shares;
}
