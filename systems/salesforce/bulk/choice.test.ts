import { BULK_SIZES, callsLeft, chooseReading, chooseWriting, rowsOfResult } from './choice';

const contacts = (total: number, limit = 200) => ({ object: 'Contact', total, limit, columns: 40 });
const left = (calls: number) => ({ own: 0, everybody: 0, limit: 100_000, ownLimit: calls });

describe('the choice of the Bulk API', () => {
	it('for reading falls on a job from 10,000 records on', () => {
		expect(chooseReading(contacts(9_999), { own: 0 })).toEqual({
			bulk: false,
			because: 'Contact: 9,999 records are read by ordinary queries, with about 50 calls; a Bulk API job pays from 10,000 records on.',
		});
		expect(chooseReading(contacts(1_000_000), { own: 0 })).toEqual({
			bulk: true,
			because: 'Contact: 1,000,000 records are read by a Bulk API job, with about 115 calls instead of 5,000.',
		});
	});

	it('does not fall on a job where large pages cost fewer calls', () => {
		expect(chooseReading(contacts(20_000, 2_000), { own: 0 }).bulk).toBe(false);
		expect(chooseReading(contacts(1_000_000, 2_000), { own: 0 }).bulk).toBe(true);
	});

	it('falls on a job earlier where the calls that are left would not do', () => {
		expect(chooseReading(contacts(9_000), left(40))).toEqual({
			bulk: true,
			because: 'Contact: 9,000 records are read by a Bulk API job, with about 16 calls instead of 45; 40 of the day’s calls are left to the sync.',
		});
		expect(chooseReading(contacts(9_000), left(400)).bulk).toBe(false);
	});

	it('asks for fewer rows at a time of wide objects, and never for fewer than an ordinary query brings', () => {
		expect([rowsOfResult(20), rowsOfResult(50), rowsOfResult(100), rowsOfResult(800)]).toEqual([10_000, 10_000, 5_000, 2_000]);
	});

	it('for writing falls on a job when it takes fewer calls than 200 records each', () => {
		expect(chooseWriting({ object: 'Lead', total: 3_600, jobs: 1 }, { own: 0 }).bulk).toBe(false);
		expect(chooseWriting({ object: 'Lead', total: 10_000, jobs: 1 }, left(900))).toEqual({
			bulk: true,
			because: 'Lead: 10,000 records are written by the Bulk API, with about 18 calls instead of 50; 900 of the day’s calls are left to the sync.',
		});
		expect(chooseWriting({ object: 'Lead', total: 3_601, jobs: 1 }, { own: 0 }).bulk).toBe(true);
		expect(chooseWriting({ object: 'Lead', total: 3_601, jobs: 2 }, { own: 0 }).bulk).toBe(false);
	});

	it('knows what is left by the sync’s share and by what everybody has used', () => {
		expect(callsLeft({ own: 10 })).toBeUndefined();
		expect(callsLeft({ own: 10, everybody: 50, limit: 100, ownLimit: 40 })).toBe(30);
		expect(callsLeft({ own: 10, everybody: 90, limit: 100, ownLimit: 40 })).toBe(10);
		expect(callsLeft({ own: 50, everybody: 90, limit: 100, ownLimit: 40 })).toBe(0);
		expect(BULK_SIZES.readFrom).toBe(10_000);
	});
});
