/** The nodes and credentials of the package, as found on disk. */
const { existsSync, readFileSync, readdirSync } = require('node:fs');
const { join, resolve } = require('node:path');

const ROOT = resolve(__dirname, '..', '..');
const DIST = join(ROOT, 'dist');

/**
 * @typedef {{ className: string, source: string, output: string }} Part
 * className is also the file's base name: n8n takes the class from the file name. Paths are relative to the project root.
 */

/** @returns {Part[]} */
function nodes() {
	return foldersOf('nodes').flatMap((folder) =>
		filesOf(join('nodes', folder), '.node.ts').map((className) => part(`nodes/${folder}/${className}.node`, className)),
	);
}

/** @returns {Part[]} */
function credentials() {
	return filesOf('credentials', '.credentials.ts').map((className) => part(`credentials/${className}.credentials`, className));
}

/** What package.json must list under "n8n" for these files; n8n loads nothing else. */
function expectedManifest() {
	return { nodes: nodes().map(({ output }) => output), credentials: credentials().map(({ output }) => output) };
}

function part(path, className) {
	return { className, source: `${path}.ts`, output: `dist/${path}.js` };
}

function foldersOf(folder) {
	const path = join(ROOT, folder);
	if (!existsSync(path)) return [];
	return readdirSync(path, { withFileTypes: true })
		.filter((entry) => entry.isDirectory())
		.map(({ name }) => name)
		.sort();
}

function filesOf(folder, suffix) {
	const path = join(ROOT, folder);
	if (!existsSync(path)) return [];
	return readdirSync(path)
		.filter((name) => name.endsWith(suffix))
		.map((name) => name.slice(0, -suffix.length))
		.sort();
}

function manifest() {
	return JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
}

module.exports = { ROOT, DIST, nodes, credentials, expectedManifest, manifest };
