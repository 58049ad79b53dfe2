import type { SandboxClock } from '../common/clock';

/** Calls a day of an Enterprise Edition org with few users: Salesforce Developer Limits Quick Reference. */
const DEFAULT_DAILY_API = 100_000;

const DAY_MS = 86_400_000;

/** The org's API calls in the current 24 hours. */
export class ApiLimit {
	private used = 0;

	private windowStart: number;

	constructor(
		private readonly clock: SandboxClock,
		private max = DEFAULT_DAILY_API,
	) {
		this.windowStart = clock.now().getTime();
	}

	/** Sets the daily limit; calls made so far count on. */
	setMax(max: number): void {
		this.max = max;
	}

	/** Counts one call; false when the limit is spent, and then the call does not count. */
	spend(): boolean {
		this.roll();
		if (this.used >= this.max) return false;
		this.used++;
		return true;
	}

	state(): { used: number; max: number } {
		this.roll();
		return { used: this.used, max: this.max };
	}

	private roll(): void {
		const now = this.clock.now().getTime();
		if (now - this.windowStart < DAY_MS) return;
		this.windowStart = now;
		this.used = 0;
	}
}
