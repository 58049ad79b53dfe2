import { refKey, type RecordRef, type Side } from '../../model';
import { inMs } from '../ledger';
import { ending, type Ending, type Job } from '../job';
import type { Clock } from '../clock-port';
import type { MassEdits } from '../mass-edits';
import type { Link, RunStore } from '../store-port';
import type { RecordPort } from '../system-port';
import type { Allowance } from '../wave';


/** What the lifecycle of records needs of a batch. */
export interface LifecycleContext {
	store: RunStore;
	records: RecordPort;
	clock: Clock;
	allowance: Allowance;
	massEdits: MassEdits;
	dryRun: boolean;
	maxAttempts: number;
}

/** A record of that side that is there, and over whose link values flow. */
export const isLive = (link: Link, side: Side): boolean => link.rests !== true && link.gone?.[side] === undefined;

/** The other records that the job's change is about: whoever works on one of them must wait. */
export function namedByChange({ item, source }: Job): RecordRef[] {
	const { mergedInto, mergedFrom = [], converted = {} } = item.change;
	const ids = [...(mergedInto === undefined ? [] : [mergedInto]), ...mergedFrom];
	return [...ids.map((id) => ({ ...source, id })), ...Object.entries(converted).map(([object, id]) => ({ ...source, object, id }))];
}

/** What waits for a record to be there again, in whatever pair. */
export const backKey = (ref: RecordRef): string => `back|${refKey(ref)}`;

/** The record is there again: its links go on, and the changes that found it gone come once more. */
export const aliveAgain = (ref: RecordRef): Pick<Ending['rest'], 'alive' | 'release'> => ({ alive: [ref], release: [backKey(ref)] });

/** Pairs of one named sync belong together: `…@emea`. */
export const syncOf = (pair: string): string => pair.split('@')[1] ?? '';

/** An end after which the record comes again at once, read afresh: what it is about has been put in order first. */
export function andAgain(
	job: Job,
	end: Parameters<typeof ending>[1],
	{ clock, dryRun }: Pick<LifecycleContext, 'clock' | 'dryRun'>,
	rest: Ending['rest'] = {},
): Ending {
	const { ticket } = job.item.change;
	// A dry run puts nothing in order, so that coming again would never end.
	if (dryRun) return ending(job, end);
	if (ticket === undefined) return ending(job, end, { kind: 'close' }, { ...rest, repair: [...(rest.repair ?? []), job.source] });
	return ending(job, end, { kind: 'retry', dueAt: inMs(clock, 0), reason: end.reason, uncounted: true }, rest);
}
