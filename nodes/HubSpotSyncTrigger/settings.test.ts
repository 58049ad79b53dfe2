import { NodeHelpers, type INode, type INodeParameters } from 'n8n-workflow';
import { fieldsToRead } from './fields';
import { HubSpotSyncTrigger } from './HubSpotSyncTrigger.node';
import { order } from './objects';
import { readSettings } from './settings';

const DEFAULTS: Record<string, unknown> = {
	authentication: 'serviceKey', objects: ['deals', 'contacts'], startFrom: 'now', startDate: '', fieldMode: 'all', fields: [], filters: {},
	pollSeconds: 10, receiveWebhooks: false, options: {},
};

const settings = (parameters: Record<string, unknown> = {}) => {
	const all = { ...DEFAULTS, ...parameters };
	return readSettings({ getNodeParameter: (name: string) => all[name] as string });
};

describe('the settings of the HubSpot Sync Trigger', () => {
	it('have the documented defaults', () => {
		expect(settings()).toMatchObject({
			objects: ['contacts', 'deals'], from: 'now', pollMs: 10_000, pageSize: 200, lookBackMs: 15 * 60_000, lookBackEveryMs: 5 * 60_000, receiveWebhooks: false,
		});
	});

	it('put companies before what belongs to them, and custom objects last', () => {
		expect(order.ordered(['2-900', 'deals', 'contacts', 'companies'])).toEqual(['companies', 'contacts', 'deals', '2-900']);
	});

	it('tell the change source the scope of each object', () => {
		const { filterOf } = settings({ filters: { list: [{ object: 'contacts', list: '7' }] } });
		expect(filterOf('contacts')).toBe('{"list":"7"}');
		expect(filterOf('deals')).toBeUndefined();
	});

	it('are refused at once when a filter cannot work', () => {
		expect(() => settings({ filters: { list: [{ object: 'contacts', list: 'Customers' }] } })).toThrow(/cannot filter contacts/);
	});

	it('leave searches to other tools: not below five seconds', () => {
		expect(() => settings({ pollSeconds: 1 })).toThrow(/pollSeconds/);
	});
});

describe('a filter that was added and not filled in', () => {
	const issuesOf = (filters: object) => {
		const parameters = { ...DEFAULTS, filters } as INodeParameters;
		const node: INode = { id: '1', name: 'HubSpot', type: 'n8n-nodes-pact.hubSpotSyncTrigger', typeVersion: 1, position: [0, 0], parameters };
		const { description } = new HubSpotSyncTrigger();
		return Object.keys(NodeHelpers.getNodeParametersIssues(description.properties, node, description)?.parameters ?? {});
	};

	it('keeps n8n from publishing the workflow', () => {
		expect(issuesOf({ list: [{ object: 'contacts', list: '' }] })).toEqual(['list']);
		expect(issuesOf({ owner: [{ object: 'contacts', owners: [] }] })).toEqual(['owners']);
		expect(issuesOf({ list: [{ object: 'contacts', list: '7' }], lifecycle: [{ object: 'contacts', stages: ['lead'] }] })).toEqual([]);
	});
});

describe('the fields of a HubSpot item', () => {
	const field = (name: string) => ({ name, label: name, type: 'text' as const, custom: false, requiredOnCreate: false, createable: true, updateable: true });
	const schema = {
		system: 'hubspot' as const, connection: '1', name: 'contacts', label: 'Contacts',
		fields: ['email', 'firstname', 'hs_object_id', 'owner.email', 'company.id'].map(field),
	};

	it('are all of the record, with owner and company', () => {
		expect(fieldsToRead(schema, undefined).sort()).toEqual(['company.id', 'email', 'firstname', 'hs_object_id', 'owner.email']);
	});

	it('are the chosen ones with id and owner; a property that is gone is left out', () => {
		expect(fieldsToRead(schema, ['email', 'gone'])).toEqual(['hs_object_id', 'owner.email', 'email']);
	});

	it('hold no owner of an object without owners', () => {
		expect(fieldsToRead({ ...schema, fields: [field('hs_object_id')] }, undefined)).toEqual(['hs_object_id']);
	});
});
