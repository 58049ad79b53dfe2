import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { SYSTEMS, type SystemName } from '../../../engine/model';
import { fromNowOn, publishAndWatch, screensFromNowOn } from '../pairs/from-now-on';
import { PairWorld, triggersOf } from '../pairs/pair-world';
import { waitUntil } from '../support/n8n-api';
import type { Template } from '../support/n8n-schemas';
import { HUBSPOT_ACTIVITIES, Timelines, type About, type Entry } from './timelines';

jest.setTimeout(600_000);

const PAIRS = ['salesforce-pact', 'hubspot-pact', 'salesforce-hubspot'];
const ACTIVITIES = ['activities-salesforce-to-pact', 'activities-hubspot-to-pact', 'activities-pact-to-salesforce', 'activities-pact-to-hubspot', 'activities-salesforce-hubspot'];
const LINK_TIMEOUT_MS = 180_000;
const IDLE_MS = 15_000;
/** Longer than the test waits before it kills n8n: the answers of these creates never arrive. */
const LATE_MS = 120_000;
/** What the triggers tell of sequences: `sequence.started` is left out there, `sequence.paused` by the mappers. */
const CHOSEN = ['email.*', 'sequence.completed', 'sequence.paused'];
const NOTED = 'email.opened, email.clicked, email.bounced, sequence.completed';
/** “Only Records Where” of mappers that Pact's sequences go through. */
const ONLY: Readonly<Record<string, string>> = { 'Sequence activity': `email.sent, email.replied, ${NOTED}`, Notes: NOTED };
const OPENS = 3;
const KINDS = ['company', 'contact', 'deal'] as const;

const STAGE = { salesforce: ['StageName', 'Qualification'], hubspot: ['dealstage', 'qualifiedtobuy'], pact: ['stage', 'qualification'] } as const;
const PIPELINE = { salesforce: ['RecordType.Name', 'New Business'], hubspot: ['pipeline', 'default'], pact: ['pipeline', 'New Business'] } as const;
const OBJECTS: Readonly<Record<SystemName, Readonly<Record<keyof About, string>>>> = {
	salesforce: { company: 'Account', contact: 'Contact', deal: 'Opportunity' },
	hubspot: { company: 'companies', contact: 'contacts', deal: 'deals' },
	pact: { company: 'companies', contact: 'contacts', deal: 'opportunities' },
};

/** One thing that happened, and where it must stand, once in each system: the object, or the type in Pact. */
interface Thing {
	words: string;
	salesforce: string;
	hubspot: string | readonly string[];
	pact: string;
	about?: readonly (keyof About)[];
}

const IN_SALESFORCE: readonly Thing[] = [
	{ words: 'Call of Salesforce', salesforce: 'Task', hubspot: 'calls', pact: 'call.completed' },
	{ words: 'Email of Salesforce', salesforce: 'Task', hubspot: 'emails', pact: 'email.logged' },
	{ words: 'Task of Salesforce', salesforce: 'Task', hubspot: 'tasks', pact: 'task.added' },
	{ words: 'Lunch of Salesforce', salesforce: 'Event', hubspot: 'meetings', pact: 'meeting.added', about: ['company'] },
];
const IN_HUBSPOT: readonly Thing[] = [
	{ words: 'calls of HubSpot', salesforce: 'Task', hubspot: 'calls', pact: 'call.completed' },
	{ words: 'emails of HubSpot', salesforce: 'Task', hubspot: 'emails', pact: 'email.logged' },
	{ words: 'meetings of HubSpot', salesforce: 'Event', hubspot: 'meetings', pact: 'meeting.added' },
	{ words: 'tasks of HubSpot', salesforce: 'Task', hubspot: 'tasks', pact: 'task.added' },
];
/** What Pact tells becomes a task; the direct way from there may be sooner at HubSpot, as an e-mail or a task, than the way from Pact, as a note. */
const IN_PACT: readonly Thing[] = [
	...['email.sent', 'email.replied'].map((type) => ({ words: `Offer ${type}`, salesforce: 'Task', hubspot: 'emails', pact: type })),
	...['email.opened', 'email.clicked', 'email.bounced'].map((type) => ({ words: `Offer ${type}`, salesforce: 'Task', hubspot: ['notes', 'emails'], pact: type })),
	{ words: 'Offer sequence.completed', salesforce: 'Task', hubspot: ['notes', 'tasks'], pact: 'sequence.completed' },
];

/** A short poll, news only, and whatever each template leaves to the user. */
function adjust(template: Template): void {
	fromNowOn(template);
	for (const node of triggersOf(template).filter(({ parameters }) => (parameters.objects as string[]).includes('activities'))) {
		node.webhookId = randomUUID();
		node.parameters.activityTypes = CHOSEN;
	}
	for (const { name, type, parameters } of template.nodes) {
		if (type !== 'n8n-nodes-pact.fieldStageMapper') continue;
		if (template.name.startsWith('Sequence activity') && ONLY[name] !== undefined) parameters.only = { right: { right: 'type', values: ONLY[name], blank: false } };
		const [left, right] = [parameters.leftSystem, parameters.rightSystem] as [SystemName, SystemName];
		if (parameters.leftObject !== OBJECTS[left].deal) continue;
		parameters.values = { value: [STAGE, PIPELINE].map((words) => ({ field: words[left][0], left: words[left][1], right: words[right][1] })) };
	}
}

describe('activities in a running n8n, between all three systems at once', () => {
	let world: PairWorld;
	let timelines: Timelines;
	/** One customer, in each system. */
	let here: Record<SystemName, Record<keyof About, string>>;

	const salesforce = async (object: string, fields: object) => await world.sandboxes.salesforce.call('POST', 'records', { object, fields });
	const mailing = async (type: string, payload: object) =>
		await world.sandboxes.pact.call('POST', 'events', { type, contact_id: here.pact.contact, opportunity_id: here.pact.deal, payload });

	beforeAll(async () => {
		world = await PairWorld.start({ templates: [...PAIRS, ...ACTIVITIES], adjust });
		timelines = new Timelines(world.sandboxes);
		await addFields(world);
		const screens = await screensFromNowOn(world);
		await publishAndWatch(world);
		const company = await screens.salesforce.create('Account', { Name: 'Ada Ltd', Website: 'ada-activities.com' });
		await screens.salesforce.create('Contact', { LastName: 'Ada', Email: 'ada@ada-activities.com', AccountId: company });
		await screens.salesforce.create('Opportunity', { Name: 'Ada deal', StageName: 'Qualification', CloseDate: '2027-03-01', AccountId: company });
		here = await linked(world, screens);
		// What they were for is done, and the machine has less to do.
		await world.caughtUp();
		for (const { id } of world.workflows.slice(0, PAIRS.length)) await world.api.deactivate(id);
	});
	afterAll(async () => {
		await world?.stop();
	});

	/** What is not where it must be, as sentences: missing, doubled, of another kind, on another record. */
	async function differences(things: readonly Thing[]): Promise<string[]> {
		const found: string[] = [];
		for (const system of SYSTEMS) {
			const entries = await timelines.all(system);
			for (const thing of things) {
				const own = entries.filter(({ words }) => words.includes(thing.words));
				const wanted = system === 'pact' && thing.pact === 'email.opened' ? OPENS : 1;
				if (own.length !== wanted) found.push(`${system} has "${thing.words}" ${own.length} times`);
				for (const entry of own) found.push(...misplaced(system, thing, entry));
			}
		}
		return found;
	}

	function misplaced(system: SystemName, thing: Thing, entry: Entry): string[] {
		const { about = KINDS } = thing;
		const kinds = [thing[system]].flat();
		return [
			...(kinds.includes(entry.kind) ? [] : [`"${thing.words}" is one of the ${entry.kind} in ${system}`]),
			...KINDS.filter((kind) => entry[kind] !== (about.includes(kind) ? here[system][kind] : null)).map((kind) => `"${thing.words}" is about another ${kind} in ${system}: ${entry[kind] ?? 'none'}`),
		];
	}

	/** Lets something happen that n8n brings to that system, whose answer to the create does not come. Waits until it stands there. */
	async function unanswered(system: SystemName, path: string, words: string, happen: () => Promise<void>): Promise<void> {
		await world.sandboxes[system].addFault({ kind: 'answer-late', latencyMs: LATE_MS, match: { method: 'POST', path } });
		await happen();
		await waitUntil(async () => await timelines.count(system, words), (count) => count > 0, { timeoutMs: LATE_MS, what: `"${words}" in ${system}` });
	}

	it('go from each to both others, on the right contact, company and deal, once, although webhooks come twice', async () => {
		await world.sandboxes.pact.call('PUT', 'webhook-behaviour', { duplicateChance: 1, maxDelayMs: 500, reorder: true });
		const about = { WhoId: here.salesforce.contact, WhatId: here.salesforce.deal };
		for (const TaskSubtype of ['Call', 'Email', 'Task']) await salesforce('Task', { Subject: `${TaskSubtype} of Salesforce`, TaskSubtype, Status: 'Completed', ...about });
		await salesforce('Event', { Subject: 'Lunch of Salesforce', ActivityDateTime: '2026-11-22T11:30:00.000Z', DurationInMinutes: 60, WhatId: here.salesforce.company });
		for (const object of HUBSPOT_ACTIVITIES) await timelines.log(object, `${object} of HubSpot`, here.hubspot);
		for (const { pact: type, words } of IN_PACT) {
			for (let times = 0; times < (type === 'email.opened' ? OPENS : 1); times += 1) await mailing(type, { email_id: 'mail-1', subject: words });
		}
		for (const type of ['sequence.started', 'sequence.paused']) await mailing(type, { subject: 'Not chosen' });
		await salesforce('Task', { Subject: 'Water the plants', TaskSubtype: 'Task' });
		await world.caughtUp();
		expect(await differences([...IN_SALESFORCE, ...IN_HUBSPOT, ...IN_PACT])).toEqual([]);
	});

	it('of HubSpot that are notes become completed tasks with their text', async () => {
		const tasks = (await timelines.all('salesforce')).filter(({ fields }) => fields.Description === 'notes of HubSpot');
		expect(tasks).toMatchObject([{ kind: 'Task', ...here.salesforce, fields: { Subject: 'Note', Status: 'Completed' } }]);
		expect(await timelines.count('hubspot', 'notes of HubSpot')).toBe(1);
		// By the straight way a note; by the way through Salesforce, where that was sooner, the task that it is there.
		const told = (await timelines.all('pact')).filter(({ fields }) => JSON.stringify(fields).includes('notes of HubSpot'));
		expect(told).toMatchObject([{ kind: expect.stringMatching(/^(note|task)\.added$/), ...here.pact }]);
	});

	it('stay where they are when nobody chose their type, or when they are about nobody', async () => {
		for (const [system, words] of [['salesforce', 'Not chosen'], ['hubspot', 'Not chosen'], ['hubspot', 'Water the plants'], ['pact', 'Water the plants']] as const)
			expect({ system, words, entries: (await timelines.all(system)).filter((entry) => entry.words.includes(words)) }).toEqual({ system, words, entries: [] });
	});

	it('tell on one task how often an e-mail was opened', async () => {
		const opened = async () => (await timelines.all('salesforce')).filter(({ words }) => words.includes('Offer email.opened')).map(({ fields }) => fields.Pact_Opens__c);
		expect(await opened()).toEqual([OPENS]);
		await mailing('email.opened', { email_id: 'mail-1', subject: 'Offer email.opened' });
		expect(await waitUntil(opened, ([opens]) => opens !== OPENS, { timeoutMs: 120_000, what: 'the fourth open' })).toEqual([OPENS + 1]);
	});

	it('are there once although n8n was killed when records were made and not answered for yet', async () => {
		const crash: readonly Thing[] = [
			{ words: 'Crash in Salesforce', salesforce: 'Task', hubspot: 'calls', pact: 'call.completed' },
			{ words: 'Crash in HubSpot', salesforce: 'Event', hubspot: 'meetings', pact: 'meeting.added' },
			{ words: 'Crash in Pact', salesforce: 'Task', hubspot: 'emails', pact: 'email.sent' },
		];
		// One after the other, and to three different objects: what is being made somewhere holds up what comes from there.
		await unanswered('hubspot', '/emails/batch/create', 'Crash in Pact', async () => void (await mailing('email.sent', { email_id: 'mail-2', subject: 'Crash in Pact' })));
		await unanswered('salesforce', '/composite/sobjects', 'Crash in HubSpot', async () => await timelines.log('meetings', 'Crash in HubSpot', here.hubspot));
		await unanswered('pact', '/v1/activities', 'Crash in Salesforce', async () =>
			void (await salesforce('Task', { Subject: 'Crash in Salesforce', TaskSubtype: 'Call', Status: 'Completed', WhoId: here.salesforce.contact, WhatId: here.salesforce.deal })));
		await world.host.kill();
		const known = new Set((await world.log()).filter(({ outcome }) => outcome === 'created').map(({ target }) => target?.id));
		// Something was made there, and n8n died before it was told.
		const made = (await timelines.all('pact')).filter(({ kind, words }) => words.includes('Crash in') && kind !== 'email.sent');
		expect(made.filter(({ id }) => !known.has(id)).length).toBeGreaterThan(0);
		for (const system of SYSTEMS) await world.sandboxes[system].clearFaults();
		await world.host.launch();
		await world.caughtUp();
		expect(await differences(crash)).toEqual([]);
	});

	it('ask nobody, and fail nowhere', async () => {
		const [reviews, log] = [await world.inStore(async (store) => await store.openReviews()), await world.log()];
		expect(reviews.filter(({ pair }) => /activities|Task|Event/i.test(pair)).map(({ message }) => message)).toEqual([]);
		expect(log.filter(({ outcome }) => outcome === 'failed' || outcome === 'conflict').map(({ message }) => message)).toEqual([]);
	});

	it('make nothing more while nobody does anything', async () => {
		await world.resetStats();
		await sleep(IDLE_MS);
		const stats = await world.stats();
		expect(SYSTEMS.map((system) => stats[system].writes)).toEqual([0, 0, 0]);
		for (const system of SYSTEMS) expect(stats[system].calls).toBeGreaterThan(0);
	});
});

/** The fields that an administrator makes: for the linked records' ids, and for the number of opens. */
async function addFields({ sandboxes }: PairWorld): Promise<void> {
	for (const object of ['Task', 'Event']) {
		for (const [field, length] of [['Pact_Id__c', 36], ['HubSpot_Id__c', 32]] as const) await sandboxes.salesforce.call('PUT', 'schema', { object, field, type: 'string', length });
	}
	await sandboxes.salesforce.call('PUT', 'schema', { object: 'Task', field: 'Pact_Opens__c', type: 'double' });
	for (const object of HUBSPOT_ACTIVITIES) {
		for (const name of ['pact_id', 'salesforce_id']) await sandboxes.hubspot.call('PUT', 'schema', { object, name, label: name, type: 'string', fieldType: 'text', groupName: 'engagement', hasUniqueValue: true });
	}
}

/** Waits until the customer is in all three systems, and every two of its records are linked. Answers the ids. */
async function linked(world: PairWorld, screens: Awaited<ReturnType<typeof screensFromNowOn>>): Promise<Record<SystemName, Record<keyof About, string>>> {
	const ids = async (system: SystemName) =>
		Object.fromEntries(await Promise.all(KINDS.map(async (kind) => [kind, (await screens[system].all(OBJECTS[system][kind]))[0]?.id ?? '']))) as Record<keyof About, string>;
	return await waitUntil(
		async () => ({ salesforce: await ids('salesforce'), hubspot: await ids('hubspot'), pact: await ids('pact') }),
		(found) => Object.values(found).every((own) => Object.values(own).every((id) => id !== '')),
		{ timeoutMs: LINK_TIMEOUT_MS, what: 'one customer in every system' },
	).then(async (found) => {
		await waitUntil(
			async () => {
				const links = await world.inStore(async (store) => {
					const log = await store.log({ limit: 1_000 });
					const refs = log.map(({ source }) => source).filter(({ id }) => Object.values(found).some((own) => Object.values(own).includes(id)));
					return await store.linksTo(refs);
				});
				return new Set(links.map(({ left, right }) => `${left.id} ${right.id}`)).size;
			},
			(count) => count >= 3 * KINDS.length,
			{ timeoutMs: LINK_TIMEOUT_MS, what: 'links between every two systems' },
		);
		return z.record(z.enum(SYSTEMS), z.record(z.enum(KINDS), z.string())).parse(found);
	});
}
