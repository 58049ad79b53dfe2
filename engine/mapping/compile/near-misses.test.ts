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

describe('of several near misses', () => {
	const named = (...names: Array<[string, string]>) => names.map(([name, label]) => ({ name, label }) as FieldSchema);

	it('the nearest comes first, then the order of the alphabet, and three are enough', () => {
		expect(nearMisses('town', named(['twn1', ''], ['zown', ''], ['bown', ''], ['townname', ''], ['town2', '']))).toEqual(['town2', 'townname', 'bown']);
	});

	it('a third of the letters may be wrong, and no more', () => {
		expect(nearMisses('abcdef', named(['abcdxy', '']))).toEqual(['abcdxy']);
		expect(nearMisses('abcdef', named(['abcxyz', '']))).toEqual([]);
	});

	it('a field whose name says nothing is like no other', () => {
		expect(nearMisses('town', named(['__', '--']))).toEqual([]);
	});

	it('one counts by whichever is nearer, name or label', () => {
		expect(nearMisses('town', named(['X__c', 'Town'], ['town', 'Something else']))).toEqual(['X__c', 'town']);
	});
});
