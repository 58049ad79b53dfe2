import { fieldsToRead } from '../mapping';
import { refKey, SystemError, type ErrorClass, type SystemErrorDetails } from '../model';
import { followUps, heldNotes, refused, repairNotes } from './ends';
import { closedUnlessFrozen, frozenNotes } from './frozen';
import { createKeys } from './identify';
import { ending, nameRecord, targetRef, targetSide, type Ending } from './job';
import { conflictQuestions } from './plan-wave';
import { movementsOf, settledLink } from './settle';
import type { Intent } from './store-port';
import type { RecordState, WriteResult } from './system-port';
import { targetParents } from './values';
import type { WaveContext } from './wave';
import type { PreparedWrite } from './write-op';

/** After one of these the record may have been created all the same. */
const MAY_HAVE_BEEN_DONE: ReadonlySet<ErrorClass> = new Set(['unknown-outcome', 'bad-answer']);

/** Notes the creates, sends all writes in one call, and ends each by its result. @throws SystemError when the whole call fails */
export async function send(writes: readonly PreparedWrite[], context: WaveContext): Promise<Ending[]> {
	const [first] = writes;
	if (first === undefined) return [];
	const { store, records } = context;
	const creates = writes
		.filter(({ op }) => op.op === 'create')
		.map(({ job }) => ({ source: job.source, target: job.target, keys: createKeys(job, store.hash) }));
	const intents = creates.length === 0 ? [] : await store.intend(first.job.mapping.pair, creates);
	const intentOf = new Map(intents.map((intent) => [refKey(intent.source), intent]));
	const results = await records.write(
		first.job.target.object,
		writes.map(({ op }) => op),
	);
	const after = await readBack(first, results, context);
	await context.references.load(
		[...after.values()].flatMap((state) =>
			targetParents(state.fields, first.job.mapping.rows, targetSide(first.job), first.job.target),
		),
	);
	return writes.map((write, index) => {
		const result = results[index] ?? { ok: false, error: unanswered };
		const intent = intentOf.get(refKey(write.job.source)) ?? write.job.intent;
		return result.ok
			? written(write, after.get(result.id) ?? assumed(write, result.id, context), intent, context)
			: rejected(write, result.error, intent, context);
	});
}

const unanswered: SystemErrorDetails = {
	class: 'unknown-outcome',
	message: 'The target answered for fewer records than it was sent.',
};

/** What the targets hold now: as they answered, or read again in one call where they did not say. */
async function readBack(
	{ job }: PreparedWrite,
	results: readonly WriteResult[],
	{ records }: WaveContext,
): Promise<Map<string, RecordState>> {
	const states = new Map<string, RecordState>();
	const silent: string[] = [];
	for (const result of results) {
		if (!result.ok) continue;
		if (result.record === undefined) silent.push(result.id);
		else states.set(result.id, result.record);
	}
	if (silent.length === 0) return states;
	try {
		for (const [id, state] of await records.read(
			job.target.object,
			silent,
			fieldsToRead(job.mapping, targetSide(job)),
		)) {
			if (state.gone === undefined) states.set(id, state);
		}
	} catch (error) {
		// The writes are done and must be recorded; what was sent stands in for what could not be read.
		if (!(error instanceof SystemError)) throw error;
	}
	return states;
}

const assumed = ({ op }: PreparedWrite, id: string, { clock }: WaveContext): RecordState => ({
	id,
	fields: op.values,
	modifiedAt: clock.now().toISOString(),
});

function written(write: PreparedWrite, after: RecordState, intent: Intent | undefined, context: WaveContext): Ending {
	const { job } = write;
	const created = write.op.op === 'create';
	const target = targetRef(job, after.id);
	const said = created
		? `Created ${nameRecord(target)} for ${nameRecord(job.source)}.`
		: `Updated ${nameRecord(target)} from ${nameRecord(job.source)}: ${labels(write)}.`;
	return ending(
		job,
		{
			outcome: created ? 'created' : 'updated',
			reason: created ? 'created' : 'updated',
			message: [said, ...write.notes, ...repairNotes(job), ...frozenNotes(job), ...heldNotes(job, context)].join(' '),
			target,
			movements: movementsOf(job, write.rows),
			questions: conflictQuestions(job),
		},
		closedUnlessFrozen(job),
		{
			link: settledLink(job, write.rows, after, context.references, context.store.hash),
			...(intent === undefined ? {} : { closeIntent: intent.id }),
			...followUps(job, context),
		},
	);
}

function labels({ job, rows }: PreparedWrite): string {
	const changed = job.mapping.rows.filter(({ id }) => rows.includes(id)).map(({ label }) => label);
	return changed.length === 0 ? 'its id' : changed.join(', ');
}

function rejected(
	write: PreparedWrite,
	error: SystemErrorDetails,
	intent: Intent | undefined,
	context: WaveContext,
): Ending {
	const refusal = refused(write.job, error, context);
	if (MAY_HAVE_BEEN_DONE.has(error.class)) {
		// The next look finds the new values only: what they may have replaced is kept now. The intent keeps guarding the create.
		return { ...refusal, outcome: { ...refusal.outcome, movements: movementsOf(write.job, write.rows) } };
	}
	// Surely not done: there is nothing to look for.
	return intent === undefined ? refusal : { ...refusal, rest: { ...refusal.rest, closeIntent: intent.id } };
}
