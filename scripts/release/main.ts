/**
 * `npm run release -- patch`: tests everything, gives the version its number and its part of the changelog, builds the tarball, commits and
 * tags. Nothing leaves the machine: what to push and publish is said at the end.
 *
 *   npm run release -- major | minor | patch | 1.2.3
 *   npm run release -- patch --dry-run      says what it would do
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { unreleased, withRelease } from './changelog';
import { nextVersion } from './version';

const ROOT = join(__dirname, '..', '..');
const RELEASE_BRANCH = 'main';
const manifestSchema = z.looseObject({ version: z.string() });
const lockSchema = z.looseObject({ version: z.string(), packages: z.looseObject({ '': z.looseObject({ version: z.string() }) }) });

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const git = (...args: string[]): string => execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' }).trim();
const npm = (...args: string[]): void => void execFileSync('npm', args, { cwd: ROOT, stdio: 'inherit' });
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const write = (file: string, text: string): void => writeFileSync(join(ROOT, file), text);

function main(args: readonly string[]): void {
	const dryRun = args.includes('--dry-run');
	const [wanted] = args.filter((arg) => !arg.startsWith('--'));
	if (wanted === undefined) throw new Error('Which release? Say: npm run release -- major | minor | patch | 1.2.3');
	const manifest = manifestSchema.parse(JSON.parse(read('package.json')));
	const version = nextVersion(manifest.version, wanted);
	const changelog = withRelease(read('CHANGELOG.md'), version, new Date().toISOString().slice(0, 10));
	say(`${manifest.version} → ${version}\n\n${unreleased(read('CHANGELOG.md'))}\n`);
	if (dryRun) return say('Dry run: nothing was changed.');

	if (git('status', '--porcelain') !== '') throw new Error('There are changes that are not committed: commit or put them aside first.');
	if (git('rev-parse', '--abbrev-ref', 'HEAD') !== RELEASE_BRANCH) throw new Error(`Releases are made from ${RELEASE_BRANCH}.`);
	npm('test');

	const lock = lockSchema.parse(JSON.parse(read('package-lock.json')));
	write('package.json', asJson({ ...manifest, version }));
	write('package-lock.json', asJson({ ...lock, version, packages: { ...lock.packages, '': { ...lock.packages[''], version } } }));
	write('CHANGELOG.md', changelog);
	npm('run', 'build:fast');
	npm('run', 'pack:check');
	git('add', 'package.json', 'package-lock.json', 'CHANGELOG.md');
	git('commit', '-m', `Release ${version}`);
	git('tag', '-a', `v${version}`, '-m', `Version ${version}`);
	say(`\nVersion ${version} is committed and tagged. Look at build/, then:\n  git push --follow-tags\n  npm publish build/n8n-nodes-pact-${version}.tgz --provenance`);
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

try {
	main(process.argv.slice(2));
} catch (error) {
	say(error instanceof Error ? error.message : String(error));
	process.exitCode = 1;
}
