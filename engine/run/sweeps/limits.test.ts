import { isWithin, pageOf, restsBecause, Throttle } from './limits';

const NIGHT = { from: '22:00', to: '06:00', zone: 'Europe/Berlin' };
const at = (iso: string) => new Date(iso);

describe('the hours of a sweep', () => {
	it('may cross midnight', () => {
		const times = ['2026-01-10T20:59:59Z', '2026-01-10T21:00:00Z', '2026-01-10T23:30:00Z', '2026-01-11T04:59:59Z', '2026-01-11T05:00:00Z', '2026-01-11T12:00:00Z'];
		expect(times.map((time) => isWithin(NIGHT, at(time)))).toEqual([false, true, true, true, false, false]);
	});

	it('within a day begin with their first minute and end before their last', () => {
		const window = { from: '01:00', to: '02:30', zone: 'UTC' };
		expect(['T00:59:59Z', 'T01:00:00Z', 'T02:29:59Z', 'T02:30:00Z'].map((time) => isWithin(window, at(`2026-01-10${time}`)))).toEqual([false, true, true, false]);
	});

	it('follow the clocks on the wall in summer, and in the nights in which these are put forward and back', () => {
		// Summer: two hours ahead of UTC.
		expect(isWithin(NIGHT, at('2026-07-01T20:00:00Z'))).toBe(true);
		expect(isWithin(NIGHT, at('2026-07-02T04:00:00Z'))).toBe(false);
		// 2026-03-29: 02:00 becomes 03:00 at 01:00 UTC, so that 06:00 is 04:00 UTC.
		expect([at('2026-03-29T01:30:00Z'), at('2026-03-29T03:59:59Z'), at('2026-03-29T04:00:00Z')].map((time) => isWithin(NIGHT, time))).toEqual([true, true, false]);
		// 2026-10-25: 03:00 becomes 02:00 at 01:00 UTC; hours from 02:00 to 03:00 are there twice.
		const twice = { from: '02:00', to: '03:00', zone: 'Europe/Berlin' };
		expect([at('2026-10-25T00:30:00Z'), at('2026-10-25T01:30:00Z'), at('2026-10-25T02:00:00Z')].map((time) => isWithin(twice, time))).toEqual([true, true, false]);
	});
});

describe('what a sweep may take', () => {
	it('is said in plain words where it is spent', () => {
		const usage = (own: number) => ({ usage: () => ({ own, ownLimit: 1_000 }) });
		expect(restsBecause({ share: 0.3 }, at('2026-01-10T12:00:00Z'), usage(300))).toBeUndefined();
		expect(restsBecause({ share: 0.3 }, at('2026-01-10T12:00:00Z'), usage(420))).toBe('Of the calls that this connection may make in a day, 42 % are used; it goes on below 30 %.');
		expect(restsBecause({ window: NIGHT }, at('2026-01-10T12:00:00Z'), {})).toBe('Outside its hours (22:00 to 06:00, Europe/Berlin).');
	});

	it('is not bound where nobody can tell how many calls there are', () => {
		expect(restsBecause({ share: 0.3 }, at('2026-01-10T12:00:00Z'), {})).toBeUndefined();
		expect(restsBecause({ share: 0.3 }, at('2026-01-10T12:00:00Z'), { usage: () => ({ own: 5 }) })).toBeUndefined();
	});

	it('in a minute is spread over it, and never exceeded by one page', () => {
		const throttle = new Throttle();
		const limits = { perMinute: 100 };
		expect(pageOf(limits, 500)).toBe(100);
		expect(pageOf({}, 500)).toBe(500);
		throttle.read('part', 50, limits, 1_000);
		expect(throttle.wait('part', 1_000)).toBe(30_000);
		expect(throttle.wait('part', 31_000)).toBe(0);
		expect(throttle.wait('other', 1_000)).toBe(0);
	});
});
