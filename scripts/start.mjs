/**
 * `npm start`: the product to try, on a bare machine too. A real n8n with the package, local stand-ins for Salesforce, HubSpot and Pact
 * with sample data, credentials for them, and the workflow templates imported, two of them running.
 *
 *   npm start              starts, or goes on with the last start (kept in .demo/)
 *   npm start -- --help    its options
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './bootstrap/dependencies.mjs';
import { ensureHost } from './bootstrap/host.mjs';
import { ensureNode24 } from './bootstrap/node24.mjs';
import { PROJECT_ROOT, tarballFile } from './bootstrap/paths.mjs';
import { main, say, step } from './bootstrap/progress.mjs';
import { run } from './bootstrap/run.mjs';
import { USAGE, readOptions } from './demo/options.mjs';

/** What the package is built of. */
const SOURCES = ['nodes', 'credentials', 'console', 'engine', 'store', 'systems', 'index.js', 'package.json', 'package-lock.json', 'gulpfile.js', join('scripts', 'packaging'), join('scripts', 'pack.mjs')];

await main(async () => {
	const args = process.argv.slice(2);
	if (readOptions(args).help) return say(USAGE);
	// On an older Node this script runs once more on a newer one: it began when the user pressed Enter.
	process.env.N8N_PACT_STARTED_AT ??= String(Date.now());
	if (!(await ensureNode24(fileURLToPath(import.meta.url), args))) return;
	await ensureDependencies();
	await ensureHost();
	if (!isBuilt()) await step({ title: 'Building the package', why: 'the same tarball that would be published', about: '5 s' }, buildTarball);
	process.exitCode = await demo(args);
});

/** True when the tarball is younger than all that it is made of. */
function isBuilt() {
	const tarball = tarballFile();
	if (!existsSync(tarball)) return false;
	const builtAt = statSync(tarball).mtimeMs;
	const isOlder = (path) => {
		const { mtimeMs } = statSync(path);
		if (mtimeMs > builtAt) return false;
		return !statSync(path).isDirectory() || readdirSync(path).every((name) => isOlder(join(path, name)));
	};
	return SOURCES.every((name) => isOlder(join(PROJECT_ROOT, name)));
}

async function buildTarball() {
	await run(process.execPath, [join('node_modules', 'gulp', 'bin', 'gulp.js'), 'bundle'], { cwd: PROJECT_ROOT, label: 'The build' });
	await run(process.execPath, [join('scripts', 'pack.mjs')], { cwd: PROJECT_ROOT, label: 'The tarball check' });
}

/** The rest is TypeScript, because it uses the same helpers as the end-to-end tests. */
function demo(args) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, ['--import', 'tsx', join('scripts', 'demo', 'main.ts'), ...args], { cwd: PROJECT_ROOT, stdio: 'inherit' });
		// Ctrl-C reaches the child as well; it ends when everything is stopped.
		process.on('SIGINT', () => undefined);
		for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
		child.on('error', reject);
		child.on('close', (code, signal) => {
			if (signal) say(`The demo was ended by ${signal}. npm start goes on with it.`);
			resolve(code ?? 1);
		});
	});
}
