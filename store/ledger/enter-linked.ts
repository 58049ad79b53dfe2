import type { Side } from '../../engine/model';
import type { MappingStore } from '../../engine/run/store-port';
import { takeNumbers } from '../counter';
import { readersOf, readsFrom } from '../parts/feeds';
import { placeOf, uniqueRefs } from '../places';
import type { Scope } from '../session';
import { enter } from './entries';
import { ENTERED } from './origin';

type Page = Parameters<MappingStore['enterLinked']>[2];

/** Enters one page of a pair's links, by their ids, in the feeds of that side. Nothing to do where no feed reads that side. */
export async function enterLinked(
	scope: Scope,
	pair: string,
	side: Side,
	{ after, limit }: Page,
): Promise<{ entered: number; next?: string }> {
	const { db, words, now } = scope;
	const feeds = await readersOf(scope, pair, side);
	const pairId = (await words.find([pair])).get(pair);
	if (pairId === undefined || feeds.length === 0) return { entered: 0 };
	const rows = await db
		.selectFrom('links')
		.select(['id', `${side}_place as place`, `${side}_record as record`])
		.where('pair', '=', pairId)
		.where('id', '>', Number(after ?? 0))
		.orderBy('id')
		.limit(limit)
		.execute();
	const spell = await words.spell(rows.map(({ place }) => place));
	// A right record of several links comes once a page: what it brings reaches all of them.
	const refs = uniqueRefs(rows.map(({ place, record }) => ({ ...placeOf(spell(place)), id: record })));
	for (const feed of feeds) {
		const own = refs.filter((ref) => readsFrom(feed, ref));
		const first = await takeNumbers(scope, own.length);
		await enter(scope, feed.feed, own, first, {
			state: 'due',
			due_at: now,
			reason: ENTERED.backfill,
			message: 'The mapping has new rows.',
		});
	}
	const last = rows.at(-1);
	return { entered: refs.length, ...(rows.length < limit || last === undefined ? {} : { next: String(last.id) }) };
}
