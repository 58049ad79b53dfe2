import { howLong, paceOf } from './pace';

describe('the pace of a reading', () => {
	it('is that of all its time, and tells how long it still takes', () => {
		expect(paceOf({ done: 100, total: 400, seconds: 60 })).toEqual({ perMinute: 100, secondsLeft: 180 });
	});

	it('is told without a time left where it stands still, has just begun, or is done', () => {
		expect(paceOf({ done: 0, total: 400, seconds: 60 })).toEqual({ perMinute: 0 });
		expect(paceOf({ done: 10, total: 400, seconds: 0 })).toEqual({ perMinute: 0 });
		expect(paceOf({ done: 400, total: 400, seconds: 60 })).toEqual({ perMinute: 400 });
	});
});

it.each([[0, '0 seconds'], [1, '1 second'], [89, '89 seconds'], [90, '2 minutes'], [720, '12 minutes'], [5_000, '83 minutes'], [10_800, '3 hours'], [100_000, '28 hours'], [260_000, '3 days']])('%i seconds are %s', (seconds, said) => {
	expect(howLong(seconds)).toBe(said);
});
