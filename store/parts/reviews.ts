import { sql } from 'kysely';
import type { FieldValue, RecordRef, Side } from '../../engine/model';
import type { OpenReview, ReviewFilter, ReviewItem } from '../../engine/run/store-port';
import { foldCase, valueWaitKey } from '../engine-values';
import { chunks } from '../chunks';
import { takeNumbers } from '../counter';
import { release } from '../ledger/release';
import type { ReviewRow } from '../schema';
import type { Scope } from '../session';

const COLUMNS = 13;

/** Asks a person. The same question (pair, kind, key) is asked once and counted; one that was closed opens again. */
export async function noteReviews(scope: Scope, items: readonly ReviewItem[]): Promise<void> {
	if (items.length === 0) return;
	const counts = new Map<string, number>();
	const questions = new Map<string, ReviewItem>();
	for (const item of items) {
		const question = JSON.stringify([item.pair, item.kind, item.key]);
		questions.set(question, item);
		counts.set(question, (counts.get(question) ?? 0) + 1);
	}
	const first = await takeNumbers(scope, questions.size);
	const rows = [...questions].map(([question, item], index): ReviewRow => ({
		id: first + index,
		pair: item.pair,
		kind: item.kind,
		key: item.key,
		row: typeof item.details.row === 'string' ? item.details.row : null,
		message: item.message,
		details: JSON.stringify(item.details),
		source: item.source ? JSON.stringify(item.source) : null,
		target: item.target ? JSON.stringify(item.target) : null,
		open: 1,
		first_seen_at: scope.now,
		last_seen_at: scope.now,
		count: counts.get(question) ?? 1,
	}));
	for (const chunk of chunks(rows, COLUMNS)) {
		await scope.db
			.insertInto('reviews')
			.values(chunk)
			.onConflict((conflict) =>
				conflict.columns(['pair', 'kind', 'key']).doUpdateSet((set) => ({
					row: set.ref('excluded.row'),
					message: set.ref('excluded.message'),
					details: set.ref('excluded.details'),
					source: set.ref('excluded.source'),
					target: set.ref('excluded.target'),
					open: 1,
					last_seen_at: scope.now,
					count: sql<number>`${sql.ref('reviews.count')} + ${sql.ref('excluded.count')}`,
				})),
			)
			.execute();
	}
}

/** Closes questions that are settled by themselves; unknown keys are no error. */
export async function settleReviews(
	{ db, now }: Scope,
	pair: string,
	kind: ReviewItem['kind'],
	keys: readonly string[],
): Promise<void> {
	for (const chunk of chunks(keys, 1)) {
		await db
			.updateTable('reviews')
			.set({ open: 0, last_seen_at: now })
			.where('pair', '=', pair)
			.where('kind', '=', kind)
			.where('key', 'in', chunk)
			.where('open', '=', 1)
			.execute();
	}
}

/** Oldest first. */
export async function openReviews({ db }: Scope, filter: ReviewFilter = {}): Promise<OpenReview[]> {
	let query = db.selectFrom('reviews').selectAll().where('open', '=', 1);
	if (filter.pair !== undefined) query = query.where('pair', '=', filter.pair);
	if (filter.kind) query = query.where('kind', '=', filter.kind);
	if (filter.row !== undefined) query = query.where('row', '=', filter.row);
	if (filter.after !== undefined) query = query.where('id', '>', Number(filter.after));
	if (filter.upTo !== undefined) query = query.where('id', '<=', Number(filter.upTo));
	if (filter.limit !== undefined) query = query.limit(filter.limit);
	const rows = await query.orderBy('id').execute();
	return rows.map(toReview);
}

/** A stored question in the engine's words. */
export function toReview(row: ReviewRow): OpenReview {
	return {
		id: String(row.id),
		kind: row.kind as ReviewItem['kind'],
		pair: row.pair,
		key: row.key,
		message: row.message,
		details: JSON.parse(row.details) as Record<string, FieldValue>,
		...(row.source !== null ? { source: JSON.parse(row.source) as RecordRef } : {}),
		...(row.target !== null ? { target: JSON.parse(row.target) as RecordRef } : {}),
		firstSeen: new Date(row.first_seen_at).toISOString(),
		count: row.count,
	};
}

/** A person's answer to "what is this value on the other side?": kept, the question closed, the waiting records due. */
export async function assignValue(
	scope: Scope,
	pair: string,
	row: string,
	side: Side,
	from: string,
	to: string,
): Promise<void> {
	const { db, now } = scope;
	await db
		.insertInto('assignments')
		.values({ pair, row, side, from_key: foldCase(from), from_value: from, to_value: to, assigned_at: now })
		.onConflict((conflict) =>
			conflict
				.columns(['pair', 'row', 'side', 'from_key'])
				.doUpdateSet({ from_value: from, to_value: to, assigned_at: now }),
		)
		.execute();
	const key = valueWaitKey(pair, row, side, from);
	await db
		.updateTable('reviews')
		.set({ open: 0, last_seen_at: now })
		.where('pair', '=', pair)
		.where('kind', '=', 'unmapped-value')
		.where('key', '=', key)
		.execute();
	await release(scope, [key]);
}

/** Questions that the mapping itself answers by now: closed without an assignment, the waiting records due. */
export async function settleValues(scope: Scope, pair: string, keys: readonly string[]): Promise<void> {
	await settleReviews(scope, pair, 'unmapped-value', keys);
	await release(scope, keys);
}

/** Row id → source value → target value. */
export async function assignments(
	{ db }: Scope,
	pair: string,
	side: Side,
): Promise<Record<string, Record<string, string>>> {
	const rows = await db
		.selectFrom('assignments')
		.selectAll()
		.where('pair', '=', pair)
		.where('side', '=', side)
		.orderBy('from_key')
		.execute();
	const byRow: Record<string, Record<string, string>> = {};
	for (const { row, from_value: from, to_value: to } of rows) (byRow[row] ??= {})[from] = to;
	return byRow;
}
