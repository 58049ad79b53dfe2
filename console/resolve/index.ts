import { noteDecided } from '../decided';
import { ConsoleProblem } from '../problem';
import { toQuestion } from '../questions';
import { resolveConflict } from './conflict';
import type { Answering, Given, Hands, Resolved, ResolveStore } from './context';
import { resolveDeletes } from './deletes';
import { resolveManyChanges } from './many-changes';
import { resolveMatch } from './match';
import { saidOf } from './said';
import { resolveValue } from './value';

export type { Given, Hands, NewStage, Resolved } from './context';

/**
 * Answers a question of the review list, so that it really takes effect: what waited goes on by itself. @throws ConsoleProblem when there is
 * no such open question, or it does not take this answer
 */
export async function resolve(store: ResolveStore, id: string, given: Given, hands: Hands = {}): Promise<Resolved> {
	const review = await store.review(id);
	if (review === undefined) throw new ConsoleProblem(`There is no question ${id} in the review list.`, 'Get the review items anew and take an id from there.');
	if (!review.open) throw new ConsoleProblem('This question is answered already.', 'Nothing is left to do. If it comes up again, it opens again.');
	const mapping = await store.latestMapping(review.pair);
	const { answers } = toQuestion(review, mapping);
	const chosen = answers.find(({ answer }) => answer === given.answer);
	if (chosen === undefined) {
		throw new ConsoleProblem(`This question does not take the answer "${given.answer}".`, `It takes: ${answers.map(({ answer, label }) => `${answer} (${label})`).join(', ')}.`);
	}
	const resolved = await answered({ review, mapping, given, store, hands });
	if (hands.by) await noteDecided(store, hands.by, { ...review, message: saidOf(review, mapping, chosen, given) }, mapping);
	return resolved;
}

async function answered(answering: Answering): Promise<Resolved> {
	const { review, given, store, hands } = answering;
	if (given.answer === 'dismiss') {
		await store.settleReviews(review.pair, review.kind, [review.key]);
		return { closed: true, message: 'The question is closed. Nothing was changed.' };
	}
	switch (review.kind) {
		case 'conflict':
			return await resolveConflict(answering);
		case 'unmapped-value':
			return await resolveValue(answering);
		case 'ambiguous-match':
			return await resolveMatch(answering);
		case 'deletes':
			return await resolveDeletes(answering);
		case 'many-changes':
			return await resolveManyChanges(answering);
		default:
			hands.recheck?.();
			return { closed: false, message: 'The systems are looked at anew with the workflow’s next run. The question closes by itself when all is well.' };
	}
}
