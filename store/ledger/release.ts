import { chunks } from '../chunks';
import { lastNumber } from '../counter';
import type { Scope } from '../session';
import { forgetWaits } from './entries';

/**
 * Keys came true: whatever waits for one of them is due now, in every feed, with its attempts forgotten. The keys are also kept
 * until all emissions that are under way have ended: one of them may have looked just before, and would park for ever.
 */
export async function release(scope: Scope, keys: readonly string[]): Promise<void> {
	const unique = [...new Set(keys)];
	if (unique.length === 0) return;
	const { db, now } = scope;
	const seqs = new Set<number>();
	for (const chunk of chunks(unique)) {
		const rows = await db.selectFrom('waits').select('seq').where('key', 'in', chunk).execute();
		for (const row of rows) seqs.add(row.seq);
	}
	for (const chunk of chunks([...seqs])) {
		await db
			.updateTable('pending')
			.set({ state: 'due', due_at: now, attempts: 0 })
			.where('seq', 'in', chunk)
			.where('state', '=', 'waiting')
			.execute();
	}
	await forgetWaits(scope, [...seqs]);
	const seq = await lastNumber(scope);
	for (const chunk of chunks(unique, 2)) {
		await db
			.insertInto('releases')
			.values(chunk.map((key) => ({ key, seq })))
			.onConflict((conflict) => conflict.column('key').doUpdateSet({ seq }))
			.execute();
	}
}

/** For each key, the last emission that was under way when it came true. */
export async function releasedKeys({ db }: Scope, keys: readonly string[]): Promise<Map<string, number>> {
	const released = new Map<string, number>();
	for (const chunk of chunks([...new Set(keys)])) {
		const rows = await db.selectFrom('releases').selectAll().where('key', 'in', chunk).execute();
		for (const row of rows) released.set(row.key, row.seq);
	}
	return released;
}

/** Forgets keys that came true before any emission that is still under way. */
export async function forgetReleases({ db }: Scope): Promise<void> {
	const oldest = await db
		.selectFrom('pending')
		.select('seq')
		.where('state', 'in', ['emitted', 'answered'])
		.orderBy('seq')
		.limit(1)
		.executeTakeFirst();
	const old = db.deleteFrom('releases');
	await (oldest ? old.where('seq', '<', oldest.seq) : old).execute();
}
