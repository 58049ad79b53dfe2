import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { SYSTEMS } from '../../engine/model';

const ROOT = join(__dirname, '..', '..');
const page = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const section = page.slice(page.indexOf('## Add a fourth system'), page.indexOf('## Before a pull request'));

const NAMED = new RegExp(`['"](${SYSTEMS.join('|')})['"]|\\b(${SYSTEMS.join('|')}): `);
/** What belongs to one system or one pair, and is copied as a whole. */
const OF_ONE_SYSTEM = /^(nodes\/(Salesforce|HubSpot|Pact)|engine\/mapping\/compile\/known-fields\/|credentials\/)/;
/** A system's name as a value or a key, outside what belongs to one system. */
const places = ['engine', 'store', 'console', 'nodes', 'credentials', 'systems/common']
	.flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file.replaceAll('\\', '/')}`))
	.filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file) && !OF_ONE_SYSTEM.test(file))
	.filter((file) => NAMED.test(readFileSync(join(ROOT, file), 'utf8').replaceAll(/^\s*(\/?\*|\/\/).*$/gm, '')));

describe('"Add a fourth system" in CONTRIBUTING.md', () => {
	it('names every file of the product that knows a system by its name', () => {
		expect(places.length).toBeGreaterThan(10);
		expect(places.filter((file) => !section.includes(basename(file)))).toEqual([]);
	});
});
