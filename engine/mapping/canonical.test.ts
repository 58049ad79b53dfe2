import { canonicalText, isBlank, sameCanonical } from './canonical';

describe('canonical values', () => {
	it('blank is nothing, white space only, or an empty list; 0 and false are values', () => {
		for (const blank of [null, undefined, '', ' \t\n', []]) expect(isBlank(blank)).toBe(true);
		for (const value of [0, false, 'x', ['']]) expect(isBlank(value)).toBe(false);
	});

	it("the text form is stable for ever: bases in users' stores are made from it", () => {
		expect([null, 'a', 1.5, -0, true, ['a', 'b']].map(canonicalText)).toEqual([
			'null',
			'text:a',
			'number:1.5',
			'number:0',
			'boolean:true',
			'list:["a","b"]',
		]);
	});

	it('lists are the same when their elements are', () => {
		expect(sameCanonical(['a', 'b'], ['a', 'b'])).toBe(true);
		expect(sameCanonical(['a', 'b'], ['a,b'])).toBe(false);
		expect(sameCanonical(null, '')).toBe(false);
	});
});
