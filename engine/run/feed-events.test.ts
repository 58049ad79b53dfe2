import { contact, contacts, emitted, MINUTE, useFeedWorld, watching, with_, world } from '../../test/support/feed-bench';
import { FEED, Process } from '../../test/support/run-world';
import { SystemError } from '../model';
import type { EventPort, Listener, News } from './events-port';
import { hearEvents } from './feed-events';

useFeedWorld();

const news = (ids: string[], position: string, unnamed = false): News => ({
	records: ids.map((id) => ({ object: 'Contact', id, key: `${position}|${id}` })),
	positions: { Contact: position },
	unnamed,
});
const place = async () => await world.store.cursor(FEED, 'events:Contact');

/** Hears for so long, in the world's time; `talk` is the stream, called with every try. */
async function hearing(talk: (listener: Listener, tries: number, stop: () => void) => Promise<void>, store = world.store) {
	const process = new Process();
	const over = new AbortController();
	const said: string[] = [];
	const woken: boolean[] = [];
	const waits: number[] = [];
	let tries = 0;
	const events: EventPort = { listen: async (listener) => await talk(listener, (tries += 1), () => over.abort()) };
	const clock = { ...world.clock(process), sleep: async (ms: number) => void (waits.push(ms), await Promise.resolve()) };
	await hearEvents(
		{ feed: FEED, owner: 'me', objects: [{ name: 'Contact' }] },
		{ events, store, clock, source: world.source.port, wake: (look) => void woken.push(look), log: (level, message) => void said.push(`${level}: ${message}`) },
		over.signal,
	);
	return { said, woken, waits };
}

const refusal = (kind: 'temporary' | 'not-allowed', message: string) => new SystemError({ class: kind, message });

it('what is heard becomes due, and the place in the stream is kept after it', async () => {
	const order: string[] = [];
	const store = with_(world.store, {
		noteHints: async (feed, hints) => (order.push('hints'), await world.store.noteHints(feed, hints)),
		notePage: async (page) => (order.push('place'), await world.store.notePage(page)),
	});
	await world.store.holdFeed(FEED, 'me', MINUTE);
	const { woken } = await hearing(async (listener, _tries, stop) => {
		expect(await listener.from('Contact')).toBeUndefined();
		await listener.heard(news(['C1'], '17'));
		await listener.heard(news(['C1'], '17'));
		await listener.heard(news([], '18', true));
		stop();
	}, store);
	expect(order.slice(0, 2)).toEqual(['hints', 'place']);
	expect(await place()).toBe('18');
	expect(await world.store.pendingCounts(FEED)).toEqual({ due: 1 });
	// What was heard already wakes nobody; what names no record makes the loop poll.
	expect(woken).toEqual([false, true]);
});

it('a place is not kept when its records could not be', async () => {
	const store = with_(world.store, { noteHints: async () => await Promise.reject(new Error('disk full')) });
	await hearing(async (listener, tries, stop) => {
		if (tries === 2) return stop();
		await listener.heard(news(['C1'], '17'));
	}, store);
	expect(await place()).toBeUndefined();
});

it('how it stands is said when it changes, and kept for the console', async () => {
	const { said } = await hearing(async (listener, tries, stop) => {
		if (tries === 5) return stop();
		await listener.began(tries < 3 ? [{ object: 'Contact', why: 'nobody has selected it.' }] : []);
	});
	const off = 'Real time is off for Contact: nobody has selected it. Its changes are found by polling; nothing is lost.';
	expect(said).toEqual([`info: ${off}`, 'info: Real time is on for Contact.']);
	expect((await world.store.feedStates()).find(({ feed }) => feed === FEED)).not.toHaveProperty('events');
});

it('a connection that breaks is tried again, later and later, and told of when it stays so', async () => {
	const { said, waits } = await hearing(async (_listener, tries, stop) => {
		if (tries === 12) return await Promise.resolve(stop());
		throw refusal('temporary', 'The connection broke.');
	});
	expect(waits.map((wait) => Math.round(wait / 1_000)).slice(0, 4).every((wait, index, all) => index === 0 || wait > (all[index - 1] ?? 0))).toBe(true);
	expect(Math.max(...waits)).toBeLessThanOrEqual(330_000);
	expect(said).toEqual(['warn: Real time is off: The connection broke. Its changes are found by polling; nothing is lost.']);
	expect((await world.store.feedStates()).find(({ feed }) => feed === FEED)?.events).toContain('The connection broke.');
});

it('what a person must change first is said at once, and not asked for every second', async () => {
	const { said, waits } = await hearing(async (_listener, tries, stop) => {
		if (tries === 2) return await Promise.resolve(stop());
		throw refusal('not-allowed', 'no rights.');
	});
	expect(said).toHaveLength(1);
	expect(waits[0]).toBeGreaterThanOrEqual(10 * MINUTE);
});

it('conversations that end at once do not follow each other without a pause', async () => {
	const { waits, said } = await hearing(async (_listener, tries, stop) => await Promise.resolve(tries === 6 ? stop() : undefined));
	expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000]);
	expect(said).toEqual([]);
});

it('the loop hears while it holds the feed: records at once, and a poll when none is named', async () => {
	let talking: Listener | undefined;
	const events: EventPort = {
		listen: async (listener, signal) => {
			talking = listener;
			await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
			talking = undefined;
		},
	};
	const process = new Process();
	const acting = (async () => {
		await world.clock(process).sleep(MINUTE);
		process.inFlight += 1;
		contact('C1', 'CTO');
		await talking?.heard(news(['C1'], '17'));
		process.inFlight -= 1;
		await world.clock(process).sleep(MINUTE);
		process.inFlight += 1;
		contact('C2', 'COO');
		await talking?.heard(news([], '18', true));
		process.inFlight -= 1;
	})();
	const at: number[] = [];
	const start = world.time;
	await world.sync({ ...contacts, pollMs: 10 * MINUTE }, process, { events, forMs: 5 * MINUTE, emit: (next) => watching(async (object, items) => (at.push(world.time - start), await next(object, items))) });
	await acting;
	expect(emitted.map(({ change }) => `${change.id} ${change.origin}`)).toEqual(['C1 cdc', 'C2 poll']);
	expect(at.map((time) => Math.round(time / MINUTE))).toEqual([1, 2]);
	expect(talking).toBeUndefined();
});
