import { NodeHelpers, type IExecuteFunctions, type INode, type INodeParameters } from 'n8n-workflow';
import { SYSTEMS } from '../../engine/model';
import { FieldStageMapper } from './FieldStageMapper.node';
import { orderProblem } from './pairs';
import { readParameters } from './parameters';

const { description } = new FieldStageMapper();
const node: INode = { id: '1', name: 'Mapper', type: 'fieldStageMapper', typeVersion: 1, position: [0, 0], parameters: {} };

/** The node's parameters as n8n completes them: defaults of what is shown, nothing of what is hidden. */
const completed = (said: INodeParameters): INodeParameters =>
	NodeHelpers.getNodeParameters(description.properties, said, true, false, node, description) ?? {};
const credentials = (said: INodeParameters): string[] =>
	(description.credentials ?? []).filter((one) => NodeHelpers.displayParameter(completed(said), one, node, description)).map(({ name }) => name);

describe('the sides of a mapper', () => {
	it('have one order for every two systems', () => {
		const allowed = SYSTEMS.flatMap((left) => SYSTEMS.filter((right) => !orderProblem(left, right)).map((right) => `${left} ${right}`));
		expect(allowed).toEqual(['salesforce hubspot', 'salesforce pact', 'hubspot pact']);
	});

	it('say how to put them right', () => {
		expect(orderProblem('hubspot', 'salesforce')).toContain('Choose Salesforce as the left system and HubSpot as the right one');
		expect(orderProblem('pact', 'pact')).toContain('Both sides of this mapper are Pact');
	});

	it('stop the node in the wrong order, before anything is asked', () => {
		const given: INodeParameters = { ...completed({}), leftSystem: 'hubspot', rightSystem: 'salesforce' };
		const context = { getInputData: () => [], getNodeParameter: (name: string, _item: number, fallback: unknown) => given[name] ?? fallback };
		expect(() => readParameters(context as unknown as IExecuteFunctions)).toThrow('HubSpot cannot stand on the left of Salesforce');
	});
});

describe('the mapper in the editor', () => {
	it.each([
		[{}, ['pactSalesforceOAuth2Api', 'pactApi']],
		[{ leftSystem: 'salesforce', rightSystem: 'hubspot' }, ['pactSalesforceOAuth2Api', 'pactHubSpotServiceKeyApi']],
		[{ leftSystem: 'salesforce', rightSystem: 'hubspot', hubSpotAuthentication: 'oAuth2', salesforceAuthentication: 'jwt' }, ['pactSalesforceJwtApi', 'pactHubSpotOAuth2Api']],
		[{ leftSystem: 'hubspot', rightSystem: 'pact', pactAuthentication: 'oAuth2' }, ['pactHubSpotServiceKeyApi', 'pactOAuth2Api']],
		[{ leftSystem: 'hubspot', rightSystem: 'pact', hubSpotAuthentication: 'oAuth2' }, ['pactHubSpotOAuth2Api', 'pactApi']],
	])('asks for the credentials of its two systems: %j', (said, names) => {
		expect(credentials(said).sort()).toEqual([...names].sort());
	});

	it('begins with the people of both systems', () => {
		expect(completed({})).toMatchObject({ leftObject: 'Contact', rightObject: 'contacts' });
		expect(completed({ leftSystem: 'hubspot' })).toMatchObject({ leftObject: 'contacts', rightSystem: 'pact', rightObject: 'contacts' });
	});

	it('creates on both sides between two CRMs, but no leads from people; in a CRM from Pact only when asked to', () => {
		expect(completed({ rightSystem: 'hubspot' })).toMatchObject({ createLeft: true, createRight: true });
		expect(completed({ rightSystem: 'hubspot', leftObject: 'Lead' })).toMatchObject({ createLeft: false });
		expect(completed({})).toMatchObject({ createLeft: false });
		expect(completed({ leftSystem: 'hubspot' })).toMatchObject({ createLeft: false });
	});

	it('reads what n8n completes, for every pair', () => {
		for (const said of [{}, { rightSystem: 'hubspot' }, { leftSystem: 'hubspot' }]) {
			const given = completed(said);
			const context = { getInputData: () => [], getNodeParameter: (name: string, _item: number, fallback: unknown) => given[name] ?? fallback };
			expect(readParameters(context as unknown as IExecuteFunctions)).toMatchObject({
				leftSystem: given.leftSystem, leftObject: given.leftObject, rightSystem: given.rightSystem, rightObject: given.rightObject,
				createLeft: given.createLeft, defaultRule: 'preferLeftUnlessBlank', fanOut: 'all', updateLeft: true, createBeside: false,
			});
		}
	});
});
