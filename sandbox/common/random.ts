/** A deterministic source of randomness: one seed, one sequence, on every machine. */
export interface Random {
	/** The next number, 0 ≤ n < 1. */
	next(): number;
	/** An integer, both ends included. */
	int(min: number, max: number): number;
	/** One element; throws on an empty array. */
	pick<T>(array: readonly T[]): T;
	/** True with the given probability (0 to 1). */
	chance(p: number): boolean;
	/** A version 4 shaped UUID. */
	uuid(): string;
	/** A shuffled copy. */
	shuffle<T>(array: readonly T[]): T[];
}

const UINT32 = 2 ** 32;

/**
 * Mulberry32 (public domain, Tommy Ettinger): 32 bits of state are plenty for demo data, and it is portable. The state is a field, so that a
 * sandbox that is kept goes on with ids that are new.
 */
class Mulberry32 implements Random {
	private state: number;

	constructor(seed: number) {
		this.state = seed >>> 0;
	}

	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32;
	}

	int(min: number, max: number): number {
		return min + Math.floor(this.next() * (max - min + 1));
	}

	pick<T>(array: readonly T[]): T {
		if (array.length === 0) throw new RangeError('Nothing to pick from');
		return array[this.int(0, array.length - 1)] as T;
	}

	chance(p: number): boolean {
		return this.next() < p;
	}

	uuid(): string {
		const hex = Array.from({ length: 32 }, () => this.int(0, 15).toString(16));
		hex[12] = '4';
		hex[16] = this.int(8, 11).toString(16);
		const text = hex.join('');
		return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
	}

	shuffle<T>(array: readonly T[]): T[] {
		const copy = [...array];
		for (let i = copy.length - 1; i > 0; i--) {
			const j = this.int(0, i);
			[copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
		}
		return copy;
	}
}

/** A `Random` for a seed (any number; only its lower 32 bits count). */
export const seededRandom = (seed: number): Random => new Mulberry32(seed);
