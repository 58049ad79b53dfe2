/** Where a sandbox clock starts, and whether it moves by itself. */
interface SandboxClockOptions {
	/** Virtual time at construction; default: real time. */
	startAt?: Date;
	/** True: time stands still until `advance` or `unfreeze`. */
	frozen?: boolean;
}

/**
 * The only clock a sandbox reads. Virtual time is an offset from real time, so that a test can jump two hours
 * ahead (an expired session) or stand still (equal stamps) without waiting.
 */
export class SandboxClock {
	private offsetMs: number;

	private frozenAt: number | undefined;

	constructor(options: SandboxClockOptions = {}) {
		const start = options.startAt?.getTime() ?? Date.now();
		this.offsetMs = start - Date.now();
		this.frozenAt = options.frozen ? start : undefined;
	}

	/** Virtual time now. */
	now(): Date {
		return new Date(this.frozenAt ?? Date.now() + this.offsetMs);
	}

	/** True while time stands still. */
	get frozen(): boolean {
		return this.frozenAt !== undefined;
	}

	/** Moves time forward by `ms`; works frozen or not. Negative values are refused: stamps never go backwards. */
	advance(ms: number): void {
		if (!Number.isFinite(ms) || ms < 0) throw new RangeError('The sandbox clock only moves forward');
		if (this.frozenAt === undefined) this.offsetMs += ms;
		else this.frozenAt += ms;
	}

	/** Stops time at the present virtual instant. */
	freeze(): void {
		this.frozenAt ??= this.now().getTime();
	}

	/** Lets time run on from where it stood. */
	unfreeze(): void {
		if (this.frozenAt === undefined) return;
		this.offsetMs = this.frozenAt - Date.now();
		this.frozenAt = undefined;
	}
}
