import { NodeHelpers, Workflow, type INode } from 'n8n-workflow';
import { HubSpotUpsert } from '../../HubSpotUpsert/HubSpotUpsert.node';
import { PactUpsert } from '../../PactUpsert/PactUpsert.node';
import { SalesforceUpsert } from '../../SalesforceUpsert/SalesforceUpsert.node';
import { matchFieldOf, setUpMatchFields } from './match-fields';
import { guardsOf, upsertOptionsSchema } from './settings';

const nodes = [new PactUpsert(), new SalesforceUpsert(), new HubSpotUpsert()];

describe.each(nodes.map((node) => [node.description.displayName, node.description] as const))('%s', (_name, { properties, ...description }) => {
	const property = (name: string) => properties.find((each) => each.name === name);
	const names = (options: unknown) => (options as Array<{ name: string; displayName?: string }>).map((option) => option.displayName ?? option.name);

	it('has the operations of every upsert node, in the order of their names', () => {
		const operations = names(property('operation')?.options);
		expect(operations).toEqual(expect.arrayContaining(['Create or Update', 'Set Up Match Field']));
		expect(operations).toEqual([...operations].sort());
	});

	it('has the guards of every upsert node', () => {
		expect(names(property('options')?.options)).toEqual(expect.arrayContaining(['Ask Above (% of Linked Records)', 'Dry Run', 'Maximum Creates per Run', 'Maximum Updates per Run', 'Maximum Writes per Run', 'Only Write These Field Names or IDs']));
	});

	it('does not offer its own system as the linked one', () => {
		const system = description.displayName.replace(' Upsert', '');
		expect(names(property('linkedSystem')?.options)).toHaveLength(2);
		expect(names(property('linkedSystem')?.options)).not.toContain(system);
	});

	it('warns in words of its own system, and can be a tool', () => {
		expect(JSON.stringify(description.hints)).toContain(`writes to ${description.displayName.replace(' Upsert', '')},`);
		expect(description.usableAsTool).toBe(true);
	});

	it('shows each parameter in the operation that reads it', () => {
		const shown = (operation: string) =>
			properties.filter((each) => NodeHelpers.displayParameter({ operation, authentication: 'x', newFieldLike: 'nothing', newFieldType: 'text' }, each, null, null)).map(({ name }) => name);
		expect(shown('upsert')).toEqual(['authentication', 'operation', 'options']);
		expect(shown('setUpMatchField')).toEqual(['authentication', 'operation', 'linkedSystem', 'objects']);
		expect(shown('createField')).toEqual(['authentication', 'operation', 'newFieldObject', 'newFieldLike', 'newFieldLabel', 'newFieldType', 'newFieldName']);
	});
});

it('names an operation’s only output, and Done, Review and Failed for all others', () => {
	const nodeType = new SalesforceUpsert();
	const outputs = (operation: string) => {
		const node: INode = { id: 'n1', name: 'Salesforce Upsert', type: 'salesforceUpsert', typeVersion: 1, position: [0, 0], parameters: { operation } };
		const nodeTypes = { getByName: () => nodeType, getByNameAndVersion: () => nodeType, getKnownTypes: () => ({}) };
		const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
		return NodeHelpers.getNodeOutputs(workflow, node, nodeType.description).map((output) => (typeof output === 'string' ? output : output.displayName));
	};
	expect(outputs('checkConnection')).toEqual(['Checks']);
	expect(outputs('setUpMatchField')).toEqual(['Fields']);
	expect(outputs('upsert')).toEqual(['Done', 'Review', 'Failed']);
});

describe('match fields', () => {
	it('are the ones that the mapper looks for', () => {
		expect(matchFieldOf('salesforce', 'hubspot')).toEqual({ field: 'HubSpot_Id__c', label: 'HubSpot ID' });
		expect(matchFieldOf('hubspot', 'salesforce')).toEqual({ field: 'salesforce_id', label: 'Salesforce ID' });
		expect(() => matchFieldOf('pact', 'pact')).toThrow('another linked system');
	});

	it('are set up one after the other, each object once', async () => {
		let busy = 0;
		const done = await setUpMatchFields('hubspot', 'pact', ['contacts', 'deals', 'contacts'], async ({ object, field }) => {
			expect(++busy).toBe(1);
			await new Promise((resolve) => setImmediate(resolve));
			busy -= 1;
			return { object, field, result: 'created', message: '' };
		});
		expect(done.map(({ object, field }) => [object, field])).toEqual([['contacts', 'pact_id'], ['deals', 'pact_id']]);
	});
});

describe('guards', () => {
	it('ask above thirty percent unless told otherwise, and never at zero', () => {
		expect(guardsOf({})).toEqual({ askAbove: 30 });
		expect(guardsOf({ askAbove: null, maxUpdates: 5, maxCreates: 0 })).toEqual({ askAbove: 30, maxUpdates: 5, maxCreates: 0 });
		expect(guardsOf({ askAbove: 50 })).toEqual({ askAbove: 50 });
		expect(guardsOf({ askAbove: 0 })).toEqual({});
	});

	it('do not take a list of fields that was added and left empty', () => {
		expect(upsertOptionsSchema.safeParse({ onlyFields: [] }).error?.issues[0]?.message).toBe('Choose the fields that may be written, or remove the option "Only Write These Field Names or IDs".');
		expect(upsertOptionsSchema.parse({ onlyFields: ['Title'] }).onlyFields).toEqual(['Title']);
	});
});
