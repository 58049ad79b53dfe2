import { otherSide, SIDES, SYSTEM_NAMES } from '../../engine/model';
import { ConsoleProblem } from '../problem';
import type { Answering, Resolved } from './context';

/** A mass edit: let through for a day with all that waits, or held back: then what waits stands among the issues. */
export async function resolveManyChanges({ review, mapping, given, store }: Answering): Promise<Resolved> {
	const side = SIDES.find((name) => name === review.key);
	if (mapping === undefined || side === undefined) throw new ConsoleProblem('The sync of this question is not known any more.', 'Run its workflow once, then answer.');
	const other = SYSTEM_NAMES[mapping[otherSide(side)].system];
	const lets = given.answer === 'letThrough';
	const count = lets
		? await store.allowChanges(review.pair, side)
		: await store.holdChanges(review.pair, side, `A person held this change of ${SYSTEM_NAMES[mapping[side].system]} back, because it was one of very many. Retry it to bring it to ${other} after all; a record that is changed again comes by itself.`);
	await store.settleReviews(review.pair, 'many-changes', [review.key]);
	const records = count === 1 ? '1 changed record' : `${count.toLocaleString('en-US')} changed records`;
	if (lets) return { closed: true, message: `${records}: written to ${other} in a moment. For a day, as many changes as come are let through.` };
	return { closed: true, message: `${records}: not written to ${other}. They stand among the issues, where they can be retried.` };
}
