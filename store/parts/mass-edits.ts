import type { Side } from '../../engine/model';
import type { RecentChanges } from '../../engine/run/guard-port';
import type { Commit, ReviewItem } from '../../engine/run/store-port';
import { chunks } from '../chunks';
import { manyChangesKey, SIDES } from '../engine-values';
import { forgetWaits } from '../ledger/entries';
import { release } from '../ledger/release';
import type { Scope } from '../session';
import { msOf } from '../times';

/** As long as a person who lets many changes through may have to wait for them. */
const PASS_MS = 24 * 60 * 60_000;
/** Longer than any guard looks back; and so long a link counts as new. */
const KEPT_MS = 24 * 60 * 60_000;
const COLUMNS = 4;

/** Stands in the place of a side where a link was made. */
const MET = 'met';

/** Counts the changes of linked records among the commits, each link once for each direction; and when links were made (`met`). */
export async function countChanges(scope: Scope, commits: readonly Commit[], met: ReadonlyArray<{ id: string; pair: string }>): Promise<void> {
	const { db, words, now } = scope;
	const all = [...commits.flatMap(({ counted: one, log }) => (one ? [{ ...one, pair: log.pair }] : [])), ...met.map(({ id, pair }) => ({ link: id, side: MET, pair }))];
	const counted = new Map(all.map((one) => [`${one.link}|${one.side}`, one] as const));
	if (counted.size === 0) return;
	const number = await words.number([...counted.values()].map(({ pair }) => pair));
	const rows = [...counted.values()].map(({ link, side, pair }) => ({ link_id: Number(link), side, pair: number(pair), at: now }));
	for (const chunk of chunks(rows, COLUMNS)) {
		await db
			.insertInto('recent_changes')
			.values(chunk)
			.onConflict((conflict) => conflict.columns(['link_id', 'side']).doUpdateSet((set) => ({ pair: set.ref('excluded.pair'), at: set.ref('excluded.at') })))
			.execute();
	}
}

/** Forgets what no guard looks back at any more. */
export async function forgetChanges({ db, now }: Scope): Promise<void> {
	await db.deleteFrom('recent_changes').where('at', '<', now - KEPT_MS).execute();
	await db.deleteFrom('change_passes').where('until', '<=', now).execute();
}

/** See `GuardStore`. */
export async function recentChanges(scope: Scope, pair: string, side: Side, since: string, links: readonly string[]): Promise<RecentChanges> {
	const { db, words, now } = scope;
	const passes = await isLetThrough(scope, pair, side);
	const id = (await words.find([pair])).get(pair);
	if (id === undefined) return { changed: 0, among: [], met: [], waiting: 0, passes };
	const recent = db.selectFrom('recent_changes').where('side', '=', side).where('at', '>=', msOf(since));
	const changes = await recent.select((select) => select.fn.countAll<number>().as('count')).where('pair', '=', id).executeTakeFirst();
	const among: string[] = [];
	const met: string[] = [];
	for (const chunk of chunks(links.map(Number))) {
		for (const { link_id: link } of await recent.select('link_id').where('link_id', 'in', chunk).execute()) among.push(String(link));
		const young = db.selectFrom('recent_changes').select('link_id').where('side', '=', MET).where('link_id', 'in', chunk).where('at', '>=', now - KEPT_MS);
		for (const { link_id: link } of await young.execute()) met.push(String(link));
	}
	const waits = await db.selectFrom('waits').select((select) => select.fn.countAll<number>().as('count')).where('key', '=', manyChangesKey(pair, side)).executeTakeFirst();
	return { changed: Number(changes?.count ?? 0), among, met, waiting: Number(waits?.count ?? 0), passes };
}

/** See `GuardStore`. */
export async function countLinks({ db, words }: Scope, pair: string): Promise<number> {
	const id = (await words.find([pair])).get(pair);
	if (id === undefined) return 0;
	const links = await db.selectFrom('links').select((select) => select.fn.countAll<number>().as('count')).where('pair', '=', id).executeTakeFirst();
	return Number(links?.count ?? 0);
}

/** See `MassEditStore`. */
export async function allowChanges(scope: Scope, pair: string, side: Side): Promise<number> {
	const until = scope.now + PASS_MS;
	await scope.db
		.insertInto('change_passes')
		.values({ pair, side, until })
		.onConflict((conflict) => conflict.columns(['pair', 'side']).doUpdateSet({ until }))
		.execute();
	const waiting = (await waitingFor(scope, pair, side)).length;
	await release(scope, [manyChangesKey(pair, side)]);
	return waiting;
}

/** See `MassEditStore`. */
export async function holdChanges(scope: Scope, pair: string, side: Side, message: string): Promise<number> {
	const seqs = await waitingFor(scope, pair, side);
	for (const chunk of chunks(seqs)) {
		await scope.db.updateTable('pending').set({ state: 'issue', due_at: null, reason: 'decided', message }).where('seq', 'in', chunk).where('state', '=', 'waiting').execute();
	}
	await forgetWaits(scope, seqs);
	return seqs.length;
}

/** Questions without those that a person has answered while the run that asks them was under way. */
export async function stillAsked(scope: Scope, questions: readonly ReviewItem[]): Promise<ReviewItem[]> {
	const kept: ReviewItem[] = [];
	for (const question of questions) {
		const side = question.kind === 'many-changes' ? SIDES.find((name) => name === question.key) : undefined;
		if (side === undefined || !(await isLetThrough(scope, question.pair, side))) kept.push(question);
	}
	return kept;
}

async function isLetThrough({ db, now }: Scope, pair: string, side: Side): Promise<boolean> {
	const pass = await db.selectFrom('change_passes').select('until').where('pair', '=', pair).where('side', '=', side).executeTakeFirst();
	return pass !== undefined && Number(pass.until) > now;
}

async function waitingFor({ db }: Scope, pair: string, side: Side): Promise<number[]> {
	const rows = await db.selectFrom('waits').select('seq').where('key', '=', manyChangesKey(pair, side)).execute();
	return rows.map(({ seq }) => Number(seq));
}
