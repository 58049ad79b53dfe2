import { ending, nameRecord, type Ending, type Job } from './job';

/** An item that a later one of the same record in the same run replaces. */
export function superseded(job: Job): Ending {
	return ending(job, {
		outcome: 'skipped',
		reason: 'superseded',
		message: `${nameRecord(job.source)} came twice in this run; the later version counts.`,
	});
}
