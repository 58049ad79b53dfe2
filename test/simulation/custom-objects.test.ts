import { Canvas, type CanvasPair } from '../support/pairs/canvas';
import { ProjectOffice, projects } from '../support/pairs/projects';
import { call, DealDesk, recordPairs } from '../support/pairs/relations';
import { ThreeSandboxes } from '../support/pairs/sandboxes';

jest.setTimeout(300_000);

let world: ThreeSandboxes;
let office: ProjectOffice;
let canvas: Canvas | undefined;
let sales: DealDesk;
let hub: DealDesk;

beforeEach(async () => {
	world = await ThreeSandboxes.start();
	office = await ProjectOffice.open(world);
	[sales, hub] = [new DealDesk(world, 'salesforce'), new DealDesk(world, 'hubspot')];
});
afterEach(async () => {
	await canvas?.stop();
	canvas = undefined;
	await world.stop();
});

async function begin(pairs: readonly CanvasPair[] = [...recordPairs('salesforce', 'hubspot', ['company', 'person']), projects()]): Promise<Canvas> {
	canvas = await Canvas.start({ systems: { salesforce: world.connect('salesforce'), hubspot: world.connect('hubspot') }, clock: world.clock, pairs });
	return canvas;
}

describe('a custom object', () => {
	it.each([
		['its parents', [...recordPairs('salesforce', 'hubspot', ['company', 'person']), projects()]],
		['its parents, which stand behind it on the canvas', [projects(), ...recordPairs('salesforce', 'hubspot', ['person', 'company'])]],
	])('comes to the other side with %s, both ways', async (_what, pairs) => {
		await office.salesforce({ name: 'Bridge', company: await sales.company('Acme'), contact: await sales.person('Ada') });
		await office.hubspot({ name: 'Tunnel', company: await hub.company('Umbrella'), contact: await hub.person('Ben') });
		const running = await begin(pairs);
		await running.settle();
		const [bridge, tunnel] = [await office.inHubSpot('Bridge'), await office.inSalesforce('Tunnel')];
		expect(Object.keys(bridge.contacts)).toEqual([await hub.personNamed('Ada')]);
		expect(bridge.companies).toHaveLength(1);
		expect(tunnel).toMatchObject({ Contact__c: await sales.personNamed('Ben'), Account__c: expect.stringMatching(/^001/) });
		// Each keeps the other's id, so that neither is ever made twice.
		expect(bridge.fields.salesforce_id).toBe((await office.inSalesforce('Bridge')).Id);
		expect(tunnel.HubSpot_Id__c).toBe((await office.inHubSpot('Tunnel')).id);
		const writes = world.writes('salesforce') + world.writes('hubspot');
		await running.settle();
		expect(world.writes('salesforce') + world.writes('hubspot')).toBe(writes);
	});

	it('follows changes of fields and links on either side, cleared ones too', async () => {
		const [ada, ben] = [await sales.person('Ada'), await sales.person('Ben')];
		const id = await office.salesforce({ name: 'Bridge', contact: ada });
		const running = await begin();
		await running.settle();
		await world.screen('salesforce').edit('Project__c', id, { Contact__c: ben, Status__c: 'Running', Budget__c: 1200.5, Start_Date__c: '2027-01-15' });
		await running.settle();
		const there = await office.inHubSpot('Bridge');
		expect(there.fields).toMatchObject({ status: 'running', budget: '1200.5', start_date: '2027-01-15' });
		expect(Object.keys(there.contacts)).toEqual([await hub.personNamed('Ben')]);
		await office.dissociate(there.id, 'contacts', await hub.personNamed('Ben'));
		await world.screen('hubspot').edit('p_projects', there.id, { status: 'done' });
		await running.settle();
		expect(await office.inSalesforce('Bridge')).toMatchObject({ Contact__c: null, Status__c: 'Done' });
		await office.associate(there.id, 'contacts', await hub.personNamed('Ada'));
		await world.screen('hubspot').edit('p_projects', there.id, { status: 'running' });
		await running.settle();
		expect(await office.inSalesforce('Bridge')).toMatchObject({ Contact__c: ada, Status__c: 'Running' });
	});

	it('is linked and not doubled where both sides have it and a field says so', async () => {
		await office.salesforce({ name: 'Bridge' });
		await office.hubspot({ name: 'bridge' });
		// HubSpot's search shows a new record only after a while.
		world.time.advance(60_000);
		const running = await begin([projects({ match: [{ kind: 'text', left: 'Name', right: 'name' }] })]);
		await running.settle();
		expect([(await world.screen('salesforce').all('Project__c')).length, (await world.screen('hubspot').all('p_projects')).length]).toEqual([1, 1]);
	});
});

describe('a link by a label of the portal’s own', () => {
	it('is that of the label alone, and taking it away leaves the records associated', async () => {
		const ada = await sales.person('Ada');
		const id = await office.salesforce({ name: 'Bridge', contact: ada });
		const running = await begin([...recordPairs('salesforce', 'hubspot', ['company', 'person']), projects({}, 'assoc.contacts.sponsor.id')]);
		await running.settle();
		const [adaThere, there] = [await hub.personNamed('Ada'), await office.inHubSpot('Bridge')];
		expect(there.contacts).toEqual({ [adaThere]: ['Sponsor'] });
		// Somebody else is associated as well, as no sponsor.
		const ben = await hub.person('Ben');
		await office.associate(there.id, 'contacts', ben);
		await world.screen('hubspot').edit('p_projects', there.id, { status: 'running' });
		await running.settle();
		expect(await office.inSalesforce('Bridge')).toMatchObject({ Contact__c: ada, Status__c: 'Running' });
		await world.screen('salesforce').edit('Project__c', id, { Contact__c: await sales.personNamed('Ben') });
		await running.settle();
		expect((await office.inHubSpot('Bridge')).contacts).toEqual({ [adaThere]: [], [ben]: ['Sponsor'] });
	});
});

describe('several where there should be one', () => {
	it('are held and not guessed; the rest of the record goes on', async () => {
		const ada = await sales.person('Ada');
		await office.salesforce({ name: 'Bridge', contact: ada });
		const running = await begin();
		await running.settle();
		const there = await office.inHubSpot('Bridge');
		await office.associate(there.id, 'contacts', await hub.person('Ben'));
		await world.screen('hubspot').edit('p_projects', there.id, { status: 'running' });
		await running.settle();
		expect(await office.inSalesforce('Bridge')).toMatchObject({ Contact__c: ada, Status__c: 'Running' });
		expect(Object.keys((await office.inHubSpot('Bridge')).contacts)).toHaveLength(2);
		expect(running.outcomes.map(({ message }) => message).join('\n')).toMatch(/not the id of one record/);
	});
});

describe('all associated records', () => {
	it('of HubSpot’s own objects by a label are a list that Pact keeps too', async () => {
		await call(world, 'hubspot', 'POST', 'labels', { object: 'deals', toObject: 'contacts', label: 'Decision maker' });
		const schema = await world.connect('hubspot').schema.describe('deals');
		expect(schema.fields.filter(({ name }) => name.startsWith('assoc.')).map(({ name, type, referenceTo }) => [name, type, referenceTo])).toEqual([
			['assoc.contacts.decision_maker.id', 'reference', ['contacts']],
			['assoc.contacts.decision_maker.ids', 'references', ['contacts']],
			['assoc.p_projects.id', 'reference', ['p_projects']],
			['assoc.p_projects.ids', 'references', ['p_projects']],
		]);
		const [company, person, deal] = recordPairs('hubspot', 'pact') as [CanvasPair, CanvasPair, CanvasPair];
		const rows = [{ left: 'assoc.contacts.decision_maker.ids', right: 'contact_ids' }];
		canvas = await Canvas.start({
			systems: { hubspot: world.connect('hubspot'), pact: world.connect('pact') },
			clock: world.clock,
			pairs: [company, person, { ...deal, definition: { ...deal.definition, rows } }],
		});
		const pact = new DealDesk(world, 'pact');
		const [ada, ben] = [await hub.person('Ada'), await hub.person('Ben')];
		const id = await hub.deal('Big', [ada, ben]);
		const label = world.hubspot.portal.associationTypes.existing('0-3', '0-1').find((type) => type.label === 'Decision maker')?.id;
		await call(world, 'hubspot', 'POST', 'associations', { object: 'deals', id, toObject: 'contacts', toId: ada, kind: label });
		await canvas.settle();
		const there = await pact.dealNamed('Big');
		expect(await pact.peopleOf(there)).toEqual(['ada']);
		await pact.join(there, await pact.personNamed('Ben'));
		await pact.leave(there, await pact.personNamed('Ada'));
		await canvas.settle();
		const labelled = world.hubspot.portal.associations.of('0-3', id, '0-1').filter(({ typeIds }) => typeIds.has(label ?? 0)).map((other) => other.id);
		expect(labelled).toEqual([ben]);
		expect(await hub.peopleOf(id)).toEqual(['ada', 'ben']);
	});
});
