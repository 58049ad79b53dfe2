import { forgetReleases } from '../ledger/release';
import type { Scope } from '../session';
import { msOf } from '../times';
import { forgetLooks } from './sweep-looks';
import { forgetOldSweeps } from './sweeps';
import { forgetCalls } from './usage';
import { forgetChanges } from './mass-edits';

/** Keeps one call short: the write lock is held for less than a second, others come in between. */
const MOST_PER_CALL = 5_000;

/** Removes log lines, closed questions and ended sweeps older than the time (ISO 8601 UTC). `more`: call again. */
export async function prune(
	scope: Scope,
	{ olderThan, limit = MOST_PER_CALL }: { olderThan: string; limit?: number },
): Promise<{ removed: number; more: boolean }> {
	const { db } = scope;
	const before = msOf(olderThan);
	const lines = await db
		.deleteFrom('log')
		.where('id', 'in', (select) =>
			select.selectFrom('log').select('id').where('at', '<', before).orderBy('at').limit(limit),
		)
		.executeTakeFirst();
	const questions = await db
		.deleteFrom('reviews')
		.where('id', 'in', (select) =>
			select.selectFrom('reviews').select('id').where('open', '=', 0).where('last_seen_at', '<', before).limit(limit),
		)
		.executeTakeFirst();
	await forgetReleases(scope);
	await forgetOldSweeps(scope, before);
	await forgetLooks(scope);
	await forgetCalls(scope, before);
	await forgetChanges(scope);
	const removed = [Number(lines.numDeletedRows), Number(questions.numDeletedRows)];
	return { removed: removed.reduce((sum, part) => sum + part, 0), more: removed.some((part) => part === limit) };
}
