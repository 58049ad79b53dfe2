import { contact, contacts, known, remap, told, useWorld, world } from '../../test/support/run-bench';
import { MAPPINGS } from '../../test/support/run-mappings';
import type { Mapping, MappingRow } from '../model';

useWorld();

const more = (id: string, row: Pick<MappingRow, 'left' | 'right' | 'lens'> & Partial<MappingRow>): MappingRow => ({
	id, label: id, rule: 'newestWins', required: { left: false, right: false }, ...row,
});
const base = MAPPINGS.Contact as Mapping;
const mapping: Mapping = {
	...base,
	rows: [
		...base.rows.filter(({ right }) => right === 'email'),
		more('name', { left: 'First', right: 'name', lens: { kind: 'name', last: { left: { field: 'LastName' } } } }),
		more('money', { left: 'Amount', right: 'value', lens: { kind: 'money', currency: { left: { field: 'Currency' }, right: { field: 'currency' } } } }),
		more('greeting', { left: '', right: 'greeting', rule: 'alwaysLeft', lens: { kind: 'template', template: 'Dear {First} {LastName}', reads: 'left' } }),
	],
};

/** The contact's item as the mapper makes it of this mapping. */
async function run(fields: Record<string, string | null>, change: (values: Record<string, unknown>) => void = () => undefined) {
	await remap('Contact', { rows: mapping.rows });
	contact('C1', 'ann@acme.example', { First: 'Ann', LastName: 'Lee', Amount: '7.5', Currency: 'EUR', ...fields });
	const items = contacts().map(({ change: of, fields: own }) => world.mapped({ change: of, fields: own }, mapping));
	items.forEach(({ mapped }) => change(mapped.values));
	return await world.batch(items);
}

describe('values that one side keeps in two fields', () => {
	it('arrive together, and a second run finds nothing to do', async () => {
		expect(told(await run({}))).toEqual(['C1 created/created']);
		expect(known().fields).toMatchObject({ name: 'Ann Lee', value: 7.5, currency: 'EUR', greeting: 'Dear Ann Lee' });
		expect((await run({})).map(({ outcome }) => outcome)).toEqual(['unchanged']);
	});

	it('change together: the last name alone, the currency alone', async () => {
		await run({});
		world.time += 60_000;
		const [outcome] = await run({ LastName: 'Ng', Currency: 'USD' });
		expect(outcome?.movements.map(({ row, from, to }) => [row, from, to])).toEqual([
			['name', 'Ann Lee', 'Ann Ng'],
			['money', '7.5 EUR', '7.5 USD'],
			['greeting', 'Dear Ann Lee', 'Dear Ann Ng'],
		]);
		expect(known().fields).toMatchObject({ name: 'Ann Ng', value: 7.5, currency: 'USD', greeting: 'Dear Ann Ng' });
	});

	it('are left alone when the canvas took one of the two away', async () => {
		await run({});
		world.time += 60_000;
		await run({ Amount: '9' }, (values) => delete values.currency);
		expect(known().fields).toMatchObject({ value: 7.5, currency: 'EUR' });
	});
});
