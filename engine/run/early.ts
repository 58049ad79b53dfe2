import { ending, nameRecord, SYSTEM_NAMES, type Ending, type Job } from './job';

/** An item that a later one of the same record in the same run replaces. */
export function superseded(job: Job): Ending {
	return ending(job, {
		outcome: 'skipped',
		reason: 'superseded',
		message: `${nameRecord(job.source)} came twice in this run; the later version counts.`,
	});
}

/** Changes that write nothing whatever the target holds; undefined when the target must be looked at. */
export function withoutTarget(job: Job): Ending | undefined {
	const { change, fields } = job.item;
	const name = nameRecord(job.source);
	const target = SYSTEM_NAMES[job.target.system];
	if (change.kind === 'deleted') {
		return skipped(
			job,
			'delete-ignored',
			`${name} was deleted. Nothing is deleted in ${target}: the mapper says to leave it.`,
		);
	}
	if (change.kind === 'merged') {
		const into = change.mergedInto === undefined ? '' : ` into ${change.mergedInto}`;
		return skipped(job, 'delete-ignored', `${name} was merged${into}. Its counterpart in ${target} stays as it is.`);
	}
	if (fields.IsConverted === true) {
		return skipped(job, 'converted', `${name} was converted; its contact is synced instead.`);
	}
	return undefined;
}

const skipped = (job: Job, reason: 'delete-ignored' | 'converted', message: string): Ending =>
	ending(job, { outcome: 'skipped', reason, message });
