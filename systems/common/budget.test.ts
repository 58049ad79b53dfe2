import { DailyBudget } from './budget';
import { CallMeter } from './call-meter';

const START = Date.parse('2026-11-21T08:20:00.000Z');
const HOUR = 3_600_000;

function world() {
	const clock = { ms: START, now: (): Date => new Date(clock.ms), random: () => 0, sleep: () => Promise.resolve() };
	const meter = new CallMeter({ system: 'salesforce', connection: '00D' }, clock);
	const budget = new DailyBudget(clock, meter, { system: 'Salesforce', holder: 'org' });
	const call = (times: number) => {
		for (let made = 0; made < times; made++) meter.count();
	};
	return { clock, meter, budget, call };
}

describe('a daily budget', () => {
	it('lets every call through while nothing is known of a limit', () => {
		const { budget, call } = world();
		call(10_000);
		expect(budget.refusal(0.4)).toBeUndefined();
		expect(budget.usage(0.4)).toEqual({ own: 10_000 });
	});

	it('is spent when our share is, and says who made the calls, what the share is, where to raise it and when it goes on', () => {
		const { budget, meter, call } = world();
		meter.tell(1_500, 15_000);
		call(5_999);
		expect(budget.refusal(0.4)).toBeUndefined();
		call(1);
		expect(budget.usage(0.4)).toEqual({ own: 6_000, everybody: 1_500, limit: 15_000, ownLimit: 6_000 });
		const refusal = budget.refusal(0.4);
		expect(refusal?.class).toBe('quota-spent');
		expect(refusal?.message).toBe(
			'The sync has made 6,000 Salesforce calls in 24 hours, and its share is 40 % of the org’s 15,000. It goes on by itself at 08:00 UTC (2026-11-22). If the org can spare more, raise “Daily API Share (%)” in the Salesforce credential in n8n and publish the workflow again.',
		);
		expect(meter.about.hold).toEqual({ kind: 'day', since: '2026-11-21T08:20:00.000Z', until: '2026-11-22T08:00:00.000Z' });
	});

	it('is looked at again with every hour, because the share may be raised; a raised one counts at once', () => {
		const { budget, meter, call } = world();
		meter.tell(0, 1_000);
		call(400);
		expect(budget.refusal(0.4)?.retryAfterMs).toBe(40 * 60_000);
		expect(budget.refusal(0.5)).toBeUndefined();
	});

	it('goes on when the hour in which the window has room again begins, and not before', () => {
		const { clock, budget, meter, call } = world();
		call(100);
		clock.ms += HOUR;
		call(350);
		clock.ms += HOUR;
		meter.tell(0, 1_000);
		expect(budget.refusal(0.4)?.message).toContain('at 08:00 UTC (2026-11-22)');
		clock.ms = Date.parse('2026-11-22T07:59:59.999Z');
		expect(budget.refusal(0.4)).toBeDefined();
		clock.ms = Date.parse('2026-11-22T08:00:00.000Z');
		expect(budget.refusal(0.4)).toBeUndefined();
		expect(budget.usage(0.4).own).toBe(350);
	});

	it('leaves the last calls of the day to people and other tools, whoever made the others, and asks again after a quarter of an hour', () => {
		const { clock, budget, meter } = world();
		meter.tell(979, 1_000);
		expect(budget.refusal(0.4)).toBeUndefined();
		meter.tell(980, 1_000);
		expect(budget.refusal(0.4)).toMatchObject({ class: 'quota-spent', retryAfterMs: 15 * 60_000, message: expect.stringContaining('The org has used 980 of its 1,000 Salesforce calls') });
		clock.ms += 15 * 60_000;
		expect(budget.refusal(0.4)).toBeUndefined();
	});
});
