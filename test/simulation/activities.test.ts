import { call, customer, ends, idsOn, MAILINGS, mailing, pair, PACT_OBJECTS, parents, SALESFORCE_OBJECTS, told } from '../support/pairs/activities';
import { Canvas } from '../support/pairs/canvas';
import { ThreeSandboxes } from '../support/pairs/sandboxes';
import type { Row } from '../support/pairs/rows';

jest.setTimeout(300_000);

describe('Salesforce → Pact', () => {
	let world: ThreeSandboxes;
	let canvas: Canvas;
	let here: Awaited<ReturnType<typeof customer>>;
	let there: Record<string, string>;

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		here = await customer(world, 'salesforce');
		canvas = await Canvas.start({
			systems: { salesforce: world.connect('salesforce'), pact: world.connect('pact') },
			clock: world.clock,
			pairs: [...parents('salesforce', 'pact'), pair(['salesforce', 'Task'], ['pact', 'activities']), pair(['salesforce', 'Event'], ['pact', 'activities'])],
		});
		await canvas.settle();
		there = await idsOn(world, 'pact', PACT_OBJECTS);
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	it.each([
		['Call', 'call.completed'],
		['Email', 'email.logged'],
		['Task', 'task.added'],
	])('a task of the kind %s becomes %s on its contact, company and deal, once', async (TaskSubtype, type) => {
		await world.screen('salesforce').create('Task', {
			Subject: `A ${TaskSubtype}`, Description: 'What was said', TaskSubtype, Status: 'Completed', WhoId: here.contact, WhatId: here.deal, ActivityDate: '2026-11-20',
		});
		await canvas.settle();
		const made = told(world).filter((entry) => entry.type === type);
		expect(made).toMatchObject([
			{
				contact_id: there.contact, company_id: there.account, opportunity_id: there.deal, occurred_at: '2026-11-20T12:00:00.000Z',
				payload: { subject: `A ${TaskSubtype}`, body: 'What was said' },
			},
		]);
	});

	it('an event becomes a meeting, and one about an account belongs to the company', async () => {
		await world.screen('salesforce').create('Event', { Subject: 'Lunch', ActivityDateTime: '2026-11-22T11:30:00.000Z', DurationInMinutes: 60, WhatId: here.account });
		await canvas.settle();
		expect(told(world).filter(({ type }) => type === 'meeting.added')).toMatchObject([
			{ company_id: there.account, contact_id: null, opportunity_id: null, occurred_at: '2026-11-22T11:30:00.000Z' },
		]);
	});

	it('a task of a lead goes to the lead’s contact in Pact', async () => {
		const lead = await world.screen('salesforce').create('Lead', { LastName: 'Lovely', Company: 'Lovely Ltd', Email: 'lovely@lovely-activities.com' });
		await world.screen('salesforce').create('Task', { Subject: 'Called the lead', TaskSubtype: 'Call', Status: 'Completed', WhoId: lead });
		await canvas.settle();
		const person = await idsOn(world, 'pact', { contact: 'contacts' }, 'Lovely');
		expect(told(world).filter(({ payload }) => payload.subject === 'Called the lead')).toMatchObject([{ contact_id: person.contact }]);
	});

	it('what belongs to nobody stays where it is, and nobody is asked', async () => {
		const before = told(world).length;
		const id = await world.screen('salesforce').create('Task', { Subject: 'Water the plants' });
		await canvas.settle();
		expect(told(world)).toHaveLength(before);
		expect(ends(canvas).get(id)).toEqual(['skipped']);
		expect(await canvas.store.openReviews()).toEqual([]);
	});

	it('what is changed later writes nothing: the feed can only be added to', async () => {
		const before = world.writes('pact');
		for (const { id } of await world.screen('salesforce').all('Task')) await world.screen('salesforce').edit('Task', id, { Subject: 'Changed my mind' });
		await canvas.settle();
		expect(world.writes('pact')).toBe(before);
		expect(canvas.outcomes.filter(({ outcome }) => outcome === 'failed' || outcome === 'conflict')).toEqual([]);
	});

	it('nothing comes back as a new task', async () => {
		const before = (await world.screen('salesforce').all('Task')).length;
		for (let cycle = 0; cycle < 3; cycle += 1) await canvas.cycle();
		expect(await world.screen('salesforce').all('Task')).toHaveLength(before);
	});
});

describe('Pact sequences → Salesforce', () => {
	let world: ThreeSandboxes;
	let canvas: Canvas;
	let here: Awaited<ReturnType<typeof customer>>;
	let there: Record<string, string>;
	const tasks = async () => (await world.screen('salesforce').all('Task')).map(({ fields }) => fields);

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		here = await customer(world, 'pact');
		await call(world, 'salesforce', 'PUT', 'schema', { object: 'Task', field: 'Pact_Opens__c', type: 'double' });
		canvas = await Canvas.start({
			systems: { salesforce: world.connect('salesforce'), pact: world.connect('pact') },
			clock: world.clock,
			pairs: [...parents('salesforce', 'pact'), pair(['salesforce', 'Task'], ['pact', 'activities'])],
			filters: { activities: JSON.stringify({ types: ['email.*', 'sequence.*'], rollUpOpens: true }) },
		});
		await canvas.settle();
		there = await idsOn(world, 'salesforce', SALESFORCE_OBJECTS);
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	it('each step becomes a completed task on the contact and the deal, once, in one call', async () => {
		for (const type of MAILINGS) await mailing(world, here.contact, type, {}, { opportunity_id: here.deal });
		const calls = world.salesforce.stats.snapshot().writes;
		await canvas.settle();
		expect(world.salesforce.stats.snapshot().writes - calls).toBe(1);
		const made = await tasks();
		expect(made.map(({ Subject, TaskSubtype }) => [Subject, TaskSubtype]).sort()).toEqual([
			['E-mail answered: Spring offer', 'Email'],
			['E-mail bounced: Spring offer', 'Email'],
			['E-mail opened: Spring offer', 'Email'],
			['E-mail sent: Spring offer', 'Email'],
			['Link clicked in e-mail: Spring offer', 'Email'],
			['Sequence completed: Spring offer', 'Task'],
		]);
		for (const task of made) expect(task).toMatchObject({ WhoId: there.contact, WhatId: there.deal, AccountId: there.account, Status: 'Completed', ActivityDate: '2026-11-21' });
	});

	it('further opens of the same e-mail are counted on the one task', async () => {
		const before = (await tasks()).length;
		for (let times = 0; times < 3; times += 1) await mailing(world, here.contact, 'email.opened');
		await canvas.settle();
		expect(await tasks()).toHaveLength(before);
		expect((await tasks()).find(({ Subject }) => Subject === 'E-mail opened: Spring offer')).toMatchObject({ Pact_Opens__c: 4 });
	});

	it('an open that a webhook tells of is counted on the task of the first one, and is not missed as a record of its own', async () => {
		await mailing(world, here.contact, 'email.opened');
		const entry = world.pact.activities().at(-1);
		const ref = { system: 'pact' as const, connection: world.connect('pact').source.connection, object: 'activities', id: entry?.public_id ?? '' };
		await canvas.store.noteHints('canvas/pact', [{ ref, key: 'fifth' }]);
		await canvas.settle();
		expect((await tasks()).find(({ Subject }) => Subject === 'E-mail opened: Spring offer')).toMatchObject({ Pact_Opens__c: 5 });
		const log = await canvas.store.log({ limit: 1_000 });
		expect(log.filter(({ reason }) => reason === 'target-gone').map(({ message }) => message)).toEqual([]);
	});

	it('an open of another e-mail is another task', async () => {
		const before = (await tasks()).length;
		await mailing(world, here.contact, 'email.opened', { email_id: 'mail-2', subject: 'Autumn offer' });
		await canvas.settle();
		expect(await tasks()).toHaveLength(before + 1);
	});

	it('what is told twice, by two webhooks and by the poll, is one task', async () => {
		const before = (await tasks()).length;
		await mailing(world, here.contact, 'email.clicked', { email_id: 'mail-3' });
		const entry = world.pact.activities().at(-1);
		const ref = { system: 'pact' as const, connection: world.connect('pact').source.connection, object: 'activities', id: entry?.public_id ?? '' };
		expect(await canvas.store.noteHints('canvas/pact', [{ ref, key: 'one' }, { ref, key: 'two' }])).toBe(2);
		await canvas.settle();
		expect(await tasks()).toHaveLength(before + 1);
	});

	it('the feed’s notes of what was done to records make no tasks', async () => {
		const before = (await tasks()).length;
		await world.screen('pact').edit('contacts', here.contact, { title: 'Chief' });
		await canvas.settle();
		expect(await tasks()).toHaveLength(before);
	});
});

describe('activities that come before what they are about', () => {
	let world: ThreeSandboxes;
	let canvas: Canvas;
	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		canvas = await Canvas.start({
			systems: { salesforce: world.connect('salesforce'), pact: world.connect('pact') },
			clock: world.clock,
			// The activities come first, and the contacts are not there until their pair has run.
			pairs: [pair(['salesforce', 'Task'], ['pact', 'activities']), ...parents('salesforce', 'pact')],
		});
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	it('wait for the contact, and go on it when it is there', async () => {
		const here = await customer(world, 'salesforce');
		await world.screen('salesforce').create('Task', { Subject: 'Early', TaskSubtype: 'Call', Status: 'Completed', WhoId: here.contact, WhatId: here.deal });
		await canvas.settle();
		const there = await idsOn(world, 'pact', PACT_OBJECTS);
		expect(told(world)).toMatchObject([{ contact_id: there.contact, company_id: there.account, opportunity_id: there.deal }]);
		expect(canvas.outcomes.map(({ reason }) => reason)).toContain('parent-not-linked');
	});

	it('wait no longer than an hour or so for one that never comes', async () => {
		const account = (await world.screen('salesforce').all('Account'))[0] as Row;
		// A stage that has no partner: the deal waits for a person.
		const deal = await world.screen('salesforce').create('Opportunity', { Name: 'Held', StageName: 'Perception Analysis', CloseDate: '2027-03-01', AccountId: account.id });
		await world.screen('salesforce').create('Task', { Subject: 'Late', TaskSubtype: 'Call', Status: 'Completed', WhatId: deal });
		await expect(canvas.settle({ most: 5 })).rejects.toThrow('Still busy');
		expect(told(world).filter(({ payload }) => payload.subject === 'Late')).toEqual([]);
		for (let times = 0; times < 5; times += 1) {
			world.time.advance(21 * 60_000);
			await canvas.cycle();
		}
		await canvas.settle();
		const late = told(world).filter(({ payload }) => payload.subject === 'Late');
		expect(late).toMatchObject([{ opportunity_id: null, company_id: expect.any(String) }]);
	});
});
