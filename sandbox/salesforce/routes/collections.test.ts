import { testOrg, type ListItem, type TestOrg } from '../client.test-helper';

const contact = (fields: Record<string, unknown>) => ({ attributes: { type: 'Contact' }, ...fields });

describe('sObject Collections', () => {
	let org: TestOrg;

	beforeEach(async () => {
		org = await testOrg({ size: { accounts: 0, contacts: 0, leads: 0, opportunities: 0 } });
	});
	afterEach(() => org.sandbox.close());

	const send = (method: string, records: unknown[], path = '', allOrNone = false) =>
		org.call(`composite/sobjects${path}`, { method, body: { records, allOrNone } });
	const flags = (items: ListItem[]) => items.map((item) => item.success);
	const count = async () => (await org.query('SELECT COUNT() FROM Contact')).body.totalSize;

	it('saves the good items and reports the bad ones, in order, with status 200', async () => {
		const account = { attributes: { type: 'Account' }, Name: 'A' };
		const { status, items } = await send('POST', [
			contact({ LastName: 'A' }),
			contact({ Email: 'x' }),
			account,
			contact({}),
		]);
		expect(status).toBe(200);
		expect(flags(items)).toEqual([true, false, true, false]);
		expect(items[0]).toEqual({ id: expect.stringMatching(/^003/), success: true, errors: [] });
		expect(items[3]).toEqual({
			success: false,
			errors: [
				{
					statusCode: 'REQUIRED_FIELD_MISSING',
					message: 'Required fields are missing: [LastName]',
					fields: ['LastName'],
				},
			],
		});
		expect(await count()).toBe(1);
	});

	it('keeps nothing of an all-or-none request with one bad item', async () => {
		const { items } = await send('POST', [contact({ LastName: 'A', Email: 'a@example.com' }), contact({})], '', true);
		expect(items.map((item) => item.errors[0]?.statusCode)).toEqual([
			'ALL_OR_NONE_OPERATION_ROLLED_BACK',
			'REQUIRED_FIELD_MISSING',
		]);
		expect(await count()).toBe(0);
		// The rolled back address is free again for the duplicate rule.
		expect(flags((await send('POST', [contact({ LastName: 'A', Email: 'a@example.com' })])).items)).toEqual([true]);
	});

	it('restores updated rows of an all-or-none request', async () => {
		const id = org.sandbox.create('Contact', { LastName: 'A', Title: 'Old' });
		await send('PATCH', [contact({ id, Title: 'New' }), contact({ id: 'bad' })], '', true);
		expect((await org.call(`sobjects/Contact/${id}`)).body.Title).toBe('Old');
		expect(
			(await org.query('SELECT Id FROM Contact WHERE SystemModstamp >= 2026-01-01T00:00:00Z')).body.totalSize,
		).toBe(1);
	});

	it('updates by id, and refuses missing, malformed, deleted and doubled ids one by one', async () => {
		const [a, b, gone] = ['A', 'B', 'C'].map((LastName) => org.sandbox.create('Contact', { LastName }));
		org.sandbox.delete('Contact', gone ?? '');
		const { items } = await send('PATCH', [
			contact({ id: a, Title: 'x' }),
			contact({ Title: 'x' }),
			contact({ Id: 'nope', Title: 'x' }),
			contact({ id: gone, Title: 'x' }),
			contact({ id: b, Title: '1' }),
			contact({ id: b, Title: '2' }),
		]);
		expect(items.map((item) => item.errors[0]?.statusCode ?? 'ok')).toEqual([
			'ok',
			'MISSING_ARGUMENT',
			'MALFORMED_ID',
			'ENTITY_IS_DELETED',
			'DUPLICATE_VALUE',
			'DUPLICATE_VALUE',
		]);
	});

	it('upserts by external id and says which were created', async () => {
		const first = await send(
			'PATCH',
			[contact({ Pact_Id__c: 'p1', LastName: 'A' }), contact({ Pact_Id__c: 'p2', LastName: 'B' })],
			'/Contact/Pact_Id__c',
		);
		expect(first.body).toMatchObject([{ created: true }, { created: true }]);
		const again = await send(
			'PATCH',
			[contact({ Pact_Id__c: 'p1', LastName: 'A2' }), contact({ LastName: 'C' }), contact({ Pact_Id__c: 'p3' })],
			'/Contact/Pact_Id__c',
		);
		expect(again.body).toMatchObject([
			{ created: false, id: first.items[0]?.id },
			{ errors: [{ statusCode: 'MISSING_ARGUMENT' }] },
			{ errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] },
		]);
		const twice = await send(
			'PATCH',
			[contact({ Pact_Id__c: 'p9', LastName: 'A' }), contact({ Pact_Id__c: 'P9', LastName: 'B' })],
			'/Contact/Pact_Id__c',
		);
		expect(flags(twice.items)).toEqual([false, false]);
	});

	it('retrieves by ids, with null for what is missing or deleted', async () => {
		const [a, gone] = ['A', 'B'].map((LastName) => org.sandbox.create('Contact', { LastName }));
		org.sandbox.delete('Contact', gone ?? '');
		const { body } = await org.call('composite/sobjects/Contact', {
			method: 'POST',
			body: { ids: [gone, a, '003bn0000000zzz'], fields: ['LastName'] },
		});
		expect(body).toEqual([null, { attributes: expect.anything(), LastName: 'A', Id: a }, null]);
		const many = await org.call('composite/sobjects/Contact', {
			method: 'POST',
			body: { ids: Array(2_001).fill(a), fields: ['Id'] },
		});
		expect(many.items[0]?.errorCode).toBe('EXCEEDED_ID_LIMIT');
		expect(org.sandbox.stats.snapshot().writes).toBe(0);
	});

	it('deletes by ids', async () => {
		const [a, b] = ['A', 'B'].map((LastName) => org.sandbox.create('Contact', { LastName }));
		const { items } = await org.call(`composite/sobjects?ids=${a},${b},${a}`, { method: 'DELETE' });
		expect(flags(items)).toEqual([true, true, false]);
	});

	it('refuses whole requests that are too large, too mixed or without types', async () => {
		const codes = [];
		const mixed = Array.from({ length: 12 }, (_, i) => ({ attributes: { type: i % 2 ? 'Account' : 'Contact' } }));
		for (const records of [
			Array(201).fill(contact({ LastName: 'A' })),
			mixed,
			[{ LastName: 'A' }],
			[{ attributes: { type: 'Nope' } }],
		]) {
			const answer = await send('POST', records);
			expect(answer.status).toBe(400);
			codes.push(answer.items[0]?.errorCode);
		}
		expect(codes).toEqual(['EXCEEDED_ID_LIMIT', 'LIMIT_EXCEEDED', 'INVALID_INPUT', 'INVALID_TYPE']);
	});

	it('fails a share of the items when a partial fault asks for it', async () => {
		org.sandbox.faults.add({ match: { method: 'POST', path: 'composite' }, kind: 'partial', share: 0.5 });
		const { status, items } = await send(
			'POST',
			['A', 'B', 'C', 'D'].map((LastName) => contact({ LastName })),
		);
		expect(status).toBe(200);
		expect(flags(items)).toEqual([true, false, true, false]);
		expect(items[1]?.errors[0]?.statusCode).toBe('UNABLE_TO_LOCK_ROW');
		expect(await count()).toBe(2);
	});

	it('has applied a write whose answer was dropped', async () => {
		org.sandbox.faults.add({ match: { path: 'composite' }, kind: 'drop-after' });
		await expect(send('POST', [contact({ LastName: 'A' })])).rejects.toThrow();
		expect(await count()).toBe(1);
	});
});
