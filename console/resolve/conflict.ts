import { canonicalText, toCanonical } from '../../engine/mapping';
import { concededBase } from '../../engine/merge/base';
import { otherSide, SYSTEM_NAMES, type Canonical, type FieldValue, type Mapping, type MappingRow, type RecordRef, type Side } from '../../engine/model';
import type { FieldDecision } from '../../engine/run/console-port';
import { ConsoleProblem } from '../problem';
import { isFight } from '../questions';
import type { Answering, Resolved } from './context';

/** Rules under which a person's word lasts; the others have an owner, who would take the field back at once. */
const UNDECIDED_RULES = new Set<MappingRow['rule']>(['askPerson', 'newestWins']);

/**
 * A field in dispute: one side's value, or another one, counts. Nothing is written here: the records come by once more, and the usual way
 * writes what was decided.
 */
export async function resolveConflict(answering: Answering): Promise<Resolved> {
	const { review, mapping, given, store } = answering;
	const rowId = String(review.details.row);
	const link = mapping === undefined ? undefined : await linkOf(answering, mapping);
	if (mapping === undefined || link === undefined) {
		await store.settleReviews(review.pair, 'conflict', [review.key]);
		return { closed: true, message: 'The two records are not linked any more, so there is nothing left to decide. The question is closed.' };
	}
	if (given.answer === 'goOn') {
		await store.unfreeze(link, rowId);
		return { closed: true, message: 'The field is kept in step again from now on.' };
	}
	const row = mapping.rows.find(({ id }) => id === rowId);
	if (row === undefined) throw new ConsoleProblem('The mapper has no row for this field any more.', 'Dismiss nothing: the question closes by itself when the records change again.');
	if (!UNDECIDED_RULES.has(row.rule)) {
		throw new ConsoleProblem(`“${row.label}” has a rule that decides it (it belongs to one side).`, 'Choose “Keep it in step again”, or change the field’s rule in the mapper.');
	}
	const decision = given.answer === 'useValue' ? { value: typedValue(row, given.value) } : winnerOf(answering, given.answer === 'useLeft' ? 'left' : 'right');
	const feeds = (await store.decideField(link, rowId, decision)) ?? [];
	if (isFight(review)) await store.unfreeze(link, rowId);
	await store.settleReviews(review.pair, 'conflict', [review.key]);
	return { closed: true, message: saidOf(mapping, row, decision, feeds) };
}

/** The loser's value as the person saw it is its base: if it was changed since, both count as changed and the question is asked anew. */
function winnerOf({ review: { details }, store }: Answering, winner: Side): FieldDecision {
	const loser = otherSide(winner);
	const seen = details.hidden === true ? String(details[`${loser}Hash`]) : store.hash(canonicalText(details[loser] ?? null));
	return { winner, base: concededBase(loser, seen) };
}

/** In either side's words: people know a value by the one or the other. */
function typedValue(row: MappingRow, value: FieldValue | undefined): Canonical {
	if (value === undefined) throw new ConsoleProblem('There is no value to use.', 'Give the value in "Value".');
	if (row.lens.kind === 'reference') throw new ConsoleProblem(`“${row.label}” points to another record.`, 'Choose the left or the right value: which record is meant is decided by what the two sides hold.');
	const read = (['right', 'left'] as const).map((side) => toCanonical(row, side, value));
	const found = read.find(({ ok }) => ok);
	if (found?.ok) return found.value;
	const [problem] = read;
	throw new ConsoleProblem(`“${row.label}” cannot hold this value.`, problem?.ok === false ? problem.message : 'Give another value.');
}

async function linkOf({ review, store }: Answering, mapping: Mapping): Promise<string | undefined> {
	const { source, target } = review;
	if (source === undefined || target === undefined) return undefined;
	const isLeft = (ref: RecordRef): boolean => ref.system === mapping.left.system;
	const [left, right] = isLeft(source) ? [source, target] : [target, source];
	return (await store.links(review.pair, 'left', [left])).find((link) => link.right.id === right.id && link.right.connection === right.connection)?.id;
}

function saidOf(mapping: Mapping, row: MappingRow, decision: FieldDecision, feeds: readonly string[]): string {
	const what = 'value' in decision ? 'The value' : `The value of ${SYSTEM_NAMES[mapping[decision.winner].system]}`;
	if (feeds.length > 0) return `${what} counts for “${row.label}”. It is written with the record’s next turn, in a moment.`;
	return `${what} counts for “${row.label}”. No trigger of this sync reads that side, so nothing is written until one does.`;
}
