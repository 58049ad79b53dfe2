import { testPortal, type TestPortal } from './client.test-helper';

describe('search', () => {
	let portal: TestPortal;

	beforeEach(async () => {
		portal = await testPortal();
	});
	afterEach(() => portal.sandbox.close());

	const contact = (properties: Record<string, string>) => portal.sandbox.create('contacts', properties);
	const filtered = (...filters: unknown[]) => portal.search('contacts', { filterGroups: [{ filters }] });
	const idsOf = async (answer: ReturnType<typeof filtered>) => (await answer).body.results.map(({ id }) => id);
	const where = (propertyName: string, operator: string, value?: string, more: object = {}) => ({
		propertyName,
		operator,
		...(value === undefined ? {} : { value }),
		...more,
	});

	it('compares text without case, and enumerations with it', async () => {
		const id = contact({ city: 'Bonn', persona: 'user' });
		expect(await idsOf(filtered(where('city', 'EQ', 'BONN')))).toEqual([id]);
		expect(await idsOf(filtered(where('persona', 'EQ', 'USER')))).toEqual([]);
		expect(await idsOf(filtered(where('persona', 'EQ', 'user')))).toEqual([id]);
	});

	it('knows every operator', async () => {
		const [low, high] = [
			contact({ engagement_score: '9', company: 'Acme Rockets' }),
			contact({ engagement_score: '10' }),
		];
		const none = contact({ preferred_channels: 'email;phone' });
		const cases: Array<[object, string[]]> = [
			[where('engagement_score', 'NEQ', '9'), [high, none]],
			[where('engagement_score', 'LT', '10'), [low]],
			[where('engagement_score', 'LTE', '10'), [low, high]],
			[where('engagement_score', 'GT', '9'), [high]],
			[where('engagement_score', 'GTE', '9'), [low, high]],
			[where('engagement_score', 'BETWEEN', '9', { highValue: '9.5' }), [low]],
			[where('engagement_score', 'IN', undefined, { values: ['9', '11'] }), [low]],
			[where('engagement_score', 'NOT_IN', undefined, { values: ['9', '11'] }), [high]],
			[where('engagement_score', 'HAS_PROPERTY'), [low, high]],
			[where('engagement_score', 'NOT_HAS_PROPERTY'), [none]],
			[where('company', 'CONTAINS_TOKEN', 'rock*'), [low]],
			[where('company', 'NOT_CONTAINS_TOKEN', 'acme'), [high, none]],
			[where('preferred_channels', 'EQ', 'phone'), [none]],
		];
		for (const [filter, expected] of cases) expect([filter, await idsOf(filtered(filter))]).toEqual([filter, expected]);
	});

	it('takes groups as alternatives and finds words with query', async () => {
		const ada = contact({ firstname: 'Ada', lastname: 'Lovelace' });
		const bob = contact({ firstname: 'Bob', city: 'Bonn' });
		const either = await portal.search('contacts', {
			filterGroups: [{ filters: [where('firstname', 'EQ', 'ada')] }, { filters: [where('city', 'EQ', 'bonn')] }],
		});
		expect(either.body.results.map(({ id }) => id)).toEqual([ada, bob]);
		expect((await portal.search('contacts', { query: 'love ada' })).body.total).toBe(1);
	});

	it('orders ids as numbers, and times by milliseconds', async () => {
		const ids = [];
		for (let i = 0; i < 1_010; i++) ids.push(contact({}));
		expect(ids[0]?.length).toBeLessThan(ids.at(-1)?.length ?? 0);
		const filter = where('hs_object_id', 'GT', ids[990]);
		const sorts = [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }];
		const { body } = await portal.search('contacts', { filterGroups: [{ filters: [filter] }], sorts, limit: 200 });
		expect(body.results.map(({ id }) => id)).toEqual(ids.slice(991));
		const stamp = String(portal.clock.now().getTime());
		expect((await filtered(where('lastmodifieddate', 'EQ', stamp))).body.total).toBe(1_010);
		expect((await filtered(where('lastmodifieddate', 'GT', stamp))).body.total).toBe(0);
		expect((await filtered(where('lastmodifieddate', 'GT', '2026-11-21T08:00:00Z'))).status).toBe(400);
	});

	it('orders by any property, those without a value last', async () => {
		const [b, none, a] = [contact({ city: 'b' }), contact({}), contact({ city: 'A' })];
		const sorted = await portal.search('contacts', { sorts: [{ propertyName: 'city', direction: 'ASCENDING' }] });
		expect(sorted.body.results.map(({ id }) => id)).toEqual([a, b, none]);
	});

	it('shows changes only after the index lag, with the values of then', async () => {
		portal.sandbox.setSearchLag(30_000);
		const id = contact({ city: 'Bonn' });
		expect(await idsOf(filtered())).toEqual([]);
		portal.clock.advance(30_000);
		portal.sandbox.edit('contacts', id, { city: 'Berlin' });
		expect(await idsOf(filtered(where('city', 'EQ', 'bonn')))).toEqual([id]);
		expect((await portal.call(`/crm/v3/objects/contacts/${id}?properties=city`)).body.properties['city']).toBe(
			'Berlin',
		);
		portal.clock.advance(30_000);
		expect(await idsOf(filtered(where('city', 'EQ', 'berlin')))).toEqual([id]);
		portal.sandbox.archive('contacts', id);
		portal.clock.advance(30_000);
		expect(await idsOf(filtered())).toEqual([]);
	});

	it.each([
		['six groups', { filterGroups: Array.from({ length: 6 }, () => ({ filters: [where('city', 'HAS_PROPERTY')] })) }],
		[
			'seven filters in a group',
			{ filterGroups: [{ filters: Array.from({ length: 7 }, () => where('city', 'HAS_PROPERTY')) }] },
		],
		[
			'nineteen filters',
			{ filterGroups: [5, 5, 5, 4].map((count) => ({ filters: Array(count).fill(where('city', 'HAS_PROPERTY')) })) },
		],
		['two sorts', { sorts: [{ propertyName: 'city' }, { propertyName: 'state' }] }],
		['a limit of 201', { limit: 201 }],
		['a page beyond 10,000', { after: '9901', limit: 100 }],
		['after that is no number', { after: 'abc' }],
		['a body above 3,000 characters', { query: 'x'.repeat(3_000) }],
		['an unknown property', { filterGroups: [{ filters: [where('nope', 'EQ', '1')] }] }],
		['an unknown operator', { filterGroups: [{ filters: [where('city', 'LIKE', '1')] }] }],
		['a missing value', { filterGroups: [{ filters: [where('city', 'EQ')] }] }],
	])('refuses %s', async (_what, body) => {
		expect(await portal.search('contacts', body)).toMatchObject({
			status: 400,
			body: { category: 'VALIDATION_ERROR' },
		});
	});

	it('answers ten by default, 10,000 in all, and a total of everything', async () => {
		for (let i = 0; i < 12; i++) contact({});
		const { body } = await portal.search('contacts', {});
		expect([body.total, body.results.length, body.paging.next.after]).toEqual([12, 10, '10']);
		const next = await portal.search('contacts', { after: '10' });
		expect([next.body.results.length, next.body.paging]).toEqual([2, undefined]);
		expect((await portal.search('contacts', { after: '9900', limit: 100 })).status).toBe(200);
	});

	it('reads 25,000 records of one instant in keyset pages within seconds', async () => {
		portal.sandbox.generate('contacts', 25_000);
		const started = performance.now();
		const stamp = String(portal.clock.now().getTime());
		const seen = new Set<string>();
		let last = '0';
		for (;;) {
			const { body } = await portal.search('contacts', {
				filterGroups: [{ filters: [where('lastmodifieddate', 'EQ', stamp), where('hs_object_id', 'GT', last)] }],
				sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
				limit: 200,
			});
			for (const { id } of body.results) seen.add(id);
			if (body.results.length === 0) break;
			last = body.results.at(-1)?.id ?? '';
		}
		expect(seen.size).toBe(25_000);
		expect(performance.now() - started).toBeLessThan(15_000);
	}, 60_000);
});
