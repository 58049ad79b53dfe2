import { nudge, nudged } from './nudges';

/** Whether a wait has ended, after everything that could end it has run. */
async function ended(wait: Promise<void>): Promise<boolean> {
	let done = false;
	void wait.then(() => (done = true));
	await new Promise((resolve) => setImmediate(resolve));
	return done;
}

const never = () => new AbortController().signal;

describe('a nudge', () => {
	it('wakes the loop of its feed, and no other', async () => {
		const mine = nudged('w1:a', never());
		const other = nudged('w1:b', never());
		nudge('w1:a');
		expect(await ended(mine)).toBe(true);
		expect(await ended(other)).toBe(false);
	});

	it('that comes while the loop is at work ends its next wait at once, and only that', async () => {
		nudge('w2:a');
		nudge('w2:a');
		expect(await ended(nudged('w2:a', never()))).toBe(true);
		expect(await ended(nudged('w2:a', never()))).toBe(false);
	});

	it('is not used up by a wait that was called off', async () => {
		const stop = new AbortController();
		const wait = nudged('w3:a', stop.signal);
		stop.abort();
		expect(await ended(wait)).toBe(true);
		nudge('w3:a');
		const late = new AbortController();
		late.abort();
		expect(await ended(nudged('w3:a', late.signal))).toBe(true);
		expect(await ended(nudged('w3:a', never()))).toBe(true);
	});
});
