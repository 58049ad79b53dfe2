import type { Clock } from './clock-port';

/** A lone hint is worked on at once; those of a burst are collected for so long, so that they share their reads and runs. */
const COLLECT_MS = 1_000;

/** Lets the loop sleep until its next turn, or until somebody has hints for it. */
export class Rest {
	private nudged = false;
	/** Somebody asks that everything be polled. */
	private look = false;
	/** Whether an answer of `nudge` is waited for. */
	private listening = false;
	private wake: () => void = () => undefined;
	/** Epoch ms of the last sleep that hints ended. */
	private endedAt = -Infinity;

	constructor(
		private readonly ports: { clock: Clock; nudge?(signal: AbortSignal): Promise<void> },
		private readonly signal: AbortSignal,
	) {
		this.listen();
	}

	/** Ends the present sleep, or else the next one; with `look`, whoever sleeps is told to poll. */
	ring(look: boolean): void {
		this.nudged = true;
		this.look ||= look;
		this.wake();
	}

	/** Whether somebody has asked for a poll since this was asked last. */
	mustLook(): boolean {
		const { look } = this;
		this.look = false;
		return look;
	}

	/** Sleeps so many ms, or until a nudge; answers how many of them are left. A nudge from before the sleep ends it at once. */
	async sleep(ms: number): Promise<number> {
		const { clock } = this.ports;
		const started = clock.now().getTime();
		if (!this.nudged) {
			const over = new AbortController();
			const end = () => over.abort();
			this.wake = end;
			if (this.signal.aborted) end();
			this.signal.addEventListener('abort', end);
			await clock.sleep(ms, over.signal);
			this.signal.removeEventListener('abort', end);
		}
		if (!this.nudged) return 0;
		const soon = this.endedAt + COLLECT_MS - clock.now().getTime();
		if (soon > 0) await clock.sleep(Math.min(soon, ms), this.signal);
		this.endedAt = clock.now().getTime();
		// Listens again before the hints are worked on: one that comes meanwhile ends the next sleep.
		this.listen();
		return Math.max(0, ms - (clock.now().getTime() - started));
	}

	private listen(): void {
		this.nudged = false;
		if (this.listening || !this.ports.nudge) return;
		this.listening = true;
		void this.ports.nudge(this.signal).then(() => {
			this.listening = false;
			if (!this.signal.aborted) this.ring(false);
		});
	}
}
