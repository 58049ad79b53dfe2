import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../engine/run/clock-port';

/** mulberry32: the same numbers for the same seed, everywhere. */
export class Chance {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	/** 0 ≤ x < 1. */
	readonly next = (): number => {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};

	below = (limit: number): number => Math.floor(this.next() * limit);
	between = (low: number, high: number): number => low + this.below(high - low + 1);
	hits = (share: number): boolean => this.next() < share;
	pick = <T>(list: readonly T[]): T => list[this.below(list.length)] as T;

	shuffled<T>(list: readonly T[]): T[] {
		return list.map((value) => ({ value, place: this.next() })).sort((a, b) => a.place - b.place).map(({ value }) => value);
	}
}

interface Sleeper {
	due: number;
	order: number;
	wake(): void;
}

/** A time that only passes when everybody sleeps, and wakes one sleeper after the other: a run is the same for the same seed. */
export class VirtualTime {
	private sleepers: Sleeper[] = [];
	private order = 0;
	private busy = 0;

	constructor(
		public now: number,
		private readonly chance: Chance,
	) {}

	readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
		if (signal?.aborted) return;
		await new Promise<void>((resolve) => {
			const sleeper = { due: this.now + ms, order: (this.order += 1), wake: resolve };
			this.sleepers.push(sleeper);
			signal?.addEventListener('abort', () => ((this.sleepers = this.sleepers.filter((one) => one !== sleeper)), resolve()), { once: true });
		});
	};

	readonly clock: Clock = { now: () => new Date(this.now), random: () => this.chance.next(), sleep: this.sleep };

	/** A port whose calls take real time (the store): virtual time stands still meanwhile. */
	around<T extends object>(port: T): T {
		return new Proxy(port, {
			get: (target, name) => {
				const value: unknown = Reflect.get(target, name);
				if (typeof value !== 'function' || name === 'hash') return value;
				return async (...args: unknown[]) => {
					this.busy += 1;
					try {
						return (await Reflect.apply(value, target, args)) as unknown;
					} finally {
						this.busy -= 1;
					}
				};
			},
		});
	}

	/** Lets time pass until the work is done. */
	async until<T>(work: Promise<T>): Promise<T> {
		let done = false;
		const finish = () => void (done = true);
		work.then(finish, finish);
		while (!done) {
			await turn();
			if (done || this.busy > 0) continue;
			const next = this.sleepers.reduce<Sleeper | undefined>((best, one) => (best === undefined || one.due < best.due || (one.due === best.due && one.order < best.order) ? one : best), undefined);
			if (next === undefined) continue;
			this.sleepers = this.sleepers.filter((one) => one !== next);
			this.now = Math.max(this.now, next.due);
			next.wake();
		}
		return await work;
	}
}
