import { mapRecord } from '../../engine/mapping';
import { SIDES, type Mapping } from '../../engine/model';
import type { MappingStore, OpenReview } from '../../engine/run/store-port';
import { partnersOf } from './review';

/**
 * Closes the questions about values that the mapping answers by now, since somebody added a pair, changed the row or took it out: the
 * records that waited for them come again by themselves.
 */
export async function settleAnswered(mapping: Mapping, store: Pick<MappingStore, 'openReviews' | 'settleValues'>): Promise<void> {
	const open = await store.openReviews({ pair: mapping.pair, kind: 'unmapped-value' });
	const answered = open.filter((question) => isAnswered(mapping, question));
	if (answered.length > 0) await store.settleValues(mapping.pair, answered.map(({ key }) => key));
}

function isAnswered(mapping: Mapping, { details }: OpenReview): boolean {
	const row = mapping.rows.find(({ id }) => id === details.row);
	const side = SIDES.find((name) => name === details.side);
	if (side === undefined || (details.value === undefined && details.hidden !== true)) return false;
	// Asked in the other way, if it is still a question.
	if (row === undefined || (row.private === true) !== (details.hidden === true)) return true;
	if (details.value === undefined) return partnersOf(row) !== details.partners;
	return mapRecord({ ...mapping, rows: [row] }, side, { [row[side]]: details.value }).held.length === 0;
}
