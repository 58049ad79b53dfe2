import type { SystemErrorDetails } from '../../engine/model';
import type { Clock } from '../../engine/run/clock-port';
import { SystemError } from './engine';

/** Pact's published sample client ("Rate limits & pagination"): up to 5 retries, min(30 s, 0.5 s · 2^n) and jitter of up to 0.25 s. */
export const MAX_TRIES = 5;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
const JITTER_MS = 250;
/** Longer pauses are left to the ledger: the work waits there, and others get their turn. */
export const LONGEST_PATIENCE_MS = 90_000;

/** How long to wait before try `attempt + 1` (from 1): what the server asked for, else exponential. */
export function retryDelayMs(attempt: number, random: number, retryAfterMs?: number): number {
	return retryAfterMs ?? Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1)) + random * JITTER_MS;
}

/**
 * Tries again while the error may pass by itself and `mayRetry` allows it.
 * Throws the last error, and at once when the server wants more patience than `LONGEST_PATIENCE_MS`.
 */
export async function withRetries<T>(
	clock: Clock,
	mayRetry: (error: SystemErrorDetails) => boolean,
	call: () => Promise<T>,
): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await call();
		} catch (error) {
			if (!(error instanceof SystemError) || attempt >= MAX_TRIES || !mayRetry(error.details)) throw error;
			const delay = retryDelayMs(attempt, clock.random(), error.details.retryAfterMs);
			if (delay > LONGEST_PATIENCE_MS) throw error;
			await clock.sleep(delay);
		}
	}
}

/** HubSpot's longest (477, an account that is moved: up to 24 hours). Whoever says more is asked again then: years would stop a sync for good. */
const LONGEST_WAIT_MS = 24 * 3_600_000;

/** `Retry-After` in ms: seconds, or an HTTP date measured against the server's own `Date`. */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: Date): number | undefined {
	const value = headers['retry-after']?.trim();
	if (!value) return undefined;
	if (/^\d+(\.\d+)?$/.test(value)) return Math.min(LONGEST_WAIT_MS, Math.ceil(Number(value) * 1_000));
	const at = Date.parse(value);
	const serverNow = Date.parse(headers['date'] ?? '');
	return Number.isNaN(at) ? undefined : Math.min(LONGEST_WAIT_MS, Math.max(0, at - (Number.isNaN(serverNow) ? now.getTime() : serverNow)));
}
