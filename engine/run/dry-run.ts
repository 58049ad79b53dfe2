import { refKey, type RecordRef } from '../model';
import type { BatchOptions } from './batch';
import { targetSide, type Ending, type Job, type PlannedJob } from './job';
import type { Planned, PlanStore } from './rehearsal-port';
import type { Commit, Ledger, RunStore } from './store-port';
import { waveKeys } from './wave-keys';

/*
 * A dry run commits no links, so that what it has planned for one record would be unknown to the next: the contact would wait for an account
 * that is to be created, and two records of one person would both be created. What was planned before counts as if it had been done.
 */

/** Does the run only plan for this pair? */
export const isDryRun = ({ dryRun }: Pick<BatchOptions, 'dryRun'>, pair: string): boolean => (typeof dryRun === 'object' ? dryRun.has(pair) : (dryRun ?? false));

type Place = Pick<RecordRef, 'system' | 'connection'>;

/** The links of records as they would be by now: those of today, and those that are planned. `elsewhere`: the place of the records on the other side. */
export function withPlannedLinks(store: Pick<RunStore, 'links' | 'plannedLinks'>, elsewhere: Record<'left' | 'right', Place>): Pick<RunStore, 'links'> {
	return {
		links: async (pair, side, refs) => {
			const links = await store.links(pair, side, refs);
			const known = new Set(links.map((link) => refKey(link[side])));
			const missing = refs.filter((ref) => !known.has(refKey(ref)));
			const planned = missing.length === 0 ? [] : await store.plannedLinks(pair, missing);
			const other = targetSide({ side });
			return [
				...links,
				...planned.map(({ ref, counterpart }) => {
					// A record that is not there yet has no id; nobody asks which object it is of.
					const partner = counterpart ?? { ...elsewhere[other], object: ref.object, id: `(new, for ${ref.object} ${ref.id})` };
					const ends = side === 'left' ? { left: ref, right: partner } : { left: partner, right: ref };
					return { id: '', pair, ...ends, leftModifiedAt: '', rightModifiedAt: '', base: {} };
				}),
			];
		},
	};
}

/** Keyed hashes of what identifies the counterpart that a job would create. */
const createKeysOf = (job: Job, hash: RunStore['hash']): string[] => waveKeys(job).map((key) => hash(`planned|${job.target.connection}|${key}`));

/** Wave keys of these jobs for which another record's counterpart is to be created already. */
export async function plannedElsewhere(jobs: readonly PlannedJob[], store: Pick<RunStore, 'hash'> & PlanStore): Promise<string[]> {
	const creates = jobs.filter(({ record }) => record === undefined);
	const keys = creates.flatMap((job) => createKeysOf(job, store.hash));
	if (keys.length === 0) return [];
	const planned = await store.plannedCreates(keys);
	return creates.flatMap((job) => {
		const hashes = createKeysOf(job, store.hash);
		return waveKeys(job).filter((_key, index) => {
			const source = planned.get(hashes[index] ?? '');
			return source !== undefined && refKey(source) !== refKey(job.source);
		});
	});
}

/** What an end of a dry run leaves behind: what others may go by, and what brings the record back to be planned anew. */
export function toPlan({ job, outcome, ledger, rest }: Ending, hash: RunStore['hash']): Pick<Commit, 'ledger' | 'park' | 'release' | 'planned'> {
	const creates = outcome.outcome === 'created' ? createKeysOf(job, hash) : [];
	const park = [...(rest.park ?? []), ...(ledger.kind === 'wait' ? [ledger.waitKey] : [])];
	const planned: Planned = { ...(creates.length === 0 ? {} : { creates }), ...(outcome.questions.length === 0 ? {} : { questions: outcome.questions }) };
	return {
		ledger: putOff(ledger, job.mapping.pair),
		planned,
		...(park.length === 0 ? {} : { park }),
		...(job.link === undefined && wouldLink(outcome) ? { release: [job.source, ...(outcome.target === undefined ? [] : [outcome.target])].map((ref) => `link|${refKey(ref)}`) } : {}),
	};
}

/** Would the two records be linked after it? The store's `plannedLinks` knows the same of a line in the log. */
const wouldLink = ({ outcome, reason, target }: Ending['outcome']): boolean =>
	outcome === 'created' || (outcome === 'updated' && reason !== 'archived') || (target !== undefined && (outcome === 'unchanged' || outcome === 'conflict' || reason === 'update-not-allowed'));

/** What a dry run would have settled is still to be done: it waits until somebody says go, or the workflow is published again (`FeedStore.reclaim`). */
function putOff(ledger: Ledger, pair: string): Ledger {
	return ledger.kind === 'retry' ? ledger : { kind: 'wait', waitKey: `dry-run|${pair}`, reason: 'dry-run' };
}
