import { customer, HUBSPOT_ACTIVITIES, HUBSPOT_OBJECTS, idsOn, MAILINGS, mailing, pair, parents, told } from '../support/pairs/activities';
import { Canvas } from '../support/pairs/canvas';
import { ThreeSandboxes } from '../support/pairs/sandboxes';

jest.setTimeout(300_000);

describe('HubSpot ⇄ Pact', () => {
	let world: ThreeSandboxes;
	let canvas: Canvas;
	let here: Awaited<ReturnType<typeof customer>>;
	let there: Record<string, string>;
	const about = async (object: string, id: string): Promise<Record<string, unknown>> =>
		(await world.connect('hubspot').records.read(object, [id], ['contact.id', 'company.id', 'deal.id'])).get(id)?.fields ?? {};

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		here = await customer(world, 'pact');
		canvas = await Canvas.start({
			systems: { hubspot: world.connect('hubspot'), pact: world.connect('pact') },
			clock: world.clock,
			pairs: [...parents('hubspot', 'pact'), ...HUBSPOT_ACTIVITIES.map((object) => pair(['hubspot', object], ['pact', 'activities']))],
		});
		await canvas.settle();
		there = await idsOn(world, 'hubspot', HUBSPOT_OBJECTS);
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	it('what a sequence does becomes an e-mail or a note on the contact, company and deal, once, 100 a call', async () => {
		for (const type of MAILINGS) await mailing(world, here.contact, type, {}, { opportunity_id: here.deal });
		const calls = world.writes('hubspot');
		await canvas.settle();
		expect(world.writes('hubspot') - calls).toBe(2);
		const emails = await world.screen('hubspot').all('emails');
		expect(emails.map(({ fields }) => [fields.hs_email_subject, fields.hs_email_direction]).sort()).toEqual([
			['E-mail answered: Spring offer', 'INCOMING_EMAIL'],
			['E-mail sent: Spring offer', 'EMAIL'],
		]);
		const notes = await world.screen('hubspot').all('notes');
		expect(notes.map(({ fields }) => fields.hs_note_body).sort()).toEqual([
			'E-mail bounced: Spring offer', 'E-mail opened: Spring offer', 'Link clicked in e-mail: Spring offer', 'Sequence completed: Spring offer',
		]);
		for (const [object, rows] of [['emails', emails], ['notes', notes]] as const)
			for (const { id } of rows) expect(await about(object, id)).toEqual({ 'contact.id': there.contact, 'company.id': there.account, 'deal.id': there.deal });
	});

	it('HubSpot’s own activities become entries of their kinds in Pact, once', async () => {
		const titles = { calls: 'hs_call_title', emails: 'hs_email_subject', meetings: 'hs_meeting_title', notes: 'hs_note_body', tasks: 'hs_task_subject' };
		const ours = told(world).length;
		for (const object of HUBSPOT_ACTIVITIES) {
			const { results } = await world.connect('hubspot').records.write(object, [
				{ op: 'create', values: { hs_timestamp: '2026-11-20T09:30:00.000Z', [titles[object]]: `One of ${object}`, 'contact.id': there.contact ?? '', 'deal.id': there.deal ?? '' } },
			]).then((written) => ({ results: written }));
			expect(results).toMatchObject([{ ok: true }]);
		}
		await canvas.settle();
		const made = told(world).slice(ours);
		expect(made.map(({ type }) => type).sort()).toEqual(['call.completed', 'email.logged', 'meeting.added', 'note.added', 'task.added']);
		for (const entry of made) expect(entry).toMatchObject({ contact_id: here.contact, opportunity_id: here.deal, occurred_at: '2026-11-20T09:30:00.000Z' });
	});

	it('nothing goes to and fro', async () => {
		const before = { hubspot: world.writes('hubspot'), pact: world.writes('pact') };
		for (let cycle = 0; cycle < 3; cycle += 1) await canvas.cycle();
		expect({ hubspot: world.writes('hubspot'), pact: world.writes('pact') }).toEqual(before);
		expect(canvas.outcomes.filter(({ outcome }) => outcome === 'failed' || outcome === 'conflict')).toEqual([]);
	});
});

describe('Salesforce ⇄ HubSpot', () => {
	let world: ThreeSandboxes;
	let canvas: Canvas;
	let here: Awaited<ReturnType<typeof customer>>;
	let there: Record<string, string>;

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		here = await customer(world, 'salesforce');
		const tasks = (['calls', 'emails', 'notes', 'tasks'] as const).map((object) => pair(['salesforce', 'Task'], ['hubspot', object]));
		canvas = await Canvas.start({
			systems: { salesforce: world.connect('salesforce'), hubspot: world.connect('hubspot') },
			clock: world.clock,
			pairs: [...parents('salesforce', 'hubspot'), ...tasks, pair(['salesforce', 'Event'], ['hubspot', 'meetings'])],
		});
		await canvas.settle();
		there = await idsOn(world, 'hubspot', HUBSPOT_OBJECTS);
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	it('tasks of each kind and events go to their own object, once', async () => {
		for (const TaskSubtype of ['Call', 'Email', 'Task'])
			await world.screen('salesforce').create('Task', { Subject: `A ${TaskSubtype}`, TaskSubtype, WhoId: here.contact, WhatId: here.deal, ActivityDate: '2026-11-20' });
		await world.screen('salesforce').create('Event', { Subject: 'Lunch', ActivityDateTime: '2026-11-22T11:30:00.000Z', DurationInMinutes: 60, WhoId: here.contact });
		await canvas.settle();
		const titles = { calls: 'hs_call_title', emails: 'hs_email_subject', tasks: 'hs_task_subject', meetings: 'hs_meeting_title' };
		const words = { calls: 'A Call', emails: 'A Email', tasks: 'A Task', meetings: 'Lunch' };
		for (const [object, title] of Object.entries(titles)) {
			const rows = await world.screen('hubspot').all(object);
			expect(rows.map(({ fields }) => fields[title])).toEqual([words[object as keyof typeof words]]);
			const [row] = rows;
			const read = await world.connect('hubspot').records.read(object, [row?.id ?? ''], ['contact.id']);
			expect(read.get(row?.id ?? '')?.fields).toEqual({ 'contact.id': there.contact });
		}
		expect(await world.screen('hubspot').all('notes')).toEqual([]);
	});

	it('a note of HubSpot becomes a completed task with its text, and does not come back', async () => {
		await world.connect('hubspot').records.write('notes', [
			{ op: 'create', values: { hs_timestamp: '2026-11-20T09:30:00.000Z', hs_note_body: '<p>Prefers <b>mornings</b></p><p>&amp; tea</p>', 'contact.id': there.contact ?? '' } },
		]);
		await canvas.settle();
		const made = (await world.screen('salesforce').all('Task')).filter(({ fields }) => fields.Subject === 'Note');
		expect(made.map(({ fields }) => fields)).toMatchObject([{ Description: 'Prefers mornings\n& tea', Status: 'Completed', WhoId: here.contact, ActivityDate: '2026-11-20' }]);
		expect(await world.screen('hubspot').all('tasks')).toHaveLength(1);
	});

	it('a task lives on both sides: done there is done here', async () => {
		const [task] = await world.screen('hubspot').all('tasks');
		await world.screen('hubspot').edit('tasks', task?.id ?? '', { hs_task_status: 'COMPLETED' });
		await canvas.settle();
		expect((await world.screen('salesforce').all('Task')).find(({ fields }) => fields.Subject === 'A Task')?.fields).toMatchObject({ Status: 'Completed' });
	});

	it('the due day of a task travels, and a time of day, which Salesforce cannot hold, goes to and fro no more', async () => {
		const taskThere = async () => (await world.screen('hubspot').all('tasks'))[0];
		const taskHere = async () => (await world.screen('salesforce').all('Task')).find(({ fields }) => fields.Subject === 'A Task');
		const writes = () => world.writes('salesforce') + world.writes('hubspot');
		await world.screen('hubspot').edit('tasks', (await taskThere())?.id ?? '', { hs_timestamp: '2026-11-25T16:45:00.000Z' });
		await canvas.settle();
		expect((await taskHere())?.fields.ActivityDate).toBe('2026-11-25');
		const before = writes();
		await world.screen('hubspot').edit('tasks', (await taskThere())?.id ?? '', { hs_timestamp: '2026-11-25T17:15:00.000Z' });
		await canvas.settle();
		expect(writes()).toBe(before);
		await world.screen('salesforce').edit('Task', (await taskHere())?.id ?? '', { ActivityDate: '2026-11-26' });
		await canvas.settle();
		expect((await taskThere())?.fields.hs_timestamp).toBe('2026-11-26T12:00:00.000Z');
		expect(canvas.outcomes.filter(({ outcome }) => outcome === 'failed' || outcome === 'conflict')).toEqual([]);
	});

	it('when a call was is said once: its time in HubSpot is put right there only', async () => {
		const [made] = await world.screen('hubspot').all('calls');
		const before = world.writes('salesforce');
		await world.screen('hubspot').edit('calls', made?.id ?? '', { hs_timestamp: '2026-11-19T08:00:00.000Z' });
		await canvas.settle();
		expect(world.writes('salesforce')).toBe(before);
	});

	it('nothing goes to and fro', async () => {
		const before = { salesforce: world.writes('salesforce'), hubspot: world.writes('hubspot') };
		for (let cycle = 0; cycle < 3; cycle += 1) await canvas.cycle();
		expect({ salesforce: world.writes('salesforce'), hubspot: world.writes('hubspot') }).toEqual(before);
		expect(canvas.outcomes.filter(({ outcome }) => outcome === 'failed' || outcome === 'conflict')).toEqual([]);
	});
});
