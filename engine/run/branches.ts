import { refKey, type Outcome } from '../model';
import { targetSide, type Job, type RecordOutcome } from './job';
import { isLive } from './lifecycle/context';
import { newestLink } from './references';
import type { LinkWithBase, RunStore } from './store-port';
import { saysWithdrawal } from './withdrawals';

/** Names a job among those of its batch: an item may have one for each counterpart. */
export const branchKey = ({ index, link }: Job): string => `${index}|${link?.id ?? ''}`;

/**
 * The jobs with the links of their sources. A right record of several left ones becomes a job for each of them, or (by the mapping's
 * `fanOut`) one for that which was changed last; a withdrawal of consent goes to all of them in any case. Precondition: the jobs share one
 * mapping, side and target connection.
 */
export async function branches(jobs: readonly Job[], store: Pick<RunStore, 'links'>): Promise<Job[]> {
	const [first] = jobs;
	if (first === undefined) return [];
	const side = targetSide(first);
	const bySource = new Map<string, LinkWithBase[]>();
	const sources = jobs.map(({ source }) => source);
	for (const link of await store.links(first.mapping.pair, first.side, sources)) {
		if (link[side].connection !== first.target.connection) continue;
		const key = refKey(link[first.side]);
		bySource.set(key, [...(bySource.get(key) ?? []), link]);
	}
	return jobs.flatMap(({ link: _before, consentOnly: _alone, ...job }): Job[] => {
		const all = bySource.get(refKey(job.source)) ?? [];
		const live = all.filter((link) => isLive(link, side));
		const links = live.length > 0 ? live : all;
		const [one, ...others] = links;
		if (one === undefined) return [{ ...job, fellows: [] }];
		const newest = first.mapping.fanOut === 'newest' ? newestLink([one, ...others], side) : undefined;
		const chosen = newest === undefined || saysWithdrawal(job) ? links : [newest];
		return chosen.map((link) => ({
			...job,
			link,
			fellows: links.filter(({ id }) => id !== link.id),
			...(newest === undefined || link === newest ? {} : { consentOnly: true as const }),
		}));
	});
}

/** The most telling first. */
const TELLING: readonly Outcome[] = ['failed', 'conflict', 'waiting', 'created', 'updated', 'skipped', 'unchanged'];

/** One outcome for an item that has several counterparts: the most telling one, with everything that was said of them all. */
export function combined(one: RecordOutcome | undefined, other: RecordOutcome): RecordOutcome {
	if (one === undefined) return other;
	const first = TELLING.indexOf(one.outcome) <= TELLING.indexOf(other.outcome) ? one : other;
	return {
		...first,
		message: `${one.message} ${other.message}`,
		movements: [...one.movements, ...other.movements],
		questions: [...one.questions, ...other.questions],
	};
}
