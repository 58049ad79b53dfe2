import type { FieldSchema } from '../../engine/model';
import { flawOf, foundField, likeField, wordsOf } from './new-field';

const field = (more: Partial<FieldSchema>): FieldSchema => ({
	name: 'tier', label: 'Tier', type: 'text', custom: true, requiredOnCreate: false, createable: true, updateable: true, ...more,
});

describe('the name of a new field', () => {
	it.each([
		['Renewal Date', 'Renewal_Date'],
		['  Décision-Maker (2)  ', 'Decision_Maker_2'],
		['2nd contact', 'Field_2nd_contact'],
		['Größe', 'Grosse'],
		['…', 'Field'],
	])('is made of the label: "%s" is %s', (label, name) => {
		expect(wordsOf(label)).toBe(name);
	});
});

describe('the counterpart of a field', () => {
	it('has its label, kind and the values in use', () => {
		const options = [{ value: 'a', label: 'A', active: true }, { value: 'old', label: 'Old', active: false }];
		expect(likeField(field({ type: 'picklist', options }))).toEqual({ label: 'Tier', kind: 'picklist', values: [{ value: 'a', label: 'A' }] });
		expect(likeField(field({ type: 'date' }))).toEqual({ label: 'Tier', kind: 'date' });
	});

	it('takes any text where the values are not known, and structures', () => {
		expect(likeField(field({ type: 'multiselect' }))?.kind).toBe('text');
		expect(likeField(field({ type: 'json' }))?.kind).toBe('longText');
	});

	it.each(['reference', 'references', 'id'] as const)('of a %s is none', (type) => {
		expect(likeField(field({ type }))).toBeUndefined();
	});
});

describe('a field that is there', () => {
	const wanted = { object: 'contacts', label: 'Tier', kind: 'text' } as const;

	it('is as good as made where it holds the same kind of value', () => {
		for (const type of ['text', 'longText', 'email'] as const) expect(foundField(wanted, field({ type }), 'HubSpot').result).toBe('there');
		expect(foundField({ ...wanted, kind: 'money' }, field({ type: 'number' }), 'HubSpot').result).toBe('there');
		expect(foundField(wanted, field({ type: 'number' }), 'HubSpot')).toMatchObject({ field: 'tier', result: 'refused' });
	});
});

it('has a flaw without a label, or as a list without values', () => {
	expect(flawOf({ object: 'contacts', label: '', kind: 'text' })).toContain('no label');
	expect(flawOf({ object: 'contacts', label: 'Tier', kind: 'picklist', values: [] })).toContain('no values');
	expect(flawOf({ object: 'contacts', label: 'Tier', kind: 'text' })).toBeUndefined();
});
