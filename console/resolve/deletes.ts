import { SIDES, SYSTEM_NAMES, type RecordRef } from '../../engine/model';
import { allIssues } from '../issues';
import { ConsoleProblem } from '../problem';
import type { Answering, Resolved } from './context';

/** More deletes than a run passes on: let through, all that wait now, or left alone. */
export async function resolveDeletes({ review, mapping, given, store }: Answering): Promise<Resolved> {
	const side = SIDES.find((name) => name === review.key);
	if (mapping === undefined || side === undefined) throw new ConsoleProblem('The sync of this question is not known any more.', 'Run its workflow once, then answer.');
	const { system, object } = mapping[side];
	const refs: RecordRef[] = [];
	for await (const { ref, reason } of allIssues(store)) {
		if (reason === 'guard-tripped' && ref.system === system && ref.object === object) refs.push(ref);
	}
	const linked = new Set((await store.links(review.pair, side, refs)).map((link) => link[side].id));
	const ours = refs.filter(({ id }) => linked.has(id));
	const other = SYSTEM_NAMES[mapping[side === 'left' ? 'right' : 'left'].system];
	if (given.answer === 'letThrough') await store.allowDeletes(review.pair, side, ours);
	else await store.closeIssues(ours, `A person decided that this delete is not passed on to ${other}.`);
	await store.settleReviews(review.pair, 'deletes', [review.key]);
	const records = ours.length === 1 ? '1 deleted record' : `${ours.length} deleted records`;
	if (given.answer === 'letThrough') return { closed: true, message: `${records}: their counterparts in ${other} are archived in a moment.` };
	return { closed: true, message: `${records}: their counterparts in ${other} stay.` };
}
