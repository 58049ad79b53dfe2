import { field, pact, salesforce } from './compile.fixture';
import { findField } from './find-field';

const deal = salesforce('Opportunity', [field('Name'), field('OwnerId', 'reference'), field('Region__c', 'reference'), field('Zone__rated', 'text')]);
const readOnly = { custom: false, requiredOnCreate: false, createable: false, updateable: false };

describe('a field', () => {
	it('is found by its name', () => {
		expect(findField(deal, 'Name')).toBe(deal.fields[0]);
		expect(findField(deal, 'Nmae')).toBeUndefined();
		expect(findField(deal, '')).toBeUndefined();
	});

	it('of a parent record is there, to be read, where the reference to it is', () => {
		expect(findField(deal, 'Owner.Email')).toEqual({ name: 'Owner.Email', label: 'Owner E-mail', type: 'email', ...readOnly });
		expect(findField(deal, 'Owner.Title')).toEqual({ name: 'Owner.Title', label: 'Owner.Title', type: 'text', ...readOnly });
		expect(findField(deal, 'Region__r.Name')).toEqual({ name: 'Region__r.Name', label: 'Region__r.Name', type: 'text', ...readOnly });
	});

	it('of a parent record is not there without the reference, or without a name of its own', () => {
		for (const name of ['Account.Name', 'Region.Name', 'Zone__r.Name', 'Name.First', 'Owner.', 'Owner']) expect(findField(deal, name)).toBeUndefined();
	});

	it('of a parent record is known in Salesforce only', () => {
		expect(findField(pact('contacts', [field('OwnerId', 'reference')]), 'Owner.Email')).toBeUndefined();
		const listed = field('owner.email', 'email');
		expect(findField(pact('contacts', [listed]), 'owner.email')).toBe(listed);
	});
});
