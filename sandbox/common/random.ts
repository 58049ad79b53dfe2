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

/** Mulberry32 (public domain, Tommy Ettinger): 32 bits of state are plenty for demo data, and it is portable. */
function mulberry32(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / UINT32;
	};
}

/** A `Random` for a seed (any number; only its lower 32 bits count). */
export function seededRandom(seed: number): Random {
	const next = mulberry32(seed);
	const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
	return {
		next,
		int,
		pick<T>(array: readonly T[]): T {
			if (array.length === 0) throw new RangeError('Nothing to pick from');
			return array[int(0, array.length - 1)] as T;
		},
		chance: (p) => next() < p,
		uuid() {
			const hex = Array.from({ length: 32 }, () => int(0, 15).toString(16));
			hex[12] = '4';
			hex[16] = int(8, 11).toString(16);
			const text = hex.join('');
			return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
		},
		shuffle<T>(array: readonly T[]): T[] {
			const copy = [...array];
			for (let i = copy.length - 1; i > 0; i--) {
				const j = int(0, i);
				[copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
			}
			return copy;
		},
	};
}
