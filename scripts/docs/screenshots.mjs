/**
 * `npm run docs:screenshots`: takes the pictures of docs/images anew, from the real n8n with the sandboxes' sample data, so that they
 * show what users see. Run it after a change of a node's parameters or of the template, and look at the pictures before you commit them.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from '../bootstrap/chromium.mjs';
import { ensureDependencies } from '../bootstrap/dependencies.mjs';
import { ensureHost } from '../bootstrap/host.mjs';
import { ensureNode24 } from '../bootstrap/node24.mjs';
import { PROJECT_ROOT } from '../bootstrap/paths.mjs';
import { main, step } from '../bootstrap/progress.mjs';
import { run } from '../bootstrap/run.mjs';

await main(async () => {
	if (!(await ensureNode24(fileURLToPath(import.meta.url), process.argv.slice(2)))) return;
	await ensureDependencies();
	await ensureHost();
	await ensureChromium();
	await step({ title: 'Building the package', about: '5 s' }, async () => {
		await run(process.execPath, [join('node_modules', 'gulp', 'bin', 'gulp.js'), 'bundle'], { cwd: PROJECT_ROOT, label: 'The build' });
		await run(process.execPath, [join('scripts', 'pack.mjs')], { cwd: PROJECT_ROOT, label: 'The tarball check' });
	});
	await step({ title: 'Taking the pictures, and syncing the sample data for the last one', about: '4 min' }, async () => {
		await run(process.execPath, ['--import', 'tsx', join('scripts', 'docs', 'pictures.ts')], { cwd: PROJECT_ROOT, label: 'Taking the pictures' });
	});
	await step({ title: 'Taking the picture of the landing page, of a demo of its own', about: '2 min' }, async () => {
		await run(process.execPath, ['--import', 'tsx', join('scripts', 'docs', 'landing-picture.ts')], { cwd: PROJECT_ROOT, label: 'Taking the picture of the landing page' });
	});
});
