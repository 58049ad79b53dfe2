import { DEMO_TOKENS } from '../index';
import { START, testPortal, type TestPortal } from '../client.test-helper';

interface Page {
	total: number;
	results: Array<{ recordId: string; membershipTimestamp: string }>;
	paging?: { next?: { after: string }; prev?: { before: string } };
}

let hubspot: TestPortal;
beforeEach(async () => {
	hubspot = await testPortal();
});
afterEach(() => hubspot.sandbox.close());

const LISTS = '/crm/v3/lists';
const CUSTOMERS = {
	filterBranchType: 'OR',
	filterBranches: [
		{
			filterBranchType: 'AND',
			filters: [
				{
					filterType: 'PROPERTY',
					property: 'lifecyclestage',
					operation: { operationType: 'ENUMERATION', operator: 'IS_ANY_OF', values: ['customer'] },
				},
			],
		},
	],
};

const create = async (rest: Record<string, unknown> = {}): Promise<string> => {
	const { body } = await hubspot.post(LISTS, { name: 'L', objectTypeId: '0-1', processingType: 'MANUAL', ...rest });
	return (body['list'] as { listId: string }).listId;
};
const contacts = (count: number) =>
	Array.from({ length: count }, (_, i) => hubspot.sandbox.create('contacts', { email: `c${i}@b.example` }));
const change = (listId: string, action: string, body: unknown) =>
	hubspot.call(`${LISTS}/${listId}/memberships/${action}`, { method: 'PUT', body });
const page = async (listId: string, query = '', part = 'memberships'): Promise<Page> =>
	(await hubspot.call(`${LISTS}/${listId}/${part}${query}`)).body as unknown as Page;
const members = async (listId: string) => (await page(listId)).results.map((each) => each.recordId);

describe('a static list', () => {
	it('takes records in and out, and tells which ones it could not find', async () => {
		const listId = await create();
		const [first = '', second = ''] = contacts(2);
		expect((await change(listId, 'add', [first, second, '5'])).body).toEqual({
			recordsIdsAdded: [first, second],
			recordIdsRemoved: [],
			recordIdsMissing: ['5'],
		});
		expect((await change(listId, 'add', [first])).body).toMatchObject({ recordsIdsAdded: [] });
		const both = { recordIdsToAdd: [], recordIdsToRemove: [first] };
		expect((await change(listId, 'add-and-remove', both)).body).toMatchObject({ recordIdsRemoved: [first] });
		expect(await members(listId)).toEqual([second]);
		await change(listId, 'remove', [second]);
		expect(await members(listId)).toEqual([]);
	});

	it('forgets archived records, and keeps the winner of a merge', async () => {
		const listId = await create();
		const [first = '', second = '', third = ''] = contacts(3);
		await change(listId, 'add', [first, second]);
		hubspot.sandbox.archive('contacts', first);
		const winner = hubspot.sandbox.merge('contacts', second, third);
		expect(await members(listId)).toEqual([winner]);
		const lists = await hubspot.call(`${LISTS}/records/0-1/${winner}/memberships`);
		expect(lists.body.results).toMatchObject([{ listId }]);
	});

	it('is read in pages by record id, or in the order of joining, however records come and go', async () => {
		const listId = await create();
		const ids = contacts(7);
		for (const id of ids.toReversed()) {
			hubspot.clock.advance(1_000);
			await change(listId, 'add', [id]);
		}
		const first = await page(listId, '?limit=3');
		expect(first).toMatchObject({ total: 7, results: ids.slice(0, 3).map((recordId) => ({ recordId })) });
		await change(listId, 'remove', [ids[0], ids[2]]);
		const second = await page(listId, `?limit=3&after=${first.paging?.next?.after}`);
		expect(second.results.map((each) => each.recordId)).toEqual(ids.slice(3, 6));
		const last = await page(listId, `?limit=3&after=${second.paging?.next?.after}`);
		expect(last.results.map((each) => each.recordId)).toEqual(ids.slice(6));
		expect(last.paging?.next).toBeUndefined();
		const joined = await page(listId, '', 'memberships/join-order');
		expect(joined.results[0]).toEqual({
			recordId: ids[6],
			membershipTimestamp: new Date(START.getTime() + 1_000).toISOString(),
		});
		expect((await hubspot.call(`${LISTS}/${listId}/memberships?limit=251`)).status).toBe(400);
		expect((await hubspot.call(`${LISTS}/${listId}/memberships?after=zzz`)).status).toBe(400);
	});
});

describe('a dynamic list', () => {
	it('follows its filters as records change', async () => {
		const listId = await create({ processingType: 'DYNAMIC', filterBranch: CUSTOMERS });
		const [first = '', second = ''] = contacts(2);
		hubspot.sandbox.edit('contacts', first, { lifecyclestage: 'customer' });
		expect(await members(listId)).toEqual([first]);
		hubspot.clock.advance(60_000);
		hubspot.sandbox.edit('contacts', second, { lifecyclestage: 'customer' });
		hubspot.sandbox.edit('contacts', first, { lifecyclestage: '' });
		expect((await page(listId)).results).toEqual([
			{ recordId: second, membershipTimestamp: new Date(START.getTime() + 60_000).toISOString() },
		]);
	});

	it('cannot be changed by hand', async () => {
		const listId = await create({ processingType: 'DYNAMIC', filterBranch: CUSTOMERS });
		expect(await change(listId, 'add', contacts(1))).toMatchObject({
			status: 400,
			body: { category: 'VALIDATION_ERROR' },
		});
	});

	it.each([
		[{ filterBranchType: 'AND', filterBranches: [] }],
		[{ filterBranchType: 'OR', filterBranches: [], filters: [] }],
		[undefined],
	])('refuses filters that are no OR of ANDs: %j', async (filterBranch) => {
		const body = { name: 'L', objectTypeId: '0-1', processingType: 'DYNAMIC', filterBranch };
		expect((await hubspot.post(LISTS, body)).status).toBe(400);
	});
});

describe('lists', () => {
	it('are found by name, in pages, with their sizes', async () => {
		for (const name of ['Fair A', 'Fair B', 'Fair C', 'Other']) await create({ name });
		const { body } = await hubspot.post(`${LISTS}/search`, { query: 'fair', count: 2, additionalProperties: [] });
		expect(body).toMatchObject({ total: 3, hasMore: true, offset: 2, lists: [{ name: 'Fair A' }, { name: 'Fair B' }] });
		const rest = await hubspot.post(`${LISTS}/search`, { query: 'fair', count: 2, offset: 2 });
		const shown = { name: 'Fair C', additionalProperties: { hs_list_size: '0' } };
		expect(rest.body).toMatchObject({ hasMore: false, lists: [shown] });
	});

	it('are read by id, one or many, on today’s path and a dated one', async () => {
		const listId = await create({ processingType: 'DYNAMIC', filterBranch: CUSTOMERS });
		const plain = await hubspot.call(`/crm/lists/2026-03/${listId}`);
		expect(plain.body['list']).toMatchObject({ listId, processingType: 'DYNAMIC', objectTypeId: '0-1' });
		expect(plain.body['list']).not.toHaveProperty('filterBranch');
		const full = await hubspot.call(`${LISTS}/${listId}?includeFilters=true`);
		expect(full.body['list']).toHaveProperty('filterBranch.filterBranchType', 'OR');
		expect((await hubspot.call(`${LISTS}?listIds=${listId}&listIds=99`)).body['lists']).toHaveLength(1);
		expect((await hubspot.call(`${LISTS}/99/memberships`)).status).toBe(404);
		expect((await hubspot.call(`${LISTS}/${listId}`, { method: 'DELETE' })).status).toBe(204);
		expect((await hubspot.call(`${LISTS}/${listId}`)).status).toBe(404);
	});

	it('refuse a name that is taken, and callers without the scope', async () => {
		await create();
		const again = await hubspot.post(LISTS, { name: 'l', objectTypeId: '0-1', processingType: 'MANUAL' });
		expect(again).toMatchObject({ status: 400, body: { subCategory: 'ILS.DUPLICATE_LIST_NAMES' } });
		const body = { name: 'M', objectTypeId: '0-1', processingType: 'MANUAL' };
		expect((await hubspot.call(LISTS, { token: DEMO_TOKENS.readOnly, body })).status).toBe(403);
	});
});
