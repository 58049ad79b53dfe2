import type { ErrorClass, SystemErrorDetails } from '../model';
import { backOffMs, callRefusalOf, inMs, MAX_ATTEMPTS, refusalOf, retryLater, waitABit } from './ledger';

const NOW = Date.parse('2026-03-01T12:00:00.000Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();
/** A clock without chance, or with the most of it. */
const clock = (random = 0) => ({ now: () => new Date(NOW), sleep: async () => undefined, random: () => random });
const error = (kind: ErrorClass, more: Partial<SystemErrorDetails> = {}): SystemErrorDetails => ({ class: kind, message: 'Refused.', ...more });
const retry = (reason: string, seconds: number) => ({ kind: 'retry', reason, dueAt: at(seconds) });
const issue = (reason: string) => ({ kind: 'issue', reason, message: 'Refused.' });

describe('the wait before another try', () => {
	it.each([[0, 5], [1, 10], [3, 40], [7, 640], [8, 900], [20, 900]])('after %i tries is %i seconds', (attempt, seconds) => {
		expect(backOffMs(attempt, clock())).toBe(seconds * 1000);
	});

	it('is a fifth longer at the most, and as long as the system asks for', () => {
		expect(backOffMs(0, clock(0.5))).toBe(5500);
		expect(backOffMs(0, clock(), 60_000)).toBe(60_000);
		expect(backOffMs(0, clock(0.5), 60_000)).toBe(66_000);
		expect(backOffMs(20, clock(), 60_000)).toBe(900_000);
	});

	it('ends in a question for a person after the last try', () => {
		expect(retryLater('system-error', 'Refused.', MAX_ATTEMPTS - 2, clock())).toEqual({ outcome: 'waiting', reason: 'system-error', ledger: retry('system-error', 900) });
		expect(retryLater('system-error', 'Refused.', MAX_ATTEMPTS - 1, clock())).toEqual({ outcome: 'failed', reason: 'system-error', ledger: issue('system-error') });
	});

	it('does not count where nobody is at fault', () => {
		expect(waitABit('record-busy', clock(), 15_000)).toEqual({ outcome: 'waiting', reason: 'record-busy', ledger: { ...retry('record-busy', 15), uncounted: true } });
		expect(inMs(clock(), 1500)).toBe(at(1.5));
	});
});

describe('a refusal', () => {
	it.each<[ErrorClass, string]>([
		['rate-limited', 'rate-limited'], ['temporary', 'system-error'], ['bad-answer', 'system-error'], ['unknown-outcome', 'connection-lost'],
		['not-found', 'target-gone'], ['duplicate', 'duplicate-refused'],
	])('%s is tried again, as %s', (kind, reason) => {
		expect(refusalOf(error(kind), 1, clock())).toEqual({ outcome: 'waiting', reason, ledger: retry(reason, 10) });
		expect(refusalOf(error(kind, { retryAfterMs: 30_000 }), 1, clock())).toEqual({ outcome: 'waiting', reason, ledger: retry(reason, 30) });
		expect(refusalOf(error(kind), MAX_ATTEMPTS - 1, clock())).toEqual({ outcome: 'failed', reason, ledger: issue(reason) });
	});

	it.each<[ErrorClass, number]>([['not-found', 3], ['duplicate', 5], ['temporary', MAX_ATTEMPTS]])('%s is tried %i times', (kind, most) => {
		expect(refusalOf(error(kind), most - 2, clock()).outcome).toBe('waiting');
		expect(refusalOf(error(kind), most - 1, clock()).outcome).toBe('failed');
	});

	it('is tried no more often than the user wants', () => {
		expect(refusalOf(error('temporary'), 1, clock(), 2).outcome).toBe('failed');
		expect(refusalOf(error('duplicate'), 1, clock(), 2).outcome).toBe('failed');
	});

	it.each<[ErrorClass, string]>([['invalid', 'invalid-value'], ['missing-required', 'missing-required'], ['not-allowed', 'not-allowed']])(
		'%s is a question for a person at once, as %s',
		(kind, reason) => {
			expect(refusalOf(error(kind), 0, clock())).toEqual({ outcome: 'failed', reason, ledger: issue(reason) });
		},
	);

	it('for want of calls is over when the budget is back: it never ends as a failure', () => {
		const waits = (seconds: number) => ({ outcome: 'waiting', reason: 'quota-spent', ledger: { ...retry('quota-spent', seconds), uncounted: true } });
		expect(refusalOf(error('quota-spent', { retryAfterMs: 3_600_000 }), 99, clock())).toEqual(waits(3600));
		expect(refusalOf(error('quota-spent'), 99, clock())).toEqual(waits(900));
		expect(refusalOf(error('quota-spent'), 99, clock(0.5))).toEqual(waits(990));
	});

	it('for want of a right of the whole connection waits until it is repaired, and looks every five minutes', () => {
		for (const [kind, reason] of [[error('credential-refused'), 'credential-refused'], [error('not-allowed', { status: 403 }), 'not-allowed']] as const) {
			expect(refusalOf(kind, 0, clock())).toEqual({ outcome: 'failed', reason, ledger: retry(reason, 5) });
			expect(refusalOf(kind, 99, clock())).toEqual({ outcome: 'failed', reason, ledger: retry(reason, 300) });
		}
		expect(refusalOf(error('not-allowed', { status: 400 }), 0, clock()).ledger.kind).toBe('issue');
	});

	it('of a record that was converted is closed: what it became takes its place', () => {
		expect(refusalOf(error('converted'), 0, clock())).toEqual({ outcome: 'waiting', reason: 'converted', ledger: { kind: 'close' } });
	});
});

describe('a refusal of a whole call', () => {
	it('is tried again even where a refused record would wait for a person, a quarter of an hour later', () => {
		expect(callRefusalOf(error('invalid'), 0, clock())).toEqual({ outcome: 'failed', reason: 'invalid-value', ledger: retry('invalid-value', 900) });
		expect(callRefusalOf(error('invalid'), MAX_ATTEMPTS - 1, clock())).toEqual({ outcome: 'failed', reason: 'invalid-value', ledger: issue('invalid-value') });
		expect(callRefusalOf(error('invalid'), 1, clock(), 2).ledger).toEqual(issue('invalid-value'));
	});

	it('is like that of a record where that is tried again', () => {
		for (const kind of ['temporary', 'quota-spent', 'credential-refused', 'converted'] as const) expect(callRefusalOf(error(kind), 3, clock())).toEqual(refusalOf(error(kind), 3, clock()));
	});
});
