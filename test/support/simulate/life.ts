import type { Clock } from '../../../engine/run/clock-port';
import type { Http } from '../../../engine/run/http-port';

/** What becomes of a process. */
export interface Fate {
	/** The await at which it dies; Infinity for never. */
	diesAt: number;
	/** It dies when that await was answered, else before anything is sent. */
	after: boolean;
	/** The await whose answer it gets only when it has stood still for so long, as on a machine that sleeps. */
	sleepsAt?: number;
	sleepsMs?: number;
}

/** Who lets time pass. */
interface Time {
	readonly now: number;
	sleep(ms: number): Promise<void>;
}

/**
 * One process from its start to its death. It dies at one of its awaits: a call of the store or a system, or a rest. Nothing of it ever
 * goes on then, not even to clean up: whatever it waits for is not answered. What had been sent has its effect all the same.
 */
export class Life {
	dead = false;
	private awaits = 0;
	private asleepUntil = -Infinity;
	/** Resolves when it dies. */
	readonly death: Promise<void>;
	private end!: () => void;

	constructor(
		readonly name: string,
		private readonly fate: Fate,
		private readonly time: Time,
		private readonly tell: (words: string) => void = () => undefined,
	) {
		this.death = new Promise((resolve) => (this.end = resolve));
	}

	around<T extends object>(port: T): T {
		return new Proxy(port, {
			get: (target, name) => {
				const value: unknown = Reflect.get(target, name);
				if (typeof value !== 'function' || name === 'hash') return value;
				return (...args: unknown[]) => this.await(async () => (await Reflect.apply(value, target, args)) as unknown);
			},
		});
	}

	http(http: Http): Http {
		return async (request) => await this.await(async () => await http(request));
	}

	clock(clock: Clock): Clock {
		return { ...clock, sleep: async (ms, signal) => await this.await(async () => await clock.sleep(ms, signal)) };
	}

	private async await<T>(work: () => Promise<T>): Promise<T> {
		this.awaits += 1;
		const { diesAt, after, sleepsAt, sleepsMs = 0 } = this.fate;
		const diesHere = this.awaits === diesAt;
		const sleepsHere = this.awaits === sleepsAt;
		if (diesHere && !after) this.die();
		if (this.dead) return await unanswered();
		try {
			return await work();
		} finally {
			if (diesHere) this.die();
			if (sleepsHere) this.fallAsleep(sleepsMs);
			while (this.time.now < this.asleepUntil && !this.dead) await this.time.sleep(this.asleepUntil - this.time.now);
			if (this.dead) await unanswered();
		}
	}

	private fallAsleep(ms: number): void {
		this.asleepUntil = this.time.now + ms;
		this.tell(`${this.name} stands still for ${ms} ms`);
	}

	private die(): void {
		this.dead = true;
		this.end();
	}
}

const unanswered = async (): Promise<never> => await new Promise<never>(() => undefined);
