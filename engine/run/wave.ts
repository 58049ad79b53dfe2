import { SystemError, type HeldField } from '../model';
import { branchKey } from './branches';
import { pointsNowhere, waitsForParents } from './belonging';
import type { Clock } from './clock-port';
import { plannedElsewhere } from './dry-run';
import { guarded, nothingToCreate, refusedCall, skipped, unwritten, wouldWrite } from './ends';
import { identify } from './identify';
import { busy } from './identify-ends';
import { targetRef, type Ending, type FoundJob, type Job, type PlannedJob } from './job';
import { bringBack } from './lifecycle';
import { lockMore, type HeldLocks } from './lock';
import { askedOnce, changesLinked, tooMany, type MassEdits } from './mass-edits';
import type { OnlyFields } from './only-fields';
import { planWave, waitsForRequired } from './plan-wave';
import { recordLock } from './record-lock';
import type { References } from './references';
import { send } from './send';
import { emptiesAtFirstLook } from './stale';
import type { RunStore } from './store-port';
import type { RecordPort } from './system-port';
import { waveKeys } from './wave-keys';
import { firstWave } from './waves';
import { withdrawalDespite, withdrawalOwed, withdrawalsFirst } from './withdrawals';
import { prepareWrite, type PreparedWrite } from './write-op';

/** What is left of the run's safety net. Counts down over the whole run. */
export interface Allowance {
	creates: number;
	updates: number;
	/** Creates and updates together. */
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
	massEdits: MassEdits;
	/** Fields that may be written, in lower case; absent: all. */
	onlyFields?: OnlyFields;
	dryRun: boolean;
	/** Wave keys of what this dry run, or an earlier one, would have created. */
	imagined: Set<string>;
	maxAttempts: number;
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
	let fields = new Map<Job, readonly string[]>();
	const began = context.clock.now();
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
		if (context.dryRun) for (const key of await plannedElsewhere(planned, context.store)) context.imagined.add(key);
		fields = new Map(planned.map((job) => [job, labelsOf(job)]));
		if (!context.dryRun) await context.massEdits.look(planned.filter(({ plan }) => plan.action === 'update'));
		const decided = decide(planned, context);
		ended.push(...decided.ended);
		open = decided.writes.map(({ job }) => job);
		ended.push(...(await send(decided.writes, context, began)));
	} catch (error) {
		if (!(error instanceof SystemError)) throw error;
		ended.push(...open.map((job) => refusedCall(job, error.details, context)));
	}
	return { ended: askedOnce(ended, (job) => fields.get(job) ?? [], context), again };
}

const labelsOf = ({ mapping, plan }: PlannedJob): string[] => mapping.rows.filter(({ id }) => id in plan.write).map(({ label }) => label);

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
		const blocked = waitsForRequired(job, held) ?? waitsForParents(job, held, context.clock) ?? pointsNowhere(job) ?? (context.dryRun ? undefined : emptiesAtFirstLook(job, context.clock));
		if (blocked !== undefined) stop(job, blocked, job.plan.action === 'update' ? prepareWrite(job, context.references, context.onlyFields) : undefined);
		else if (job.plan.action === 'skip') ended.push(skipped(job));
		else if (job.plan.action === 'none') ended.push(unwritten(job, context));
		else {
			const prepared = prepareWrite(job, context.references, context.onlyFields);
			if ('outcome' in prepared) ended.push(prepared);
			else if (Object.keys(prepared.op.values).length === 0)
				ended.push(job.record === undefined ? nothingToCreate(job) : unwritten(job, context, prepared.notes));
			else {
				const write = guardedWrite(prepared, context);
				if ('outcome' in write) stop(job, write, prepared);
				else if (context.dryRun) ended.push(wouldWrite(write, isImagined(job, context), context));
				else writes.push(write);
			}
		}
	}
	return { ended, writes: withdrawalsFirst(writes) };
}

/** The end of a write that a guard stops, or the write, which is counted. */
function guardedWrite(prepared: PreparedWrite, context: WaveContext): PreparedWrite | Ending {
	const { op, job } = prepared;
	const { allowance, clock, dryRun, massEdits } = context;
	const creates = op.op === 'create' && !(dryRun && sharesImagined(job, context));
	const updates = op.op === 'update';
	if (allowance.writes <= 0) return guarded(job, 'writes', clock);
	if (creates && allowance.creates <= 0) return guarded(job, 'creates', clock);
	if (updates && allowance.updates <= 0) return guarded(job, 'updates', clock);
	const edit = !dryRun && changesLinked(prepared) ? massEdits.takes(job) : 'free';
	if (edit === 'tooMany') return tooMany(job);
	allowance.writes -= 1;
	if (creates) allowance.creates -= 1;
	if (updates) allowance.updates -= 1;
	return { ...prepared, counts: edit === 'counts' };
}

const sharesImagined = (job: Job, { imagined }: WaveContext): boolean => waveKeys(job).some((key) => imagined.has(key));

/** A dry run's second record of one counterpart that is not there yet: the first would have created it. */
function isImagined(job: PlannedJob, context: WaveContext): boolean {
	const shares = job.record === undefined && sharesImagined(job, context);
	if (job.record === undefined) for (const key of waveKeys(job)) context.imagined.add(key);
	return shares;
}
