import { readFile } from 'node:fs/promises';
import type { Hint } from '../../../engine/run/store-port';
import { Bench, change, commit, contact, key, PAIR, person, type Home } from './home';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Hints and rows that a mapping gained: what enters the ledger without a page, on any engine. */
export function hintsSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	const hint = (id: string, name = `event-${id}`): Hint => ({ ref: contact(id), key: name });
	const take = async (feed = 'feed-1') =>
		(await bench.store.takeDue(feed, 100, MINUTE)).map(({ ref, attempts, origin }) => `${ref.id} ${origin} ${attempts}`);

	describe('a hint', () => {
		it('makes its record due at once, as an event and for the first time', async () => {
			expect(await bench.store.noteHints('feed-1', [hint('a'), hint('b')])).toBe(2);
			expect(await take()).toEqual(['a cdc 0', 'b cdc 0']);
			expect(await take('feed-2')).toEqual([]);
		});

		it('counts once by its key, also within one call, for two days, and in each feed for itself', async () => {
			expect(await bench.store.noteHints('feed-1', [hint('a'), hint('a')])).toBe(1);
			await take();
			bench.pass(2 * DAY - 1);
			expect(await bench.store.noteHints('feed-1', [hint('a')])).toBe(0);
			expect(await bench.store.noteHints('feed-2', [hint('a')])).toBe(1);
			bench.pass(1);
			expect(await bench.store.noteHints('feed-1', [hint('a')])).toBe(1);
		});

		it('of the same record by another event is one entry and no old news', async () => {
			expect(await bench.store.noteHints('feed-1', [hint('a', 'one'), hint('a', 'two')])).toBe(2);
			expect(await take()).toEqual(['a cdc 0']);
		});

		it('of a record that is under way is not lost when that emission is answered', async () => {
			const [a] = await bench.emit(['a']);
			await bench.store.noteHints('feed-1', [hint('a')]);
			await bench.store.commit([commit(a!)]);
			await bench.store.acknowledge('feed-1', [a!.ticket!.seq]);
			expect(await take()).toEqual(['a cdc 0']);
		});

		it('brings a record forward that waits or is tried again later', async () => {
			const [a, b] = await bench.emit(['a', 'b']);
			await bench.store.commit([
				commit(a!, { kind: 'retry', dueAt: bench.in(DAY), reason: 'rate-limited' }),
				commit(b!, { kind: 'wait', waitKey: 'k', reason: 'parent-not-linked' }),
			]);
			await bench.store.noteHints('feed-1', [hint('a'), hint('b')]);
			expect(await take()).toEqual(['a cdc 0', 'b cdc 0']);
			await bench.store.commit([commit(change(contact('p')), { kind: 'close' }, { release: ['k'] })]);
			expect(await take()).toEqual([]);
		});

		it('whose record is tried again is a retry from then on; after a crash it is still a hint', async () => {
			await bench.store.noteHints('feed-1', [hint('a')]);
			await take();
			await bench.store.reclaim('feed-1');
			const [again] = await bench.store.takeDue('feed-1', 1, MINUTE);
			expect(again).toMatchObject({ origin: 'cdc' });
			await bench.store.runFailed('feed-1', [again!.seq], 'A node threw.');
			bench.pass(DAY);
			expect(await take()).toEqual(['a retry 1']);
		});

		it('that nobody on the canvas answered is told as an event in the log', async () => {
			await bench.store.noteHints('feed-1', [hint('a')]);
			const due = await bench.store.takeDue('feed-1', 1, MINUTE);
			await bench.store.acknowledge('feed-1', due.map(({ seq }) => seq));
			expect(await bench.store.log({ limit: 1 })).toMatchObject([{ origin: 'cdc', reason: 'left-out-on-canvas' }]);
		});

		it('leaves no readable key in the store', async () => {
			await bench.store.noteHints('feed-1', [hint('a', 'ann.private@acme.example')]);
			if (!('file' in bench.home)) return;
			await bench.store.close();
			expect((await readFile(String(bench.home.file))).toString('latin1')).not.toContain('ann.private');
		});
	});

	describe('a version that was noted as seen', () => {
		const page = async (stamp: string) =>
			(await bench.store.notePage({ feed: 'feed-1', object: 'Contact', refs: [{ ref: contact('a'), stamp }], cursor: 'c', leaseMs: MINUTE })).size;

		it('is no news on a page, another version is', async () => {
			await bench.store.noteSeen('feed-1', [{ ref: contact('a'), stamp: '2026-03-01T11:00:00.000Z#1' }]);
			expect(await page('2026-03-01T11:00:00.000Z#1')).toBe(0);
			expect(await page('2026-03-01T11:00:00.000Z#2')).toBe(1);
		});
	});

	describe('the links of a pair', () => {
		const link = async (left: string, right: string) =>
			await bench.store.commit([
				commit(change(contact(left)), { kind: 'close' }, { link: { left: contact(left), right: person(right), leftModifiedAt: '', rightModifiedAt: '', base: {} } }),
			]);

		it('are entered page by page as a backfill in every feed of the side, each record once', async () => {
			for (const [left, right] of [['a', 'x'], ['b', 'x'], ['c', 'y']] as const) await link(left, right);
			await bench.store.noteFeed(PAIR, 'left', 'feed-1');
			await bench.store.noteFeed(PAIR, 'left', 'feed-2');
			await bench.store.noteFeed(PAIR, 'right', 'pact-1');
			const first = await bench.store.enterLinked(PAIR, 'left', { limit: 2 });
			expect(first).toEqual({ entered: 2, next: expect.any(String) });
			expect(await bench.store.enterLinked(PAIR, 'left', { limit: 2, after: first.next! })).toEqual({ entered: 1 });
			for (const feed of ['feed-1', 'feed-2']) expect(await take(feed)).toEqual(['a backfill 0', 'b backfill 0', 'c backfill 0']);
			expect(await bench.store.enterLinked(PAIR, 'right', { limit: 100 })).toEqual({ entered: 2 });
			expect(await take('pact-1')).toEqual(['x backfill 0', 'y backfill 0']);
		});

		it('of another pair, or of a side that no feed reads, are left alone', async () => {
			await link('a', 'x');
			await bench.store.noteFeed('other', 'left', 'feed-1');
			expect(await bench.store.enterLinked('other', 'left', { limit: 10 })).toEqual({ entered: 0 });
			expect(await bench.store.enterLinked(PAIR, 'left', { limit: 10 })).toEqual({ entered: 0 });
			expect(await bench.store.pendingCounts()).toEqual({});
		});
	});

	describe('a person', () => {
		const issue = { kind: 'issue', reason: 'invalid-value', message: 'Too long.' } as const;

		it('has all issues tried again, those of a feed, or single ones', async () => {
			const emitted = [...(await bench.emit(['a', 'b', 'c'])), ...(await bench.emit(['d'], { feed: 'feed-2' }))];
			await bench.store.commit(emitted.map((one) => commit(one, issue)));
			expect(await bench.store.retryIssues({ refs: [contact('a'), contact('zzz')] })).toBe(1);
			expect(await take()).toEqual(['a retry 0']);
			expect(await bench.store.retryIssues({ feed: 'feed-2' })).toBe(1);
			expect(await take('feed-2')).toEqual(['d retry 0']);
			expect(await bench.store.retryIssues({ feed: 'nobody' })).toBe(0);
			expect(await bench.store.retryIssues()).toBe(2);
			expect(await take()).toEqual(['b retry 0', 'c retry 0']);
		});

		it('drops a create that did not happen: its question is closed and the record comes again', async () => {
			const [a] = await bench.emit(['a']);
			const target = { system: 'pact', connection: 'ws1', object: 'contacts' } as const;
			await bench.store.intend(PAIR, [{ source: contact('a'), target }]);
			const question = { kind: 'ambiguous-match', pair: PAIR, key: `create|${key(contact('a'))}`, message: '?', details: {} } as const;
			await bench.store.commit([commit(a!, { ...issue, reason: 'unresolved-create' }, { review: [question] })]);
			expect(await bench.store.dropIntent(PAIR, contact('b'))).toBe(false);
			expect(await bench.store.dropIntent(PAIR, contact('a'))).toBe(true);
			expect(await bench.store.intents(PAIR, [contact('a')])).toEqual([]);
			expect(await bench.store.openReviews()).toEqual([]);
			expect(await take()).toEqual(['a retry 0']);
		});

		it('ends the rest of one fought-over field, and only of that one', async () => {
			const [a] = await bench.emit(['a']);
			const count = { to: 'right', wrote: bench.store.hash('CTO'), count: 6, since: bench.in(0) } as const;
			await bench.store.commit([
				commit(
					a!,
					{ kind: 'retry', dueAt: bench.in(DAY), reason: 'ping-pong', uncounted: true },
					{
						link: { left: contact('a'), right: person('x'), leftModifiedAt: '', rightModifiedAt: '', base: {}, flips: { rows: { title: count, phone: count }, until: bench.in(DAY) } },
						review: ['title', 'phone'].map((row) => ({ kind: 'conflict' as const, pair: PAIR, key: `ping-pong|${key(contact('a'))}|${row}`, message: '?', details: {} })),
					},
				),
			]);
			const linkOf = async () => (await bench.store.links(PAIR, 'left', [contact('a')]))[0]!;
			expect(await bench.store.unfreeze('999999', 'title')).toBe(false);
			expect(await bench.store.unfreeze((await linkOf()).id, 'title')).toBe(true);
			expect(Object.keys((await linkOf()).flips ?? {})).toEqual(['phone']);
			expect((await bench.store.openReviews()).map(({ key: question }) => question)).toEqual([`ping-pong|${key(contact('a'))}|phone`]);
			expect(await take()).toEqual(['a retry 0']);
		});
	});
}
