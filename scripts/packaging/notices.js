/** Licence notices of the libraries that the shared chunk holds, from what the bundler says it took. */
const { existsSync, readFileSync, readdirSync } = require('node:fs');
const { writeFile } = require('node:fs/promises');
const { dirname, join, resolve } = require('node:path');
const bundleStep = require('./bundle');
const { DIST, ROOT } = require('./package-parts');

const LICENCE_FILE = /^(licen[cs]e|copying|notice)([-.].*)?$/i;
const RULE = '-'.repeat(80);

async function notices() {
	const libraries = bundledLibraries(bundleStep.getMetafile());
	const text = libraries.map(notice).join(`\n\n${RULE}\n\n`);
	await writeFile(join(DIST, 'THIRD_PARTY_NOTICES.txt'), `${libraries.length} libraries are part of dist/shared.js.\n\n${RULE}\n\n${text}\n`);
}

/** Package folders whose code is in the output (not merely looked at), sorted by name. */
function bundledLibraries(metafile) {
	const folders = new Set();
	for (const { inputs } of Object.values(metafile.outputs)) {
		for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
			if (bytesInOutput > 0 && file.includes('node_modules/')) folders.add(packageFolder(resolve(ROOT, file)));
		}
	}
	return [...folders].sort();
}

/** The nearest folder above whose package.json names a package (inner ones only set the module type). */
function packageFolder(file) {
	for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
		const manifestFile = join(folder, 'package.json');
		if (existsSync(manifestFile) && readJson(manifestFile).version) return folder;
	}
	throw new Error(`No package.json above ${file}`);
}

function notice(folder) {
	const { name, version, license, author, repository } = readJson(join(folder, 'package.json'));
	const licences = readdirSync(folder).filter((entry) => LICENCE_FILE.test(entry));
	const who = typeof author === 'string' ? author : author?.name;
	const texts = licences.map((entry) => readFileSync(join(folder, entry), 'utf8').trim());
	const where = typeof repository === 'string' ? repository : repository?.url;
	const stated = [who && `Author: ${who}`, where && `Source: ${where}`].filter(Boolean);
	return [`${name} ${version} (${licenceName(license)})`, ...(texts.length > 0 ? texts : stated)].join('\n\n');
}

function licenceName(license) {
	if (typeof license === 'string') return license;
	return license?.type ?? 'see the licence text';
}

function readJson(file) {
	return JSON.parse(readFileSync(file, 'utf8'));
}

module.exports = { bundledLibraries, notices };
