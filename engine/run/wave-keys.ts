import { refKey } from '../model';
import { targetSide, type Job } from './job';

/** Keys that two jobs must not share in one wave: what identifies their counterparts. */
export function waveKeys(job: Job): string[] {
	return job.link !== undefined
		? [refKey(job.link[targetSide(job)])]
		: job.lookups.map(({ field, value }) => `${job.target.object}|${field}|${value}`);
}
