import { sql } from 'kysely';
import type { Side } from '../../engine/model';
import { placeOf } from '../places';
import type { Scope } from '../session';
import type { PairOnly } from './forget';

/** The triggers that feed the pair from one of the sync's connections, as far as their connections are known. */
export async function feedsOfSync({ db }: Scope, what: PairOnly): Promise<string[]> {
	const rows = await db.selectFrom('pair_feeds').select(['feed', 'side', 'connection']).where('pair', '=', what.pair).orderBy('feed').execute();
	const own = rows.filter(({ side, connection }) => {
		const wanted = what[side as Side];
		return wanted === undefined || connection === null || connection === wanted;
	});
	return [...new Set(own.map(({ feed }) => feed))];
}

/** The trigger feeds the pair no more, unless it has other links there. True when it feeds nothing else. */
export async function withdraw(scope: Scope, { pair }: PairOnly, feed: string): Promise<boolean> {
	const { db } = scope;
	const rows = await db.selectFrom('pair_feeds').select(['side', 'connection']).where('pair', '=', pair).where('feed', '=', feed).execute();
	for (const { side, connection } of rows) {
		if (!(await hasLinks(scope, pair, side as Side, connection)))
			await db.deleteFrom('pair_feeds').where('pair', '=', pair).where('feed', '=', feed).where('side', '=', side).execute();
	}
	const other = await db.selectFrom('pair_feeds').select(sql<number>`1`.as('one')).where('feed', '=', feed).limit(1).executeTakeFirst();
	return other === undefined;
}

/** Null: whatever the connection. */
async function hasLinks({ db, words }: Scope, pair: string, side: Side, connection: string | null): Promise<boolean> {
	const id = (await words.find([pair])).get(pair) ?? 0;
	const rows = await db.selectFrom('links').select(`${side}_place as place`).distinct().where('pair', '=', id).execute();
	const spell = await words.spell(rows.map(({ place }) => place));
	return rows.some(({ place }) => connection === null || placeOf(spell(place)).connection === connection);
}
