import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** What a package folder is made of; the rest of a checkout stays out. */
const PUBLISHED = ['package.json', 'index.js', 'dist'];

/** The package to put into n8n: a packed tarball, or a folder with a built package. */
export type PackageSource = { tarball: string } | { packageDir: string };

/** Puts the package where n8n looks for community packages at start; replaces what is there. */
export function installPackage(userFolder: string, source: PackageSource): void {
	const target = join(userFolder, '.n8n', 'nodes', 'node_modules', 'n8n-nodes-pact');
	rmSync(target, { recursive: true, force: true });
	mkdirSync(target, { recursive: true });
	if ('packageDir' in source) {
		for (const name of PUBLISHED) cpSync(join(source.packageDir, name), join(target, name), { recursive: true });
		return;
	}
	const { status, stderr } = spawnSync('tar', ['-xzf', source.tarball, '-C', target, '--strip-components=1'], { encoding: 'utf8' });
	if (status !== 0) throw new Error(`${source.tarball} could not be unpacked: ${stderr}`);
}
