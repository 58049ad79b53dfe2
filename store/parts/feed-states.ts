import type { ErrorClass, SystemName } from '../../engine/model';
import type { ConsoleStore, FeedState } from '../../engine/run/console-port';
import type { FeedStateRow } from '../schema';
import type { Scope } from '../session';
import { isoOf, msOf } from '../times';
import { progress } from './feeds';

type About = Parameters<ConsoleStore['describeFeed']>[1];
type Round = Parameters<ConsoleStore['noteRound']>[1];

const UNKNOWN: Omit<FeedStateRow, 'feed'> = {
	name: null,
	system: null,
	connection: null,
	objects: '[]',
	paused_at: null,
	paused_because: null,
	polled_at: null,
	full_at: null,
	trouble: null,
	trouble_at: null,
	trouble_class: null,
	trouble_until: null,
	events: null,
};

export async function describeFeed(scope: Scope, feed: string, { name, system, connection, objects }: About): Promise<void> {
	await save(scope, feed, { name, system, connection, objects: JSON.stringify(objects) });
}

/** A trouble is as old as its first round. */
export async function noteRound(scope: Scope, feed: string, { trouble, class: kind, until, full }: Round): Promise<void> {
	const { now } = scope;
	const known = trouble === undefined ? undefined : await rowOf(scope, feed);
	await save(scope, feed, {
		...(trouble === undefined
			? { polled_at: now, trouble: null, trouble_at: null, trouble_class: null, trouble_until: null }
			: { trouble, trouble_at: known?.trouble_at ?? now, trouble_class: kind ?? null, trouble_until: until === undefined ? null : msOf(until) }),
		...(full ? { full_at: now } : {}),
	});
}

export async function noteEvents(scope: Scope, feed: string, why: string | null): Promise<void> {
	await save(scope, feed, { events: why });
}

export async function isPaused(scope: Scope, feed: string): Promise<boolean> {
	return ((await rowOf(scope, feed))?.paused_at ?? null) !== null;
}

export async function pauseFeed(scope: Scope, feed: string, because?: string): Promise<void> {
	await save(scope, feed, { paused_at: scope.now, paused_because: because ?? null });
}

export async function resumeFeed(scope: Scope, feed: string): Promise<void> {
	await save(scope, feed, { paused_at: null, paused_because: null });
}

async function rowOf({ db }: Scope, feed: string): Promise<FeedStateRow | undefined> {
	return await db.selectFrom('feed_states').selectAll().where('feed', '=', feed).executeTakeFirst();
}

async function save({ db }: Scope, feed: string, columns: Partial<Omit<FeedStateRow, 'feed'>>): Promise<void> {
	await db
		.insertInto('feed_states')
		.values({ ...UNKNOWN, ...columns, feed })
		.onConflict((conflict) => conflict.column('feed').doUpdateSet(columns))
		.execute();
}

/** Every feed that runs, has a place to go on from, or feeds a pair; by name. */
export async function feedStates(scope: Scope): Promise<FeedState[]> {
	const { db, words, now } = scope;
	const described = new Map((await db.selectFrom('feed_states').selectAll().execute()).map((row) => [row.feed, row]));
	const holders = new Map((await db.selectFrom('feeds').selectAll().where('until', '>', now).execute()).map(({ feed, owner }) => [feed, owner]));
	const read = await db.selectFrom('cursors').select('feed').distinct().execute();
	const feeding = await db.selectFrom('pair_feeds').select('feed').distinct().execute();
	const counts = await db
		.selectFrom('pending')
		.select((select) => ['feed', 'state', select.fn.countAll<number>().as('count'), select.fn.min('entered_at').as('oldest')])
		.groupBy(['feed', 'state'])
		.execute();
	const spell = await words.spell(counts.map(({ feed }) => feed));
	const names = new Set([...described.keys(), ...holders.keys(), ...read.map(({ feed }) => feed), ...feeding.map(({ feed }) => feed), ...counts.map(({ feed }) => spell(feed))]);
	const states: FeedState[] = [];
	for (const feed of names) {
		const own = counts.filter((row) => spell(row.feed) === feed);
		const moving = own.filter(({ state }) => state === 'due' || state === 'emitted').map(({ oldest }) => Number(oldest));
		const heldBy = holders.get(feed);
		states.push({
			feed,
			...spoken(described.get(feed)),
			...(heldBy === undefined ? {} : { heldBy }),
			backlog: Object.fromEntries(own.map(({ state, count }) => [state, Number(count)])),
			...(moving.length === 0 ? {} : { oldest: isoOf(Math.min(...moving)) }),
			progress: await progress(scope, feed),
		});
	}
	return states.sort((one, other) => (one.name ?? one.feed).localeCompare(other.name ?? other.feed));
}

function spoken(row: FeedStateRow | undefined): Pick<FeedState, 'name' | 'system' | 'connection' | 'objects' | 'paused' | 'polledAt' | 'fullAt' | 'trouble' | 'events'> {
	if (row === undefined) return { objects: [] };
	const { paused_at: paused, paused_because: because, trouble, trouble_at: since, trouble_class: kind, trouble_until: until, events } = row;
	return {
		...(row.name === null ? {} : { name: row.name }),
		...(row.system === null ? {} : { system: row.system as SystemName }),
		...(row.connection === null ? {} : { connection: row.connection }),
		objects: JSON.parse(row.objects) as string[],
		...(paused === null ? {} : { paused: { since: isoOf(paused), ...(because === null ? {} : { because }) } }),
		...(row.polled_at === null ? {} : { polledAt: isoOf(row.polled_at) }),
		...(row.full_at === null ? {} : { fullAt: isoOf(row.full_at) }),
		...(events === null ? {} : { events }),
		...(trouble === null || since === null ? {} : { trouble: { since: isoOf(since), message: trouble, ...(kind === null ? {} : { class: kind as ErrorClass }), ...(until === null ? {} : { until: isoOf(until) }) } }),
	};
}
