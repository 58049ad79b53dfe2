import type { FieldValues } from '../../engine/model';
import type { SourceChange } from '../../engine/run/system-port';
import { type HubSpotSubject, hubSpotSubject } from './subjects/hubspot';
import { type PactSubject, pactSubject } from './subjects/pact';
import { type SalesforceSubject, salesforceSubject } from './subjects/salesforce';

describe('activities in Pact', () => {
	let pact: PactSubject;
	let contact: string;
	beforeEach(async () => {
		pact = await pactSubject();
		contact = pact.make('contacts', { last_name: 'Ada', email: 'ada@activities.example' });
	});
	afterEach(() => pact.sandbox.close());

	const FIELDS = ['type', 'contact_id', 'occurred_at', 'actor', 'subject', 'body', 'text', 'direction', 'opens', 'last_opened_at'];
	const log = async (values: FieldValues) => (await pact.records.write('activities', [{ op: 'create', values: { contact_id: contact, ...values } }]))[0];
	const feed = () => pact.sandbox.activities().filter(({ type }) => !type.startsWith('contact.'));
	const everything = async (filter?: object): Promise<SourceChange[]> => {
		const query = { object: 'activities', fields: FIELDS, limit: 100, ...(filter ? { filter: JSON.stringify(filter) } : {}) };
		return (await pact.source.readPage(query, await pact.source.start('activities', 'everything'), { lookBackMs: 0 })).changes;
	};

	it('are a feed that can be added to, and nothing else', async () => {
		const { fields } = await pact.schema.describe('activities');
		expect(fields.filter(({ updateable }) => updateable)).toEqual([]);
		expect(fields.filter(({ requiredOnCreate }) => requiredOnCreate).map(({ name }) => name)).toEqual(['type']);
		const made = await log({ type: 'call.completed' });
		const id = made?.ok ? made.id : '';
		const calls = pact.sandbox.stats.snapshot().calls;
		expect(await pact.records.write('activities', [{ op: 'update', id, values: { subject: 'Other' } }])).toMatchObject([{ ok: false, error: { class: 'invalid' } }]);
		expect(await pact.records.archive?.('activities', [id])).toMatchObject([{ ok: false, error: { class: 'invalid' } }]);
		expect(pact.sandbox.stats.snapshot().calls).toBe(calls);
	});

	it('are made with their words in the payload, and read back by the same names', async () => {
		const values = { type: 'note.added', occurred_at: '2026-11-20T10:00:00.000Z', actor: 'ada@activities.example', text: 'Prefers tea', direction: null };
		const made = await log(values);
		expect(feed()).toMatchObject([{ payload: { body: 'Prefers tea' }, occurred_at: '2026-11-20T10:00:00.000Z', actor: 'ada@activities.example' }]);
		expect(made).toMatchObject({ ok: true, record: { fields: { body: 'Prefers tea', text: 'Prefers tea' } } });
	});

	it('are made once for one dedupe key, and nothing is looked for first', async () => {
		const [one, two] = [await log({ type: 'call.completed', dedupe_key: 'k1' }), await log({ type: 'call.completed', dedupe_key: 'k1' })];
		expect(one).toMatchObject({ ok: true });
		expect(two).toMatchObject({ ok: true, id: one?.ok ? one.id : '' });
		expect(feed()).toHaveLength(1);
		const calls = pact.sandbox.stats.snapshot().calls;
		expect(await pact.records.find('activities', [{ kind: 'external-id', field: 'dedupe_key', value: 'k1' }], ['type'])).toEqual([[]]);
		expect(pact.sandbox.stats.snapshot().calls).toBe(calls);
	});

	it('about nobody are refused by Pact, in words', async () => {
		expect(await log({ type: 'call.completed', contact_id: null })).toMatchObject({ ok: false, error: { class: expect.stringMatching(/invalid|missing-required/) } });
	});

	it('are told without the feed’s notes of what was done to records, unless these are asked for', async () => {
		await log({ type: 'call.completed', subject: 'Hello' });
		expect((await everything()).map(({ fields }) => fields.type)).toEqual(['call.completed']);
		expect((await everything({ types: ['contact.added'] })).map(({ fields }) => fields.type)).toEqual(['contact.added']);
		expect((await everything({ types: ['email.*'] })).map(({ fields }) => fields.type)).toEqual([]);
	});

	it('say what happened, in which direction, and who did it', async () => {
		pact.sandbox.create('contacts', { last_name: 'Other', email: 'other@activities.example' });
		await log({ type: 'email.replied', subject: 'Offer' });
		const [change] = await everything();
		expect(change?.fields).toMatchObject({ subject: 'E-mail answered: Offer', direction: 'incoming', body: null, text: 'E-mail answered: Offer' });
	});

	it('arrive once each while the feed grows', async () => {
		const query = { object: 'activities', fields: FIELDS, limit: 100 };
		let cursor = await pact.source.start('activities', 'now');
		const seen = new Map<string, number>();
		for (let round = 0; round < 3; round += 1) {
			await pact.records.write('activities', Array.from({ length: 150 }, () => ({ op: 'create' as const, values: { type: 'call.completed', contact_id: contact } })));
			for (let more = true; more;) {
				const page = await pact.source.readPage(query, cursor, { lookBackMs: 0 });
				for (const { id, modifiedAt } of page.changes) seen.set(`${id}|${modifiedAt}`, 1);
				({ cursor, more } = page);
			}
		}
		expect(seen.size).toBe(450);
	});

	it('an entry that went with an erased person is not told as deleted', async () => {
		expect(await pact.source.readAgain({ object: 'activities', fields: FIELDS }, [pact.unknownId])).toEqual([]);
	});

	describe('opens of one e-mail by one person', () => {
		const open = async (mail: string, at: string) => {
			pact.sandbox.clock.advance(60_000);
			pact.sandbox.happen({ type: 'email.opened', contact_id: contact, actor: 'system', payload: { email_id: mail, subject: 'Offer' }, occurred_at: at });
		};
		beforeEach(async () => {
			for (const hour of ['09', '10', '11']) await open('m1', `2026-11-21T${hour}:00:00.000Z`);
			await open('m2', '2026-11-21T12:00:00.000Z');
		});

		it('are one record that says how many there are', async () => {
			const changes = await everything({ types: ['email.opened'], rollUpOpens: true });
			expect(changes.map(({ fields }) => [fields.occurred_at, fields.opens, fields.last_opened_at])).toEqual([
				['2026-11-21T09:00:00.000Z', 3, '2026-11-21T11:00:00.000Z'],
				['2026-11-21T12:00:00.000Z', 1, '2026-11-21T12:00:00.000Z'],
			]);
			const [first] = changes;
			const again = await pact.source.readAgain({ object: 'activities', fields: FIELDS, filter: JSON.stringify({ rollUpOpens: true }) }, [first?.id ?? '']);
			expect(again).toMatchObject([{ id: first?.id, fields: { opens: 3 }, modifiedAt: first?.modifiedAt }]);
		});

		it('stand behind the first one when they are asked for by themselves, as a webhook tells of them', async () => {
			const filter = JSON.stringify({ rollUpOpens: true });
			const [first, second, third] = (await everything({ types: ['email.opened'] })).map(({ id }) => id);
			const again = await pact.source.readAgain({ object: 'activities', fields: FIELDS, filter }, [third ?? '', second ?? '']);
			expect(again).toMatchObject([{ id: first, fields: { opens: 3 }, standsFor: [third, second] }]);
		});

		it('are a record each where that is wished', async () => {
			expect(await everything({ types: ['email.opened'] })).toHaveLength(4);
		});

		it('cannot be told together where a workspace’s feed takes no filter: it is said, and nothing is told wrongly', async () => {
			pact.sandbox.assume({ activityFilters: false });
			await log({ type: 'call.completed' });
			await expect(everything({ rollUpOpens: true })).rejects.toThrow(/cannot be rolled up/);
			expect((await pact.assumptions()).find(({ id }) => id === 'activities.filter')).toMatchObject({ result: 'differs' });
		});
	});
});

describe('tasks and events in Salesforce', () => {
	let salesforce: SalesforceSubject;
	let account: string;
	let contact: string;
	let deal: string;
	beforeEach(async () => {
		salesforce = await salesforceSubject();
		account = salesforce.make('Account', { Name: 'Acme' });
		contact = salesforce.make('Contact', { LastName: 'Ada', AccountId: account });
		deal = salesforce.make('Opportunity', { Name: 'Deal', StageName: 'Prospecting', CloseDate: '2027-01-01', AccountId: account });
	});
	afterEach(() => salesforce.sandbox.close());

	const ABOUT = ['WhoId', 'What.Account', 'What.Opportunity', 'When'];
	const read = async (object: string, id: string) => (await salesforce.records.read(object, [id], ABOUT)).get(id)?.fields;
	const create = async (object: string, values: FieldValues) => {
		const [made] = await salesforce.records.write(object, [{ op: 'create', values }]);
		if (!made?.ok) throw new Error(JSON.stringify(made));
		return made.id;
	};

	it('go on the deal where there is one, and are about its account as well', async () => {
		const id = await create('Task', { Subject: 'Call', WhoId: contact, 'What.Account': account, 'What.Opportunity': deal, When: '2026-11-20T15:00:00.000Z' });
		expect(salesforce.sandbox.records('Task').find((row) => row.Id === id)).toMatchObject({ WhatId: deal, WhoId: contact, ActivityDate: '2026-11-20' });
		expect(await read('Task', id)).toEqual({ WhoId: contact, 'What.Account': account, 'What.Opportunity': deal, When: '2026-11-20T12:00:00.000Z' });
	});

	it('go on the account where there is no deal', async () => {
		const id = await create('Task', { Subject: 'Call', 'What.Account': account, 'What.Opportunity': null });
		expect(await read('Task', id)).toMatchObject({ 'What.Account': account, 'What.Opportunity': null, WhoId: null });
	});

	it('tell the account of their person', async () => {
		const id = salesforce.make('Task', { Subject: 'Call', WhoId: contact });
		expect(await read('Task', id)).toMatchObject({ 'What.Account': account, 'What.Opportunity': null });
	});

	it.each([
		[{ ActivityDate: '2026-11-18' }, '2026-11-18T12:00:00.000Z'],
		[{ ActivityDate: '2026-11-21', Status: 'Completed' }, '2026-11-21T08:10:00.000Z'],
		[{ ActivityDate: '2026-11-18', Status: 'Completed' }, '2026-11-18T12:00:00.000Z'],
		[{}, '2026-11-21T08:10:00.000Z'],
	])('a task with %j happened at %s', async (values, when) => {
		expect(await read('Task', salesforce.make('Task', { Subject: 'Call', ...values }))).toMatchObject({ When: when });
	});

	it('an event without a length gets one, and keeps its time', async () => {
		const id = await create('Event', { Subject: 'Lunch', When: '2026-11-22T11:30:00.000Z', WhoId: contact });
		expect(await read('Event', id)).toMatchObject({ When: '2026-11-22T11:30:00.000Z' });
		expect(salesforce.sandbox.records('Event').find((row) => row.Id === id)?.DurationInMinutes).toBeGreaterThan(0);
	});

	it('of somebody who is no user are made all the same', async () => {
		await create('Task', { Subject: 'Call', 'Owner.Email': 'gone@activities.example' });
		const [refused] = await salesforce.records.write('Account', [{ op: 'create', values: { Name: 'Strict', 'Owner.Email': 'gone@activities.example' } }]);
		expect(refused).toMatchObject({ ok: false });
	});

	it('are told by the source with what they are about', async () => {
		const id = salesforce.make('Task', { Subject: 'Call', WhoId: contact, WhatId: deal });
		const query = { object: 'Task', fields: ABOUT, limit: 100, filter: 'WhoId != null OR AccountId != null' };
		salesforce.make('Task', { Subject: 'Nobody’s' });
		const page = await salesforce.source.readPage(query, await salesforce.source.start('Task', 'everything'), { lookBackMs: 0 });
		expect(page.changes).toMatchObject([{ id, fields: { WhoId: contact, 'What.Account': account, 'What.Opportunity': deal } }]);
	});

	it('say of every field whether it can be written', async () => {
		const task = await salesforce.schema.describe('Task');
		const rights = (name: string) => task.fields.find((field) => field.name === name);
		expect(rights('What.Opportunity')).toMatchObject({ type: 'reference', referenceTo: ['Opportunity'], createable: true, updateable: false });
		expect(rights('When')).toMatchObject({ type: 'datetime', requiredOnCreate: false, updateable: true });
		expect(rights('TaskSubtype')).toMatchObject({ createable: true, updateable: false });
		expect((await salesforce.schema.describe('Event')).fields.filter(({ requiredOnCreate }) => requiredOnCreate).map(({ name }) => name)).toEqual(['When']);
	});
});

describe('activities in HubSpot', () => {
	let hub: HubSpotSubject;
	let contact: string;
	let company: string;
	let deal: string;
	beforeEach(async () => {
		hub = await hubSpotSubject();
		contact = hub.make('contacts', { lastname: 'Ada', email: 'ada@activities.example' });
		company = hub.make('companies', { name: 'Acme', domain: 'activities.example' });
		deal = hub.make('deals', { dealname: 'Deal', pipeline: 'default', dealstage: 'qualifiedtobuy' });
	});
	afterEach(() => hub.sandbox.close());

	const ABOUT = ['contact.id', 'company.id', 'deal.id', 'body.text'];
	const about = () => ({ 'contact.id': contact, 'company.id': company, 'deal.id': deal });

	it.each(['calls', 'emails', 'meetings', 'notes', 'tasks'])('%s are made on their contact, company and deal, a hundred in one call', async (object) => {
		const values = { hs_timestamp: '2026-11-20T09:30:00.000Z', 'body.text': 'a < b\n& more', ...about() };
		const writes = hub.sandbox.stats.snapshot().writes;
		const made = await hub.records.write(object, Array.from({ length: 100 }, () => ({ op: 'create' as const, values })));
		expect(hub.sandbox.stats.snapshot().writes - writes).toBe(1);
		expect(made.every(({ ok }) => ok)).toBe(true);
		const ids = made.flatMap((one) => (one.ok ? [one.id] : []));
		const states = await hub.records.read(object, ids, ABOUT);
		expect(states.size).toBe(100);
		for (const { fields } of states.values()) expect(fields).toEqual({ ...about(), 'body.text': 'a < b\n& more' });
	});

	it('one that points at nobody is refused alone, and is not made', async () => {
		const values = { hs_timestamp: '2026-11-20T09:30:00.000Z', hs_call_title: 'Call' };
		const made = await hub.records.write('calls', [
			{ op: 'create', values: { ...values, 'contact.id': contact } },
			{ op: 'create', values: { ...values, 'contact.id': '999999999' } },
		]);
		expect(made).toMatchObject([{ ok: true }, { ok: false }]);
		expect(hub.sandbox.records('calls')).toHaveLength(1);
	});

	it('of somebody who is no user are made all the same', async () => {
		const [made] = await hub.records.write('calls', [{ op: 'create', values: { hs_timestamp: '2026-11-20T09:30:00.000Z', 'owner.email': 'gone@activities.example' } }]);
		expect(made).toMatchObject({ ok: true });
	});

	it('say what they need, and that what they are about is said when they are made', async () => {
		const { fields } = await hub.schema.describe('notes');
		expect(fields.filter(({ requiredOnCreate }) => requiredOnCreate).map(({ name }) => name)).toEqual(['hs_timestamp']);
		expect(fields.filter(({ name }) => ['contact.id', 'company.id', 'deal.id'].includes(name)).map(({ createable, updateable }) => [createable, updateable])).toEqual([
			[true, false], [true, false], [true, false],
		]);
		expect((await hub.schema.objects()).map(({ name }) => name)).toEqual(expect.arrayContaining(['calls', 'emails', 'meetings', 'notes', 'tasks']));
	});

	it('are told by the source with what they are about', async () => {
		const [made] = await hub.records.write('meetings', [{ op: 'create', values: { hs_timestamp: '2026-11-20T09:30:00.000Z', hs_meeting_title: 'Lunch', ...about() } }]);
		const query = { object: 'meetings', fields: [...ABOUT, 'hs_meeting_title'], limit: 100 };
		const { changes } = await hub.source.readPage(query, await hub.source.start('meetings', 'everything'), { lookBackMs: 0 });
		expect(changes).toMatchObject([{ id: made?.ok ? made.id : '', fields: { ...about(), hs_meeting_title: 'Lunch' } }]);
	});
});
