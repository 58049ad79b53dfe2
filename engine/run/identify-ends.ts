import { refKey } from '../model';
import { ending, nameRecord, SYSTEM_NAMES, targetRef, type Ending, type Job } from './job';
import type { RecordState } from './system-port';

export function targetGone(job: Job, id: string): Ending {
	const target = targetRef(job, id);
	return ending(job, {
		outcome: 'conflict',
		reason: 'target-gone',
		message: `${nameRecord(target)} was deleted, and ${nameRecord(job.source)} is still linked to it. Nothing was written. Restore it, or remove the link to have it created again.`,
		target,
	});
}

export function ambiguous(job: Job, candidates: readonly RecordState[]): Ending {
	const ids = candidates.map(({ id }) => id);
	const message = `${nameRecord(job.source)} matches ${ids.length} ${SYSTEM_NAMES[job.target.system]} records (${ids.join(', ')}). Nothing was written. Merge them or make the match unique, then retry.`;
	return ending(
		job,
		{
			outcome: 'conflict',
			reason: 'ambiguous-match',
			message,
			questions: [
				{
					kind: 'ambiguous-match',
					pair: job.mapping.pair,
					key: refKey(job.source),
					message,
					details: { candidates: ids },
					source: job.source,
				},
			],
		},
		{ kind: 'issue', reason: 'ambiguous-match', message },
	);
}

export function unresolved(job: Job): Ending {
	const message =
		`A create for ${nameRecord(job.source)} was sent to ${SYSTEM_NAMES[job.target.system]} and its answer was lost; what identifies the record now does not find it, so it is not created a second time. ` +
		'Look for it there: give it the same match key, and it is linked. An external id field on that side prevents this.';
	return ending(
		job,
		{
			outcome: 'conflict',
			reason: 'unresolved-create',
			message,
			questions: [
				{
					kind: 'ambiguous-match',
					pair: job.mapping.pair,
					key: `create|${refKey(job.source)}`,
					message,
					details: {},
					source: job.source,
				},
			],
		},
		{ kind: 'issue', reason: 'unresolved-create', message },
	);
}

export function noKey(job: Job): Ending {
	const fields = job.mapping.match.map((key) => key[job.side]).join(' or ');
	return ending(job, {
		outcome: 'skipped',
		reason: 'no-match-key',
		message: `${nameRecord(job.source)} has no usable ${fields}, so it cannot be matched and would be doubled. Fill it in, or add an external id field to ${SYSTEM_NAMES[job.target.system]}.`,
	});
}
