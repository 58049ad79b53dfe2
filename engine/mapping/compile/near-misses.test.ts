import type { FieldSchema } from '../../model';
import { nearMisses } from './near-misses';

const fields = [
	['Score__c', 'Lead Score'],
	['AnnualRevenue', 'Annual Revenue'],
	['custom_fields.tier', 'Tier'],
	['Id', 'Record ID'],
].map(([name, label]) => ({ name, label }) as FieldSchema);

describe('nearMisses', () => {
	it.each([
		['Scor__c', ['Score__c']],
		['annual_revenue', ['AnnualRevenue']],
		['tier', ['custom_fields.tier']],
		['Tier__c', ['custom_fields.tier']],
		['Anual Revenu', ['AnnualRevenue']],
		['LeadScore__c', ['Score__c']],
		['Nothing like it', []],
		['', []],
	])('%j may mean %j', (name, expected) => {
		expect(nearMisses(name, fields)).toEqual(expected);
	});
});
