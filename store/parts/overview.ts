import type { RecordRef, Side } from '../../engine/model';
import type { Assignment, Issue, LedgerEntry, PairState } from '../../engine/run/console-port';
import type { OpenReview } from '../../engine/run/store-port';
import { refKey, SIDES } from '../engine-values';
import { chunks } from '../chunks';
import { byPlace, placeOf, uniqueRefs } from '../places';
import type { PendingRow } from '../schema';
import type { Scope } from '../session';
import { feedsOf } from './feeds';
import { outcomeCounts } from './log';
import { latestMapping } from './mappings';
import { toReview } from './reviews';
import { isoOf } from '../times';

/** Every pair that a mapper has made, by name. */
export async function pairStates(scope: Scope): Promise<PairState[]> {
	const { db, words } = scope;
	const pairs = await db.selectFrom('mappings').select('pair').distinct().orderBy('pair').execute();
	const ids = await words.find(pairs.map(({ pair }) => pair));
	const links = await db.selectFrom('links').select((select) => ['pair', select.fn.countAll<number>().as('count')]).groupBy('pair').execute();
	const asked = await db.selectFrom('reviews').select((select) => ['pair', select.fn.countAll<number>().as('count')]).where('open', '=', 1).groupBy('pair').execute();
	const states: PairState[] = [];
	for (const { pair } of pairs) {
		const mapping = await latestMapping(scope, pair);
		if (mapping === undefined) continue;
		states.push({
			pair,
			mapping,
			feeds: { left: await feedsOf(scope, pair, 'left'), right: await feedsOf(scope, pair, 'right') },
			links: Number(links.find((row) => row.pair === ids.get(pair))?.count ?? 0),
			questions: Number(asked.find((row) => row.pair === pair)?.count ?? 0),
			outcomes: ids.has(pair) ? await outcomeCounts(scope, pair) : {},
		});
	}
	return states;
}

/** What was given up, in the order it went out. */
export async function issues(scope: Scope, { after = 0, limit }: { after?: number; limit: number }): Promise<{ issues: Issue[]; next?: number }> {
	const rows = await scope.db.selectFrom('pending').selectAll().where('state', '=', 'issue').where('seq', '>', after).orderBy('seq').limit(limit).execute();
	const last = rows.at(-1);
	return { issues: await spoken(scope, rows), ...(rows.length < limit || last === undefined ? {} : { next: last.seq }) };
}

async function spoken({ words }: Scope, rows: readonly PendingRow[]): Promise<Issue[]> {
	const spell = await words.spell(rows.flatMap(({ feed, place }) => [feed, place]));
	const places = new Map([...new Set(rows.map(({ place }) => place))].map((place) => [place, placeOf(spell(place))] as const));
	return rows.map(({ feed, place, record, reason, message, entered_at: since, seq }) => ({
		feed: spell(feed),
		ref: { ...(places.get(place) ?? placeOf(spell(place))), id: record },
		reason,
		message,
		since: isoOf(since),
		seq,
	}));
}

/** What the ledgers hold of these records. */
export async function entriesOf(scope: Scope, refs: readonly RecordRef[]): Promise<LedgerEntry[]> {
	const { db, words } = scope;
	const places = byPlace(refs);
	const ids = await words.find(places.keys());
	const rows: PendingRow[] = [];
	for (const [place, records] of places) {
		for (const chunk of chunks(records)) rows.push(...(await db.selectFrom('pending').selectAll().where('place', '=', ids.get(place) ?? 0).where('record', 'in', chunk).execute()));
	}
	const waits = new Map<number, string[]>();
	for (const chunk of chunks(rows.map(({ seq }) => seq))) {
		for (const { seq, key } of await db.selectFrom('waits').selectAll().where('seq', 'in', chunk).orderBy('key').execute()) waits.set(seq, [...(waits.get(seq) ?? []), key]);
	}
	const issuesOf = await spoken(scope, rows);
	return rows.map(({ state, attempts, due_at: due, seq }, index) => {
		const { seq: _seq, ...entry } = issuesOf[index] as Issue;
		return { ...entry, state, attempts, ...(due === null ? {} : { dueAt: isoOf(due) }), waitsFor: waits.get(seq) ?? [] };
	});
}

/** Records of this id that links, ledger or log know, whatever their system. */
export async function recordsWithId({ db, words }: Scope, id: string): Promise<RecordRef[]> {
	const named = await db.selectFrom('words').select('id').where('word', 'like', '["%').execute();
	const places = new Set<number>();
	// One place at a time: the indexes begin with it.
	for (const { id: place } of named) {
		const found = [
			...SIDES.map(async (side) => await db.selectFrom('links').select('id').where(`${side}_place`, '=', place).where(`${side}_record`, '=', id).limit(1).execute()),
			...(['source', 'target'] as const).map(
				async (end) => await db.selectFrom('log').select('id').where(`${end}_place`, '=', place).where(`${end}_record`, '=', id).limit(1).execute(),
			),
		];
		if ((await Promise.all(found)).some((rows) => rows.length > 0)) places.add(place);
	}
	for (const { place } of await db.selectFrom('pending').select('place').where('record', '=', id).execute()) places.add(place);
	const spell = await words.spell(places);
	return uniqueRefs([...places].map((place) => ({ ...placeOf(spell(place)), id }))).sort((one, other) => refKey(one).localeCompare(refKey(other)));
}

export async function allAssignments({ db }: Scope): Promise<Assignment[]> {
	const rows = await db.selectFrom('assignments').selectAll().orderBy('pair').orderBy('row').orderBy('side').orderBy('from_key').execute();
	return rows.map(({ pair, row, side, from_value: from, to_value: to }) => ({ pair, row, side: side as Side, from, to }));
}

/** A question, open or closed. */
export async function review({ db }: Scope, id: string): Promise<(OpenReview & { open: boolean }) | undefined> {
	const number = Number(id);
	if (!Number.isSafeInteger(number)) return undefined;
	const row = await db.selectFrom('reviews').selectAll().where('id', '=', number).executeTakeFirst();
	return row && { ...toReview(row), open: row.open === 1 };
}
