/**
 * Mutation testing of the engine: does a test fail when the code is changed? See docs/quality.md.
 * `npm run mutation` mutates every folder of it, `MUTATE=merge,identity npm run mutation` some.
 */
import { readdirSync } from 'node:fs';

/** Types and schemas only: nothing to decide. */
const UNDECIDED = ['model'];
/** Lists of data: a test for each of their entries would be the list again. */
const DATA = ['!engine/identity/free-mail.ts'];

// The test runners are processes of their own and read it as well: scripts/mutation/runner.mjs.
process.env.MUTATE ??= readdirSync('engine')
	.filter((folder) => !UNDECIDED.includes(folder))
	.join(',');
const sources = process.env.MUTATE.split(',').flatMap((folder) => [`engine/${folder}/**/*.ts`, `!engine/${folder}/**/*.{test,fixture}.ts`]);

export default {
	plugins: ['./scripts/mutation/runner.mjs'],
	testRunner: 'in-process',
	coverageAnalysis: 'perTest',
	mutate: [...sources, ...DATA],
	// A mutant of a module's constants has no coverage of its own: every test would run for each of them.
	ignoreStatic: true,
	// No test of the engine needs these.
	ignorePatterns: ['build', 'dist', 'coverage', '.demo', '.ci', '.git', 'docs', 'nodes', 'credentials', 'workflows', 'test/e2e', 'test/host'],
	tempDirName: 'build/stryker',
	concurrency: 2,
	// The machine may be busy with other things.
	timeoutMS: 8_000,
	timeoutFactor: 2,
	reporters: ['progress-append-only', 'clear-text', 'json'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	jsonReporter: { fileName: 'build/mutation.json' },
	thresholds: { high: 95, low: 85, break: 85 },
};
