import { sameCanonical } from '../mapping';
import { isSet } from '../merge/elements';
import { refKey, type Canonical, type ErrorClass, type SystemErrorDetails } from '../model';
import { closedNotes, followUps, heldNotes, refused, repairNotes } from './ends';
import { closedUnlessFrozen, frozenNotes } from './frozen';
import { createKeys } from './identify';
import { busy } from './identify-ends';
import { ending, nameRecord, targetRef, targetSide, type Ending } from './job';
import { countedFor } from './mass-edits';
import { lookBehind, secondLook } from './overwritten';
import { conflictQuestions } from './plan-wave';
import { readBack, type States } from './read-back';
import { flipsAfter, movementsOf, settledLink } from './settle';
import type { Intent } from './store-port';
import type { RecordState, WriteResult } from './system-port';
import { targetParents, targetValues } from './values';
import type { WaveContext } from './wave';
import { ABOUT_A_FIELD, partly, sendAlone, tellingOfWithdrawal, withdrawalOwed, type SentAlone } from './withdrawals';
import type { PreparedWrite } from './write-op';

/** After one of these the record may have been created all the same. */
const MAY_HAVE_BEEN_DONE: ReadonlySet<ErrorClass> = new Set(['unknown-outcome', 'bad-answer']);

/** Notes the creates, sends all writes in one call, and ends each by its result. `began`: when the targets were read. @throws SystemError when the whole call fails */
export async function send(writes: readonly PreparedWrite[], context: WaveContext, began: Date): Promise<Ending[]> {
	const [first] = writes;
	if (first === undefined) return [];
	const { store, records, locks, clock } = context;
	const comeAgain = (): Ending[] => writes.map(({ job }) => busy(job, clock));
	if (locks.lapsed()) return comeAgain();
	const creates = writes
		.filter(({ op }) => op.op === 'create')
		.map(({ job }) => ({ source: job.source, target: job.target, keys: createKeys(job, store.hash) }));
	const intents = creates.length === 0 ? [] : await store.intend(first.job.mapping.pair, creates);
	const intentOf = new Map(intents.map((intent) => [refKey(intent.source), intent]));
	// The last look before it counts: while the creates were noted, the process may have stood still.
	if (locks.lapsed()) return comeAgain();
	const results = await records.write(
		first.job.target.object,
		writes.map(({ op }) => op),
	);
	const alone = await sendAlone(writes, results, records);
	const behind = lookBehind(writes, results, context, began);
	const after = await readBack(first.job, [...results, ...[...alone.values()].map(({ result }) => result)], records, behind);
	await context.references.load(
		[...after.values()].flatMap((state) =>
			targetParents(state.fields, first.job.mapping.rows, targetSide(first.job), first.job.target),
		),
	);
	const looked = await secondLook(
		writes.flatMap((write, index) => {
			const result = results[index];
			const state = result?.ok ? after.get(result.id) : undefined;
			return state === undefined ? [] : [{ write, after: state }];
		}),
		context,
	);
	return writes.map((sent, index) => {
		const { write, after: state } = looked.get(sent) ?? { write: sent };
		if (state !== undefined) after.set(state.id, state);
		const result = results[index] ?? { ok: false, error: unanswered };
		const intent = intentOf.get(refKey(write.job.source)) ?? write.job.intent;
		const again = alone.get(index);
		const end = again === undefined ? tellingOfWithdrawal(write, endOf(write, result, after, intent, context)) : endOfBoth(write, result, again, after, context);
		return write.remainder === undefined || end.outcome.outcome !== 'updated' ? end : partly(end, write.remainder);
	});
}

function endOf(write: PreparedWrite, result: WriteResult, after: States, intent: Intent | undefined, context: WaveContext): Ending {
	if (!result.ok) return rejected(write, result.error, intent, context);
	const state = after.get(result.id);
	if (state !== undefined && tookNothing(write, state, context)) return untaken(write, intent, context);
	return written(write, state ?? assumed(write, result.id, context), result.notes ?? [], intent, context);
}

/** A record that was refused, and of which the withdrawal of consent was then sent alone. What time helps against comes again. */
function endOfBoth(write: PreparedWrite, refusal: WriteResult, again: SentAlone, after: States, context: WaveContext): Ending {
	const { intent } = write.job;
	const end = endOf(again.write, again.result, after, intent, context);
	return end.outcome.outcome === 'updated' ? partly(end, endOf(write, refusal, after, undefined, context)) : tellingOfWithdrawal(again.write, end);
}

const unanswered: SystemErrorDetails = {
	class: 'unknown-outcome',
	message: 'The target answered for fewer records than it was sent.',
};

const assumed = ({ op }: PreparedWrite, id: string, { clock }: WaveContext): RecordState => ({
	id,
	fields: op.values,
	modifiedAt: clock.now().toISOString(),
});

function written(write: PreparedWrite, after: RecordState, told: readonly string[], intent: Intent | undefined, context: WaveContext): Ending {
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
			message: [said, ...write.notes, ...told, ...repairNotes(job), ...closedNotes(job), ...frozenNotes(job), ...heldNotes(job, context)].join(' '),
			target,
			movements: movementsOf(job, write.rows),
			questions: conflictQuestions(job),
		},
		closedUnlessFrozen(job),
		{
			link: { ...settledLink(job, write.rows, after, context), ...(write.putBack ? { wrote: { [targetSide(job)]: after.modifiedAt } } : {}) },
			...(intent === undefined ? {} : { closeIntent: intent.id }),
			...(write.counts ? countedFor(job) : {}),
			...followUps(job, context),
		},
	);
}

/** The target said yes, and holds in every written field what it held before. Somebody else's edit after ours would be no wonder. */
function tookNothing({ job, op, rows }: PreparedWrite, after: RecordState, { references }: WaveContext): boolean {
	if (op.op === 'create' || rows.length === 0 || after.byOther) return false;
	const holds = targetValues(after.fields, job.mapping.rows, targetSide(job), job.target, references);
	// Who is in a list may be for its system to say, and some of what was sent may have been taken.
	if (job.mapping.rows.some((row) => isSet(row) && rows.includes(row.id))) return false;
	const untaken = rows.every((row) => {
		const [now, before] = [holds[row], job.before[row]];
		return now !== undefined && before !== undefined && sameCanonical(now, before);
	});
	return untaken && !rows.every((row) => isSpellingOf(job.before[row] ?? null, job.plan.write[row] ?? null));
}

/** Could the target's value be its own way to write ours: other case, spaces or signs, cut off, rounded, or a checkbox, which knows no blank? */
function isSpellingOf(theirs: Canonical, ours: Canonical): boolean {
	if (ours === null) return theirs === false;
	if (typeof theirs === 'number' && typeof ours === 'number') return Math.abs(theirs - ours) < 1;
	if (typeof theirs !== 'string' || typeof ours !== 'string') return false;
	const plain = (text: string) => text.normalize('NFKC').toLowerCase().replace(/[\s\p{P}\p{S}]+/gu, '');
	return plain(theirs) !== '' && plain(ours).startsWith(plain(theirs));
}

/** Tried again, and counted as a fight: what undoes each write (an automation, say) is found by the guard against ping-pong. */
function untaken(write: PreparedWrite, intent: Intent | undefined, context: WaveContext): Ending {
	const { job } = write;
	const message =
		`It said yes, but the record still holds what it held before: ${labels(write)}. ` +
		'Most often an automation or a rule of that system undoes the change.';
	const end = rejected(write, { class: 'unknown-outcome', message }, intent, context);
	if (job.link === undefined) return end;
	const { base: _base, flips: _flips, pair: _pair, ...link } = job.link;
	return { ...end, rest: { ...end.rest, link: { ...link, base: {}, ...flipsAfter(job, write.rows) } } };
}

function labels({ job, rows, putBack = [] }: PreparedWrite): string {
	const changed = job.mapping.rows.filter(({ id }) => rows.includes(id) || putBack.includes(id)).map(({ label }) => label);
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
	const owed = ABOUT_A_FIELD.has(error.class) ? withdrawalOwed(write.job, context) : {};
	// Surely not done: there is nothing to look for.
	return { ...refusal, rest: { ...refusal.rest, ...owed, ...(intent === undefined ? {} : { closeIntent: intent.id }) } };
}
