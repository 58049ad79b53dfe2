import type { Clock } from '../../engine/run/clock-port';

/** Default share of a connection's daily calls that the sync may use. */
export const DEFAULT_DAILY_SHARE = 0.4;
/** Above this share of the day's calls, whoever made them, the rest is left to people and other tools. */
export const DAILY_CEILING = 0.98;

const HOUR_MS = 3_600_000;
/** Daily limits count the last 24 hours, hour by hour (Salesforce, "API Request Limits and Allocations": rolling 24-hour window). */
const HOURS = 24;

export interface BudgetOptions {
	/** Largest share (0 to 1) of the day's calls that we may make ourselves. */
	ownShare: number;
	/** Share of the day's calls, made by anybody, from which on we stop, so that the org's own tools keep working. */
	ceiling: number;
}

export type BudgetState =
	{ spent: false } | { spent: true; by: 'us' | 'everybody'; used: number; max: number; retryAfterMs: number };

/** How soon to look whether others' calls have left the window: only an answer can tell. */
const RECHECK_MS = 15 * 60_000;

/** Counts our own calls of the last 24 hours, and knows what the server last said about everybody's. */
export class DailyBudget {
	private readonly byHour = new Map<number, number>();
	private told: { used: number; max: number; at: number } | undefined;

	constructor(
		private readonly clock: Clock,
		private readonly options: BudgetOptions,
	) {}

	/** One call of ours was sent. */
	count(): void {
		const hour = Math.floor(this.now() / HOUR_MS);
		this.byHour.set(hour, (this.byHour.get(hour) ?? 0) + 1);
	}

	/** What the server says: calls of the last day by everybody, and how many there may be. */
	note(used: number, max: number): void {
		this.told = { used, max, at: this.now() };
	}

	/** Whether another call may be made. */
	state(): BudgetState {
		if (!this.told || this.told.max <= 0) return { spent: false };
		const { used, max, at } = this.told;
		const own = this.ownCalls();
		if (own >= max * this.options.ownShare) {
			// Our own count frees up by the hour.
			return { spent: true, by: 'us', used: own, max, retryAfterMs: HOUR_MS - (this.now() % HOUR_MS) };
		}
		const retryAfterMs = at + RECHECK_MS - this.now();
		if (used >= max * this.options.ceiling && retryAfterMs > 0)
			return { spent: true, by: 'everybody', used, max, retryAfterMs };
		return { spent: false };
	}

	private ownCalls(): number {
		const oldest = Math.floor(this.now() / HOUR_MS) - HOURS;
		for (const hour of this.byHour.keys()) if (hour <= oldest) this.byHour.delete(hour);
		return [...this.byHour.values()].reduce((sum, calls) => sum + calls, 0);
	}

	private now(): number {
		return this.clock.now().getTime();
	}
}
