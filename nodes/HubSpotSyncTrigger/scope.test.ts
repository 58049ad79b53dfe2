import { scopeOf } from '../../systems/hubspot';
import { filtersSchema, scopeText } from './scope';

/** What the change source is told of one object. */
const scope = (filters: object, object = 'contacts') => scopeOf(scopeText(filtersSchema.parse(filters), object));

describe('the scope of an object', () => {
	it('is everything while no row is about it', () => {
		expect(scopeText(filtersSchema.parse({}), 'contacts')).toBeUndefined();
		expect(scopeText(filtersSchema.parse({ list: [{ object: 'companies', list: '7' }] }), 'contacts')).toBeUndefined();
	});

	it('joins list, stages, pipelines, owners and conditions', () => {
		const filters = {
			list: [{ object: 'contacts', list: 7 }],
			lifecycle: [{ object: 'contacts', stages: ['lead', 'customer'] }],
			owner: [{ object: 'contacts', owners: ['11'] }],
			condition: [{ object: 'contacts', property: 'country', operator: 'NOT_IN', value: 'France; ;Peru' }],
		};
		expect(scope(filters)).toEqual({
			list: '7',
			conditions: [
				{ property: 'lifecyclestage', operator: 'IN', values: ['lead', 'customer'] },
				{ property: 'hubspot_owner_id', operator: 'IN', values: ['11'] },
				{ property: 'country', operator: 'NOT_IN', values: ['France', 'Peru'] },
			],
		});
	});

	it('asks by the pipeline property of the object', () => {
		const pipeline = [{ object: 'deals', pipelines: ['default'] }, { object: '2-123', pipelines: ['9'] }];
		expect(scope({ pipeline }, 'deals').conditions).toEqual([{ property: 'pipeline', operator: 'IN', values: ['default'] }]);
		expect(scope({ pipeline }, '2-123').conditions).toEqual([{ property: 'hs_pipeline', operator: 'IN', values: ['9'] }]);
	});

	it('compares with what the operator needs, and no more', () => {
		const condition = (operator: string) => scope({ condition: [{ object: 'contacts', property: 'age', operator, value: '1', highValue: '9' }] }).conditions?.[0];
		expect(condition('HAS_PROPERTY')).toEqual({ property: 'age', operator: 'HAS_PROPERTY' });
		expect(condition('BETWEEN')).toEqual({ property: 'age', operator: 'BETWEEN', value: '1', highValue: '9' });
		expect(condition('GTE')).toEqual({ property: 'age', operator: 'GTE', value: '1' });
	});

	it('takes no notice of rows about objects that are not asked for', () => {
		expect(scopeText(filtersSchema.parse({ list: [{ object: 'companies', list: '' }] }), 'contacts')).toBeUndefined();
	});

	it.each([
		['a list row without a list: that is not "everything"', { list: [{ object: 'contacts', list: '' }] }, /Choose the list of contacts under "Only Records That Match"/],
		['lifecycle stages of which none is chosen', { lifecycle: [{ object: 'contacts', stages: [] }] }, /Choose the lifecycle stages of contacts/],
		['owners of which none is chosen', { owner: [{ object: 'contacts', owners: [] }] }, /Choose the owners of contacts/],
		['a condition on no property', { condition: [{ object: 'contacts', property: '' }] }, /Choose the property of a condition of contacts/],
		['a filter of no object', { list: [{ object: '', list: '7' }] }, /Choose the object of this filter/],
		['a condition without a value', { condition: [{ object: 'contacts', property: 'age', operator: 'GT', value: ' ' }] }, /"age" of contacts has no value/],
		['a choice without values', { condition: [{ object: 'contacts', property: 'age', operator: 'IN', value: ';' }] }, /"age" of contacts has no value/],
		['two lists', { list: [{ object: 'contacts', list: '1' }, { object: 'contacts', list: '2' }] }, /one list only/],
		['a list by its name', { list: [{ object: 'contacts', list: 'Customers' }] }, /cannot filter contacts like this/],
		['more conditions than a search takes', { condition: ['a', 'b', 'c', 'd', 'e'].map((property) => ({ object: 'contacts', property, operator: 'HAS_PROPERTY' })) }, /cannot filter contacts like this/],
	])('refuses %s', (_what, filters, message) => {
		expect(() => scopeText(filtersSchema.parse(filters), 'contacts')).toThrow(message);
	});
});
