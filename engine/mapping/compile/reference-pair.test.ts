import type { ObjectSchema } from '../../model';
import { field, pact, salesforce } from './compile.fixture';
import { mappingDefinitionSchema, type DefinitionRow } from './definition';
import { hubspot } from './hubspot.fixture';
import { referenceTarget } from './reference-pair';

const row: DefinitionRow = { left: 'Parent', right: 'parent', lens: 'auto', rule: 'default' };
const target = (pointsTo: { left?: string[]; right?: string[] }, more: { referencePairs?: Record<string, string>; schemas?: [ObjectSchema, ObjectSchema] } = {}) => {
	const [left, right] = more.schemas ?? [salesforce('Contact', []), pact('contacts', [])];
	const definition = mappingDefinitionSchema.parse({
		left: { system: left.system, object: left.name }, right: { system: right.system, object: right.name }, referencePairs: more.referencePairs ?? {},
	});
	const reference = (name: string, to: string[] | undefined) => field(name, 'reference', to === undefined ? {} : { referenceTo: to });
	return referenceTarget(row, { left: reference('Parent', pointsTo.left), right: reference('parent', pointsTo.right) }, { definition, schemas: { left, right }, assignments: {} });
};
const accounts = { pair: 'salesforce-account~pact-companies', left: 'Account', right: 'companies' };

describe('the pair that resolves a reference', () => {
	it('is the known one of the objects that the two fields point to', () => {
		expect(target({ left: ['Account'], right: ['companies'] })).toEqual(accounts);
		expect(target({ left: ['companies'], right: ['companies'] }, { schemas: [hubspot('contacts', []), pact('contacts', [])] })).toEqual({
			pair: 'hubspot-companies~pact-companies', left: 'companies', right: 'companies',
		});
		expect(target({ left: ['Account'], right: ['companies'] }, { schemas: [salesforce('Contact', []), hubspot('contacts', [])] })).toMatchObject({ pair: 'salesforce-account~hubspot-companies' });
	});

	it('is the known one of the left object where the right field does not say where it points', () => {
		expect(target({ left: ['Account'] })).toEqual(accounts);
		expect(target({ left: ['Account'], right: [] })).toEqual(accounts);
	});

	it('is that of the only two objects where one of them is a custom object', () => {
		expect(target({ left: ['Project__c'], right: ['contacts'] })).toEqual({ pair: 'salesforce-project__c~pact-contacts', left: 'Project__c', right: 'contacts' });
		expect(target({ left: ['Project__c', 'Account'], right: ['contacts'] })).toBeUndefined();
	});

	it('is none where nobody knows one', () => {
		expect(target({ left: ['Account'], right: ['opportunities'] })).toBeUndefined();
		expect(target({ left: ['User'], right: ['companies'] })).toBeUndefined();
		expect(target({ right: ['companies'] })).toBeUndefined();
		expect(target({ left: ['User'], right: ['companies'] }, { referencePairs: { other: 'x' } })).toBeUndefined();
	});

	it('is the one that the user named, by the row or one of its fields', () => {
		for (const name of ['Parent~parent', 'Parent', 'parent']) {
			expect(target({ left: ['User'], right: ['owners'] }, { referencePairs: { [name]: 'mine' } })).toEqual({ pair: 'mine', left: 'User', right: 'owners' });
			expect(target({ left: ['Account'], right: ['companies'] }, { referencePairs: { [name]: 'mine' } })).toEqual({ ...accounts, pair: 'mine' });
		}
		expect(target({ left: ['User'] }, { referencePairs: { Parent: 'mine' } })).toBeUndefined();
		expect(target({ right: ['owners'] }, { referencePairs: { Parent: 'mine' } })).toBeUndefined();
	});

	it('knows the further objects of a field that points to several, told by their ids', () => {
		expect(target({ left: ['Lead', 'Contact'], right: ['contacts'] })).toEqual({
			pair: 'salesforce-lead~pact-contacts', left: 'Lead', right: 'contacts',
			others: [{ pair: 'salesforce-contact~pact-contacts', left: 'Contact', idPrefix: '003' }],
		});
		expect(target({ left: ['Contact', 'Lead'], right: ['contacts'] })).toEqual({
			pair: 'salesforce-contact~pact-contacts', left: 'Contact', right: 'contacts',
			others: [{ pair: 'salesforce-lead~pact-contacts', left: 'Lead', idPrefix: '00Q' }],
		});
		expect(target({ left: ['Account', 'Contact'] })).toEqual(accounts);
		expect(target({ left: ['Contact', 'Lead'], right: ['contacts'] }, { referencePairs: { Parent: 'mine' } })).not.toHaveProperty('others');
	});
});
