import type { INodeExecutionData } from 'n8n-workflow';
import type { Drift } from '../../engine/mapping';
import type { MappingStore, ReviewItem } from '../../engine/run/store-port';

/** What became of a mapping since it was last saved. */
interface MappingDrift {
	drifts: readonly Drift[];
	settled: readonly string[];
}

/**
 * Puts what the systems' admins changed on the review list, and takes off what is all right again. Answers the new questions, for
 * "Needs review".
 */
export async function noteDrift(store: MappingStore, pair: string, { drifts, settled }: MappingDrift): Promise<ReviewItem[]> {
	const questions = drifts.map((drift) => toReview(pair, drift));
	if (questions.length > 0) await store.noteReview(questions);
	if (settled.length > 0) await store.settleReviews(pair, 'mapping', settled);
	return questions;
}

/** Every question goes on with every item of the run: it is about all of them. */
export function driftItems(questions: readonly ReviewItem[], items: number): INodeExecutionData[] {
	const pairedItem = Array.from({ length: items }, (_, item) => ({ item }));
	return questions.map((question) => ({ json: { ...question }, pairedItem }));
}

function toReview(pair: string, { kind, key, side, field, row, guess, values, message, fix }: Drift): ReviewItem {
	return {
		kind: 'mapping',
		pair,
		key,
		message: `${message} ${fix}`,
		details: { change: kind, side, field, ...(row === undefined ? {} : { row }), ...(guess === undefined ? {} : { guess }), ...(values === undefined ? {} : { values }) },
	};
}
