import type { Clock } from '../../engine/run/clock-port';
import type { HttpResponse } from '../../engine/run/http-port';
import { Limiter } from '../common/limiter';
import { shared } from '../common/shared';
import { type PactObject, RATE_HEADERS, RATE_WINDOW_MS, SMALLEST_PLAN } from './contract';

/** Calls at a time. Pact publishes no limit on it; six use up a Growth plan's 600 calls a minute at half a second each. */
export const DEFAULT_CONCURRENCY = 6;

/** Pact's own samples give up after 10 s; a slow workspace gets some more. */
export const TIMEOUT_MS = 30_000;

/** Waited after a 429 that says nothing about how long. */
export const DEFAULT_PAUSE_MS = 5_000;

/** Clocks may differ by so much before a reset time is not believed. */
const CLOCK_TOLERANCE_MS = 5_000;

/** Sweeps take this part of a minute's calls at most, so that writes and people's own tools keep theirs. */
const SWEEP_SHARE = 0.25;

/** What all nodes of this process know together about one workspace. */
export interface PactWorkspaceState {
	limiter: Limiter;
	/** PATCH answered 405 once. */
	updatesByPut: boolean;
	/** Number of records as a list last told. */
	totals: Partial<Record<PactObject, number>>;
	/** Calls a minute, as answers last told. */
	callsAMinute: number;
	/** How far Pact's clock is ahead of ours, as answers last told. */
	aheadMs: number;
	/** Whether lists can be had newest change first, when that was tried (epoch ms), and for how long it is believed. */
	newestFirst: Partial<Record<PactObject, { at: number; believedMs: number; answer: Promise<boolean> }>>;
	/** Sweeping calls of the present minute. */
	sweeping: { since: number; calls: number };
}

/** The state of one workspace. The first caller's concurrency counts. */
export function workspaceState(clock: Clock, connection: string, concurrency: number): PactWorkspaceState {
	return shared(clock, `workspace|pact|${connection}`, () => ({
		limiter: new Limiter(clock, concurrency),
		updatesByPut: false,
		totals: {},
		callsAMinute: SMALLEST_PLAN,
		aheadMs: 0,
		newestFirst: {},
		sweeping: { since: Number.NEGATIVE_INFINITY, calls: 0 },
	}));
}

/** Takes the right to one more call of a sweep. False: this minute's share is used up. */
export function takeSweepCall(state: Pick<PactWorkspaceState, 'sweeping' | 'callsAMinute'>, now: number): boolean {
	const { sweeping } = state;
	if (now - sweeping.since >= RATE_WINDOW_MS) Object.assign(sweeping, { since: now, calls: 0 });
	if (sweeping.calls >= Math.max(1, Math.floor(state.callsAMinute * SWEEP_SHARE))) return false;
	sweeping.calls += 1;
	return true;
}

/** Lets the state know what an answer's headers say of the plan and of Pact's clock. */
export function noteWorkspace(state: PactWorkspaceState, response: HttpResponse, now: Date): void {
	const limit = Number(response.headers[RATE_HEADERS.limit] ?? Number.NaN);
	if (limit > 0) state.callsAMinute = limit;
	const serverNow = Date.parse(response.headers.date ?? '');
	if (!Number.isNaN(serverNow)) state.aheadMs = serverNow - now.getTime();
	noteRateWindow(state.limiter, response, now);
}

/** Lets the limiter know what an answer's headers say. The reset is measured by the server's own clock where it tells it. */
function noteRateWindow(limiter: Limiter, response: HttpResponse, now: Date): void {
	const remaining = Number(response.headers[RATE_HEADERS.remaining] ?? Number.NaN);
	const reset = Number(response.headers[RATE_HEADERS.reset] ?? Number.NaN) * 1_000;
	const serverNow = Date.parse(response.headers.date ?? '');
	const resetInMs = reset - (Number.isNaN(serverNow) ? now.getTime() : serverNow);
	// A reset outside the window means that the clocks disagree; then a 429 with its Retry-After is what holds us back.
	if (Number.isNaN(remaining) || !(resetInMs > 0 && resetInMs <= RATE_WINDOW_MS + CLOCK_TOLERANCE_MS)) return;
	limiter.noteWindow({ remaining, resetInMs });
}
