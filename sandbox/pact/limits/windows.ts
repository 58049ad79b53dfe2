/** Both kinds of window last a minute: limits are given per minute. */
const WINDOW_MS = 60_000;

/** Counts requests within a minute. Times are epoch milliseconds of the sandbox clock. */
export interface RateWindow {
	/** Requests counted in the window that `now` falls in. */
	used(now: number): number;
	/** When the window resets, or for a rolling one, when the next place comes free. */
	resetAt(now: number): number;
	count(now: number): void;
}

/** Minutes of the clock: at the full minute the count starts again. */
export class FixedWindow implements RateWindow {
	private minute = 0;
	private requests = 0;

	used(now: number): number {
		return Math.floor(now / WINDOW_MS) === this.minute ? this.requests : 0;
	}

	resetAt(now: number): number {
		return (Math.floor(now / WINDOW_MS) + 1) * WINDOW_MS;
	}

	count(now: number): void {
		this.requests = this.used(now) + 1;
		this.minute = Math.floor(now / WINDOW_MS);
	}
}

/** The last sixty seconds before any moment. */
export class RollingWindow implements RateWindow {
	private times: number[] = [];
	private first = 0;

	used(now: number): number {
		while (this.first < this.times.length && (this.times[this.first] ?? 0) <= now - WINDOW_MS) this.first++;
		if (this.first > this.times.length / 2) {
			this.times = this.times.slice(this.first);
			this.first = 0;
		}
		return this.times.length - this.first;
	}

	resetAt(now: number): number {
		return (this.used(now) > 0 ? (this.times[this.first] ?? now) : now) + WINDOW_MS;
	}

	count(now: number): void {
		this.used(now);
		this.times.push(now);
	}
}
