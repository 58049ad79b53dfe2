import type { RecordRef, Side } from '../../engine/model';
import type { Progress } from '../../engine/run/store-port';
import { FeedLost } from '../engine-values';
import type { Scope } from '../session';
import { isoOf } from '../times';

/** True while this owner holds the feed; a hold that ran out is taken over. */
export async function holdFeed({ db, now }: Scope, feed: string, owner: string, ttlMs: number): Promise<boolean> {
	const held = await db
		.selectFrom('feeds')
		.select('owner')
		.where('feed', '=', feed)
		.where('until', '>', now)
		.where('owner', '!=', owner)
		.executeTakeFirst();
	if (held) return false;
	const until = now + ttlMs;
	await db
		.insertInto('feeds')
		.values({ feed, owner, until })
		.onConflict((conflict) => conflict.column('feed').doUpdateSet({ owner, until }))
		.execute();
	return true;
}

/** A hold that has run out counts as long as nobody else has taken the feed. @throws FeedLost */
export async function mustHold({ db }: Scope, feed: string, owner: string): Promise<void> {
	const hold = await db.selectFrom('feeds').select('owner').where('feed', '=', feed).executeTakeFirst();
	if (hold?.owner !== owner) throw new FeedLost();
}

export async function releaseFeed({ db }: Scope, feed: string, owner: string): Promise<void> {
	await db.deleteFrom('feeds').where('feed', '=', feed).where('owner', '=', owner).execute();
}

export async function cursor({ db }: Scope, feed: string, object: string): Promise<string | undefined> {
	const row = await db
		.selectFrom('cursors')
		.select('cursor')
		.where('feed', '=', feed)
		.where('object', '=', object)
		.executeTakeFirst();
	return row?.cursor ?? undefined;
}

/** How far each object's backfill has come. */
export async function progress({ db }: Scope, feed: string): Promise<Record<string, Progress>> {
	const rows = await db
		.selectFrom('cursors')
		.select(['object', 'done', 'total', 'begun_at'])
		.where('feed', '=', feed)
		.where('total', 'is not', null)
		.execute();
	return Object.fromEntries(rows.map(({ object, done, total, begun_at: begun }) => [object, { done: done ?? 0, total: total ?? 0, ...(begun === null ? {} : { since: isoOf(begun) }) }]));
}

/** With nothing done it begins now. */
export async function setProgress({ db, now }: Scope, feed: string, object: string, { done, total }: Progress): Promise<void> {
	const begun = done === 0 ? { begun_at: now } : {};
	await db
		.insertInto('cursors')
		.values({ feed, object, cursor: null, done, total, ...begun })
		.onConflict((conflict) => conflict.columns(['feed', 'object']).doUpdateSet({ done, total, ...begun }))
		.execute();
}

export async function noteFeed({ db }: Scope, pair: string, side: Side, feed: string, connection?: string): Promise<void> {
	await db
		.insertInto('pair_feeds')
		.values({ pair, side, feed, connection: connection ?? null })
		.onConflict((conflict) => {
			const known = conflict.columns(['pair', 'side', 'feed']);
			return connection === undefined ? known.doNothing() : known.doUpdateSet({ connection });
		})
		.execute();
}

/** The feeds whose records enter the pair on that side; `ref`: those that can read this one. */
export async function feedsOf(scope: Scope, pair: string, side: Side, ref?: RecordRef): Promise<string[]> {
	return (await readersOf(scope, pair, side)).filter((feed) => ref === undefined || readsFrom(feed, ref)).map(({ feed }) => feed);
}

/** The same, each with the connection that it reads (null: not known yet). */
export async function readersOf({ db }: Scope, pair: string, side: Side): Promise<Array<{ feed: string; connection: string | null }>> {
	return await db
		.selectFrom('pair_feeds')
		.select(['feed', 'connection'])
		.where('pair', '=', pair)
		.where('side', '=', side)
		.orderBy('feed')
		.execute();
}

/** Can the feed read a record of that connection? */
export const readsFrom = (feed: { connection: string | null }, { connection }: Pick<RecordRef, 'connection'>): boolean =>
	feed.connection === null || feed.connection === connection;

/** How many entries of the ledger are in each state. */
export async function pendingCounts({ db, words }: Scope, feed?: string): Promise<Record<string, number>> {
	let query = db
		.selectFrom('pending')
		.select((select) => ['state', select.fn.countAll<number>().as('count')])
		.groupBy('state');
	if (feed !== undefined) query = query.where('feed', '=', (await words.find([feed])).get(feed) ?? 0);
	const rows = await query.execute();
	return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
