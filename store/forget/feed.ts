import type { Forgotten } from '../../engine/run/forget-port';
import { chunks } from '../chunks';
import { forgetWaits } from '../ledger/entries';
import type { Scope } from '../session';
import type { Step } from './forget';
import { forgetParts } from './sweeps';

const ROWS_PER_TRANSACTION = 5_000;

/** Removes all that a trigger has left: its cursors, its ledger, what it saw, and what it feeds. */
export async function forgetFeed(step: Step, feed: string, counts: Forgotten): Promise<void> {
	const entries = await inParts(step, (scope) => removeEntries(scope, feed));
	await inParts(step, (scope) => removeSeen(scope, feed));
	await inParts(step, (scope) => removeHints(scope, feed));
	counts.pending += entries;
	const known = await step(async (scope) => {
		const { db } = scope;
		await forgetParts(scope, feed);
		const pairs = await db.deleteFrom('pair_feeds').where('feed', '=', feed).executeTakeFirst();
		const cursors = await db.deleteFrom('cursors').where('feed', '=', feed).executeTakeFirst();
		for (const table of ['feeds', 'feed_states'] as const) await db.deleteFrom(table).where('feed', '=', feed).execute();
		return Number(pairs.numDeletedRows) + Number(cursors.numDeletedRows);
	});
	if (known + entries > 0) counts.feeds += 1;
}

/** Repeats a part that answers how many rows it removed, until it finds fewer than it may. */
async function inParts(step: Step, part: (scope: Scope) => Promise<number>): Promise<number> {
	let removed = 0;
	for (;;) {
		const rows = await step(part);
		removed += rows;
		if (rows < ROWS_PER_TRANSACTION) return removed;
	}
}

const numberOf = async ({ words }: Scope, feed: string): Promise<number> => (await words.find([feed])).get(feed) ?? 0;

async function removeEntries(scope: Scope, feed: string): Promise<number> {
	const { db } = scope;
	const id = await numberOf(scope, feed);
	const rows = await db.selectFrom('pending').select('seq').where('feed', '=', id).limit(ROWS_PER_TRANSACTION).execute();
	const seqs = rows.map(({ seq }) => seq);
	await forgetWaits(scope, seqs);
	for (const chunk of chunks(seqs)) await db.deleteFrom('pending').where('seq', 'in', chunk).execute();
	return rows.length;
}

async function removeSeen(scope: Scope, feed: string): Promise<number> {
	const { db } = scope;
	const id = await numberOf(scope, feed);
	const first = await db.selectFrom('seen').select('place').where('feed', '=', id).limit(1).executeTakeFirst();
	if (first === undefined) return 0;
	// Place by place: a full part says that there may be more, of this place or of another one.
	const own = db.selectFrom('seen').select('record').where('feed', '=', id).where('place', '=', first.place);
	const rows = await own.limit(ROWS_PER_TRANSACTION).execute();
	for (const chunk of chunks(rows.map(({ record }) => record)))
		await db.deleteFrom('seen').where('feed', '=', id).where('place', '=', first.place).where('record', 'in', chunk).execute();
	return ROWS_PER_TRANSACTION;
}

async function removeHints(scope: Scope, feed: string): Promise<number> {
	const { db } = scope;
	const id = await numberOf(scope, feed);
	const rows = await db.selectFrom('hints').select('key').where('feed', '=', id).limit(ROWS_PER_TRANSACTION).execute();
	for (const chunk of chunks(rows.map(({ key }) => key))) await db.deleteFrom('hints').where('feed', '=', id).where('key', 'in', chunk).execute();
	return rows.length;
}
