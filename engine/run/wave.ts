import { refKey, SystemError, type HeldField, type SystemErrorDetails } from '../model';
import type { Clock } from './clock-port';
import { identify, lookupsOf } from './identify';
import { ending, nameRecord, SYSTEM_NAMES, targetRef, targetSide, type Ending, type FoundJob, type Job, type PlannedJob } from './job';
import { refusalOf } from './ledger';
import { conflictQuestions, planWave, waitsForRequired } from './plan-wave';
import type { References } from './references';
import { movementsOf, settledLink } from './settle';
import type { Intent, LinkWithBase, RunStore } from './store-port';
import type { RecordPort, RecordState, WriteResult } from './system-port';
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
	allowance: Allowance;
	dryRun: boolean;
	maxAttempts: number;
}

/** Where a tripped guard's records wait until the next run. */
const GUARD_WAIT_MS = 60_000;

/** Keys that two jobs must not share in one wave: what identifies their counterparts. */
export function waveKeys(job: Job, links: ReadonlyMap<string, LinkWithBase>): string[] {
	const link = links.get(refKey(job.source));
	return link !== undefined ? [refKey(link[targetSide(job)])] : lookupsOf(job).map(({ field, value }) => `${job.target.object}|${field}|${value}`);
}

/**
 * Takes jobs that share no counterpart through find, plan, intend and write. Answers their ends, and the jobs that turned out to share
 * a counterpart after all: they come again in a later wave. A refusal of a whole call ends every job of the wave with its reason.
 */
export async function runWave(jobs: readonly Job[], context: WaveContext): Promise<{ ended: Ending[]; again: Job[] }> {
	try {
		const identified = await identify(jobs, context.links, context);
		const { wave, rest } = firstWave(identified.found, (job) => (job.record === undefined ? [] : [job.record.id]));
		const planned = await planWave(wave, context.references, context.store);
		const ended = [...identified.ended, ...(await carryOut(planned, context))];
		return { ended, again: jobs.filter(({ index }) => rest.some((job) => job.index === index)) };
	} catch (error) {
		if (!(error instanceof SystemError)) throw error;
		return { ended: jobs.map((job) => refused(job, error.details, context)), again: [] };
	}
}

async function carryOut(planned: readonly PlannedJob[], context: WaveContext): Promise<Ending[]> {
	const ended: Ending[] = [];
	const writes: PreparedWrite[] = [];
	for (const job of planned) {
		const blocked = waitsForRequired(job, heldOf(job, context));
		if (blocked !== undefined) ended.push(blocked);
		else if (job.plan.action === 'skip') ended.push(skipped(job));
		else if (job.plan.action === 'none') ended.push(unwritten(job, context));
		else {
			const prepared = prepareWrite(job, context.references);
			if ('outcome' in prepared) ended.push(prepared);
			else if (Object.keys(prepared.op.values).length === 0) ended.push(unwritten(job, context, prepared.notes));
			else if (context.dryRun) ended.push(wouldWrite(prepared));
			else if (!allowed(prepared, context.allowance)) ended.push(guarded(prepared.job, context));
			else writes.push(prepared);
		}
	}
	return [...ended, ...(await send(writes, context))];
}

const heldOf = (job: Job, { held }: WaveContext): readonly HeldField[] => held.get(job.index) ?? [];

/** Keys that a written record still waits for. A value that is simply invalid is looked at again when the record changes. */
const parkedOn = (job: Job, context: WaveContext): string[] => heldOf(job, context).map(({ waitKey }) => waitKey).filter((key) => !key.startsWith('invalid|'));

async function send(writes: readonly PreparedWrite[], context: WaveContext): Promise<Ending[]> {
	const [first] = writes;
	if (first === undefined) return [];
	const creates = writes.filter(({ op }) => op.op === 'create').map(({ job }) => ({ source: job.source, target: job.target }));
	const intents = creates.length === 0 ? [] : await context.store.intend(first.job.mapping.pair, creates);
	const intentOf = new Map(intents.map((intent) => [refKey(intent.source), intent]));
	const results = await context.records.write(first.job.target.object, writes.map(({ op }) => op));
	const after = await readBack(writes, results, context);
	return writes.map((write, index) => {
		const result = results[index] ?? { ok: false, error: { class: 'bad-answer' as const, message: 'The target answered for fewer records than it was sent.' } };
		const intent = intentOf.get(refKey(write.job.source)) ?? write.job.intent;
		return result.ok ? written(write, after.get(result.id) ?? assumed(write, result.id, context), intent, context) : rejected(write, result.error, intent, context);
	});
}

/** What the targets hold now: as they answered, or read again where they did not say. */
async function readBack(writes: readonly PreparedWrite[], results: readonly WriteResult[], { records }: WaveContext): Promise<Map<string, RecordState>> {
	const states = new Map<string, RecordState>();
	const silent: string[] = [];
	for (const result of results) {
		if (!result.ok) continue;
		if (result.record === undefined) silent.push(result.id);
		else states.set(result.id, result.record);
	}
	const [first] = writes;
	if (silent.length === 0 || first === undefined) return states;
	const fields = first.job.mapping.rows.map((row) => row[targetSide(first.job)]).filter((field) => field !== '');
	try {
		for (const [id, state] of await records.read(first.job.target.object, silent, fields)) states.set(id, state);
	} catch (error) {
		// The writes are done and must be recorded; what was sent stands in for what could not be read.
		if (!(error instanceof SystemError)) throw error;
	}
	return states;
}

const assumed = ({ op }: PreparedWrite, id: string, { clock }: WaveContext): RecordState => ({ id, fields: op.values, modifiedAt: clock.now().toISOString() });

function written(write: PreparedWrite, after: RecordState, intent: Intent | undefined, context: WaveContext): Ending {
	const { job } = write;
	const created = write.op.op === 'create';
	const target = targetRef(job, after.id);
	const said = created ? `Created ${nameRecord(target)} for ${nameRecord(job.source)}.` : `Updated ${nameRecord(target)} from ${nameRecord(job.source)}: ${labels(write)}.`;
	return ending(job, {
		outcome: created ? 'created' : 'updated',
		reason: created ? 'created' : 'updated',
		message: [said, ...write.notes, ...heldNotes(job, context)].join(' '),
		target,
		movements: movementsOf(job, write.rows),
		questions: conflictQuestions(job),
	}, { kind: 'close' }, {
		link: settledLink(job, write.rows, after, context.references, context.store.hash),
		...(intent === undefined ? {} : { closeIntent: intent.id }),
		...followUps(job, context),
	});
}

const labels = ({ job, rows }: PreparedWrite): string => {
	const changed = job.mapping.rows.filter(({ id }) => rows.includes(id)).map(({ label }) => label);
	return changed.length === 0 ? 'its id' : changed.join(', ');
};

const heldNotes = (job: Job, context: WaveContext): string[] => heldOf(job, context).map(({ message }) => message);

function followUps(job: PlannedJob, context: WaveContext): Ending['rest'] {
	const questions = conflictQuestions(job);
	const parked = parkedOn(job, context);
	return {
		...(questions.length === 0 ? {} : { review: questions }),
		...(parked.length === 0 ? {} : { park: parked }),
		...(job.plan.repair.length === 0 || job.record === undefined ? {} : { repair: [targetRef(job, job.record.id)] }),
	};
}

function rejected(write: PreparedWrite, error: SystemErrorDetails, intent: Intent | undefined, context: WaveContext): Ending {
	const refusal = refused(write.job, error, context);
	// Refused for good: nothing was created, so there is nothing to look for. Otherwise the intent keeps guarding the create.
	const surelyNot = intent !== undefined && ['invalid', 'missing-required', 'not-allowed', 'duplicate'].includes(error.class);
	return surelyNot ? { ...refusal, rest: { ...refusal.rest, closeIntent: intent.id } } : refusal;
}

/** A record that the target refused, or could not be asked about. */
export function refused(job: Job, error: SystemErrorDetails, { clock, maxAttempts }: Pick<WaveContext, 'clock' | 'maxAttempts'>): Ending {
	const { outcome, reason, ledger } = refusalOf(error, job.item.change.ticket?.attempt ?? 0, clock, maxAttempts);
	const message = `${nameRecord(job.source)} was not written to ${SYSTEM_NAMES[job.target.system]}: ${error.message}`;
	return ending(job, { outcome, reason, message }, ledger.kind === 'issue' ? { ...ledger, message } : ledger);
}

function skipped(job: PlannedJob): Ending {
	return ending(job, {
		outcome: 'skipped',
		reason: job.plan.reason,
		message: `${nameRecord(job.source)} has no counterpart, and the mapper says not to create one in ${SYSTEM_NAMES[job.target.system]}.`,
	});
}

/** Nothing to write: the link and the base are brought up to date. */
function unwritten(job: PlannedJob, context: WaveContext, notes: readonly string[] = []): Ending {
	const record = job.record as RecordState;
	const target = targetRef(job, record.id);
	const questions = conflictQuestions(job);
	const end = job.plan.ask.length > 0
		? { outcome: 'conflict' as const, reason: 'ask-person' as const, said: `A person must decide about ${nameRecord(job.source)}.` }
		: { outcome: 'unchanged' as const, reason: job.plan.reason, said: `${nameRecord(target)} already agrees with ${nameRecord(job.source)}.` };
	const about = job.plan.reason === 'newer-record-feeds-it' ? `${nameRecord(job.source)} is linked to ${nameRecord(target)}, which a more recently updated record feeds.` : end.said;
	return ending(job, {
		outcome: end.outcome,
		reason: end.reason === 'updated' ? 'no-difference' : end.reason,
		message: [about, ...notes, ...heldNotes(job, context)].join(' '),
		target,
		movements: movementsOf(job, []),
		questions,
	}, { kind: 'close' }, context.dryRun ? {} : {
		link: settledLink(job, [], record, context.references, context.store.hash),
		...(job.intent === undefined ? {} : { closeIntent: job.intent.id }),
		...followUps(job, context),
	});
}

function wouldWrite({ job, op, rows, notes }: PreparedWrite): Ending {
	const said = op.op === 'create' ? `Would create a ${SYSTEM_NAMES[job.target.system]} record for ${nameRecord(job.source)}.` : `Would update ${nameRecord(targetRef(job, op.id))} from ${nameRecord(job.source)}.`;
	return ending(job, {
		outcome: op.op === 'create' ? 'created' : 'updated',
		reason: 'dry-run',
		message: [said, ...notes].join(' '),
		...(job.record === undefined ? {} : { target: targetRef(job, job.record.id) }),
		movements: movementsOf(job, rows),
		questions: conflictQuestions(job),
	});
}

function allowed({ op }: PreparedWrite, allowance: Allowance): boolean {
	if (allowance.writes <= 0 || (op.op === 'create' && allowance.creates <= 0)) return false;
	allowance.writes -= 1;
	if (op.op === 'create') allowance.creates -= 1;
	return true;
}

function guarded(job: FoundJob, { clock }: WaveContext): Ending {
	return ending(job, {
		outcome: 'waiting',
		reason: 'guard-tripped',
		message: `${nameRecord(job.source)} waits: this run has reached the largest number of writes that the upsert node allows. It comes again with a later run.`,
	}, { kind: 'retry', dueAt: new Date(clock.now().getTime() + GUARD_WAIT_MS).toISOString(), reason: 'guard-tripped' });
}
