import type { PastValue, RecordPort, RecordState } from '../../engine/run/system-port';
import { hubSpotSubject, type HubSpotSubject } from './subjects/hubspot';
import { salesforceSubject, type SalesforceSubject } from './subjects/salesforce';

/** What each system's history tells of the values that stood in a field, through the adapters. */
const pastOf = async (records: RecordPort, object: string, id: string, fields: readonly string[], since: string): Promise<RecordState['past']> =>
	(await records.read(object, [id], fields, { fields, since })).get(id)?.past;
const values = (past: readonly PastValue[] | undefined) => past?.map(({ value }) => value);

describe('HubSpot', () => {
	let hub: HubSpotSubject;
	beforeEach(async () => {
		hub = await hubSpotSubject();
	});
	afterEach(() => hub.sandbox.close());

	it('tells all values of a property that it has kept, newest first, with when and by whom; blank is null', async () => {
		const made = (await hub.records.write('contacts', [{ op: 'create', values: { email: 'past@acme.example', jobtitle: 'CEO' } }]))[0];
		const id = made?.ok ? made.id : '';
		const before = hub.sandbox.clock.now().toISOString();
		hub.sandbox.clock.advance(1_500);
		hub.sandbox.edit('contacts', id, { jobtitle: '' });
		hub.sandbox.clock.advance(1_500);
		await hub.records.write('contacts', [{ op: 'update', id, values: { jobtitle: 'CTO' } }]);
		const past = await pastOf(hub.records, 'contacts', id, ['jobtitle', 'city'], before);
		expect(values(past?.jobtitle)).toEqual(['CTO', null, 'CEO']);
		expect(past?.jobtitle?.map(({ by }) => by)).toEqual(['an integration', expect.stringContaining(''), 'an integration']);
		expect(Date.parse(past?.jobtitle?.[0]?.at ?? '') - Date.parse(past?.jobtitle?.[1]?.at ?? '')).toBe(1_500);
		expect(past).not.toHaveProperty('city');
	});

	it('tells it of 50 records a call, and is asked for none where nobody wants to know', async () => {
		const ids = [...hub.makePeople(60)];
		const calls = async (work: () => Promise<unknown>) => {
			const before = hub.sandbox.stats.snapshot().calls;
			await work();
			return hub.sandbox.stats.snapshot().calls - before;
		};
		expect(hub.records.pastAtOnce).toBe(50);
		expect(await calls(async () => await hub.records.read('contacts', ids, ['jobtitle']))).toBe(1);
		expect(await calls(async () => await hub.records.read('contacts', ids, ['jobtitle'], { fields: ['jobtitle'], since: '2026-01-01T00:00:00.000Z' }))).toBe(2);
	});
});

describe('Salesforce', () => {
	let org: SalesforceSubject;
	let ann: string;
	let since: string;
	beforeEach(async () => {
		org = await salesforceSubject();
		org.sandbox.trackHistory('Contact', ['Title', 'Phone']);
		ann = org.make('Contact', { LastName: 'Ann', Title: 'CEO' });
		since = org.sandbox.clock.now().toISOString();
		org.sandbox.clock.advance(2_000);
	});
	afterEach(() => org.sandbox.close());
	const edit = (fields: Record<string, unknown>) => org.sandbox.edit('Contact', ann, fields);

	it('tells the values of tracked fields with the record, in the same call', async () => {
		edit({ Title: 'CFO' });
		org.sandbox.clock.advance(2_000);
		edit({ Title: 'CTO', Department: 'Research' });
		await org.records.read('Contact', [ann], ['Title']);
		const before = org.sandbox.stats.snapshot().calls;
		const past = await pastOf(org.records, 'Contact', ann, ['Title', 'Department', 'Phone'], since);
		expect(org.sandbox.stats.snapshot().calls - before).toBe(1);
		expect(values(past?.Title)).toEqual(['CTO', 'CFO', 'CEO']);
		expect(past?.Title?.map(({ at }) => at !== undefined)).toEqual([true, true, false]);
		expect(Object.keys(past ?? {})).toEqual(['Title']);
	});

	it('puts changes of one second in the order in which they follow each other', async () => {
		for (const title of ['A', 'B', 'C', 'D']) edit({ Title: title });
		expect(values((await pastOf(org.records, 'Contact', ann, ['Title'], since))?.Title)).toEqual(['D', 'C', 'B', 'A', 'CEO']);
	});

	it('tells nothing of an object that keeps no history', async () => {
		const task = org.make('Task', { Subject: 'Call' });
		expect(await pastOf(org.records, 'Task', task, ['Subject'], since)).toBeUndefined();
	});
});
