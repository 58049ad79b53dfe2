import { seededRandom } from './random';

describe('seededRandom', () => {
	it('gives the same sequence for the same seed and another for another', () => {
		const sequence = (seed: number) => {
			const random = seededRandom(seed);
			return [
				random.next(),
				random.int(1, 100),
				random.pick(['a', 'b', 'c']),
				random.uuid(),
				random.shuffle([1, 2, 3, 4]),
			];
		};
		expect(sequence(42)).toEqual(sequence(42));
		expect(sequence(42)).not.toEqual(sequence(43));
	});

	it('keeps integers within both ends and reaches them', () => {
		const random = seededRandom(7);
		const seen = new Set(Array.from({ length: 200 }, () => random.int(2, 4)));
		expect([...seen].sort()).toEqual([2, 3, 4]);
	});

	it('shuffles a copy and loses nothing', () => {
		const original = [1, 2, 3, 4, 5];
		expect(seededRandom(3).shuffle(original).sort()).toEqual([1, 2, 3, 4, 5]);
		expect(original).toEqual([1, 2, 3, 4, 5]);
	});
});
