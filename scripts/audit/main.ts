/** `npm run audit:licences`: what is part of the published package and what it is built with, by licence. Ends with 1 where something bundled may not be. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../packaging/bundle';
import { bundledLibraries } from '../packaging/notices';
import { ROOT } from '../packaging/package-parts';
import { byLicence, libraryOf, lockedLibraries, mayBeBundled } from './licences';

const readJson = (...path: string[]): unknown => JSON.parse(readFileSync(join(...path), 'utf8'));

void (async () => {
	const bundled = bundledLibraries(await build({ write: false })).map((folder) => libraryOf(readJson(folder, 'package.json')));
	console.log(`Part of dist/shared.js, with a notice each in dist/THIRD_PARTY_NOTICES.txt (${bundled.length}):`);
	for (const { name, version, licence } of bundled) console.log(`  ${name} ${version}: ${licence}${mayBeBundled(licence) ? '' : '   ← MAY NOT BE BUNDLED'}`);

	const installed = lockedLibraries(readJson(ROOT, 'package-lock.json'));
	console.log(`\nInstalled to build and test with, and never published (${installed.length}):`);
	for (const [licence, count] of byLicence(installed)) console.log(`  ${String(count).padStart(5)}  ${licence}`);

	const refused = bundled.filter(({ licence }) => !mayBeBundled(licence));
	if (refused.length === 0) return console.log('\nEverything that is bundled asks for its notice and nothing more.');
	console.error(`\n${refused.map(({ name, licence }) => `${name} (${licence})`).join(', ')}: unknown or copyleft. Use another library, or ask for a licence that may be bundled.`);
	process.exitCode = 1;
})();
