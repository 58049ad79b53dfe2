/**
 * `npm start`: the product to try, on a bare machine too. A real n8n with the package, local stand-ins for Salesforce, HubSpot and Pact
 * with sample data, credentials for them, and the workflow templates imported, two of them running.
 *
 *   npm start              starts, or goes on with the n8n of the last start (kept in .demo/)
 *   npm start -- --fresh   forgets that n8n first
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './bootstrap/dependencies.mjs';
import { ensureHost } from './bootstrap/host.mjs';
import { ensureNode24 } from './bootstrap/node24.mjs';
import { PROJECT_ROOT } from './bootstrap/paths.mjs';
import { SetupError, main, say, step } from './bootstrap/progress.mjs';
import { run } from './bootstrap/run.mjs';

const FLAGS = ['--fresh', '--help'];

await main(async () => {
	const args = process.argv.slice(2);
	const unknown = args.find((arg) => !FLAGS.includes(arg));
	if (unknown) throw new SetupError(`Unknown option ${unknown}. There are ${FLAGS.join(' and ')}.`);
	if (args.includes('--help')) {
		say('npm start              starts the demo, or goes on with the n8n of the last start (kept in .demo/)');
		say('npm start -- --fresh   forgets that n8n first');
		return;
	}
	if (!(await ensureNode24(fileURLToPath(import.meta.url), args))) return;
	await ensureDependencies();
	await ensureHost();
	await step({ title: 'Building the package', why: 'the same tarball that would be published', about: '5 s' }, buildTarball);
	process.exitCode = await demo(args);
});

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
		process.on('SIGTERM', () => child.kill('SIGTERM'));
		child.on('error', reject);
		child.on('close', (code) => resolve(code ?? 0));
	});
}
