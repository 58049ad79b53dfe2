import type { Rehearsal } from '../../engine/run/rehearsal-port';
import { lastNumber } from '../counter';
import { release } from '../ledger/release';
import type { Scope } from '../session';
import { PLANS } from './planned';
import { isoOf } from '../times';

/** See engine/run/commit.ts: what was only planned waits for this. */
const waitKeyOf = (pair: string): string => `dry-run|${pair}`;

/** See `RehearsalStore.rehearsing`. Undefined where a rehearsal is to begin first: asked with every run, so that it mostly only reads. */
export async function knownRehearsing({ db }: Scope, pairs: readonly string[]): Promise<string[] | undefined> {
	const unique = [...new Set(pairs)];
	if (unique.length === 0) return [];
	const rows = await db.selectFrom('rehearsals').select(['pair', 'live_at']).where('pair', 'in', unique).orderBy('pair').execute();
	return rows.length < unique.length ? undefined : rows.filter(({ live_at: at }) => at === null).map(({ pair }) => pair);
}

/** Begins the rehearsals of those of these pairs that have none yet. */
export async function beginRehearsals(scope: Scope, pairs: readonly string[]): Promise<string[]> {
	const { db, now } = scope;
	const first = await lastNumber(scope);
	const begun = [...new Set(pairs)].map((pair) => ({ pair, since: now, first_line: first, live_at: null, live_by: null }));
	await db
		.insertInto('rehearsals')
		.values(begun)
		.onConflict((conflict) => conflict.column('pair').doNothing())
		.execute();
	return (await knownRehearsing(scope, pairs)) ?? [];
}

/** See `RehearsalStore.rehearsals`. */
export async function rehearsals({ db }: Scope): Promise<Rehearsal[]> {
	const rows = await db.selectFrom('rehearsals').selectAll().orderBy('pair').execute();
	return rows.map(({ pair, since, live_at: at, live_by: by }) => ({
		pair,
		since: isoOf(since),
		...(at === null ? {} : { live: { since: isoOf(at), by: by ?? '' } }),
	}));
}

/** See `RehearsalStore.goLive`. */
export async function goLive(scope: Scope, pair: string, by: string): Promise<number | false> {
	const { db, now } = scope;
	const known = await db.selectFrom('rehearsals').select('live_at').where('pair', '=', pair).executeTakeFirst();
	if (known === undefined) return false;
	if (known.live_at !== null) return 0;
	await db.updateTable('rehearsals').set({ live_at: now, live_by: by }).where('pair', '=', pair).execute();
	return await onceMore(scope, pair);
}

/** See `RehearsalStore.rehearse`. */
export async function rehearse(scope: Scope, pair: string): Promise<number | false> {
	const { db, now } = scope;
	const { numUpdatedRows } = await db
		.updateTable('rehearsals')
		.set({ since: now, first_line: await lastNumber(scope), live_at: null, live_by: null })
		.where('pair', '=', pair)
		.executeTakeFirst();
	return Number(numUpdatedRows) === 0 ? false : await onceMore(scope, pair);
}

/** Everything that was only planned is due; plans of creates are made anew or come true. */
async function onceMore(scope: Scope, pair: string): Promise<number> {
	const { db, words } = scope;
	const key = waitKeyOf(pair);
	const pairId = (await words.find([pair])).get(pair);
	if (pairId !== undefined) for (const table of PLANS) await db.deleteFrom(table).where('pair', '=', pairId).execute();
	const { count } = await db.selectFrom('waits').select((select) => select.fn.countAll<number>().as('count')).where('key', '=', key).executeTakeFirstOrThrow();
	await release(scope, [key]);
	return Number(count);
}
