/** Where things live: the checkout, and the cache folder that survives it. Node built-ins only, Node 20 and up. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const PROJECT_ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The Node release that runs n8n, and with it everything after the bootstrap. n8n 2.36 and later need 24. */
export const NODE_RELEASE = '24.21.0';
export const NODE_MAJOR = 24;

/** Downloaded tools (Node, the n8n host) are kept outside the checkout, so that a fresh clone finds them again. */
export function cacheRoot() {
	const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
	return process.env.N8N_PACT_CACHE || join(base, 'n8n-nodes-pact');
}

/** Folder of the host n8n for this lock file, Node release line and platform (it holds one native module). */
export function hostFolder() {
	const lock = readFileSync(join(PROJECT_ROOT, 'test', 'host', 'package-lock.json'));
	const key = createHash('sha256').update(lock).digest('hex').slice(0, 12);
	return join(cacheRoot(), `host-${key}-node${NODE_MAJOR}-${process.platform}-${process.arch}`);
}

export function packageVersion() {
	return JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')).version;
}

/** The tarball that `npm run pack:check` leaves; end-to-end tests and `npm start` install it into n8n. */
export function tarballFile() {
	return join(PROJECT_ROOT, 'build', `n8n-nodes-pact-${packageVersion()}.tgz`);
}

/** Installed n8n version of a host folder, or undefined when the folder is no complete host. */
export function hostVersion(folder) {
	const manifest = join(folder, 'node_modules', 'n8n', 'package.json');
	return existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).version : undefined;
}
