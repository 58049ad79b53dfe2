import { CallMeter } from './call-meter';

const PLACE = { system: 'hubspot', connection: '7' } as const;
const NOW = '2026-11-21T08:20:00.000Z';

function world() {
	const clock = { ms: Date.parse(NOW), now: (): Date => new Date(clock.ms), random: () => 0, sleep: () => Promise.resolve() };
	return { clock, meter: new CallMeter(PLACE, clock) };
}

describe('a meter of calls', () => {
	it('counts what was known before with what is made now, by the hour, for 24 hours', () => {
		const { clock, meter } = world();
		meter.load({ ...PLACE, total: 99, recent: [{ hour: '2026-11-20T09:00:00.000Z', calls: 5 }, { hour: '2026-11-21T08:00:00.000Z', calls: 2 }] });
		meter.count();
		expect(meter.own()).toBe(8);
		clock.ms += 3_600_000;
		expect(meter.own()).toBe(3);
	});

	it('gives away once what is to be stored, and again when it could not be', () => {
		const { meter } = world();
		expect(meter.takeUnsaved()).toBeUndefined();
		meter.count();
		meter.count();
		const note = meter.takeUnsaved();
		expect(note).toEqual({ ...PLACE, calls: [{ hour: '2026-11-21T08:00:00.000Z', calls: 2 }], about: {} });
		expect(meter.takeUnsaved()).toBeUndefined();
		expect(meter.own()).toBe(2);
		meter.count();
		meter.giveBack(note!);
		expect(meter.own()).toBe(3);
		expect(meter.takeUnsaved()?.calls).toEqual([{ hour: '2026-11-21T08:00:00.000Z', calls: 3 }]);
	});

	it('takes over what other processes have made, and loses none that it makes meanwhile', () => {
		const { meter } = world();
		meter.count();
		meter.takeUnsaved();
		meter.count();
		meter.adopt({ recent: [{ hour: '2026-11-21T08:00:00.000Z', calls: 10 }] });
		expect(meter.own()).toBe(11);
	});

	it('knows a hold from its first refusal to its end or to the next answer', () => {
		const { clock, meter } = world();
		meter.refused({ class: 'rate-limited', retryAfterMs: 60_000 });
		clock.ms += 30_000;
		meter.refused({ class: 'rate-limited', retryAfterMs: 60_000 });
		expect(meter.about.hold).toEqual({ kind: 'rate', since: NOW, until: '2026-11-21T08:21:30.000Z' });
		clock.ms += 200_000;
		meter.refused({ class: 'rate-limited', retryAfterMs: 60_000 });
		expect(meter.about.hold?.since).toBe('2026-11-21T08:23:50.000Z');
		meter.answered();
		expect(meter.about.hold).toBeUndefined();
	});

	it('knows since when a credential is refused, until a call comes through', () => {
		const { clock, meter } = world();
		meter.refused({ class: 'credential-refused' });
		clock.ms += 60_000;
		meter.refused({ class: 'credential-refused' });
		expect(meter.about.refusedSince).toBe(NOW);
		meter.answered();
		expect(meter.takeUnsaved()?.about).toEqual({});
	});

	it('tells who watches of every change, and of what was there before', () => {
		const { meter } = world();
		meter.count();
		const told = jest.fn();
		meter.watch(told);
		expect(told).toHaveBeenCalledTimes(1);
		meter.describe({ credential: 'pactApi', share: 0.3 });
		meter.describe({ credential: 'pactApi', share: 0.3 });
		meter.answered();
		expect(told).toHaveBeenCalledTimes(2);
	});
});
