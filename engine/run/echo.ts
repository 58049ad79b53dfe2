import { isConceded } from '../merge/base';
import { baseHash } from '../merge/elements';
import { ending, nameRecord, targetSide, type Ending, type Job } from './job';
import type { LinkWithBase, RunStore } from './store-port';

/** Ids of the rows whose value on the source's side is not the one that was last in agreement. */
export function driftedRows({ mapping, side, values }: Pick<Job, 'mapping' | 'side' | 'values'>, link: Pick<LinkWithBase, 'base'>, hash: RunStore['hash']): string[] {
	return mapping.rows.flatMap((row) => {
		const value = values[row.id];
		// What is written with a create only is settled by the link.
		if (value === undefined || row.rule === 'createOnly') return [];
		const base = link.base[row.id];
		// A conceded row is no agreement: the other side's value has yet to come.
		return base !== undefined && !isConceded(base) && base[side] === baseHash(row, value, hash) ? [] : [row.id];
	});
}

/**
 * The end of a job whose every value is the one that was last in agreement: our own write coming back, or a change of fields that are not
 * mapped. Undefined when there is something to look at. The target is not read.
 */
export function echoOf(job: Job, link: LinkWithBase, hash: RunStore['hash']): Ending | undefined {
	// Both sides may be at their base, and get another value all the same.
	if (Object.keys(link.decided ?? {}).length > 0) return undefined;
	if (driftedRows(job, link, hash).length > 0 || link.gone?.[targetSide(job)] !== undefined) return undefined;
	const { modifiedAt } = job.item.change;
	const end = {
		outcome: 'unchanged',
		reason: 'echo',
		message: `${nameRecord(job.source)} has no change in a mapped field.`,
		target: link[targetSide(job)],
	} as const;
	return ending(
		job,
		end,
		{ kind: 'close' },
		{
			link: {
				id: link.id,
				left: link.left,
				right: link.right,
				base: {},
				leftModifiedAt: job.side === 'left' ? modifiedAt : link.leftModifiedAt,
				rightModifiedAt: job.side === 'right' ? modifiedAt : link.rightModifiedAt,
			},
		},
	);
}
