import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyncItem } from '../../engine/model';
import { runFeed } from '../../engine/run/feed';
import type { SyncStore } from '../../engine/run/store-port';
import { openStore } from '../../store';
import { SWEEP_REACH_MS } from '../../systems/pact';
import { type PactSubject, pactSubject } from '../../test/contract/subjects/pact';
import { sleepingClock } from '../../test/contract/subjects/subject';

const FEED = 'w1:n1';
const MINUTE = 60_000;

// Dozens of polls over HTTP and a store on disk.
jest.setTimeout(60_000);

/** Pact as a source, with the engine's own loop and a real store: what is emitted, and how often. */
describe.each([
	['creation', false],
	['change, on demand', true],
])('A Pact Trigger’s loop over lists in order of %s', (_order, listSort) => {
	let pact: PactSubject;
	let store: SyncStore;
	let folder: string;
	let emitted: SyncItem[];

	beforeEach(async () => {
		pact = await pactSubject();
		pact.sandbox.assume({ listSort });
		folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pact-feed-'));
		store = await openStore({ file: join(folder, 'sync.sqlite') });
		emitted = [];
	});
	afterEach(async () => {
		await store.close();
		await pact.sandbox.close();
		await rm(folder, { recursive: true, force: true });
	});

	/** So many polls, one a minute, with a sweep every ten; `between` happens after each. */
	async function polls(count: number, startFrom: 'now' | 'everything', between: (poll: number) => void | Promise<void> = () => undefined): Promise<void> {
		const stop = new AbortController();
		const clock = sleepingClock(pact.sandbox);
		let done = 0;
		const paced = {
			...clock,
			now: () => pact.sandbox.clock.now(),
			sleep: async (ms: number) => {
				// The hold on the feed is renewed beside the polls; that sleep does not move time.
				if (ms < MINUTE) return await new Promise<void>((resolve) => setTimeout(resolve, 5));
				pact.sandbox.clock.advance(ms);
				await between(++done);
				if (done >= count) stop.abort();
			},
		};
		const settings = {
			feed: FEED, owner: 'test', objects: [{ name: 'contacts', fields: ['public_id', 'name', 'title'] }], startFrom,
			pollMs: MINUTE, pageSize: 100, lookBackMs: SWEEP_REACH_MS, lookBackEveryMs: 10 * MINUTE, leaseMs: 30 * MINUTE,
		};
		const emit = async (_object: string, items: SyncItem[]) => {
			emitted.push(...items);
			return await Promise.resolve({ ok: true });
		};
		const log = (level: string, message: string) => {
			if (level === 'warn') throw new Error(message);
		};
		await runFeed(settings, { source: pact.source, store, clock: paced, emit, log }, stop.signal);
	}

	const titles = () => emitted.map(({ fields }) => fields.title);
	const count = () => emitted.length;

	it('emits everything once, however often it sweeps', async () => {
		const ids = pact.makePeople(330);
		await polls(25, 'everything');
		expect(emitted.map(({ change }) => change.id).sort()).toEqual([...ids].sort());
	});

	it('emits each edit once, whichever way it was found, and nothing else', async () => {
		const ids = pact.makePeople(230);
		pact.sandbox.clock.advance(10 * MINUTE);
		await polls(40, 'now', (poll) => {
			if (poll % 7 === 0) pact.edit('contacts', ids[poll] ?? '', { title: `Edit ${poll}` });
			if (poll === 5) pact.make('contacts', { name: 'New', title: 'Made 5' });
		});
		// The last edit is younger than the last sweep: only a list that can be sorted shows it.
		expect(titles().sort()).toEqual(['Edit 14', 'Edit 21', 'Edit 28', ...(listSort ? ['Edit 35'] : []), 'Edit 7', 'Made 5']);
	});

	it('does not emit a second time what a webhook brought', async () => {
		const [id = ''] = pact.makePeople(3);
		pact.sandbox.clock.advance(10 * MINUTE);
		await polls(25, 'now', async (poll) => {
			if (poll !== 3) return;
			pact.edit('contacts', id, { title: 'CEO' });
			const ref = { system: 'pact' as const, connection: pact.source.connection, object: 'contacts', id };
			await store.noteHints(FEED, [{ ref, key: 'event 1' }]);
		});
		expect(emitted.map(({ change, fields }) => [change.origin, fields.title])).toEqual([['webhook', 'CEO']]);
	});

	it('tells what a webhook said was erased', async () => {
		const [id = ''] = pact.makePeople(3);
		pact.sandbox.clock.advance(10 * MINUTE);
		await polls(6, 'now', async (poll) => {
			if (poll !== 3) return;
			pact.sandbox.remove('contacts', id);
			const ref = { system: 'pact' as const, connection: pact.source.connection, object: 'contacts', id };
			await store.noteHints(FEED, [{ ref, key: 'event 1' }]);
		});
		expect(emitted.map(({ change }) => [change.id, change.kind])).toEqual([[id, 'deleted']]);
	});

	it('costs one call a poll between sweeps', async () => {
		pact.makePeople(40);
		pact.sandbox.clock.advance(10 * MINUTE);
		pact.make('contacts', { name: 'Last' });
		pact.sandbox.clock.advance(10 * MINUTE);
		await polls(2, 'now');
		pact.sandbox.stats.reset();
		let before = 0;
		const spent: number[] = [];
		await polls(8, 'now', () => {
			const { calls } = pact.sandbox.stats.snapshot();
			spent.push(calls - before);
			before = calls;
		});
		expect(count()).toBe(0);
		// The first poll of a start sweeps; every other one is a single call.
		expect(spent.slice(1)).toEqual([1, 1, 1, 1, 1, 1, 1]);
	});
});
