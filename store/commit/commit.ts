import type { Commit } from '../../engine/run/store-port';
import { refKey } from '../engine-values';
import { release } from '../ledger/release';
import { closeIntents, closeIntentsBetween } from '../parts/intents';
import { appendLog } from '../parts/log';
import { noteFates } from '../parts/fates';
import { notePlans } from '../parts/planned';
import { countChanges, stillAsked } from '../parts/mass-edits';
import { noteReviews, settleReviews } from '../parts/reviews';
import type { Scope } from '../session';
import { commitLedger } from './ledger';
import { commitLinks } from './links';
import { commitRepairs } from './repairs';

/** Everything that a batch's ends write. Entries are parked before keys are released, so that one batch may hold both parent and child. */
export async function commitBatch(scope: Scope, commits: readonly Commit[]): Promise<void> {
	const { linked, made, reviews } = await commitLinks(scope, commits);
	await noteFates(
		scope,
		commits.flatMap(({ fates }) => fates ?? []),
		commits.flatMap(({ alive }) => alive ?? []),
	);
	await closeIntents(
		scope,
		commits.flatMap(({ closeIntent }) => closeIntent ?? []),
	);
	await closeIntentsBetween(scope, made);
	await countChanges(scope, commits, made);
	await noteReviews(scope, await stillAsked(scope, [...commits.flatMap(({ review }) => review ?? []), ...reviews]));
	for (const { settle = [], log } of commits) if (settle.length > 0) await settleReviews(scope, log.pair, 'duplicate', settle);
	const lines = await appendLog(
		scope,
		commits.map(({ log }) => log),
	);
	await notePlans(scope, commits, lines);
	await commitLedger(scope, commits);
	await release(scope, [
		...commits.flatMap((commit) => commit.release ?? []),
		...linked.map((ref) => `link|${refKey(ref)}`),
	]);
	await commitRepairs(scope, commits);
}
