import { SystemError } from '../model';
import { backOffMs } from './back-off';

const FIRST_BACK_OFF_MS = 5_000;
/** Short enough that a repaired credential is noticed soon; a look costs one call. */
const LONGEST_BACK_OFF_MS = 5 * 60_000;

/** When one part of the loop (an object, the retries) has its next turn: its troubles slow nothing but itself. */
export class Pace {
	private failures = 0;
	/** Counted in the loop's own sleeps. */
	private restMs = 0;
	/** When the long look-back is due again. Epoch ms. */
	private sweepAt = -Infinity;

	get inTrouble(): boolean {
		return this.failures > 0;
	}

	/** How long it must rest, ms. */
	get rest(): number {
		return this.restMs;
	}

	isSweep(now: number): boolean {
		return now >= this.sweepAt;
	}

	sweptUntil(next: number): void {
		this.sweepAt = next;
	}

	slept(ms: number): void {
		this.restMs = Math.max(0, this.restMs - ms);
	}

	succeeded(): void {
		this.failures = 0;
		this.restMs = 0;
	}

	/** 5 s · 2^failures up to five minutes, or longer where the system asks for it; a tenth of chance so that loops spread. */
	failed(error: unknown, chance: number): void {
		const asked = error instanceof SystemError ? (error.details.retryAfterMs ?? 0) : 0;
		const doubled = backOffMs(FIRST_BACK_OFF_MS, LONGEST_BACK_OFF_MS, this.failures);
		this.failures += 1;
		this.restMs = Math.max(doubled, asked) * (1 + chance / 10);
	}
}
