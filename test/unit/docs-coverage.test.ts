import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KNOWN_PAIRS } from '../../engine/mapping/compile/known-fields';
import { DELETE_POLICIES } from '../../engine/model';
import { coverageRows, withRows } from '../../scripts/docs/coverage';
import { STANDARD_OBJECTS } from '../../systems/hubspot/contract';
import { OBJECT_NAMES } from '../../systems/pact/contract';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'coverage.md'), 'utf8');

describe('docs/coverage.md', () => {
	it('has the rows of every pair as auto-map knows them; `npx tsx scripts/docs/coverage.ts` writes them anew', () => {
		expect(page).toBe(withRows(page, coverageRows()));
	});

	it.each(KNOWN_PAIRS.map(({ left, right, rows }) => [left.object, right.object, rows] as const))('names every field of %s ⇄ %s', (_left, _right, rows) => {
		const missing = rows.flatMap(({ left, right }) => [left, right].filter((field) => field !== '' && !page.includes(`\`${field}`)));
		expect(missing).toEqual([]);
	});

	it('speaks of every object that the connectors know', () => {
		const table = page.slice(page.indexOf('## Objects'), page.indexOf('## Field by field'));
		const known = [...STANDARD_OBJECTS.map(({ name }) => name), ...OBJECT_NAMES];
		expect(known.filter((name) => !table.toLowerCase().includes(name))).toEqual([]);
	});

	it('says what a delete does on the other side, in each way that can be chosen', () => {
		const words = { ignore: 'nothing (default)', archive: 'archived (Pact)', delete: 'recycle bin' };
		for (const policy of DELETE_POLICIES) expect(page).toContain(words[policy]);
	});
});

describe('the rows between the marks', () => {
	it('take the place of what stood there, and of nothing else', () => {
		const rows = coverageRows();
		const [begin, end] = [rows.split('\n')[0], rows.split('\n').at(-1)];
		expect(withRows(`Before\n${begin}\nold\n${end}\nAfter`, rows)).toBe(`Before\n${rows}\nAfter`);
		expect(() => withRows('A page without marks', rows)).toThrow(/lost its marks/);
	});
});
