/** The package's own development dependencies. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT_ROOT } from './paths.mjs';
import { step } from './progress.mjs';
import { installLocked, installedShare } from './run.mjs';

/** Installs what the lock file says, unless node_modules already holds it. */
export async function ensureDependencies() {
	const reason = difference();
	if (!reason) return;
	await step(
		{ title: 'Installing the development dependencies', why: reason, about: '1 min', share: () => installedShare(PROJECT_ROOT) },
		() => installLocked(PROJECT_ROOT),
	);
}

/**
 * Why node_modules does not match package-lock.json, or undefined when it does. npm writes node_modules/.package-lock.json last, so an
 * interrupted install has none.
 */
function difference() {
	const installedFile = join(PROJECT_ROOT, 'node_modules', '.package-lock.json');
	if (!existsSync(installedFile)) return 'node_modules is missing or incomplete';
	const wanted = readJson(join(PROJECT_ROOT, 'package-lock.json')).packages;
	const installed = readJson(installedFile).packages;
	for (const [path, { version, optional, link }] of Object.entries(wanted)) {
		// Optional packages are those of other platforms, for the most part.
		if (path === '' || optional || link) continue;
		if (installed[path]?.version !== version) return `${path.replace('node_modules/', '')} is not at ${version}, as the lock file has it`;
	}
	return undefined;
}

function readJson(file) {
	return JSON.parse(readFileSync(file, 'utf8'));
}
