import { sql } from 'kysely';
import type { AlertNote, AlertStore, PendingGroup, SlowChange } from '../../engine/run/alert-port';
import type { Outcome } from '../../engine/model';
import { chunks } from '../chunks';
import { placeOf } from '../places';
import type { Scope } from '../session';
import { isoOf, msOf } from '../times';

const COLUMNS = 4;
/** What came by itself: how long a first sync or a retry takes says nothing about how fast changes travel. */
const LIVE_ORIGINS = ['poll', 'webhook', 'cdc'];
const WRITTEN = ['created', 'updated'];

export async function pendingGroups({ db, words }: Scope, filter: Parameters<AlertStore['pendingGroups']>[0]): Promise<PendingGroup[]> {
	const all = db.selectFrom('pending').select((select) => ['feed', 'place', 'state', 'reason', select.fn.countAll<number>().as('count'), select.fn.min('entered_at').as('since')]);
	const chosen = 'reason' in filter ? all.where('reason', '=', filter.reason) : all.where(sql<boolean>`${sql.ref('message')} like ${`%${filter.saying.replace(/[%_!]/g, '!$&')}%`} escape '!'`);
	const rows = await chosen.groupBy(['feed', 'place', 'state', 'reason']).orderBy('feed').orderBy('place').orderBy('state').execute();
	const spell = await words.spell(rows.flatMap(({ feed, place }) => [feed, place]));
	return rows.map(({ feed, place, state, reason, count, since }) => ({ feed: spell(feed), place: placeOf(spell(place)), state, reason, count: Number(count), since: isoOf(Number(since)) }));
}

/** A row is there as long as the listener was told of the alert and the alert stands. */
export async function tellAlerts({ db, now }: Scope, listener: string, standing: readonly AlertNote[]): Promise<{ began: string[]; ended: AlertNote[] }> {
	const told = await db.selectFrom('alerts').select(['key', 'said']).where('listener', '=', listener).orderBy('told_at').orderBy('key').execute();
	const known = new Set(told.map(({ key }) => key));
	const stands = new Set(standing.map(({ key }) => key));
	const began = standing.filter(({ key }) => !known.has(key));
	const ended = told.filter(({ key }) => !stands.has(key));
	for (const chunk of chunks(began, COLUMNS)) {
		await db.insertInto('alerts').values(chunk.map(({ key, said }) => ({ listener, key, said, told_at: now }))).execute();
	}
	for (const chunk of chunks(ended)) {
		await db.deleteFrom('alerts').where('listener', '=', listener).where('key', 'in', chunk.map(({ key }) => key)).execute();
	}
	return { began: began.map(({ key }) => key), ended };
}

export async function outcomesIn({ db, words }: Scope, { since, until }: { since: string; until: string }): Promise<Array<{ pair: string; outcome: Outcome; count: number }>> {
	const rows = await db
		.selectFrom('log')
		.select((select) => ['pair', 'outcome', select.fn.countAll<number>().as('count')])
		.where('at', '>=', msOf(since))
		.where('at', '<', msOf(until))
		.where('dry_run', '=', 0)
		// A person's word is no change's outcome.
		.where('reason', '!=', 'decided')
		.groupBy(['pair', 'outcome'])
		.execute();
	const spell = await words.spell(rows.map(({ pair }) => pair));
	return rows.map(({ pair, outcome, count }) => ({ pair: spell(pair), outcome: outcome as Outcome, count: Number(count) }));
}

export async function slowestIn({ db, words }: Scope, { since, until, limit }: { since: string; until: string; limit: number }): Promise<SlowChange[]> {
	const took = sql<number>`at - changed_at`;
	const rows = await db
		.selectFrom('log')
		.select(['pair', 'source_place', 'source_record', 'at', took.as('took')])
		.where('at', '>=', msOf(since))
		.where('at', '<', msOf(until))
		.where('changed_at', 'is not', null)
		.where('dry_run', '=', 0)
		.where('origin', 'in', LIVE_ORIGINS)
		.where('outcome', 'in', WRITTEN)
		.orderBy(took, 'desc')
		.orderBy('id')
		.limit(limit)
		.execute();
	const spell = await words.spell(rows.flatMap(({ pair, source_place: place }) => [pair, place]));
	return rows.map(({ pair, source_place: place, source_record: id, at, took: ms }) => ({
		pair: spell(pair),
		source: { ...placeOf(spell(place)), id },
		at: isoOf(Number(at)),
		// Two clocks: a change cannot have been written before it was made.
		seconds: Math.max(0, Math.round(Number(ms) / 1000)),
	}));
}
