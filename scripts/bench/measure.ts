import { performance } from 'node:perf_hooks';

/** Wall time and the CPU time of this process, in ms. On a shared machine the latter is the steadier of the two. */
export interface Spent {
	wallMs: number;
	cpuMs: number;
}

/** What the work took. */
export async function timed<T>(work: () => Promise<T> | T): Promise<Spent & { value: T }> {
	const cpu = process.cpuUsage();
	const start = performance.now();
	const value = await work();
	const { user, system } = process.cpuUsage(cpu);
	return { value, wallMs: performance.now() - start, cpuMs: (user + system) / 1_000 };
}

const WARM_UP_MS = 200;
const MEASURE_MS = 1_000;
/** Between two looks at the clock. */
const BLOCK = 50;

/** How often a second of CPU time lets this work be done. */
export function cpuRate(work: () => unknown): number {
	repeat(work, WARM_UP_MS);
	const cpu = process.cpuUsage();
	const rounds = repeat(work, MEASURE_MS);
	const { user, system } = process.cpuUsage(cpu);
	return (rounds * 1e6) / (user + system);
}

function repeat(work: () => unknown, ms: number): number {
	const end = performance.now() + ms;
	let rounds = 0;
	while (performance.now() < end) {
		for (let index = 0; index < BLOCK; index++) work();
		rounds += BLOCK;
	}
	return rounds;
}

/** Largest memory that the process has held so far, in bytes. */
export const peakMemory = (): number => process.resourceUsage().maxRSS * 1_024;
