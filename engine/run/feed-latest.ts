import type { Clock } from './clock-port';

/**
 * When to look at the latest changes beside a long reading (a first sync, a bulk update): as often as one would poll. Whatever people do
 * meanwhile (an opt-out, say) is then not queued behind it.
 */
export class Latest {
	/** Epoch ms. */
	private lookedAt: number;

	constructor(
		private readonly clock: Pick<Clock, 'now'>,
		private readonly everyMs: number,
	) {
		this.lookedAt = clock.now().getTime();
	}

	/** Somebody looks now. Answers when the look before was, epoch ms. */
	looks(): number {
		const before = this.lookedAt;
		this.lookedAt = this.clock.now().getTime();
		return before;
	}

	isDue(): boolean {
		return this.clock.now().getTime() - this.lookedAt >= this.everyMs;
	}
}
