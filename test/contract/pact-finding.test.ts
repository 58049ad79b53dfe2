import type { Lookup } from '../../engine/run/system-port';
import { type PactSubject, pactSubject } from './subjects/pact';

/** What only Pact does. Behaviours that all adapters share are in conformance/. */
describe('Finding Pact records', () => {
	let pact: PactSubject;

	beforeEach(async () => {
		pact = await pactSubject();
	});
	afterEach(() => pact.sandbox.close());

	const calls = () => pact.sandbox.stats.snapshot().calls;

	const external = (field: string, value: string, hint?: string): Lookup => ({
		kind: 'external-id',
		field,
		value,
		...(hint ? { hint } : {}),
	});

	it('by public id is a read', async () => {
		const id = pact.make('contacts', { name: 'Ann' });
		const [found] = await pact.records.find('contacts', [external('public_id', id)], ['name']);
		expect(found).toMatchObject([{ id, fields: { name: 'Ann' } }]);
	});

	it('by external id searches for the hint and compares the field', async () => {
		pact.make('contacts', { name: 'Ann', custom_fields: { salesforce_id: '003A' } });
		const id = pact.make('contacts', { name: 'Ann', custom_fields: { salesforce_id: '003B' } });
		pact.sandbox.stats.reset();
		const [found] = await pact.records.find(
			'contacts',
			[external('custom_fields.salesforce_id', '003B', 'Ann')],
			['name'],
		);
		expect(found?.map((state) => state.id)).toEqual([id]);
		expect(calls()).toBe(1);
	});

	it('by external id without a hint looks at every record', async () => {
		pact.makePeople(120);
		const id = pact.make('contacts', { name: 'Ann', custom_fields: { salesforce_id: '003B' } });
		const [found] = await pact.records.find('contacts', [external('custom_fields.salesforce_id', '003B')], ['name']);
		expect(found?.map((state) => state.id)).toEqual([id]);
	});

	it('remembers a look at every record, and adds what was made since', async () => {
		const ids = pact.makePeople(250);
		const lookup = (value: string) => external('custom_fields.salesforce_id', value);
		expect(await pact.records.find('contacts', [lookup('003B')], ['name'])).toEqual([[]]);
		const theirs = pact.make('contacts', { name: 'Theirs', custom_fields: { salesforce_id: '003T' } });
		const [ours] = await pact.records.write('contacts', [
			{ op: 'update', id: ids[7] ?? '', values: { 'custom_fields.salesforce_id': '003O' } },
		]);
		pact.sandbox.stats.reset();
		const found = await pact.records.find('contacts', [lookup('003T'), lookup('003O'), lookup('003X')], ['name']);
		expect(found.map((list) => list.map((state) => state.id))).toEqual([[theirs], [ours?.ok && ours.id], []]);
		expect(calls()).toBe(3);
	});

	it('looks at every record again when the list has shifted', async () => {
		const ids = pact.makePeople(120);
		const lookup = external('custom_fields.salesforce_id', '003B');
		await pact.records.find('contacts', [lookup], ['name']);
		for (const id of ids.slice(0, 20)) pact.sandbox.remove('contacts', id);
		const made = pact.make('contacts', { name: 'Ann', custom_fields: { salesforce_id: '003B' } });
		const [found] = await pact.records.find('contacts', [lookup], ['name']);
		expect(found?.map((state) => state.id)).toEqual([made]);
	});

	it('never trusts what it remembers: a value that was changed since is no match', async () => {
		pact.makePeople(120);
		const id = pact.make('contacts', { name: 'Ann', custom_fields: { salesforce_id: '003B' } });
		const lookup = external('custom_fields.salesforce_id', '003B');
		expect((await pact.records.find('contacts', [lookup], ['name']))[0]).toHaveLength(1);
		pact.edit('contacts', id, { custom_fields: { salesforce_id: null } });
		expect(await pact.records.find('contacts', [lookup], ['name'])).toEqual([[]]);
	});

	it('looks for e-mails afresh after a minute', async () => {
		const ids = pact.makePeople(120);
		const lookups = Array.from({ length: 30 }, (_, n): Lookup => ({
			kind: 'email',
			field: 'email',
			value: `new${n}@acme.example`,
		}));
		expect((await pact.records.find('contacts', lookups, ['email'])).flat()).toEqual([]);
		pact.edit('contacts', ids[3] ?? '', { email: 'new3@acme.example' });
		pact.sandbox.clock.advance(61_000);
		expect((await pact.records.find('contacts', lookups, ['email']))[3]?.map((state) => state.id)).toEqual([ids[3]]);
	});

	it('by domain falls back to the name, for companies that hold a website only', async () => {
		const id = pact.make('companies', { name: 'Acme Widgets', website: 'https://acme-widgets.com' });
		const [found] = await pact.records.find(
			'companies',
			[{ kind: 'domain', field: 'domain', value: 'acme-widgets.com', hint: 'Acme Widgets' }],
			['name'],
		);
		expect(found?.map((state) => state.id)).toEqual([id]);
	});

	it('searches a large workspace instead of reading it', async () => {
		pact.makePeople(350);
		pact.sandbox.stats.reset();
		const lookups = [1, 2, 3].map((n): Lookup => ({
			kind: 'email',
			field: 'email',
			value: `person${n}@made.example`,
		}));
		expect((await pact.records.find('contacts', lookups, ['email'])).map((list) => list.length)).toEqual([1, 1, 1]);
		expect(calls()).toBe(4);
	});

	it('reads a few records one by one in a large workspace', async () => {
		const ids = pact.makePeople(1_200);
		await pact.source.count({ object: 'contacts' });
		pact.sandbox.stats.reset();
		expect((await pact.records.read('contacts', ids.slice(300, 310), ['email'])).size).toBe(10);
		expect(calls()).toBe(10);
	});
});
