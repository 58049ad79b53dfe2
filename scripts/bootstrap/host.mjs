/** The real n8n that the end-to-end tests and `npm start` use: installed once into the cache, from the lock file in test/host. */
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PROJECT_ROOT, cacheRoot, hostFolder, hostVersion } from './paths.mjs';
import { SetupError, step } from './progress.mjs';
import { installLocked, installedShare, npm, run } from './run.mjs';

/**
 * Makes sure that the host is there. It is installed into a draft folder and renamed when it works, so that an interrupted install is
 * never taken for a host.
 * @returns {Promise<string>} its folder
 */
export async function ensureHost() {
	const folder = hostFolder();
	if (hostVersion(folder)) return folder;
	removeDeadDrafts();
	const draft = `${folder}.draft-${process.pid}`;
	const version = JSON.parse(readFileSync(join(PROJECT_ROOT, 'test', 'host', 'package.json'), 'utf8')).dependencies.n8n;
	mkdirSync(draft, { recursive: true });
	for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(PROJECT_ROOT, 'test', 'host', file), join(draft, file));
	try {
		await step(
			{ title: `Installing n8n ${version} for tests and the demo`, why: `once, 2.2 GB into ${cacheRoot()}`, about: '2–5 min', share: () => installedShare(draft) },
			() => installLocked(draft),
		);
		await step({ title: "Building n8n's database driver", why: 'the one native module it needs', about: '1–2 min' }, () => buildDriver(draft));
		if (!existsSync(folder)) renameSync(draft, folder);
	} finally {
		rmSync(draft, { recursive: true, force: true });
	}
	return folder;
}

async function buildDriver(folder) {
	// Headers of the running Node where it brings them along; node-gyp downloads them otherwise.
	const home = join(dirname(process.execPath), '..');
	const headers = existsSync(join(home, 'include', 'node', 'node_api.h')) ? { npm_config_nodedir: home } : {};
	const { code, output } = await npm(['rebuild', 'sqlite3', '--loglevel=error'], {
		cwd: folder,
		env: { ...process.env, ...headers },
		allowFailure: true,
	});
	const probe = await run(process.execPath, ['-e', "require('sqlite3')"], { cwd: folder, allowFailure: true });
	if (code === 0 && probe.code === 0) return;
	throw new SetupError(
		'The SQLite driver of n8n could not be built. It needs either access to its prebuilt binary on GitHub, or Python 3, make and a C++ ' +
			'compiler (Debian, Ubuntu: apt-get install -y python3 make g++; macOS: xcode-select --install). Install them and run this again.\n' +
			`${output}\n${probe.output}`.slice(-4_000),
	);
}

/** Drafts of installs that were interrupted: their process is gone. */
function removeDeadDrafts() {
	if (!existsSync(cacheRoot())) return;
	for (const name of readdirSync(cacheRoot())) {
		const pid = /\.draft-(\d+)$/.exec(name)?.[1];
		if (pid && !isAlive(Number(pid))) rmSync(join(cacheRoot(), name), { recursive: true, force: true });
	}
}

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: it lives, and belongs to somebody else.
		return error.code === 'EPERM';
	}
}
