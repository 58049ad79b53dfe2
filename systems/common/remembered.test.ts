import { rememberer } from './remembered';
import { attempt } from './refusal';
import { SystemError } from './engine';

describe('what is remembered', () => {
	const world = () => {
		const clock = { ms: 0, now: () => new Date(clock.ms), random: () => 0, sleep: () => Promise.resolve() };
		let asked = 0;
		const remembered = rememberer(clock, 'users|here', 1_000);
		const ask = () => remembered('all', () => Promise.resolve(++asked));
		return { clock, ask, remembered };
	};

	it('is asked once, also by callers at the same time, until it is too old', async () => {
		const { clock, ask } = world();
		expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
		clock.ms = 999;
		expect(await ask()).toBe(1);
		clock.ms = 1_000;
		expect(await ask()).toBe(2);
	});

	it('is shared by all who remember for one purpose', async () => {
		const { clock, ask } = world();
		await ask();
		expect(await rememberer(clock, 'users|here', 1_000)('all', () => Promise.resolve(9))).toBe(1);
		expect(await rememberer(clock, 'users|there', 1_000)('all', () => Promise.resolve(9))).toBe(9);
	});

	it('can be wanted younger than usual, and forgotten', async () => {
		const { ask, remembered } = world();
		await ask();
		expect(await remembered('all', () => Promise.resolve(7), 0)).toBe(7);
		await remembered('others', () => Promise.resolve(8));
		remembered.forget('all');
		expect(await ask()).toBe(2);
		expect(await remembered('others', () => Promise.resolve(9))).toBe(8);
		remembered.forget();
		expect(await remembered('others', () => Promise.resolve(9))).toBe(9);
	});

	it('is never a failure', async () => {
		const { ask, remembered } = world();
		await expect(remembered('all', () => Promise.reject(new Error('not now')))).rejects.toThrow('not now');
		expect(await ask()).toBe(1);
	});
});

describe('an attempt', () => {
	const refuse = () => Promise.reject(new SystemError({ class: 'not-allowed', message: 'No.' }));

	it('answers the refusals that its caller can go on from, and throws the others', async () => {
		expect(await attempt(Promise.resolve(1), ['not-allowed'])).toEqual({ ok: true, answer: 1 });
		expect(await attempt(refuse(), ['not-allowed'])).toMatchObject({ ok: false, refusal: { message: 'No.' } });
		await expect(attempt(refuse(), ['invalid'])).rejects.toThrow('No.');
		await expect(attempt(Promise.reject(new TypeError('x')), ['not-allowed'])).rejects.toThrow(TypeError);
	});
});
