import { histogram, percentile } from './histogram';

describe('percentiles', () => {
	const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

	it.each([[0.5, 50], [0.95, 95], [0.99, 99], [1, 100], [0, 1]])('of a hundred values: %p is %p', (share, value) => expect(percentile(hundred, share)).toBe(value));
	it('of nothing are nothing', () => expect(percentile([], 0.5)).toBe(0));
});

it('a histogram has a line for each step, the longest bar for the most', () => {
	const lines = histogram([0.2, 0.6, 0.7, 1.6], 0.5, 's');
	expect(lines).toHaveLength(4);
	expect(lines[0]).toMatch(/^ {2}0\.0 – {3}0\.5 s █{20} 1$/);
	expect(lines[1]).toMatch(/^ {2}0\.5 – {3}1\.0 s █{40} 2$/);
	expect(histogram([0.2, 63], 0.5, 's')).toHaveLength(24);
	expect(histogram([0.2, 63], 0.5, 's').at(-1)).toMatch(/^ 11\.5 – {2}more s █{40} 1$/);
	expect(lines[2]).toMatch(/^ {2}1\.0 – {3}1\.5 s$/);
});
