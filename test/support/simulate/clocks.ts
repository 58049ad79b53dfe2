import { SandboxClock } from '../../../sandbox/common/clock';

/** A service's own clock: it follows a time that somebody else moves, a little ahead of it or behind. */
export class SkewedClock extends SandboxClock {
	constructor(
		private readonly time: { readonly now: number },
		private readonly skewMs: number,
	) {
		super({ frozen: true });
	}

	override now(): Date {
		return new Date(this.time.now + this.skewMs);
	}

	override advance(): void {
		throw new Error('This clock follows another one, and moves with it only.');
	}
}
