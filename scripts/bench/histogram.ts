/** The value that so great a share (0 to 1) of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? 0;
}

const BAR = '█';
const WIDEST_BAR = 40;

/** What lies farther out shares the last line. */
const MOST_LINES = 24;

/** Lines of text, one for each step up to the largest value: how many values lie in it, as a bar and a number. */
export function histogram(values: readonly number[], step: number, unit: string): string[] {
	const lines = Math.min(MOST_LINES, Math.floor(Math.max(0, ...values) / step) + 1);
	const counts = Array.from({ length: lines }, () => 0);
	for (const value of values) {
		const line = Math.min(lines - 1, Math.floor(value / step));
		counts[line] = (counts[line] ?? 0) + 1;
	}
	const most = Math.max(1, ...counts);
	const edge = (index: number): string => (index * step).toFixed(1).padStart(5);
	const upTo = (index: number): string => (index + 1 === MOST_LINES ? ' more' : edge(index + 1));
	return counts.map((count, index) => `${edge(index)} – ${upTo(index)} ${unit} ${BAR.repeat(Math.ceil((count / most) * WIDEST_BAR))} ${count === 0 ? '' : count}`.trimEnd());
}
