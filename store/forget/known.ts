import type { KnownSync } from '../../engine/run/forget-port';
import { placeOf, type Place } from '../places';
import type { Scope } from '../session';

/** Every pair with the connections that it has links between. */
export async function knownSyncs({ db, words }: Scope): Promise<KnownSync[]> {
	const rows = await db
		.selectFrom('links')
		.select((select) => ['pair', 'left_place', 'right_place', select.fn.countAll<number>().as('links')])
		.groupBy(['pair', 'left_place', 'right_place'])
		.execute();
	const spell = await words.spell(rows.flatMap((row) => [row.pair, row.left_place, row.right_place]));
	return rows
		.map((row) => ({ pair: spell(row.pair), left: placeOf(spell(row.left_place)), right: placeOf(spell(row.right_place)), links: Number(row.links) }))
		.sort((one, other) => sortKey(one).localeCompare(sortKey(other)));
}

const sortKey = ({ pair, left, right }: KnownSync): string => [pair, left.connection, right.connection].join('|');

/** Where a feed's records are from: what it saw lately, or has in the ledger. */
export async function readBy({ db, words }: Scope, feed: string): Promise<Place[]> {
	const id = (await words.find([feed])).get(feed);
	if (id === undefined) return [];
	const [seen, pending] = [
		await db.selectFrom('seen').select('place').distinct().where('feed', '=', id).execute(),
		await db.selectFrom('pending').select('place').distinct().where('feed', '=', id).execute(),
	];
	const spell = await words.spell([...seen, ...pending].map(({ place }) => place));
	return [...new Set([...seen, ...pending].map(({ place }) => spell(place)))].sort().map(placeOf);
}
