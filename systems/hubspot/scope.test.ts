import { filtersOf, holdsFor, hubSpotScopeSchema, scopeOf } from './scope';

const holds = (condition: object, property: string | null) =>
	holdsFor(hubSpotScopeSchema.parse({ conditions: [{ property: 'p', ...condition }] }), {
		properties: { p: property },
	});

describe('a scope', () => {
	it.each([
		[{ operator: 'EQ', value: 'Lead' }, 'lead', true],
		[{ operator: 'EQ', value: 'lead' }, null, false],
		[{ operator: 'NEQ', value: 'lead' }, null, true],
		[{ operator: 'IN', values: ['a', 'B'] }, 'b', true],
		[{ operator: 'NOT_IN', values: ['a'] }, 'b', true],
		[{ operator: 'NOT_IN', values: ['a'] }, null, false],
		[{ operator: 'HAS_PROPERTY' }, '', false],
		[{ operator: 'NOT_HAS_PROPERTY' }, null, true],
		[{ operator: 'GT', value: '9' }, '10', true],
		[{ operator: 'LTE', value: '9' }, '10', false],
		[{ operator: 'LT', value: '9' }, null, false],
		[{ operator: 'GTE', value: '1763683200000' }, '2026-11-21', true],
		[{ operator: 'BETWEEN', value: '1', highValue: '10' }, '10', true],
		[{ operator: 'BETWEEN', value: '1', highValue: '10' }, '11', false],
	])('with %j holds for %j: %s', (condition, property, expected) => {
		expect(holds(condition, property)).toBe(expected);
	});

	it('asks HubSpot with just what each operator takes', () => {
		const scope = hubSpotScopeSchema.parse({
			conditions: [
				{ property: 'a', operator: 'IN', values: ['x'], value: 'left over' },
				{ property: 'b', operator: 'HAS_PROPERTY', value: 'left over' },
				{ property: 'c', operator: 'BETWEEN', value: '1', highValue: '2' },
			],
		});
		expect(filtersOf(scope)).toEqual([
			{ propertyName: 'a', operator: 'IN', values: ['x'] },
			{ propertyName: 'b', operator: 'HAS_PROPERTY' },
			{ propertyName: 'c', operator: 'BETWEEN', value: '1', highValue: '2' },
		]);
	});

	it.each([
		['no JSON', 'lifecyclestage = lead'],
		['an operator without its value', '{"conditions":[{"property":"a","operator":"EQ"}]}'],
		['a list by name', '{"list":"VIPs"}'],
		[
			'more conditions than fit beside ours',
			JSON.stringify({ conditions: Array.from({ length: 5 }, () => ({ property: 'a', operator: 'HAS_PROPERTY' })) }),
		],
	])('is refused: %s', (_what, filter) => {
		expect(() => scopeOf(filter)).toThrow(/no HubSpot scope/);
	});

	it('is everything when there is no filter', () => {
		expect([scopeOf(undefined), scopeOf(' ')]).toEqual([{}, {}]);
	});
});
