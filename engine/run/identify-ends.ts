import { refKey, SYSTEM_NAMES, type RecordRef } from '../model';
import type { Clock } from './clock-port';
import { ending, nameRecord, targetSide, type Ending, type Job } from './job';
import { BUSY_WAIT_MS, retryLater, waitABit } from './ledger';
import { aliveAgain, andAgain, backKey } from './lifecycle/context';
import type { LinkWithBase } from './store-port';
import type { RecordState } from './system-port';

/** Whoever deleted it may have meant it: nothing is written, and it is not made again. */
export function targetGone(job: Job, link: LinkWithBase): Ending {
	const side = targetSide(job);
	const target = link[side];
	// By its own clock, as far as we know it: whatever is seen of it from now on is its coming back.
	const at = side === 'left' ? link.leftModifiedAt : link.rightModifiedAt;
	return ending(
		job,
		{
			outcome: 'skipped',
			reason: 'target-gone',
			message: `${nameRecord(target)} was deleted, and ${nameRecord(job.source)} is still linked to it. Nothing was written, and it is not created again. Restore it, and both are kept in step again.`,
			target,
		},
		{ kind: 'close' },
		// When it is there again, in whatever pair that is noticed, the change comes once more.
		{ park: [backKey(target)], ...(link.gone?.[side] === undefined ? { fates: [{ ref: target, kind: 'deleted', at }] } : {}) },
	);
}

/** The counterpart takes no more changes: its own change, which tells what it became, comes next. */
export function convertedMeanwhile(job: Job, target: RecordRef): Ending {
	const message = `${nameRecord(target)} was converted, so nothing of ${nameRecord(job.source)} is written to it. What it became takes its place.`;
	return ending(job, { outcome: 'skipped', reason: 'converted', message, target }, { kind: 'close' }, { repair: [target] });
}

/** A counterpart that was known to be gone, and was read. */
export function thereAgain(job: Job, target: RecordRef, context: Parameters<typeof andAgain>[2]): Ending {
	const message = `${nameRecord(target)} is there again, and is kept in step with ${nameRecord(job.source)} from now on.`;
	return andAgain(job, { outcome: 'waiting', reason: 'restored', message, target }, context, { ...aliveAgain(target), repair: [target] });
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
					details: { candidates: ids, connection: job.target.connection },
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
					details: { connection: job.target.connection },
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

/** A record that another execution works on, or may just have created. */
export function busy(job: Job, clock: Clock): Ending {
	const message = `${nameRecord(job.source)} is being synced by another execution. It comes again in a moment.`;
	const { outcome, reason, ledger } = waitABit('record-busy', clock, BUSY_WAIT_MS * (1 + clock.random()));
	return ending(job, { outcome, reason, message }, ledger);
}

/** Of a create that was lost: some twenty minutes in all, within which the record that it was for has its turn. */
const TRIES_FOR_KIN = 8;

/** What was begun for a record that it belongs together with would be its counterpart too, and nobody knows whether it was made. */
export function waitsForKin(job: Job, kin: RecordRef, clock: Clock): Ending {
	const message =
		`${nameRecord(job.source)} belongs together with ${nameRecord(kin)}, and the answer to a create for that in ${SYSTEM_NAMES[job.target.system]} was lost. Nothing is created a second time. ` +
		`Decide about ${nameRecord(kin)} first, then retry this one.`;
	const { outcome, reason, ledger } = retryLater('unresolved-create', message, job.item.change.ticket?.attempt ?? 0, clock, 0, TRIES_FOR_KIN);
	return ending(job, { outcome, reason, message }, ledger);
}

/** Another pair keeps it in step with a record of the same connection: a person that is a lead there does not become a contact beside it. */
export function keptElsewhere(job: Job, kin: RecordRef): Ending {
	return ending(job, {
		outcome: 'skipped',
		reason: 'create-not-allowed',
		message: `${nameRecord(job.source)} belongs together with ${nameRecord(kin)} by its other links, so no ${SYSTEM_NAMES[job.target.system]} ${job.target.object} record is created beside that. If you want both, say so in the mapper.`,
		target: kin,
	});
}

/** It may be what an earlier create of the other direction made, whose answer was lost. */
export function mayBeOurs(job: Job, source: RecordRef): Ending {
	const message =
		`${nameRecord(job.source)} appeared just when it was to be created for ${nameRecord(source)}, and the answer to that create was lost. Nothing identifies it, so nothing is created for it in ${SYSTEM_NAMES[job.target.system]}. ` +
		`Decide about ${nameRecord(source)} first, then retry this one.`;
	return ending(job, { outcome: 'conflict', reason: 'unresolved-create', message }, { kind: 'issue', reason: 'unresolved-create', message });
}
