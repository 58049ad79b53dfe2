import type { Clock } from '../../engine/run/clock-port';
import { Limiter } from './limiter';
import { shared } from './shared';

function testClock(): Clock & { ms: number } {
	return {
		ms: Date.parse('2026-11-21T08:00:00Z'),
		now() {
			return new Date(this.ms);
		},
		random: () => 0,
		sleep(ms) {
			this.ms += ms;
			return Promise.resolve();
		},
	};
}

describe('a limiter', () => {
	it('runs no more calls at a time than allowed, and all of them', async () => {
		const limiter = new Limiter(testClock(), 3);
		let active = 0;
		let most = 0;
		const call = async () => {
			most = Math.max(most, ++active);
			await new Promise((resolve) => setImmediate(resolve));
			active--;
			return 1;
		};
		const results = await Promise.all(Array.from({ length: 20 }, () => limiter.run(call)));
		expect([results.length, most]).toEqual([20, 3]);
	});

	it('frees the place of a call that failed', async () => {
		const limiter = new Limiter(testClock(), 1);
		await expect(limiter.run(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
		await expect(limiter.run(() => Promise.resolve(1))).resolves.toBe(1);
	});

	it('starts no call during a pause, and a shorter pause does not end a longer one', async () => {
		const clock = testClock();
		const began = clock.ms;
		const limiter = new Limiter(clock, 2);
		limiter.pause(10_000);
		limiter.pause(1_000);
		await limiter.run(() => Promise.resolve());
		expect(clock.ms - began).toBe(10_000);
	});

	it('uses up what is left in the window, then waits for its reset', async () => {
		const clock = testClock();
		const began = clock.ms;
		const limiter = new Limiter(clock, 1);
		limiter.noteWindow({ remaining: 2, resetInMs: 30_000 });
		for (let call = 0; call < 3; call++)
			await limiter.run(() => Promise.resolve(expect(clock.ms - began).toBe(call < 2 ? 0 : 30_000)));
	});

	it('does not believe an older answer that tells of more calls left in the same window', async () => {
		const clock = testClock();
		const began = clock.ms;
		const limiter = new Limiter(clock, 1);
		limiter.noteWindow({ remaining: 1, resetInMs: 30_000 });
		limiter.noteWindow({ remaining: 5, resetInMs: 30_000 });
		await limiter.run(() => Promise.resolve());
		await limiter.run(() => Promise.resolve());
		expect(clock.ms - began).toBe(30_000);
	});

	it('is one for all callers of a connection, and another for another connection', () => {
		const clock = testClock();
		const limiterOf = (connection: string) => shared(clock, connection, () => new Limiter(clock, 1));
		expect(limiterOf('a')).toBe(limiterOf('a'));
		expect(limiterOf('a')).not.toBe(limiterOf('b'));
	});
});
