import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../packaging/bundle';
import { bundledLibraries } from '../packaging/notices';
import { byLicence, libraryOf, lockedLibraries, mayBeBundled } from './licences';

describe('licences of what is bundled', () => {
	it.each(['MIT', 'ISC', 'BSD-3-Clause', 'Apache-2.0', '0BSD', '(MIT OR GPL-3.0-only)', 'MIT OR WTFPL', '(MIT AND BSD-2-Clause)'])('%s is fine', (licence) => {
		expect(mayBeBundled(licence)).toBe(true);
	});

	it.each(['GPL-3.0-only', 'LGPL-2.1', 'AGPL-3.0', 'MPL-2.0', 'SEE LICENSE IN LICENSE.md', 'UNLICENSED', 'UNKNOWN', '', 'MIT AND GPL-2.0-only', '(MIT OR X) AND (GPL-2.0 OR Y)', 'mit-ish'])('%s is not', (licence) => {
		expect(mayBeBundled(licence)).toBe(false);
	});

	it('are read from what packages say, in the old form too; who says nothing is unknown', () => {
		const named = { name: 'a', version: '1.0.0' };
		expect(libraryOf({ ...named, license: { type: 'MIT', url: 'x' } })).toEqual({ ...named, licence: 'MIT' });
		expect(libraryOf(named).licence).toBe('UNKNOWN');
	});

	it('are all such that ask for a notice and nothing more, in the package as it is built now', async () => {
		const libraries = bundledLibraries(await build({ write: false })).map((folder) => libraryOf(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))));
		expect(libraries.map(({ name }) => name)).toEqual(expect.arrayContaining(['kysely', 'pg', 'zod']));
		expect(libraries.filter(({ licence }) => !mayBeBundled(licence))).toEqual([]);
	}, 60_000);
});

describe('licences of what is installed', () => {
	const lock = {
		packages: {
			'': { version: '1.0.0', license: 'MIT' },
			'node_modules/b': { version: '2.0.0', license: 'ISC' },
			'node_modules/b/node_modules/@x/a': { version: '1.0.0', license: 'MIT' },
			'node_modules/c/node_modules/@x/a': { version: '1.0.0', license: 'MIT' },
			'node_modules/linked': { link: true },
			'node_modules/d': { version: '3.0.0' },
		},
	};

	it('are counted once for each name and version', () => {
		expect(lockedLibraries(lock)).toEqual([
			{ name: '@x/a', version: '1.0.0', licence: 'MIT' },
			{ name: 'b', version: '2.0.0', licence: 'ISC' },
			{ name: 'd', version: '3.0.0', licence: 'UNKNOWN' },
		]);
		expect(byLicence(lockedLibraries(lock))).toEqual([['ISC', 1], ['MIT', 1], ['UNKNOWN', 1]]);
	});
});
