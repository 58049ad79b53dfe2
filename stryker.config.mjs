/**
 * Mutation testing of the engine: does a test fail when the code is changed? See docs/quality.md.
 * `npm run mutation` mutates every folder of it, `MUTATE=merge,identity npm run mutation` some.
 */
import { readdirSync } from 'node:fs';
import jestConfig from './jest.config.js';

const all = readdirSync('engine').filter((folder) => folder !== 'model');
const folders = process.env.MUTATE?.split(',') ?? all;

const [unit] = jestConfig.projects;
// Coverage by test works for one jest project only: the unit and property tests of these folders as one.
const testMatch = folders.flatMap((folder) => [`<rootDir>/engine/${folder}/**/*.test.ts`, `<rootDir>/test/property/${folder}.test.ts`]);

export default {
	testRunner: 'jest',
	coverageAnalysis: 'perTest',
	jest: { projectType: 'custom', config: { ...unit, testMatch }, enableFindRelatedTests: false },
	mutate: folders.flatMap((folder) => [`engine/${folder}/**/*.ts`, `!engine/${folder}/**/*.{test,fixture}.ts`]),
	// No test of the engine needs these.
	ignorePatterns: ['build', 'dist', 'coverage', '.demo', '.ci', '.git', 'docs', 'nodes', 'credentials', 'workflows', 'scripts', 'test/e2e', 'test/host'],
	tempDirName: 'build/stryker',
	concurrency: 2,
	// Property tests take seconds, and the machine may be busy with other things.
	timeoutMS: 20_000,
	timeoutFactor: 3,
	reporters: ['progress-append-only', 'clear-text', 'json'],
	clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
	jsonReporter: { fileName: 'build/mutation.json' },
	thresholds: { high: 95, low: 85, break: 85 },
};
