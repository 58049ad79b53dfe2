/** The Redis for the end-to-end test of n8n's queue mode. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SetupError, step } from './progress.mjs';
import { run } from './run.mjs';

/** Path of a redis-server (or of its fork, valkey-server), or undefined. */
export function findRedis() {
	const own = process.env.REDIS_SERVER_PATH;
	if (own) {
		if (existsSync(own)) return own;
		throw new SetupError(`REDIS_SERVER_PATH is ${own}, and there is no such file. Correct it or unset it.`);
	}
	const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)].filter(Boolean);
	return folders.flatMap((folder) => ['redis-server', 'valkey-server'].map((name) => join(folder, name))).find((file) => existsSync(file));
}

/** Finds a Redis, and installs Debian's where that is possible. Puts its path into REDIS_SERVER_PATH for what runs next. */
export async function ensureRedis() {
	const found = findRedis();
	if (found) return remember(found);
	if (!(existsSync('/etc/debian_version') && process.getuid?.() === 0)) {
		throw new SetupError(
			"The test of n8n's queue mode needs a redis-server, and none was found. Install one (Debian, Ubuntu: apt-get install redis-server; " +
				'macOS: brew install redis), or set REDIS_SERVER_PATH to its program file, and run this again.',
		);
	}
	await step({ title: "Installing Debian's Redis", why: "for the test of n8n's queue mode", about: '30 s' }, async () => {
		await run('apt-get', ['update', '-qq']);
		await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'redis-server'], {
			env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
		});
	});
	const installed = findRedis();
	if (!installed) throw new SetupError('Redis was installed and still cannot be found. Set REDIS_SERVER_PATH to its program file.');
	return remember(installed);
}

function remember(path) {
	process.env.REDIS_SERVER_PATH = path;
	return path;
}
