import type { SourceChange } from '../../engine/run/system-port';
import { type HubSpotSubject, hubSpotSubject } from './subjects/hubspot';

const NAMES = 'lists.names';
const SALES = { filterBranchType: 'OR', filterBranches: [{ filterBranchType: 'AND', filters: [{ filterType: 'PROPERTY', property: 'jobtitle', operation: { operationType: 'MULTISTRING', operator: 'IS_EQUAL_TO', values: ['Sales'] } }] }], filters: [] };

/** The lists that HubSpot's contacts and companies are in, as fields of theirs. */
describe('HubSpot list memberships', () => {
	let hub: HubSpotSubject;
	let people: string[];
	let lists: Record<'fair' | 'vip' | 'sales', string>;

	const make = (name: string, processingType: 'MANUAL' | 'DYNAMIC') =>
		hub.sandbox.lists.create({ name, objectTypeId: '0-1', processingType, ...(processingType === 'DYNAMIC' ? { filterBranch: SALES } : {}) }).listId;

	beforeEach(async () => {
		hub = await hubSpotSubject();
		people = hub.makePeople(5);
		lists = { fair: make('Trade fair', 'MANUAL'), vip: make('VIP', 'MANUAL'), sales: make('Sales people', 'DYNAMIC') };
		hub.sandbox.stats.reset();
	});
	afterEach(() => hub.sandbox.close());

	const listCalls = () => Object.entries(hub.sandbox.stats.snapshot().byRoute).flatMap(([route, calls]) => (route.includes('/lists') ? [calls] : [])).reduce((sum, each) => sum + each, 0);
	const person = (index: number) => people[index] as string;
	const join = (list: string, ...ids: string[]) => hub.sandbox.lists.change(list, ids, []);
	const leave = (list: string, ...ids: string[]) => hub.sandbox.lists.change(list, [], ids);
	const namesOf = async (id: string) => (await hub.records.read('contacts', [id], [NAMES, 'email'])).get(id)?.fields[NAMES];
	const members = (list: string) => hub.sandbox.lists.members(list).map(({ recordId }) => recordId).sort();
	const query = { object: 'contacts', fields: ['email', NAMES], limit: 2 };

	async function readOn(cursor: string, from = query) {
		const changes: SourceChange[] = [];
		for (let at = cursor; ;) {
			const page = await hub.source.readPage(from, at, { lookBackMs: 0 });
			changes.push(...page.changes);
			at = page.cursor;
			if (!page.more) return { changes, cursor: at };
		}
	}
	const told = ({ changes }: { changes: readonly SourceChange[] }) => Object.fromEntries(changes.map(({ id, fields }) => [id, fields[NAMES]]));

	it('are names, sorted, and a list that follows filters can be chosen but not written', async () => {
		join(lists.vip, person(0));
		join(lists.fair, person(0));
		expect(await namesOf(person(0))).toEqual(['Trade fair', 'VIP']);
		expect(await namesOf(person(1))).toEqual([]);
		const field = (await hub.schema.describe('contacts')).fields.find(({ name }) => name === NAMES);
		expect(field).toMatchObject({ type: 'memberships', updateable: true });
		expect(field?.options?.filter(({ readOnly }) => readOnly).map(({ value }) => value)).toEqual(['Sales people']);
	});

	it('are not there for objects and credentials that have none', async () => {
		expect((await hub.schema.describe('deals')).fields.map(({ name }) => name)).not.toContain(NAMES);
		const { token } = (await hub.call('POST', '/__sandbox/service-keys', { scopes: ['crm.objects.contacts.read', 'crm.schemas.contacts.read'] })) as { token: string };
		const other = hub.withToken(token);
		const fields = (await other.schema.describe('contacts')).fields.map(({ name }) => name);
		expect(fields).toContain('email');
		expect(fields).not.toContain(NAMES);
	});

	it('are changed one name at a time: what somebody else added meanwhile stays', async () => {
		join(lists.vip, person(0));
		const results = await hub.records.write('contacts', [
			{ op: 'update', id: person(0), values: { [NAMES]: ['Trade fair'] }, elements: { [NAMES]: { add: ['trade FAIR'], remove: [] } } },
			{ op: 'update', id: person(1), values: { jobtitle: 'CEO', [NAMES]: ['VIP'] }, elements: { [NAMES]: { add: ['VIP'], remove: [] } } },
		]);
		expect(results.map(({ ok }) => ok)).toEqual([true, true]);
		expect(members(lists.vip)).toEqual([person(0), person(1)].sort());
		expect(members(lists.fair)).toEqual([person(0)]);
		expect(results[1]).toMatchObject({ record: { fields: { jobtitle: 'CEO', [NAMES]: ['VIP'] } } });

		await hub.records.write('contacts', [{ op: 'update', id: person(0), values: { [NAMES]: ['Trade fair'] }, elements: { [NAMES]: { add: [], remove: ['VIP'] } } }]);
		expect(members(lists.vip)).toEqual([person(1)]);
	});

	it('of a new record are set with it', async () => {
		const [made] = await hub.records.write('contacts', [{ op: 'create', values: { email: 'new@acme.example', [NAMES]: ['VIP'] } }]);
		expect(made).toMatchObject({ ok: true });
		expect(members(lists.vip)).toEqual([made?.ok ? made.id : '']);
	});

	it('that HubSpot decides by itself, or does not know, are left out with a reason, and the rest is written', async () => {
		const [result] = await hub.records.write('contacts', [
			{ op: 'update', id: person(0), values: { [NAMES]: ['Nowhere', 'Sales people', 'VIP'] }, elements: { [NAMES]: { add: ['Nowhere', 'Sales people', 'VIP'], remove: [] } } },
		]);
		expect(result).toMatchObject({ ok: true, notes: [expect.stringContaining('not in HubSpot'), expect.stringContaining('filters')] });
		expect(members(lists.vip)).toEqual([person(0)]);
		expect(await namesOf(person(0))).toEqual(['VIP']);
	});

	it('are left out, with the reason, where the credential may not write lists', async () => {
		const { token } = (await hub.call('POST', '/__sandbox/service-keys', { scopes: ['crm.objects.contacts.read', 'crm.objects.contacts.write', 'crm.lists.read'] })) as { token: string };
		const [result] = await hub
			.withToken(token)
			.records.write('contacts', [{ op: 'update', id: person(0), values: { [NAMES]: ['VIP'], jobtitle: 'CEO' }, elements: { [NAMES]: { add: ['VIP'], remove: [] } } }]);
		expect(result).toMatchObject({ ok: true, notes: [expect.stringContaining(`list ${lists.vip}`)], record: { fields: { jobtitle: 'CEO', [NAMES]: [] } } });
		expect(members(lists.vip)).toEqual([]);
	});

	it('cost nothing where nobody asks for them', async () => {
		const start = await hub.source.start('contacts', 'now');
		hub.sandbox.stats.reset();
		await hub.source.readPage({ ...query, fields: ['email'] }, start, { lookBackMs: 0 });
		await hub.records.read('contacts', [person(0)], ['email']);
		expect(listCalls()).toBe(0);
	});

	it('that change are changes of the record: who joins, who leaves, and who is in a list that is new or gone', async () => {
		join(lists.vip, person(0), person(1), person(2));
		hub.sandbox.clock.advance(3 * 60_000);
		const first = await readOn(await hub.source.start('contacts', 'now'));
		expect(first.changes).toEqual([]);
		let { cursor } = first;
		const next = async () => {
			hub.sandbox.clock.advance(60_000);
			const read = await readOn(cursor);
			({ cursor } = read);
			return told(read);
		};
		join(lists.fair, person(0), person(3));
		expect(await next()).toEqual({ [person(0)]: ['Trade fair', 'VIP'], [person(3)]: ['Trade fair'] });
		leave(lists.vip, person(0), person(1), person(2));
		expect(await next()).toEqual({ [person(0)]: ['Trade fair'], [person(1)]: [], [person(2)]: [] });
		const made = make('Made later', 'MANUAL');
		join(made, person(4));
		expect(await next()).toEqual({ [person(4)]: ['Made later'] });
		hub.sandbox.lists.delete(made);
		expect(await next()).toEqual({ [person(4)]: [] });
		expect(await next()).toEqual({});
	});

	it('of lists that follow filters come too, also when HubSpot takes its time to evaluate them', async () => {
		hub.sandbox.clock.advance(3 * 60_000);
		let { cursor } = await readOn(await hub.source.start('contacts', 'now'));
		hub.sandbox.clock.advance(60_000);
		hub.edit('contacts', person(0), { jobtitle: 'Sales' });
		const read = await readOn(cursor);
		({ cursor } = read);
		expect(told(read)).toEqual({ [person(0)]: ['Sales people'] });
	});

	it('leave the reading position as it is while nothing happens, for one call a poll', async () => {
		join(lists.vip, person(0));
		hub.sandbox.clock.advance(3 * 60_000);
		const { cursor } = await readOn(await hub.source.start('contacts', 'now'));
		hub.sandbox.stats.reset();
		const again = await readOn(cursor);
		expect(again).toEqual({ changes: [], cursor });
		expect(listCalls()).toBe(1);
	});

	it('can be asked for later, and be left out again, at the reading position of before', async () => {
		hub.sandbox.clock.advance(3 * 60_000);
		const plain = { ...query, fields: ['email'] };
		const before = await readOn(await hub.source.start('contacts', 'now'), plain);
		const since = await readOn(before.cursor);
		join(lists.vip, person(0));
		hub.sandbox.clock.advance(60_000);
		expect((await readOn(since.cursor, plain)).changes).toEqual([]);
		expect(told(await readOn(since.cursor))).toEqual({ [person(0)]: ['VIP'] });
	});

	it('come with records that are read again, and with samples', async () => {
		join(lists.vip, person(0));
		expect(told({ changes: await hub.source.readAgain(query, [person(0)]) })).toEqual({ [person(0)]: ['VIP'] });
		expect((await hub.source.sample({ ...query, limit: 5 })).every(({ fields }) => Array.isArray(fields[NAMES]))).toBe(true);
	});
});
