/**
 * A test runner for Stryker. Its own one for jest loads every test file and every package again for each of thousands of mutants; this
 * one loads only the test files that reach the mutant, afresh in the same process, and stops at the first failure: minutes, not hours.
 */
import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { clearTimeout, setTimeout } from 'node:timers';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, DryRunStatus, MutantRunStatus, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner';
import { Modules } from './modules.mjs';
import { collect } from './suite.mjs';

const fastCheck = createRequire(import.meta.url)('fast-check');

/**
 * Properties run for every mutant: fewer runs (and one only where each opens a store), the same seed for all mutants (else a
 * score would be luck), and no shrinking.
 */
const MOST_RUNS = 100;
const MOST_ASYNC_RUNS = 1;
const assert = (property, parameters = {}) => {
	const most = property.isAsync() ? MOST_ASYNC_RUNS : MOST_RUNS;
	return fastCheck.assert(property, { seed: 1, ...parameters, numRuns: Math.min(parameters.numRuns ?? most, most), endOnFailure: true });
};

/** Each folder of the engine must be held by its own tests; the quick ones go first. */
const testFiles = () =>
	process.env.MUTATE.split(',').flatMap((folder) => [
		...globSync(`engine/${folder}/**/*.test.ts`).sort(),
		...globSync(`test/property/${folder}*.test.ts`).sort(),
	]);

/** A test's id begins with its file: ids go to other processes than the one that made them. */
const idPrefix = (file) => `${file}: `;

/** A test that is not done by then never will be: a mutant made it wait for something that does not come. */
const TEST_TIMEOUT_MS = 10_000;

/** `SAMPLE=12` tries every twelfth mutant only; the others show as errors, which do not count. */
const SAMPLE = Number(process.env.SAMPLE ?? 1);
const NOT_TRIED = { status: MutantRunStatus.Error, errorMessage: 'Not of the sample.' };

/** What the mutated code looks at. */
const stryker = (globalThis.__stryker__ ??= {});

async function inTime(running) {
	let timer;
	const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error('The test does not end.')), TEST_TIMEOUT_MS)));
	await Promise.race([running, late]).finally(() => clearTimeout(timer));
}

class InProcessRunner {
	#modules = new Modules({ 'fast-check': { ...fastCheck, assert, default: { ...fastCheck.default, assert }, __esModule: true } });

	capabilities() {
		return { reloadEnvironment: true };
	}

	async init() {
		process.env.NODE_ENV = 'test';
		// A mutant may leave a promise behind that nobody waits for; the tests judge, not the process.
		process.on('unhandledRejection', () => {});
	}

	async dryRun() {
		const tests = await this.#run(testFiles(), undefined, true);
		return { status: DryRunStatus.Complete, tests, mutantCoverage: stryker.mutantCoverage };
	}

	async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
		if (Number(activeMutant.id) % SAMPLE !== 0) return NOT_TRIED;
		const wanted = testFilter && new Set(testFilter);
		const files = testFiles().filter((file) => testFilter?.some((id) => id.startsWith(idPrefix(file))) ?? true);
		Object.assign(stryker, { activeMutant: activeMutant.id, hitLimit, hitCount: hitLimit === undefined ? undefined : 0 });
		try {
			const tests = await this.#run(files, wanted, disableBail);
			const endless = determineHitLimitReached(stryker.hitCount, hitLimit);
			return toMutantRunResult(endless ?? { status: DryRunStatus.Complete, tests }, disableBail);
		} finally {
			Object.assign(stryker, { activeMutant: undefined, hitLimit: undefined, hitCount: undefined });
		}
	}

	async #run(files, wanted, everything) {
		this.#modules.forget();
		const results = [];
		for (const fileName of files) {
			for (const test of this.#declaredBy(fileName, wanted)) {
				const result = await this.#resultOf(test, fileName);
				results.push(result);
				if (result.status === TestStatus.Failed && !everything) return results;
			}
		}
		return results;
	}

	/** A file that cannot be loaded any more is a failure of each of its tests. */
	#declaredBy(file, wanted) {
		try {
			const tests = collect(() => this.#modules.load(resolve(file))).map((test) => ({ ...test, id: idPrefix(file) + test.name }));
			return tests.filter(({ id }) => wanted?.has(id) ?? true);
		} catch (error) {
			if (!wanted) throw error;
			const run = () => Promise.reject(error);
			return [...wanted].filter((id) => id.startsWith(idPrefix(file))).map((id) => ({ id, name: id, run }));
		}
	}

	async #resultOf({ id, name, run }, fileName) {
		const result = { id, name, fileName: resolve(fileName) };
		const began = performance.now();
		stryker.currentTestId = id;
		try {
			await inTime(run());
			return { ...result, status: TestStatus.Success, timeSpentMs: performance.now() - began };
		} catch (error) {
			return { ...result, status: TestStatus.Failed, timeSpentMs: performance.now() - began, failureMessage: String(error?.stack ?? error) };
		} finally {
			stryker.currentTestId = undefined;
		}
	}
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
