import { otherSide, type RecordRef, type Side } from '../../engine/model';
import { ConsoleProblem } from '../problem';
import { nameRecord } from '../words';
import type { Answering, Resolved } from './context';

/** A record with several possible counterparts, or one whose create got no answer: a person says which it is. */
export async function resolveMatch({ review, mapping, given, store }: Answering): Promise<Resolved> {
	const { source, details } = review;
	if (source === undefined || mapping === undefined) throw new ConsoleProblem('The sync of this question is not known any more.', 'Retry the record: it is asked anew.');
	if (given.answer === 'notCreated') {
		await store.dropIntent(review.pair, source);
		await store.settleReviews(review.pair, 'ambiguous-match', [review.key]);
		return { closed: true, message: `${nameRecord(source)} comes once more, and a record is created for it.` };
	}
	const id = given.value?.trim() ?? '';
	const candidates = Array.isArray(details.candidates) ? details.candidates : [];
	if (id === '') throw new ConsoleProblem('No record was chosen.', 'Give the id of the right record in "Value".');
	// A link with a record that is not there could only be forgotten together with the whole sync.
	if (candidates.length > 0 && !candidates.includes(id)) throw new ConsoleProblem(`${id} is none of the records that match: ${candidates.join(', ')}.`, 'Choose one of these.');
	if (typeof details.connection !== 'string') throw new ConsoleProblem('This question is from an older version, and lacks what is needed.', 'Retry the record under Issues: it is asked anew, and can then be answered.');
	const side: Side = source.system === mapping.left.system ? 'left' : 'right';
	const target: RecordRef = { ...mapping[otherSide(side)], connection: details.connection, id };
	const [left, right] = side === 'left' ? [source, target] : [target, source];
	await store.linkByPerson(review.pair, side, left, right);
	await store.settleReviews(review.pair, 'ambiguous-match', [review.key]);
	return { closed: true, message: `${nameRecord(source)} is linked with ${nameRecord(target)}. Their fields are brought into line in a moment.` };
}
