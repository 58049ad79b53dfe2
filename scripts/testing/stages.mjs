/** The stages of `npm test`: what each needs, and how its passes and failures are counted. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ensureChromium } from '../bootstrap/chromium.mjs';
import { ensureDependencies } from '../bootstrap/dependencies.mjs';
import { ensureHost } from '../bootstrap/host.mjs';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { say, SetupError } from '../bootstrap/progress.mjs';
import { ensureRedis } from '../bootstrap/redis.mjs';
import { run } from '../bootstrap/run.mjs';

/** @typedef {{ passed: number, failed: number }} Count */

/** Name of the lines that pack.mjs prints for a check that holds. */
const CHECK_MARK = /^✓ /gm;

/**
 * `onRequest`: runs only when it is named with `--only`.
 * @type {{ name: string, what: string, needs: Array<() => Promise<unknown>>, run: () => Promise<Count>, onRequest?: true }[]}
 */
export const STAGES = [
	{ name: 'lint', what: 'eslint with the two n8n plugins and the dependency rule', needs: [ensureDependencies], run: () => single('eslint/bin/eslint.js', ['.']) },
	{ name: 'types', what: 'TypeScript, strict', needs: [ensureDependencies], run: () => single('typescript/bin/tsc', ['--noEmit', '-p', '.']) },
	jestStage('unit', 'every module by itself'),
	jestStage('property', 'the rules of the merge on random states'),
	jestStage('simulation', 'the whole engine against a seeded, failing world'),
	jestStage('contract', 'one suite for every system client and its sandbox'),
	{ name: 'package', what: 'build, pack, and what n8n users will install', needs: [ensureDependencies, build], run: packageChecks },
	{ name: 'host', what: 'the real n8n is installed', needs: [ensureHost], run: async () => ({ passed: 1, failed: 0 }) },
	jestStage('e2e', 'the packed tarball in the real n8n', [build, pack, ensureHost, ensureChromium, ensureRedis], ['--maxWorkers=2']),
	// Five processes of n8n to a file: one file at a time.
	{ ...jestStage('e2e', '', [build, pack, ensureHost, ensureChromium, ensureRedis]), name: 'e2e-queue', what: 'the same in queue mode: a main process, one for webhooks, three workers (only with --only)', run: () => inQueueMode(() => jest('e2e', ['--runInBand'])), onRequest: true },
];

/** Both are done once in a run; the package stage reports on them. */
let packed;

async function build() {
	await tool('gulp/bin/gulp.js', ['bundle'], 'The build');
}

function pack() {
	packed ??= run(process.execPath, [join('scripts', 'pack.mjs')], { cwd: PROJECT_ROOT, label: 'The tarball check' });
	return packed;
}

async function packageChecks() {
	const { output } = await pack();
	process.stdout.write(output);
	return { passed: output.match(CHECK_MARK)?.length ?? 0, failed: 0 };
}

async function tool(script, args, label) {
	const { code } = await run(process.execPath, [modulePath(script), ...args], { cwd: PROJECT_ROOT, show: true, allowFailure: true });
	if (code !== 0) throw new SetupError(`${label} failed, see above.`);
}

/** A tool that says yes or no counts as one test. */
async function single(script, args) {
	const { code } = await run(process.execPath, [modulePath(script), ...args], { cwd: PROJECT_ROOT, show: true, allowFailure: true });
	return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function jestStage(name, what, needs = [], args = []) {
	return { name, what, needs: [ensureDependencies, ...needs], run: () => jest(name, args) };
}

/** Runs one jest project and counts its tests. */
async function jest(project, args) {
	const count = countOf(await jestReport(project, args));
	return project === 'e2e' ? await secondLook(count) : count;
}

/** Every n8n that a test starts meanwhile is one in queue mode (test/e2e/support/n8n-host.ts). */
async function inQueueMode(work) {
	process.env.E2E_MODE = 'queue';
	try {
		return await work();
	} finally {
		delete process.env.E2E_MODE;
	}
}

/** More files than this do not fail by chance. */
const MOST_LOOKED_AT_TWICE = 3;

/**
 * End-to-end tests share two cores with an n8n, three sandboxes and a browser each. Files that failed are run once more, one at a time, and
 * the run says which these were: what fails alone, too, has failed.
 */
async function secondLook(first) {
	const { failedFiles } = first;
	if (failedFiles.length === 0 || failedFiles.length > MOST_LOOKED_AT_TWICE) return first;
	const names = failedFiles.map((file) => relative(PROJECT_ROOT, file)).join(', ');
	say(`\n⚠ Failed beside others, now run alone: ${names}`);
	const second = countOf(await jestReport('e2e', ['--runInBand', '--runTestsByPath', ...failedFiles]));
	say(second.failed === 0 ? `⚠ Passed alone, at the second look: ${names}` : `✗ Failed alone, too: ${names}`);
	return { passed: first.passed - first.passedInFailedFiles + second.passed, failed: second.failed };
}

/** Answers jest's own report; undefined where it wrote none. */
async function jestReport(project, args) {
	const file = join(PROJECT_ROOT, 'build', `jest-${project}.json`);
	mkdirSync(join(PROJECT_ROOT, 'build'), { recursive: true });
	rmSync(file, { force: true });
	// A test that timed out may leave something running: the count is written by then, and nothing waits for it.
	const { code } = await run(
		process.execPath,
		[modulePath('jest/bin/jest.js'), '--selectProjects', project, '--passWithNoTests', '--forceExit', '--json', '--outputFile', file, ...args],
		{ cwd: PROJECT_ROOT, show: 'stderr', allowFailure: true },
	);
	return { code, report: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined };
}

/** A suite that could not even be loaded is a failure; jest also fails for other reasons, such as an open handle that keeps a worker from ending. */
function countOf({ code, report }) {
	if (report === undefined) return { passed: 0, failed: 1, failedFiles: [], passedInFailedFiles: 0 };
	const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = report;
	const failedSuites = testResults.filter(({ status }) => status === 'failed');
	const failed = numFailedTests + numRuntimeErrorTestSuites;
	return {
		passed: numPassedTests,
		failed: failed === 0 && code !== 0 ? 1 : failed,
		failedFiles: failedSuites.map(({ name }) => name),
		passedInFailedFiles: failedSuites.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'passed').length,
	};
}

/** Read from disk and not through the module resolver: packages that list their "exports" hide their programs. */
function modulePath(script) {
	return join(PROJECT_ROOT, 'node_modules', script);
}
