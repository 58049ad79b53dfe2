import { canonicalText } from '../mapping';
import { isConceded } from '../merge/base';
import { ending, nameRecord, targetSide, type Ending, type Job } from './job';
import type { LinkWithBase, RunStore } from './store-port';

/**
 * The end of a job whose every value is the one that was last in agreement: our own write coming back, or a change of fields that are not
 * mapped. Undefined when there is something to look at. The target is not read.
 */
export function echoOf(job: Job, link: LinkWithBase, hash: RunStore['hash']): Ending | undefined {
	const written = new Set(job.mapping.rows.flatMap(({ id, rule }) => (rule === 'createOnly' ? [] : [id])));
	const same = Object.entries(job.values).every(([row, value]) => {
		// What is written with a create only is settled by the link.
		if (!written.has(row)) return true;
		const base = link.base[row];
		// A conceded row is no agreement: the other side's value has yet to come.
		return base !== undefined && !isConceded(base) && base[job.side] === hash(canonicalText(value));
	});
	if (!same || link.gone?.[targetSide(job)] !== undefined) return undefined;
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
