import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUTCOMES, REASONS } from '../../engine/model';

const page = readFileSync(join(__dirname, '..', '..', 'docs', 'errors.md'), 'utf8');
/** Codes in the first column of a table. */
const rows = [...page.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, code = '']) => code));

it.each([...OUTCOMES, ...REASONS])('docs/errors.md says what "%s" means', (code) => expect(rows).toContain(code));

it('docs/errors.md names no reason that does not exist', () => {
	const known = new Set<string>([...OUTCOMES, ...REASONS]);
	expect(rows.filter((code) => !known.has(code))).toEqual([]);
});
