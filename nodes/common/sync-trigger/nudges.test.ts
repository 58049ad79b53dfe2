import { hearNudges, nudge, nudged } from './nudges';

/** Whether a wait has ended, after everything that could end it has run. */
async function ended(wait: Promise<void>): Promise<boolean> {
	let done = false;
	void wait.then(() => (done = true));
	await new Promise((resolve) => setImmediate(resolve));
	return done;
}

/** A store that no other process uses. */
const alone = { ring: async () => undefined };

const never = () => new AbortController().signal;

describe('a nudge', () => {
	it('wakes the loop of its feed, and no other', async () => {
		const mine = nudged('w1:a', never());
		const other = nudged('w1:b', never());
		void nudge(alone, 'w1:a');
		expect(await ended(mine)).toBe(true);
		expect(await ended(other)).toBe(false);
	});

	it('that comes while the loop is at work ends its next wait at once, and only that', async () => {
		void nudge(alone, 'w2:a');
		void nudge(alone, 'w2:a');
		expect(await ended(nudged('w2:a', never()))).toBe(true);
		expect(await ended(nudged('w2:a', never()))).toBe(false);
	});

	it('is not used up by a wait that was called off', async () => {
		const stop = new AbortController();
		const wait = nudged('w3:a', stop.signal);
		stop.abort();
		expect(await ended(wait)).toBe(true);
		void nudge(alone, 'w3:a');
		const late = new AbortController();
		late.abort();
		expect(await ended(nudged('w3:a', late.signal))).toBe(true);
		expect(await ended(nudged('w3:a', never()))).toBe(true);
	});

	it('rings for other processes, and has woken its own when these cannot be reached', async () => {
		const rung: string[] = [];
		await nudge({ ring: async (feed) => void rung.push(feed) }, 'w4:a');
		await nudge({ ring: async () => await Promise.reject(new Error('no database')) }, 'w4:b');
		expect(rung).toEqual(['w4:a']);
		expect(await ended(nudged('w4:b', never()))).toBe(true);
	});

	it('of another process wakes the loop of its feed, and every loop when one may have got lost, until nobody listens', async () => {
		let hear: (feed: string | undefined) => void = () => undefined;
		let listening = true;
		const stop = hearNudges({ hearRings: (listener) => ((hear = listener), () => void (listening = false)) }, 'w5:a');
		hear('w5:b');
		expect(await ended(nudged('w5:a', never()))).toBe(false);
		hear('w5:a');
		expect(await ended(nudged('w5:a', never()))).toBe(true);
		hear(undefined);
		expect(await ended(nudged('w5:a', never()))).toBe(true);
		stop();
		expect(listening).toBe(false);
	});
});
