import { z } from 'zod';
import type { SystemName } from '../../../engine/model';
import { DEMO_TOKENS } from '../../../sandbox/hubspot';
import { fromNowOn, publishAndWatch } from '../pairs/from-now-on';
import { mapperOf, PairWorld } from '../pairs/pair-world';
import { waitUntil } from '../support/n8n-api';
import { outputItems } from '../support/n8n-run-data';
import { HUBSPOT_CREDENTIAL } from '../support/sandbox-credentials';
import type { Template } from '../support/n8n-schemas';

jest.setTimeout(600_000);

const TIMEOUT_MS = 180_000;
const STAGES = [
	{ field: 'StageName', left: 'Qualification', right: 'qualifiedtobuy' },
	{ field: 'RecordType.Name', left: 'New Business', right: 'default' },
];
const EMAIL = { salesforce: 'Email', hubspot: 'email' } as const;

const associationsSchema = z.looseObject({ results: z.array(z.looseObject({ toObjectId: z.coerce.string() })).default([]) });
const setupSchema = z.array(z.looseObject({ object: z.string(), field: z.string(), result: z.string(), message: z.string() }));

function adjust(template: Template): void {
	fromNowOn(template);
	if (template.nodes.some(({ name }) => name === 'Deals')) mapperOf(template, 'Deals').parameters.values = { value: STAGES };
}

/** What an administrator does once: a canvas with nothing but upsert nodes that set up fields, one after the other. */
const SETUP = (() => {
	const salesforce = { type: 'n8n-nodes-pact.salesforceUpsert', credentials: { pactSalesforceOAuth2Api: { name: 'Salesforce (sandbox)' } }, authentication: 'oAuth2' };
	const hubspot = {
		type: 'n8n-nodes-pact.hubSpotUpsert',
		credentials: { pactHubSpotServiceKeyApi: { name: HUBSPOT_CREDENTIAL }, pactSalesforceOAuth2Api: { name: 'Salesforce (sandbox)' } },
		authentication: 'serviceKey',
	};
	const priorities = ['High', 'Low'].map((value) => ({ value, label: value }));
	const steps = [
		{ name: 'Id in Salesforce', node: salesforce, parameters: { operation: 'setUpMatchField', linkedSystem: 'hubspot', objects: ['Project__c'] } },
		{ name: 'Id in HubSpot', node: hubspot, parameters: { operation: 'setUpMatchField', linkedSystem: 'salesforce', objects: ['p_projects'] } },
		{
			name: 'Priority in Salesforce',
			node: salesforce,
			parameters: { operation: 'createField', newFieldObject: 'Project__c', newFieldLike: 'nothing', newFieldLabel: 'Priority', newFieldType: 'picklist', newFieldValues: { value: priorities } },
		},
		{
			name: 'Priority in HubSpot',
			node: hubspot,
			parameters: { operation: 'createField', newFieldObject: 'p_projects', newFieldLike: 'salesforce', salesforceAuthentication: 'oAuth2', likeObject: 'Project__c', likeField: 'Priority__c' },
		},
	];
	const names = ['By hand', ...steps.map(({ name }) => name)];
	return {
		steps,
		template: {
			name: 'Set up',
			nodes: [
				{ id: 'n0', name: 'By hand', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
				...steps.map(({ name, node: { type, credentials, authentication }, parameters }, index) => ({
					id: `n${index + 1}`, name, type, typeVersion: 1, position: [220 * (index + 1), 0], credentials, parameters: { authentication, ...parameters },
				})),
			],
			connections: Object.fromEntries(names.slice(0, -1).map((name, index) => [name, { main: [[{ node: names[index + 1], type: 'main', index: 0 }]] }])),
			settings: {},
		},
	};
})();

describe('relations and custom objects in a running n8n, Salesforce ⇄ HubSpot', () => {
	let world: PairWorld;
	/** What the set-up said, by the name of its node. */
	let said: Map<string, z.output<typeof setupSchema>>;

	const salesforce = async (object: string, fields: object): Promise<string> => await world.screen('salesforce').create(object, { ...fields });
	const hubspot = async (object: string, properties: object): Promise<string> => await world.screen('hubspot').create(object, { ...properties });
	const associate = async (object: string, id: string, toObject: string, toId: string) =>
		await world.sandboxes.hubspot.call('POST', 'associations', { object, id, toObject, toId });

	/** Records of HubSpot that one is associated with. */
	async function associated(object: string, id: string, toObject: string): Promise<string[]> {
		const answer = await fetch(`${world.sandboxes.hubspot.url}/crm/v4/objects/${object}/${id}/associations/${toObject}`, { headers: { authorization: `Bearer ${DEMO_TOKENS.full}` } });
		return associationsSchema.parse(await answer.json()).results.map(({ toObjectId }) => toObjectId);
	}

	/** The record with that value, once it is there. */
	async function found(system: SystemName, object: string, field: string, value: string): Promise<{ id: string; fields: Record<string, unknown> }> {
		const rows = await waitUntil(
			async () => (await world.screen(system).all(object)).filter(({ fields }) => fields[field] === value),
			({ length }) => length > 0,
			{ timeoutMs: TIMEOUT_MS, what: `${object} "${value}" in ${system}` },
		);
		expect(rows).toHaveLength(1);
		return rows[0] as (typeof rows)[number];
	}

	const person = async (system: 'salesforce' | 'hubspot', name: string) =>
		(await found(system, system === 'salesforce' ? 'Contact' : 'contacts', EMAIL[system], `${name}@relations-in-n8n.com`)).id;

	beforeAll(async () => {
		world = await PairWorld.start({ templates: ['salesforce-hubspot', 'custom-objects-salesforce-hubspot'], adjust });
		await world.sandboxes.hubspot.call('POST', 'projects');
		const { id } = await world.api.createWorkflow(SETUP.template);
		const { data } = await world.api.waitForExecution(await world.api.runManually(id, 'By hand'), TIMEOUT_MS);
		said = new Map(SETUP.steps.map(({ name }) => [name, setupSchema.parse(outputItems(data, name).map(({ json }) => json))]));
		await publishAndWatch(world);
	});
	afterAll(async () => {
		await world?.stop();
	});

	it('get the fields that they need, by the nodes themselves', () => {
		expect([...said].map(([name, setups]) => [name, setups.map(({ object, field, result }) => `${object}.${field} ${result}`)])).toEqual([
			['Id in Salesforce', ['Project__c.HubSpot_Id__c created']],
			['Id in HubSpot', ['p_projects.salesforce_id created']],
			['Priority in Salesforce', ['Project__c.Priority__c created']],
			['Priority in HubSpot', ['p_projects.priority created']],
		]);
	});

	it('a custom object travels both ways with the links to its company and contact', async () => {
		const account = await salesforce('Account', { Name: 'Bridge Ltd', Website: 'bridge-relations-in-n8n.com' });
		const ada = await salesforce('Contact', { LastName: 'Ada', Email: 'ada@relations-in-n8n.com', AccountId: account });
		await salesforce('Project__c', { Name: 'Bridge', Account__c: account, Contact__c: ada, Priority__c: 'High' });
		const ben = await hubspot('contacts', { lastname: 'Ben', email: 'ben@relations-in-n8n.com' });
		const tunnel = await hubspot('p_projects', { name: 'Tunnel', priority: 'Low' });
		await associate('p_projects', tunnel, 'contacts', ben);
		const bridge = await found('hubspot', 'p_projects', 'name', 'Bridge');
		const there = await found('salesforce', 'Project__c', 'Name', 'Tunnel');
		const adaThere = await person('hubspot', 'ada');
		const benThere = await person('salesforce', 'ben');
		const look = async () => ({
			contacts: await associated('p_projects', bridge.id, 'contacts'),
			companies: (await associated('p_projects', bridge.id, 'companies')).length,
			contact: (await found('salesforce', 'Project__c', 'Name', 'Tunnel')).fields.Contact__c,
		});
		expect(await waitUntil(look, ({ contacts, companies, contact }) => contacts.length > 0 && companies > 0 && contact !== null, { timeoutMs: TIMEOUT_MS, what: 'the links of the projects' })).toEqual({
			contacts: [adaThere], companies: 1, contact: benThere,
		});
		// A field that the node made is mapped by itself, since both sides have it.
		expect([bridge.fields.priority, there.fields.Priority__c]).toEqual(['High', 'Low']);
	});

	it('a changed link and a changed value of the new field follow', async () => {
		const bridge = await found('salesforce', 'Project__c', 'Name', 'Bridge');
		await world.screen('salesforce').edit('Project__c', bridge.id, { Contact__c: await person('salesforce', 'ben'), Priority__c: 'Low' });
		const there = await found('hubspot', 'p_projects', 'name', 'Bridge');
		const wanted = [await person('hubspot', 'ben')];
		const look = async () => ({ contacts: await associated('p_projects', there.id, 'contacts'), priority: (await found('hubspot', 'p_projects', 'name', 'Bridge')).fields.priority });
		expect(await waitUntil(look, ({ contacts, priority }) => contacts.join() === wanted.join() && priority === 'Low', { timeoutMs: TIMEOUT_MS, what: 'the changed project' })).toEqual({ contacts: wanted, priority: 'Low' });
	});

	it('the contacts of a deal are the contact roles of its opportunity, both ways', async () => {
		const deal = await salesforce('Opportunity', { Name: 'Big', StageName: 'Qualification', CloseDate: '2027-03-01' });
		const [ada, ben] = [await person('salesforce', 'ada'), await person('salesforce', 'ben')];
		await salesforce('OpportunityContactRole', { OpportunityId: deal, ContactId: ada, Role: 'Decision Maker', IsPrimary: true });
		const there = await found('hubspot', 'deals', 'dealname', 'Big');
		const contacts = async () => await associated('deals', there.id, 'contacts');
		expect(await waitUntil(contacts, ({ length }) => length > 0, { timeoutMs: TIMEOUT_MS, what: 'the contact of the deal' })).toEqual([await person('hubspot', 'ada')]);
		await associate('deals', there.id, 'contacts', await person('hubspot', 'ben'));
		const roles = async () => (await world.screen('salesforce').all('OpportunityContactRole')).filter(({ fields }) => fields.OpportunityId === deal);
		const both = await waitUntil(roles, ({ length }) => length > 1, { timeoutMs: TIMEOUT_MS, what: 'the second contact role' });
		expect(both.map(({ fields }) => [fields.ContactId, fields.Role, fields.IsPrimary])).toEqual([[ada, 'Decision Maker', true], [ben, null, false]]);
		// What the write looked like is known before somebody undoes it.
		await world.caughtUp();
		// Nothing of the opportunity itself changes when somebody leaves: that is noticed all the same.
		await world.sandboxes.salesforce.call('DELETE', 'records', { object: 'OpportunityContactRole', id: both[1]?.id });
		expect(await waitUntil(contacts, ({ length }) => length === 1, { timeoutMs: TIMEOUT_MS, what: 'the contact who left' })).toEqual([await person('hubspot', 'ada')]);
	});

	it('fail nowhere', async () => {
		expect((await world.log()).filter(({ outcome }) => outcome === 'failed' || outcome === 'conflict').map(({ message }) => message)).toEqual([]);
	});
});
