import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TEMPLATES } from './templates';

const FOLDER = join(__dirname, '..', '..', 'workflows');

describe('the folder of templates', () => {
	it('holds the templates that are built, and no others', () => {
		const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
		expect(files.sort()).toEqual(Object.keys(TEMPLATES).map((name) => `${name}.json`).sort());
	});

	it.each(Object.entries(TEMPLATES))('has %s exactly as it is built; `npm run workflows` writes it anew', (name, build) => {
		expect(readFileSync(join(FOLDER, `${name}.json`), 'utf8')).toBe(build().toJson());
	});
});
