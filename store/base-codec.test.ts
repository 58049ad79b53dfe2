import { createHash } from 'node:crypto';
import { packBase, unpackBase } from './base-codec';

const hash = (text: string) => createHash('sha256').update(text).digest().subarray(0, 12).toString('base64url');
const numbers: Record<string, number> = { small: 1, edge: 25, larger: 26, large: 3_276, huge: 2 ** 40 };
const numberOf = (row: string) => numbers[row] ?? 0;

describe('a packed base', () => {
	it('gives back every shape of row under every size of number', () => {
		const base = {
			small: { left: hash('a'), right: hash('a') },
			edge: { left: hash('a'), right: hash('b') },
			larger: { left: '', right: hash('b') },
			large: { left: hash('a'), right: '' },
			huge: { left: '', right: '' },
		};
		const unpacked = unpackBase(packBase(base, numberOf));
		expect(unpacked).toEqual(Object.entries(base).map(([row, hashes]) => ({ row: numberOf(row), ...hashes })));
	});

	it('gives back sets of any size, beside rows of one value', () => {
		const set = (...names: string[]) => names.map(hash).join('.');
		const base = {
			small: { left: set('a', 'b', 'c'), right: set('a', 'b', 'c') },
			edge: { left: set('a'), right: set(...Array.from({ length: 200 }, (_, index) => `tag ${index}`)) },
			large: { left: '', right: set('a', 'b') },
			huge: { left: hash('x'), right: hash('x') },
		};
		expect(unpackBase(packBase(base, numberOf))).toEqual(Object.entries(base).map(([row, hashes]) => ({ row: numberOf(row), ...hashes })));
		expect(() => packBase({ small: { left: `${hash('a')}.Ada`, right: hash('a') } }, numberOf)).toThrow('never values');
	});

	it('takes 14 bytes a row in agreement', () => {
		const rows = Object.fromEntries(
			Array.from({ length: 30 }, (_, index) => [`row-${index}`, { left: hash('a'), right: hash('a') }]),
		);
		expect(packBase(rows, () => 1_000)).toHaveLength(1 + 30 * 14);
	});

	it('refuses values, longer hashes and unknown formats', () => {
		for (const value of ['Ada', hash('a') + 'AAAA', `${hash('a').slice(0, 15)}!`])
			expect(() => packBase({ small: { left: value, right: hash('a') } }, numberOf)).toThrow('never values');
		expect(() => unpackBase(Buffer.from([9, 1]))).toThrow('unknown format');
	});
});
