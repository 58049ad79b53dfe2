/**
 * Splits off the jobs that share nothing, in order: the first of each group of jobs that have a key in common. What is left comes in a
 * later wave and then sees what the first one did.
 */
export function firstWave<T>(jobs: readonly T[], keysOf: (job: T) => readonly string[]): { wave: T[]; rest: T[] } {
	const taken = new Set<string>();
	const wave: T[] = [];
	const rest: T[] = [];
	for (const job of jobs) {
		const keys = keysOf(job);
		(keys.some((key) => taken.has(key)) ? rest : wave).push(job);
		// Also the keys of jobs that wait: order within a group is kept.
		for (const key of keys) taken.add(key);
	}
	return { wave, rest };
}
