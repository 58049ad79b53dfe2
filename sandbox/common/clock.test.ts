import { SandboxClock } from './clock';

describe('SandboxClock', () => {
	const startAt = new Date('2026-01-01T00:00:00Z');

	it('stands still while frozen and moves only by advance', () => {
		const clock = new SandboxClock({ startAt, frozen: true });
		clock.advance(5_000);
		expect(clock.now().toISOString()).toBe('2026-01-01T00:00:05.000Z');
	});

	it('runs on from where it stood when it is unfrozen', async () => {
		const clock = new SandboxClock({ startAt, frozen: true });
		clock.unfreeze();
		await new Promise((resolve) => setTimeout(resolve, 20));
		const passed = clock.now().getTime() - startAt.getTime();
		expect(passed).toBeGreaterThanOrEqual(15);
		expect(passed).toBeLessThan(10_000);
	});

	it('refuses to go backwards', () => {
		expect(() => new SandboxClock().advance(-1)).toThrow(RangeError);
	});
});
