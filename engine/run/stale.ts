import { ending, nameRecord, type Ending, type Job } from './job';
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
	const end = {
		outcome: ticket === undefined ? 'skipped' : 'waiting',
		reason: 'superseded',
		message: `${nameRecord(job.source)} was changed after this was read. It comes again with its present values.`,
	} as const;
	if (ticket === undefined) return ending(job, end, { kind: 'close' }, { repair: [job.source] });
	return ending(job, end, { kind: 'retry', dueAt: clock.now().toISOString(), reason: 'superseded' });
}
