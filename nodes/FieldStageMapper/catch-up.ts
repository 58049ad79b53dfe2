import { addedRows, ruleWrites } from '../../engine/mapping';
import { otherSide, type Mapping, type Side } from '../../engine/model';
import type { MappingStore } from '../../engine/run/store-port';

/** Links a call; one call is one transaction. */
const PAGE = 1000;

/**
 * Rows that the mapping has gained reach the records that are linked already: those come once more through the triggers, and
 * meet their partners for the first time in these rows. Called before the mapping is saved, so that a crash on the way begins
 * anew. Answers the rows that were gained.
 */
export async function catchUpLinked(store: Pick<MappingStore, 'enterLinked'>, previous: Mapping | undefined, mapping: Mapping): Promise<string[]> {
	const added = addedRows(previous, mapping);
	if (added.length === 0) return added;
	const rows = mapping.rows.filter(({ id }) => added.includes(id));
	// One side is enough: what must flow the other way is sent back by the merge.
	const side: Side = rows.some(({ rule }) => ruleWrites(rule, 'right')) ? 'left' : 'right';
	if ((await enterAll(store, mapping.pair, side)) === 0) await enterAll(store, mapping.pair, otherSide(side));
	return added;
}

async function enterAll(store: Pick<MappingStore, 'enterLinked'>, pair: string, side: Side): Promise<number> {
	let entered = 0;
	let after: string | undefined;
	do {
		const page = await store.enterLinked(pair, side, { ...(after === undefined ? {} : { after }), limit: PAGE });
		entered += page.entered;
		after = page.next;
	} while (after !== undefined);
	return entered;
}
