import type { Size } from '../../test/support/simulate/shape';
import type { Report } from '../../test/support/simulate/simulation';

/** The last lines of a failed run that are worth a screen. */
const LAST_LINES = 30;

const sum = (reports: readonly Report[], of: (report: Report) => number) => reports.reduce((total, report) => total + of(report), 0);
const perDeed = ({ calls, deeds }: Report) => calls / Math.max(1, deeds);
const seeds = (reports: readonly Report[]) => `${reports[0]?.seed ?? 0} to ${reports.at(-1)?.seed ?? 0}`;

/** One line for a hundred runs. */
export function progressLine(reports: readonly Report[], tookMs: number): string {
	const failed = reports.filter(({ broken }) => broken.length > 0).length;
	return `seeds ${seeds(reports)}: ${reports.length - failed} kept every promise, ${failed} did not; ${(tookMs / 1_000 / reports.length).toFixed(2)} s a run`;
}

/** What all runs came to. */
export function summary(reports: readonly Report[], tookMs: number): string {
	const worst = [...reports].sort((a, b) => perDeed(b) - perDeed(a))[0];
	const failed = reports.filter(({ broken }) => broken.length > 0);
	const all = (of: (report: Report) => number) => sum(reports, of).toLocaleString('en');
	return [
		'',
		`${reports.length} runs, seeds ${seeds(reports)}, in ${(tookMs / 1_000).toFixed(0)} s; ${(sum(reports, ({ virtualMs }) => virtualMs) / 3_600_000).toFixed(1)} virtual hours`,
		`${all(({ deeds }) => deeds)} things that people did, ${all(({ calls }) => calls)} calls (${all(({ faults }) => faults)} with a fault), ${all(({ writes }) => writes)} writes, ${all(({ deaths }) => deaths)} crashes`,
		`calls for each thing done: ${(sum(reports, ({ calls }) => calls) / Math.max(1, sum(reports, ({ deeds }) => deeds))).toFixed(1)}, at worst ${worst ? `${perDeed(worst).toFixed(1)} (seed ${worst.seed})` : '-'}; polls count, also of quarter hours in which nothing happens`,
		`${all(({ raced }) => raced)} values were saved between our read and our write and are gone (a known limit, docs/quality.md)`,
		`${all(({ asked }) => asked)} records that a person is asked about in the end`,
		failed.length === 0 ? 'Every promise was kept.' : `Broken in ${failed.length} runs: seeds ${failed.map(({ seed }) => seed).join(', ')}`,
	].join('\n');
}

/** A run that broke a promise: what it was, what happened last, and how to see it again. */
export function failureText({ seed, broken, log }: Report, size: Size): string {
	return [
		'',
		`Seed ${seed}: ${broken[0] ?? ''}`,
		...(broken.length > 1 ? [`and ${broken.length - 1} more: ${broken.slice(1, 6).join('; ')}`] : []),
		...log.slice(-LAST_LINES).map((line) => `  ${line}`),
		`Again, with its whole log: npm run simulate -- --seed ${seed} --size ${size} --log`,
	].join('\n');
}
