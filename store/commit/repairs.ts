import { groupBy } from 'lodash';
import type { RecordRef, Side } from '../../engine/model';
import type { Commit } from '../../engine/run/store-port';
import { refKey, SIDES } from '../engine-values';
import { takeNumbers } from '../counter';
import { enter } from '../ledger/entries';
import { ENTERED } from '../ledger/origin';
import { readersOf, readsFrom } from '../parts/feeds';
import { linksOf } from '../parts/links';
import { uniqueRefs } from '../places';
import type { Scope } from '../session';

interface Repair {
	pair: string;
	/** The side that won, and whose record must flow back. */
	side: Side | undefined;
	ref: RecordRef;
}

/**
 * Puts the winners of merges that their own side did not start into the ledgers of the feeds that read them. A pair without such a feed is
 * a one-way sync: there is no way back, on purpose, and the log line of the change holds the value that gave way.
 */
export async function commitRepairs(scope: Scope, commits: readonly Commit[]): Promise<void> {
	const repairs: Repair[] = [];
	for (const commit of commits) {
		for (const ref of commit.repair ?? [])
			repairs.push({ pair: pairOf(commit), ref, side: await sideOf(scope, commit, ref) });
	}
	for (const group of Object.values(groupBy(repairs, ({ pair, side }) => `${side}|${pair}`))) {
		const [{ pair, side } = { pair: '', side: undefined }] = group;
		const refs = uniqueRefs(group.map(({ ref }) => ref));
		const feeds = side ? await readersOf(scope, pair, side) : [];
		for (const feed of feeds) {
			const own = refs.filter((ref) => readsFrom(feed, ref));
			const first = await takeNumbers(scope, own.length);
			await enter(scope, feed.feed, own, first, {
				state: 'due',
				due_at: scope.now,
				reason: ENTERED.repair,
				message: 'The other record lost the merge and must be brought into line.',
			});
		}
	}
}

/** Where a link moved to another pair, that is the one that goes on. */
const pairOf = ({ link, log }: Commit): string => link?.pair ?? log.pair;

async function sideOf(scope: Scope, commit: Commit, ref: RecordRef): Promise<Side | undefined> {
	const { link } = commit;
	const key = refKey(ref);
	if (link && refKey(link.left) === key) return 'left';
	if (link && refKey(link.right) === key) return 'right';
	for (const side of SIDES) if ((await linksOf(scope, pairOf(commit), side, [ref])).length > 0) return side;
	return undefined;
}
