import { groupBy } from 'lodash';
import type { LogEntry, RecordRef } from '../../engine/model';
import type { FeedStore } from '../../engine/run/store-port';
import { appendLog } from '../parts/log';
import { chunks } from '../chunks';
import type { PendingRow } from '../schema';
import type { Scope } from '../session';
import { backOffMs, LAST_ATTEMPT } from './back-off';
import { entriesBySeq, refsOf, removeEntries, seqsOf } from './entries';
import { originOf } from './origin';
import { forgetReleases } from './release';

/** The run succeeded: answered entries go; those that no node answered for go too, with a line in the log. */
export async function acknowledge(scope: Scope, feed: string, seqs: readonly number[]): Promise<{ leftOut: number }> {
	const rows = await entriesBySeq(scope, feed, seqs);
	const leftOut = rows.filter((row) => row.state === 'emitted');
	const message =
		'No upsert node received this record: it was left out on the canvas (a filter, say). It comes again when it changes.';
	await logEntries(scope, leftOut, { outcome: 'skipped', reason: 'left-out-on-canvas', message });
	await removeEntries(
		scope,
		rows.filter((row) => row.state === 'emitted' || row.state === 'answered').map((row) => row.seq),
	);
	await forgetReleases(scope);
	return { leftOut: leftOut.length };
}

/** The run failed: whatever it had under way is tried again after a back-off; after the last attempt it becomes an issue. */
export async function runFailed(scope: Scope, feed: string, seqs: readonly number[], message: string): Promise<void> {
	const rows = (await entriesBySeq(scope, feed, seqs)).filter(
		(row) => row.state === 'emitted' || row.state === 'answered',
	);
	const given = rows.filter((row) => row.attempts + 1 >= LAST_ATTEMPT);
	for (const group of Object.values(groupBy(rows, (row) => row.attempts))) {
		const attempts = group[0]?.attempts ?? 0;
		const last = attempts + 1 >= LAST_ATTEMPT;
		const next = {
			state: last ? 'issue' : 'due',
			due_at: last ? null : scope.now + backOffMs(attempts),
			attempts: attempts + 1,
			reason: 'system-error',
			message,
		} as const;
		for (const chunk of chunks(group.map((row) => row.seq))) {
			await scope.db.updateTable('pending').set(next).where('seq', 'in', chunk).execute();
		}
	}
	await logEntries(scope, given, {
		outcome: 'failed',
		reason: 'system-error',
		message: `The workflow failed ${LAST_ATTEMPT} times with this record in it; it is not tried again by itself. Correct the workflow, then retry. Last error: ${message}`,
	});
}

/** Entries whose records cannot be read any more: closed, with a line in the log each. */
export async function closeUnreadable(
	scope: Scope,
	feed: string,
	refs: Parameters<FeedStore['closeUnreadable']>[1],
): Promise<void> {
	await removeEntries(
		scope,
		await seqsOf(
			scope,
			feed,
			refs.map(({ ref }) => ref),
		),
	);
	await appendLog(
		scope,
		refs.map(({ ref, message }) => line(scope, ref, 'retry', { outcome: 'skipped', reason: 'target-gone', message })),
	);
}

type Verdict = Pick<LogEntry, 'outcome' | 'reason' | 'message'>;

async function logEntries(scope: Scope, rows: readonly PendingRow[], verdict: Verdict): Promise<void> {
	const refs = await refsOf(scope, rows);
	await appendLog(
		scope,
		rows.flatMap((row) => {
			const ref = refs.get(row.seq);
			return ref ? [line(scope, ref, row.reason === '' ? 'poll' : originOf(row.reason, ref.system), verdict)] : [];
		}),
	);
}

/** The ledger knows no pair: the record did not reach a mapper, or several. */
function line({ now }: Scope, source: RecordRef, origin: LogEntry['origin'], verdict: Verdict): LogEntry {
	return { at: new Date(now).toISOString(), pair: '', source, origin, movements: [], ...verdict };
}
