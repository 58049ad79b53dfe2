import type { Reason, SystemErrorDetails } from '../model';
import type { Clock } from './clock-port';
import type { Ledger } from './store-port';

/** First wait before a record is tried again; doubles with every attempt. */
const BACK_OFF_MS = 5_000;
/** Also the wait where a daily quota is spent and the server names no time. */
const LONGEST_WAIT_MS = 15 * 60_000;
const FORBIDDEN = 403;
/** How soon a repaired credential or scope is noticed at the latest, as by the triggers. */
const LONGEST_REPAIR_WAIT_MS = 5 * 60_000;
/** After this many tries a person must look: some three hours with the back-off above. */
export const MAX_ATTEMPTS = 16;
/** A refused duplicate is looked for again; a search index may lag by tens of seconds (HubSpot's does). */
const DUPLICATE_ATTEMPTS = 5;
/** A record that vanished between the read and the write is read once more, and is then seen to be gone. */
const NOT_FOUND_ATTEMPTS = 3;

/** Where a tripped guard's records wait until the next run. */
export const GUARD_WAIT_MS = 60_000;
/** Another execution is done with a record, or its lock has run out, within about so long. */
export const BUSY_WAIT_MS = 15_000;

/** What a refusal means for the log and for the ledger. */
export interface Refusal {
	outcome: 'waiting' | 'failed';
	reason: Reason;
	ledger: Ledger;
}

/** The wait before the next try: 5 s · 2^attempt up to 15 minutes, up to a fifth of it added by chance so that retries spread. */
export function backOffMs(attempt: number, clock: Pick<Clock, 'random'>, atLeastMs = 0): number {
	const wait = Math.min(LONGEST_WAIT_MS, BACK_OFF_MS * 2 ** attempt);
	return Math.max(wait, atLeastMs) * (1 + clock.random() / 5);
}

/** A retry, or an issue for a person when it was tried often enough. */
export function retryLater(
	reason: Reason,
	message: string,
	attempt: number,
	clock: Clock,
	atLeastMs = 0,
	maxAttempts = MAX_ATTEMPTS,
): Refusal {
	if (attempt + 1 >= maxAttempts) return { outcome: 'failed', reason, ledger: { kind: 'issue', reason, message } };
	return {
		outcome: 'waiting',
		reason,
		ledger: { kind: 'retry', dueAt: inMs(clock, backOffMs(attempt, clock, atLeastMs)), reason },
	};
}

/** A retry that is nobody's fault: it neither counts nor ends. */
export function waitABit(reason: Reason, clock: Clock, waitMs: number): Refusal {
	return { outcome: 'waiting', reason, ledger: { kind: 'retry', dueAt: inMs(clock, waitMs), reason, uncounted: true } };
}

/** ISO 8601 UTC. */
export const inMs = (clock: Clock, ms: number): string => new Date(clock.now().getTime() + ms).toISOString();

/** The connection's trouble, not the record's: a person repairs it, nobody tells us when, and until then every record comes again. */
function untilRepaired(reason: Reason, attempt: number, clock: Clock): Refusal {
	const wait = Math.min(LONGEST_REPAIR_WAIT_MS, backOffMs(attempt, clock));
	return { outcome: 'failed', reason, ledger: { kind: 'retry', dueAt: inMs(clock, wait), reason } };
}

/** Time helps against some refusals of a record; the others need a person, at once. */
export function refusalOf(
	error: SystemErrorDetails,
	attempt: number,
	clock: Clock,
	maxAttempts = MAX_ATTEMPTS,
): Refusal {
	const later = (reason: Reason, most = maxAttempts) =>
		retryLater(reason, error.message, attempt, clock, error.retryAfterMs ?? 0, most);
	const spread = (ms: number) => ms * (1 + clock.random() / 5);
	const person = (reason: Reason): Refusal => ({
		outcome: 'failed',
		reason,
		ledger: { kind: 'issue', reason, message: error.message },
	});
	switch (error.class) {
		case 'rate-limited':
			return later('rate-limited');
		case 'quota-spent':
			// A spent budget comes back at midnight at the latest: never a reason to give up.
			return waitABit('quota-spent', clock, spread(error.retryAfterMs ?? LONGEST_WAIT_MS));
		case 'credential-refused':
			return untilRepaired('credential-refused', attempt, clock);
		case 'temporary':
		case 'bad-answer':
			return later('system-error');
		case 'unknown-outcome':
			return later('connection-lost');
		case 'not-found':
			return later('target-gone', NOT_FOUND_ATTEMPTS);
		case 'duplicate':
			return later('duplicate-refused', Math.min(maxAttempts, DUPLICATE_ATTEMPTS));
		case 'not-allowed':
			// A refused call: a scope is missing. A refused record of a batch (no status of its own) is its own matter.
			return error.status === FORBIDDEN ? untilRepaired('not-allowed', attempt, clock) : person('not-allowed');
		case 'converted':
			return { outcome: 'waiting', reason: 'converted', ledger: { kind: 'close' } };
		case 'missing-required':
			return person('missing-required');
		case 'invalid':
			return person('invalid-value');
	}
}

/**
 * A refusal of a whole call is not the records' fault (a scope that is missing, a field that was deleted): they are tried again even where
 * a refused record would wait for a person.
 */
export function callRefusalOf(
	error: SystemErrorDetails,
	attempt: number,
	clock: Clock,
	maxAttempts = MAX_ATTEMPTS,
): Refusal {
	const refusal = refusalOf(error, attempt, clock, maxAttempts);
	if (refusal.ledger.kind !== 'issue') return refusal;
	return {
		...retryLater(refusal.reason, error.message, attempt, clock, LONGEST_WAIT_MS, maxAttempts),
		outcome: 'failed',
	};
}
