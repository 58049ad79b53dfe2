import type { Clock } from '../../engine/run/clock-port';
import type { HttpResponse } from '../../engine/run/http-port';
import { Limiter } from '../common/limiter';
import { shared } from '../common/shared';
import { type PactObject, RATE_HEADERS, RATE_WINDOW_MS } from './contract';

/** Calls at a time. Pact publishes no limit on it; six use up a Growth plan's 600 calls a minute at half a second each. */
export const DEFAULT_CONCURRENCY = 6;

/** Pact's own samples give up after 10 s; a slow workspace gets some more. */
export const TIMEOUT_MS = 30_000;

/** Waited after a 429 that says nothing about how long. */
export const DEFAULT_PAUSE_MS = 5_000;

/** Clocks may differ by so much before a reset time is not believed. */
const CLOCK_TOLERANCE_MS = 5_000;

/** What all nodes of this process know together about one workspace. */
export interface PactWorkspaceState {
	limiter: Limiter;
	/** PATCH answered 405 once. */
	updatesByPut: boolean;
	/** Number of records as a list last told. */
	totals: Partial<Record<PactObject, number>>;
}

/** The state of one workspace. The first caller's concurrency counts. */
export function workspaceState(clock: Clock, connection: string, concurrency: number): PactWorkspaceState {
	return shared(clock, `workspace|pact|${connection}`, () => ({
		limiter: new Limiter(clock, concurrency),
		updatesByPut: false,
		totals: {},
	}));
}

/** Lets the limiter know what an answer's headers say. The reset is measured by the server's own clock where it tells it. */
export function noteRateWindow(limiter: Limiter, response: HttpResponse, now: Date): void {
	const remaining = Number(response.headers[RATE_HEADERS.remaining] ?? Number.NaN);
	const reset = Number(response.headers[RATE_HEADERS.reset] ?? Number.NaN) * 1_000;
	const serverNow = Date.parse(response.headers.date ?? '');
	const resetInMs = reset - (Number.isNaN(serverNow) ? now.getTime() : serverNow);
	// A reset outside the window means that the clocks disagree; then a 429 with its Retry-After is what holds us back.
	if (Number.isNaN(remaining) || !(resetInMs > 0 && resetInMs <= RATE_WINDOW_MS + CLOCK_TOLERANCE_MS)) return;
	limiter.noteWindow({ remaining, resetInMs });
}
