import { elementsOf, isSet } from '../merge/elements';
import { ending, nameRecord, type Ending, type Job, type PlannedJob } from './job';
import type { Clock } from './clock-port';
import type { LinkWithBase } from './store-port';

/** A record whose system's times disagree with each other is taken as it is after so many looks. */
const MOST_LOOKS = 3;

/**
 * The end of an item that is older than what the link has seen of its record: read before our own write to it, or run again by hand.
 * Its values would undo that write, because each differs from the base like an edit. The record comes again with its present values:
 * through its own ledger entry, or (without one) through that of the feeds that read it.
 */
export function staleOf(job: Job, link: LinkWithBase, clock: Clock): Ending | undefined {
	const { modifiedAt, ticket } = job.item.change;
	const seen = Math.max(
		...[link, ...job.fellows].map((one) => Date.parse(job.side === 'left' ? one.leftModifiedAt : one.rightModifiedAt)),
	);
	if (Date.parse(modifiedAt) >= seen || (ticket?.attempt ?? 0) >= MOST_LOOKS) return undefined;
	return comesAgain(job, clock);
}

/**
 * The end of an item that would take somebody out of a list, at its first look. Lists and campaigns move no modified time of their members, so
 * that nothing tells an item that was read before our own write put them in. What is read again was read after it.
 */
export function emptiesAtFirstLook(job: PlannedJob, clock: Clock): Ending | undefined {
	if (job.item.change.ticket?.attempt !== 0) return undefined;
	const takesOut = job.mapping.rows.filter(isSet).some(({ id }) => {
		const kept = new Set(elementsOf(job.plan.write[id] ?? null));
		return id in job.plan.write && elementsOf(job.before[id] ?? null).some((name) => !kept.has(name));
	});
	return takesOut ? comesAgain(job, clock) : undefined;
}

function comesAgain(job: Job, clock: Clock): Ending {
	const { ticket } = job.item.change;
	const end = {
		outcome: ticket === undefined ? 'skipped' : 'waiting',
		reason: 'superseded',
		message: `${nameRecord(job.source)} was changed after this was read. It comes again with its present values.`,
	} as const;
	if (ticket === undefined) return ending(job, end, { kind: 'close' }, { repair: [job.source] });
	return ending(job, end, { kind: 'retry', dueAt: clock.now().toISOString(), reason: 'superseded' });
}
