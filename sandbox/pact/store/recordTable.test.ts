import { seededRandom } from '../../common/random';
import type { PactRecord } from '../schema/objects';
import { RecordTable } from './recordTable';

const record = (n: number, email: string): PactRecord => ({
	id: n,
	public_id: `id-${n}`,
	name: `Person ${n}`,
	email,
	created_at: '2026-01-01T00:00:00.000Z',
	updated_at: '2026-01-01T00:00:00.000Z',
	custom_fields: {},
	tags: [],
});

/** Enough rows for several pieces of the search index. */
const ROWS = 2_000;

describe('the table of records', () => {
	it('finds after many edits and removals what a plain scan finds', () => {
		const random = seededRandom(5);
		const table = new RecordTable();
		for (let n = 0; n < ROWS; n++) table.insert(record(n, `p${n % 50}@c${n % 7}.example`));
		for (let step = 0; step < 300; step++) {
			const target = random.pick(table.all());
			if (random.chance(0.5)) table.remove(target.public_id);
			else table.assign(target, { email: `moved${step}@c${step % 7}.example` });
			const needle = random.pick(['p1@', 'MOVED', 'c3.example', `moved${step}@`, String(random.int(0, ROWS))]);
			const scan = table
				.all()
				.filter((row) => `${row['name']}\n${row['email']}`.toLowerCase().includes(needle.toLowerCase()));
			const { items, total } = table.list({ search: needle }, 40, 5);
			expect(total).toBe(scan.length);
			expect(items).toEqual(scan.slice(5, 45));
		}
	});

	it('still finds every record after the first one is removed', () => {
		const table = new RecordTable();
		for (let n = 0; n < ROWS; n++) table.insert(record(n, `<${n}>@acme.example`));
		expect(table.list({ search: 'acme' }, 1, 0).total).toBe(ROWS);
		table.remove('id-0');
		const found = table.all().filter((row) => table.list({ search: String(row['email']) }, 1, 0).items[0] === row);
		expect(found).toHaveLength(ROWS - 1);
	});

	it('frees an e-mail when its record changes or goes', () => {
		const table = new RecordTable();
		const [ann, ben] = [record(1, 'ann@acme.example'), record(2, 'ben@acme.example')];
		table.insert(ann);
		table.insert(ben);
		expect(table.emailTaken('ann@acme.example')).toBe(true);
		expect(table.emailTaken('ann@acme.example', ann.public_id)).toBe(false);
		table.assign(ann, { email: 'new@acme.example' });
		table.remove(ben.public_id);
		expect(['ann', 'ben', 'new'].map((name) => table.emailTaken(`${name}@acme.example`))).toEqual([false, false, true]);
		expect(table.withEmail('new@acme.example')).toBe(ann);
	});

	it('stays fast with 200,000 contacts', () => {
		const table = new RecordTable();
		for (let n = 0; n < 200_000; n++) table.insert(record(n, `p${n}@acme.example`));
		table.list({ search: 'p7@' }, 25, 0);
		const start = performance.now();
		for (let n = 0; n < 20; n++) expect(table.list({ search: `p${n + 1}001@acme` }, 25, 0).total).toBeGreaterThan(0);
		// A lookup takes some 5 ms; the bound leaves room for a busy machine.
		expect((performance.now() - start) / 20).toBeLessThan(100);
	});
});
