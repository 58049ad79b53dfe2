import type { Clock } from '../../engine/run/clock-port';

/** What a server says about its rate window. */
export interface RateWindow {
	/** Calls left until the reset. */
	remaining: number;
	/** Until the count starts again. */
	resetInMs: number;
}

/**
 * Holds back the calls of one connection: at most `concurrency` at a time, none while the server asked for a pause, and none
 * beyond what the server says is left in its window. Everything that talks to the connection shares one (`shared`).
 */
export class Limiter {
	private active = 0;
	private readonly queue: Array<() => void> = [];
	private pausedUntil = 0;
	private window: { remaining: number; resetAt: number } | undefined;

	constructor(
		private readonly clock: Clock,
		readonly concurrency: number,
	) {}

	/** Runs the call as soon as there is a place for it. */
	async run<T>(call: () => Promise<T>): Promise<T> {
		if (this.active >= this.concurrency) await new Promise<void>((resolve) => this.queue.push(resolve));
		else this.active++;
		try {
			for (let wait = this.waitMs(); wait > 0; wait = this.waitMs()) await this.clock.sleep(wait);
			if (this.window) this.window.remaining--;
			return await call();
		} finally {
			const next = this.queue.shift();
			// The place is handed over, so that nobody slips in between.
			if (next) next();
			else this.active--;
		}
	}

	/** No call starts for that long; a longer pause that is running stays. */
	pause(ms: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, this.now() + ms);
	}

	/** Takes over what an answer's headers said. Calls under way are not in the server's count yet. */
	noteWindow({ remaining, resetInMs }: RateWindow): void {
		const resetAt = this.now() + resetInMs;
		const underWay = Math.max(0, this.active - 1);
		const sameWindow = this.window !== undefined && Math.abs(this.window.resetAt - resetAt) < WINDOW_TOLERANCE_MS;
		const known = sameWindow && this.window ? this.window.remaining : Number.POSITIVE_INFINITY;
		this.window = { remaining: Math.min(known, remaining - underWay), resetAt };
	}

	private waitMs(): number {
		const now = this.now();
		if (this.window && now >= this.window.resetAt) this.window = undefined;
		const forWindow = this.window && this.window.remaining <= 0 ? this.window.resetAt - now : 0;
		return Math.max(this.pausedUntil - now, forWindow, 0);
	}

	private now(): number {
		return this.clock.now().getTime();
	}
}

/** Resets are told in whole seconds, so that two answers of one window may differ by one. */
const WINDOW_TOLERANCE_MS = 1_500;
