/**
 * `npm run simulate`: the whole engine, its store and the three sandboxes in one process, in virtual time, with people, faults and crashes.
 * `--seed N` (default 1) is the first seed, `--runs M` (default 1) how many; `--size small` (default) or `large`; `--log` prints everything that
 * happened. The same seed and size give the same log, byte for byte. Ends with 1 when a promise was broken.
 */
import { parseArgs } from 'node:util';
import { Playground } from '../../test/support/simulate/folder';
import { SIZES } from '../../test/support/simulate/shape';
import type { Report } from '../../test/support/simulate/simulation';
import { failureText, progressLine, summary } from './summary';

const LINE_EVERY = 100;

const { values } = parseArgs({
	options: { seed: { type: 'string', default: '1' }, runs: { type: 'string', default: '1' }, size: { type: 'string', default: 'small' }, log: { type: 'boolean', default: false } },
});

async function main(): Promise<void> {
	const [seed, runs] = [Number(values.seed), Number(values.runs)];
	if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed takes a whole number from 0.');
	if (!Number.isSafeInteger(runs) || runs < 1) throw new Error('--runs takes a whole number from 1.');
	const size = SIZES.find((one) => one === values.size);
	if (size === undefined) throw new Error(`--size takes ${SIZES.join(' or ')}.`);
	// Making stacks of errors takes time; whoever looks at one run sees them.
	if (!values.log) Error.stackTraceLimit = 0;
	const playground = await Playground.open();
	const reports: Report[] = [];
	const started = Date.now();
	let lineStarted = started;
	for (let run = 0; run < runs; run += 1) {
		const report = await playground.play(seed + run, size);
		if (values.log) console.log(report.log.join('\n'));
		if (report.broken.length > 0) console.log(failureText(report, size));
		// A million logs fill no memory.
		reports.push({ ...report, log: [] });
		if (reports.length % LINE_EVERY === 0) {
			console.log(progressLine(reports.slice(-LINE_EVERY), Date.now() - lineStarted));
			lineStarted = Date.now();
		}
	}
	await playground.close();
	console.log(summary(reports, Date.now() - started));
	if (reports.some(({ broken }) => broken.length > 0)) process.exitCode = 1;
}

void main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
