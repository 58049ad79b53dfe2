import type { RecordRef, Side } from '../../engine/model';
import { SIDES } from '../engine-values';
import { chunks } from '../chunks';
import { placeOf } from '../places';
import type { Scope } from '../session';
import type { PairOnly } from './forget';

/** Creates under way and questions are few; each of these is one transaction. */

/** Removes the creates that were begun between the sync's connections. */
export async function forgetIntents({ db, words }: Scope, what: PairOnly): Promise<number> {
	const pair = (await words.find([what.pair])).get(what.pair);
	if (pair === undefined) return 0;
	const rows = await db.selectFrom('intents').select(['id', 'place', 'target']).where('pair', '=', pair).execute();
	const spell = await words.spell(rows.flatMap(({ place, target }) => [place, target]));
	const own = rows.filter(({ place, target }) => isBetween(what, [placeOf(spell(place)).connection, placeOf(spell(target)).connection]));
	for (const chunk of chunks(own.map(({ id }) => id))) await db.deleteFrom('intents').where('id', 'in', chunk).execute();
	return own.length;
}

/** Removes the questions about the sync's records; those about the pair as a whole go with its last link. */
export async function forgetReviews({ db, words }: Scope, what: PairOnly): Promise<number> {
	const rows = await db.selectFrom('reviews').select(['id', 'source', 'target']).where('pair', '=', what.pair).execute();
	const pair = (await words.find([what.pair])).get(what.pair) ?? 0;
	const isLeft = (await db.selectFrom('links').select('id').where('pair', '=', pair).limit(1).executeTakeFirst()) !== undefined;
	const own = rows.filter(({ source, target }) => !isLeft || isBetween(what, [connectionOf(source), connectionOf(target)]));
	for (const chunk of chunks(own.map(({ id }) => id))) await db.deleteFrom('reviews').where('id', 'in', chunk).execute();
	return own.length;
}

const connectionOf = (ref: string | null): string | undefined => (ref === null ? undefined : (JSON.parse(ref) as RecordRef).connection);

/** Are all of the sync's connections among these? */
const isBetween = (what: PairOnly, connections: ReadonlyArray<string | undefined>): boolean =>
	SIDES.every((side: Side) => what[side] === undefined || connections.includes(what[side]));
