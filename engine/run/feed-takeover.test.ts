import { contact, contacts, emitted, ids, useFeedWorld, watching, with_, world } from '../../test/support/feed-bench';
import { FEED, Process, START } from '../../test/support/run-world';
import type { Store } from '../../store';

useFeedWorld();

const TTL_MS = 15_000;
const page = (id: string, cursor: string) => ({ feed: FEED, object: 'Contact', refs: [{ ref: { system: 'salesforce' as const, connection: '00D', object: 'Contact', id }, stamp: 'theirs' }], cursor, leaseMs: 600_000 });

/** Another process: it finds the hold run out, and reads on. */
async function takeOver(store: Store): Promise<void> {
	world.time += TTL_MS + 1;
	expect(await store.holdFeed(FEED, 'another process', TTL_MS)).toBe(true);
	await store.reclaim(FEED, 'another process');
	await store.notePage({ ...page('C9', 'their cursor'), owner: 'another process' });
}

/**
 * Runs a loop that is stopped (SIGSTOP, a machine that slept) in the midst of one of its calls, and hears of nothing: its renewals have not come
 * to run when it goes on. The test ends it when it asks for the feed anew.
 */
async function sync(calls: (store: Store) => Partial<Store>): Promise<void> {
	const stop = new AbortController();
	let holds = 0;
	let released = false;
	await world.sync(contacts, new Process(), {
		signal: stop,
		emit: watching,
		forMs: 120_000,
		store: (store) =>
			with_(store, {
				holdFeed: async (...args) => {
					if (released) stop.abort();
					else if ((holds += 1) > 1) throw new Error('not yet');
					return await store.holdFeed(...args);
				},
				releaseFeed: async (...args) => {
					released = true;
					await store.releaseFeed(...args);
				},
				...calls(store),
			}),
	});
}

/** The first call of it is answered only after another process has taken over. */
function interrupted<A extends unknown[], R>(store: Store, call: (...args: A) => Promise<R>, when: 'before' | 'after'): (...args: A) => Promise<R> {
	let done = false;
	return async (...args) => {
		if (done) return await call(...args);
		done = true;
		if (when === 'before') await takeOver(store);
		const answer = await call(...args);
		if (when === 'after') await takeOver(store);
		return answer;
	};
}

describe('a loop that was stopped for longer than its hold lasts', () => {
	beforeEach(async () => {
		contact('C0');
		await world.sync(contacts);
		contact('C1');
	});

	it('emits nothing of the page that it had read, and leaves the cursor where the other process has moved it', async () => {
		await sync((store) => ({ notePage: interrupted(store, store.notePage, 'before') }));

		expect(emitted).toEqual([]);
		expect(await world.store.cursor(FEED, 'Contact')).toBe('their cursor');
		expect(await world.store.pendingCounts(FEED)).toEqual({ emitted: 1 });
	});

	it('takes nothing that is due', async () => {
		await world.store.noteHints(FEED, [{ ref: { system: 'salesforce', connection: '00D', object: 'Contact', id: 'C1' }, key: 'event' }]);
		await sync((store) => ({ takeDue: interrupted(store, store.takeDue, 'before') }));

		expect(emitted).toEqual([]);
		expect(await world.store.pendingCounts(FEED)).toEqual({ due: 1, emitted: 1 });
	});

	it('does not emit what it had taken, once another process has it', async () => {
		await world.store.noteHints(FEED, [{ ref: { system: 'salesforce', connection: '00D', object: 'Contact', id: 'C1' }, key: 'event' }]);
		await sync((store) => ({ takeDue: interrupted(store, store.takeDue, 'after') }));

		expect(emitted).toEqual([]);
		expect(await world.store.pendingCounts(FEED)).toEqual({ due: 1, emitted: 1 });
	});

	it('calls that no trouble: it waits for its turn, and says so', async () => {
		await sync((store) => ({ notePage: interrupted(store, store.notePage, 'before') }));

		expect(world.logged).toContain('Another n8n process has taken this trigger over. Waiting for it to let go.');
		expect(world.logged.filter((line) => line.includes('tries again'))).toEqual([]);
	});

	it('goes on when its hold ran out and nobody has taken the feed', async () => {
		await world.sync(contacts, new Process(), { emit: watching, store: (store) => with_(store, { notePage: async (...args) => ((world.time += TTL_MS + 1), await store.notePage(...args)) }) });

		expect(ids()).toEqual(['C1']);
		expect(world.time).toBeGreaterThan(START);
	});
});
