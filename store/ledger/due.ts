import type { DueRef } from '../../engine/run/store-port';
import { chunks } from '../chunks';
import { takeNumbers } from '../counter';
import type { PendingRow } from '../schema';
import type { Scope } from '../session';
import { forgetWaits, refsOf } from './entries';
import { originOf } from './origin';

const COLUMNS = 10;

/** Entries whose time has come (retries, released ones, leases that ran out), oldest first, emitted anew. */
export async function takeDue(scope: Scope, feed: string, limit: number, leaseMs: number): Promise<DueRef[]> {
	const { db, words, now } = scope;
	const feedId = (await words.find([feed])).get(feed);
	if (feedId === undefined || limit <= 0) return [];
	// Waiting entries and issues have no due time, so the index on (feed, due_at) holds just what can be due.
	const rows = await db
		.selectFrom('pending')
		.selectAll()
		.where('feed', '=', feedId)
		.where('due_at', '<=', now)
		.orderBy('due_at')
		.orderBy('seq')
		.limit(limit)
		.execute();
	if (rows.length === 0) return [];
	const refs = await refsOf(scope, rows);
	const first = await takeNumbers(scope, rows.length);
	const anew = rows.map((row, index): PendingRow => ({
		...row,
		state: 'emitted',
		seq: first + index,
		due_at: now + leaseMs,
	}));
	await forgetWaits(
		scope,
		rows.map((row) => row.seq),
	);
	for (const chunk of chunks(anew, COLUMNS)) {
		await db
			.insertInto('pending')
			.values(chunk)
			.onConflict((conflict) =>
				conflict.columns(['feed', 'place', 'record']).doUpdateSet((set) => ({
					seq: set.ref('excluded.seq'),
					state: set.ref('excluded.state'),
					due_at: set.ref('excluded.due_at'),
				})),
			)
			.execute();
	}
	return rows.flatMap((row, index) => {
		const ref = refs.get(row.seq);
		return ref ? [{ ref, seq: first + index, attempts: row.attempts, reason: row.reason, origin: originOf(row.reason, ref.system), ...(row.gone === 1 ? { gone: true as const } : {}) }] : [];
	});
}

/** After a restart: whatever the feed had under way is due now. Answers how many entries. */
export async function reclaim({ db, words, now }: Scope, feed: string): Promise<number> {
	const feedId = (await words.find([feed])).get(feed);
	if (feedId === undefined) return 0;
	const { numUpdatedRows } = await db
		.updateTable('pending')
		.set({ state: 'due', due_at: now })
		.where('feed', '=', feedId)
		.where((where) => where.or([where('state', 'in', ['emitted', 'answered']), where.and([where('state', '=', 'waiting'), where('reason', '=', 'dry-run')])]))
		.executeTakeFirst();
	return Number(numUpdatedRows);
}
