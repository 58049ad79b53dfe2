import { packIds, unpackIds } from './id-set';

describe('a set of ids as text', () => {
	it('comes back in order and without repeats, whatever the size of the ids', () => {
		const ids = ['9', '128', '151', '70368744177664', '9007199254740993', '1234567890123456789'];
		expect(unpackIds(packIds([...ids].reverse().concat(ids)))).toEqual(ids);
		expect(unpackIds(packIds([]))).toEqual([]);
		expect(packIds([])).toBe('');
	});

	it('takes about five characters an id, as HubSpot spreads them', () => {
		const ids = Array.from({ length: 10_000 }, (_, index) => String(150_000_000_000 + index * 7_919));
		expect(packIds(ids).length / ids.length).toBeLessThan(5);
	});
});
