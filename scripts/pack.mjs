/** `npm run pack:check`: packs dist/ into build/ and proves that the tarball is what n8n users can install. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT, tarballFile } from './bootstrap/paths.mjs';
import { SetupError, main, say } from './bootstrap/progress.mjs';
import { npm, run } from './bootstrap/run.mjs';

/** The package is downloaded by every n8n that installs it, and on every restart of some Docker set-ups. */
const MAX_TARBALL_BYTES = 5 * 1024 * 1024;
/** MIT, ISC, BSD and Apache ask for their notice with every copy; the build writes it. */
const NOTICES = 'dist/THIRD_PARTY_NOTICES.txt';
/** What may be published. Anything else has slipped in. */
const ALLOWED = /^(dist\/|index\.js$|package\.json$|README\.md$|LICENSE(\.md)?$|CHANGELOG\.md$)/;

await main(async () => {
	const tarball = await pack();
	const folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-pact-check-'));
	try {
		const installed = await check('installs into an empty folder without install scripts', () => installInto(folder, tarball));
		await check(`is smaller than ${MAX_TARBALL_BYTES / 1024 / 1024} MB`, () => checkSize(tarball));
		await check('has no dependencies, and n8n-workflow as its only peer', () => checkManifest(installed));
		await check('holds nothing but the build', () => checkFiles(installed));
		await check('loads, with n8n-workflow as the only thing it takes from outside', () => checkLoads(installed));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

async function pack() {
	const tarball = tarballFile();
	mkdirSync(dirname(tarball), { recursive: true });
	rmSync(tarball, { force: true });
	await npm(['pack', '--silent', '--ignore-scripts', '--pack-destination', dirname(tarball)], { cwd: PROJECT_ROOT });
	if (!existsSync(tarball)) throw new SetupError(`npm pack did not write ${tarball}.`);
	return tarball;
}

async function check(claim, work) {
	const result = await work();
	say(`✓ the tarball ${claim}${typeof result === 'object' && result.detail ? `: ${result.detail}` : ''}`);
	return result?.folder;
}

async function installInto(folder, tarball) {
	writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
	const since = Date.now();
	// n8n drops peer dependencies before it installs a community package; --legacy-peer-deps does the same here.
	await npm(['install', '--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', tarball], { cwd: folder });
	const names = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
	if (names.join() !== 'n8n-nodes-pact') throw new SetupError(`Installing the tarball brought more than itself: ${names.join(', ')}.`);
	return { folder: join(folder, 'node_modules', 'n8n-nodes-pact'), detail: `${((Date.now() - since) / 1000).toFixed(1)} s` };
}

function checkSize(tarball) {
	const { size } = statSync(tarball);
	if (size >= MAX_TARBALL_BYTES) throw new SetupError(`The tarball has ${size} bytes; the limit is ${MAX_TARBALL_BYTES}.`);
	return { detail: `${(size / 1024).toFixed(0)} kB` };
}

function checkManifest(installed) {
	const { dependencies = {}, peerDependencies = {}, optionalDependencies = {} } = readManifest(installed);
	const own = [...Object.keys(dependencies), ...Object.keys(optionalDependencies)];
	if (own.length > 0) throw new SetupError(`The published package must have no dependencies, and has ${own.join(', ')}.`);
	if (JSON.stringify(peerDependencies) !== '{"n8n-workflow":"*"}') throw new SetupError('peerDependencies must be {"n8n-workflow": "*"}.');
}

function checkFiles(installed) {
	const files = readdirSync(installed, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1).replaceAll('\\', '/'));
	const strays = files.filter((file) => !ALLOWED.test(file));
	if (strays.length > 0) throw new SetupError(`The tarball holds files that are not the build: ${strays.join(', ')}.`);
	if (!files.includes(NOTICES)) throw new SetupError(`The tarball lacks ${NOTICES}, which the licences of the bundled libraries ask for.`);
	return { detail: `${files.length} files` };
}

/** Loads each listed file as n8n does: the class named like the file, made with new, in a process that finds n8n-workflow on its NODE_PATH. */
async function checkLoads(installed) {
	const { nodes = [], credentials = [] } = readManifest(installed).n8n;
	const probe = `
		for (const file of ${JSON.stringify([...nodes, ...credentials])}) {
			const name = require('node:path').basename(file).split('.')[0];
			const instance = new (require(require('node:path').resolve(file))[name])();
			if (!(instance.description ?? instance).name) throw new Error(file + ' has no name');
		}`;
	const modules = mkdtempSync(join(tmpdir(), 'n8n-nodes-pact-peer-'));
	try {
		writeFileSync(join(modules, 'n8n-workflow.js'), `module.exports = require(${JSON.stringify(join(PROJECT_ROOT, 'node_modules', 'n8n-workflow'))});\n`);
		await run(process.execPath, ['-e', probe], { cwd: installed, env: { ...process.env, NODE_PATH: modules }, label: 'Loading the packed nodes' });
	} finally {
		rmSync(modules, { recursive: true, force: true });
	}
	return { detail: `${nodes.length} nodes, ${credentials.length} credentials` };
}

function readManifest(folder) {
	return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
