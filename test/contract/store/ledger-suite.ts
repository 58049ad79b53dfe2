import { Bench, change, commit, contact, key, PAIR, person, seqOf, type Home } from './home';

const MINUTE = 60_000;

/** What the ledger promises, on any engine. */
export function ledgerSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	describe('a page', () => {
		it('gives every new ref a seq, in page order and strictly growing', async () => {
			const [a, b] = await bench.emit(['a', 'b']);
			const [c] = await bench.emit(['c']);
			expect(seqOf(a!)).toBeGreaterThan(0);
			expect(seqOf(b!)).toBeGreaterThan(seqOf(a!));
			expect(seqOf(c!)).toBeGreaterThan(seqOf(b!));
		});

		it('moves the cursor and drops what was seen with the same stamp', async () => {
			await bench.emit(['a', 'b']);
			const page = { feed: 'feed-1', object: 'Contact', cursor: 'c2', leaseMs: MINUTE };
			const refs = [
				{ ref: contact('a'), stamp: '2026-03-01T11:00:00.000Z' },
				{ ref: contact('b'), stamp: '2026-03-01T11:30:00.000Z' },
			];
			expect([...(await bench.store.notePage({ ...page, refs })).keys()]).toEqual([key(contact('b'))]);
			expect(await bench.store.cursor('feed-1', 'Contact')).toBe('c2');
			expect(await bench.store.cursor('feed-1', 'Lead')).toBeUndefined();
			expect(await bench.store.cursor('feed-2', 'Contact')).toBeUndefined();
		});

		it('knows a record in another feed, another connection or another object as another one', async () => {
			await bench.emit(['a']);
			const stamp = '2026-03-01T11:00:00.000Z';
			const page = { object: 'Contact', cursor: 'c', leaseMs: MINUTE };
			expect((await bench.store.notePage({ ...page, feed: 'feed-2', refs: [{ ref: contact('a'), stamp }] })).size).toBe(
				1,
			);
			const elsewhere = { ...contact('a'), connection: '00D2' };
			expect((await bench.store.notePage({ ...page, feed: 'feed-1', refs: [{ ref: elsewhere, stamp }] })).size).toBe(1);
		});

		it('forgets stamps before the given time, and only those', async () => {
			await bench.emit(['old'], { stamp: '2026-03-01T10:00:00.000Z' });
			await bench.emit(['new'], { stamp: '2026-03-01T11:00:00.000Z' });
			const refs = [{ ref: contact('x'), stamp: '2026-03-01T12:00:00.000Z' }];
			await bench.store.notePage({
				feed: 'feed-1',
				object: 'Contact',
				refs,
				cursor: 'c',
				leaseMs: MINUTE,
				forgetBefore: '2026-03-01T11:00:00.000Z',
			});
			expect(seqOf((await bench.emit(['old'], { stamp: '2026-03-01T10:00:00.000Z' }))[0]!)).toBeGreaterThan(0);
			expect(seqOf((await bench.emit(['new'], { stamp: '2026-03-01T11:00:00.000Z' }))[0]!)).toBe(0);
		});

		it('takes a record that comes twice in one page once, with its last stamp', async () => {
			const refs = ['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z'].map((stamp) => ({
				ref: contact('a'),
				stamp,
			}));
			expect(
				(await bench.store.notePage({ feed: 'feed-1', object: 'Contact', refs, cursor: 'c', leaseMs: MINUTE })).size,
			).toBe(1);
			expect(seqOf((await bench.emit(['a'], { stamp: '2026-03-01T11:00:00.000Z' }))[0]!)).toBe(0);
		});

		it('of thousands of refs is noted whole', async () => {
			const ids = Array.from({ length: 5_000 }, (_, index) => `id-${index}`);
			expect(new Set((await bench.emit(ids)).map(seqOf)).size).toBe(5_000);
			expect(await bench.store.pendingCounts('feed-1')).toEqual({ emitted: 5_000 });
		});
	});

	describe('the end of a run', () => {
		it('that succeeded removes what was answered', async () => {
			const [a] = await bench.emit(['a']);
			await bench.store.commit([commit(a!)]);
			expect(await bench.store.pendingCounts()).toEqual({ answered: 1 });
			expect(await bench.store.acknowledge('feed-1', [seqOf(a!)])).toEqual({ leftOut: 0 });
			expect(await bench.store.pendingCounts()).toEqual({});
		});

		it('that succeeded closes what no node answered for, with a line in the log', async () => {
			const [a] = await bench.emit(['a']);
			expect(await bench.store.acknowledge('feed-1', [seqOf(a!)])).toEqual({ leftOut: 1 });
			expect(await bench.store.pendingCounts()).toEqual({});
			expect(await bench.store.log({ pair: '', limit: 5 })).toMatchObject([
				{ source: contact('a'), outcome: 'skipped', reason: 'left-out-on-canvas' },
			]);
		});

		it('leaves retries, waiting entries and issues alone', async () => {
			const [a, b, c] = await bench.emit(['a', 'b', 'c']);
			await bench.store.commit([
				commit(a!, { kind: 'retry', dueAt: bench.in(MINUTE), reason: 'rate-limited' }),
				commit(b!, { kind: 'wait', waitKey: 'link|x', reason: 'parent-not-linked' }),
				commit(c!, { kind: 'issue', reason: 'invalid-value', message: 'Too long.' }),
			]);
			expect(await bench.store.acknowledge('feed-1', [a!, b!, c!].map(seqOf))).toEqual({ leftOut: 0 });
			expect(await bench.store.pendingCounts('feed-1')).toEqual({ due: 1, waiting: 1, issue: 1 });
		});

		it('that failed brings back what was under way, answered or not, after 5 s', async () => {
			const [a, b] = await bench.emit(['a', 'b']);
			await bench.store.commit([commit(a!)]);
			await bench.store.runFailed('feed-1', [a!, b!].map(seqOf), 'A node threw.');
			expect(await bench.due()).toEqual([]);
			bench.pass(5_000);
			expect(await bench.due()).toMatchObject([
				{ id: 'a', attempts: 1 },
				{ id: 'b', attempts: 1 },
			]);
		});

		it('that failed again doubles the wait up to 15 min, and gives up after ten attempts', async () => {
			let [a] = await bench.emit(['a']);
			const waits: number[] = [];
			for (let attempt = 0; attempt < 9; attempt++) {
				await bench.store.runFailed('feed-1', [seqOf(a!)], 'A node threw.');
				let waited = 0;
				let due = await bench.due();
				for (; due.length === 0; due = await bench.due()) {
					bench.pass(5_000);
					waited += 5;
				}
				waits.push(waited);
				a = change(contact('a'), { feed: 'feed-1', seq: due[0]!.seq, attempt: due[0]!.attempts });
			}
			expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900]);
			await bench.store.runFailed('feed-1', [seqOf(a!)], 'A node threw.');
			expect(await bench.store.pendingCounts()).toEqual({ issue: 1 });
			expect(await bench.store.log({ outcome: 'failed', limit: 5 })).toMatchObject([
				{ source: contact('a'), reason: 'system-error' },
			]);
		});

		it('of one feed does not touch another feed', async () => {
			const [a] = await bench.emit(['a'], { feed: 'feed-2' });
			expect(await bench.store.acknowledge('feed-1', [seqOf(a!)])).toEqual({ leftOut: 0 });
			await bench.store.runFailed('feed-1', [seqOf(a!)], 'x');
			expect(await bench.store.pendingCounts('feed-2')).toEqual({ emitted: 1 });
		});
	});

	describe('what is due', () => {
		it('is a retry whose time has come, with one attempt more and a new seq', async () => {
			const [a] = await bench.emit(['a']);
			await bench.store.commit([commit(a!, { kind: 'retry', dueAt: bench.in(MINUTE), reason: 'rate-limited' })]);
			bench.pass(MINUTE - 1);
			expect(await bench.due()).toEqual([]);
			bench.pass(1);
			const [again] = await bench.store.takeDue('feed-1', 10, MINUTE);
			expect(again).toMatchObject({ ref: contact('a'), attempts: 1, reason: 'rate-limited' });
			expect(again!.seq).toBeGreaterThan(seqOf(a!));
			expect(await bench.due()).toEqual([]);
		});

		it('is an emission or answer whose lease ran out', async () => {
			const [a] = await bench.emit(['a', 'b'], { leaseMs: MINUTE });
			await bench.store.commit([commit(a!)]);
			bench.pass(MINUTE);
			expect((await bench.due()).map(({ id }) => id)).toEqual(['a', 'b']);
		});

		it('comes oldest first and within the limit', async () => {
			const [a, b, c] = await bench.emit(['a', 'b', 'c']);
			const retry = (ms: number) => ({ kind: 'retry', dueAt: bench.in(ms), reason: 'rate-limited' }) as const;
			await bench.store.commit([commit(a!, retry(3)), commit(b!, retry(1)), commit(c!, retry(2))]);
			bench.pass(10);
			expect((await bench.store.takeDue('feed-1', 2, MINUTE)).map(({ ref }) => ref.id)).toEqual(['b', 'c']);
			expect((await bench.due()).map(({ id }) => id)).toEqual(['a']);
		});

		it('after a restart is all that was under way, with its attempts unchanged', async () => {
			const [a] = await bench.emit(['a', 'b']);
			await bench.emit(['z'], { feed: 'feed-2' });
			await bench.store.commit([commit(a!)]);
			expect(await bench.store.reclaim('feed-1')).toBe(2);
			expect(await bench.due()).toMatchObject([
				{ id: 'a', attempts: 0 },
				{ id: 'b', attempts: 0 },
			]);
			expect(await bench.due('feed-2')).toEqual([]);
		});

		it('after a restart is also what a dry run put off, and nothing else that waits', async () => {
			const [a, b] = await bench.emit(['a', 'b']);
			await bench.store.commit([
				commit(a!, { kind: 'wait', waitKey: `dry-run|${PAIR}`, reason: 'dry-run' }),
				commit(b!, { kind: 'wait', waitKey: 'k', reason: 'parent-not-linked' }),
			]);
			expect(await bench.store.reclaim('feed-1')).toBe(1);
			expect((await bench.due()).map(({ id }) => id)).toEqual(['a']);
		});

		it('counts no attempt for a wait that is nobody\'s fault', async () => {
			const [a] = await bench.emit(['a']);
			await bench.store.commit([commit(a!, { kind: 'retry', dueAt: bench.in(1), reason: 'quota-spent', uncounted: true })]);
			bench.pass(2);
			expect(await bench.due()).toMatchObject([{ id: 'a', attempts: 0 }]);
		});

		it('is closed with a line in the log when it cannot be read again', async () => {
			await bench.emit(['a', 'b']);
			await bench.store.closeUnreadable('feed-1', [{ ref: contact('a'), message: 'Deleted for good.' }]);
			expect(await bench.store.pendingCounts()).toEqual({ emitted: 1 });
			expect(await bench.store.log({ source: contact('a'), limit: 5 })).toMatchObject([
				{ outcome: 'skipped', reason: 'target-gone', message: 'Deleted for good.' },
			]);
		});
	});

	describe('an answer', () => {
		it('under an older ticket writes its data and leaves the ledger as it is', async () => {
			const [old] = await bench.emit(['a']);
			const [fresh] = await bench.emit(['a'], { stamp: '2026-03-01T11:59:00.000Z' });
			await bench.store.commit([commit(old!)]);
			expect(await bench.store.pendingCounts()).toEqual({ emitted: 1 });
			expect(await bench.store.log({ limit: 5 })).toHaveLength(1);
			await bench.store.commit([commit(fresh!)]);
			expect(await bench.store.pendingCounts()).toEqual({ answered: 1 });
		});

		it('is forgotten when the record is seen again: attempts begin anew', async () => {
			const [a] = await bench.emit(['a']);
			await bench.store.commit([commit(a!, { kind: 'retry', dueAt: bench.in(1), reason: 'rate-limited' })]);
			const [again] = await bench.emit(['a'], { stamp: '2026-03-01T11:59:00.000Z' });
			expect(seqOf(again!)).toBeGreaterThan(seqOf(a!));
			await bench.store.reclaim('feed-1');
			expect(await bench.due()).toMatchObject([{ id: 'a', attempts: 0 }]);
		});

		it('of a second node for the same emission never takes back what brings the record back', async () => {
			const [a, b] = await bench.emit(['a', 'b']);
			await bench.store.commit([
				commit(a!, { kind: 'retry', dueAt: bench.in(MINUTE), reason: 'rate-limited' }),
				commit(b!, { kind: 'wait', waitKey: 'k', reason: 'parent-not-linked' }),
			]);
			await bench.store.commit([commit(a!), commit(b!)]);
			expect(await bench.store.pendingCounts()).toEqual({ due: 1, waiting: 1 });
			await bench.store.commit([commit(b!, { kind: 'retry', dueAt: bench.in(MINUTE), reason: 'rate-limited' })]);
			expect(await bench.store.pendingCounts()).toEqual({ due: 2 });
		});

		it('for a hand-made item without a ticket leaves the ledger alone', async () => {
			await bench.emit(['a']);
			await bench.store.commit([commit(change(contact('a')))]);
			expect(await bench.store.pendingCounts()).toEqual({ emitted: 1 });
		});
	});

	describe('a wait', () => {
		const wait = (waitKey: string) => ({ kind: 'wait', waitKey, reason: 'parent-not-linked' }) as const;

		it('ends when its key comes true, in every feed, and its attempts are forgotten', async () => {
			const [a] = await bench.emit(['a']);
			const [b] = await bench.emit(['b'], { feed: 'feed-2' });
			await bench.store.commit([commit(a!, wait('k1')), commit(b!, wait('k1'))]);
			await bench.store.commit([commit(change(contact('p')), { kind: 'close' }, { release: ['k1'] })]);
			expect(await bench.due('feed-1')).toMatchObject([{ id: 'a', attempts: 0 }]);
			expect(await bench.due('feed-2')).toMatchObject([{ id: 'b', attempts: 0 }]);
		});

		it('is not ended by another key', async () => {
			const [a] = await bench.emit(['a']);
			await bench.store.commit([commit(a!, wait('k1'))]);
			await bench.store.commit([commit(change(contact('p')), { kind: 'close' }, { release: ['k2'] })]);
			expect(await bench.due()).toEqual([]);
			expect(await bench.store.pendingCounts()).toEqual({ waiting: 1 });
		});

		it('on several parked keys is ended by any one, once', async () => {
			const [a] = await bench.emit(['a']);
			await bench.store.commit([commit(a!, { kind: 'close' }, { park: ['k1', 'k2'] })]);
			expect(await bench.store.pendingCounts()).toEqual({ waiting: 1 });
			const release = (key: string) =>
				bench.store.commit([commit(change(contact('p')), { kind: 'close' }, { release: [key] })]);
			await release('k2');
			expect(await bench.due()).toMatchObject([{ id: 'a' }]);
			await release('k1');
			expect(await bench.store.pendingCounts()).toEqual({ emitted: 1 });
		});

		it('ends when the parent is linked, whichever side it is named by', async () => {
			const [a, b] = await bench.emit(['a', 'b']);
			const parent = { left: contact('p'), right: person('q') };
			await bench.store.commit([
				commit(a!, wait(`link|${key(parent.left)}`)),
				commit(b!, wait(`link|${key(parent.right)}`)),
			]);
			const link = { ...parent, leftModifiedAt: '', rightModifiedAt: '', base: {} };
			await bench.store.commit([commit(change(contact('p')), { kind: 'close' }, { link })]);
			expect((await bench.due()).map(({ id }) => id)).toEqual(['a', 'b']);
		});

		it('ends within one batch that holds child and parent, in either order', async () => {
			const [a, b] = await bench.emit(['a', 'b']);
			const link = { left: contact('p'), right: person('q'), leftModifiedAt: '', rightModifiedAt: '', base: {} };
			const child = `link|${key(contact('p'))}`;
			await bench.store.commit([
				commit(a!, wait(child)),
				commit(change(contact('p')), { kind: 'close' }, { link }),
				commit(b!, wait(child)),
			]);
			expect((await bench.due()).map(({ id }) => id)).toEqual(['a', 'b']);
		});

		it('does not begin when the key came true while the record was under way', async () => {
			const [a] = await bench.emit(['a']);
			await bench.store.commit([commit(change(contact('p')), { kind: 'close' }, { release: ['k1'] })]);
			await bench.store.commit([commit(a!, wait('k1'))]);
			const [again] = await bench.due();
			expect(again).toMatchObject({ id: 'a' });
			// It was read after the release this time: waiting is right now.
			await bench.store.commit([
				commit(change(contact('a'), { feed: 'feed-1', seq: again!.seq, attempt: 0 }), wait('k1')),
			]);
			expect(await bench.store.pendingCounts()).toEqual({ waiting: 1 });
		});

		it('is forgotten when the record is seen again', async () => {
			const [a] = await bench.emit(['a']);
			await bench.store.commit([commit(a!, wait('k1'))]);
			const [again] = await bench.emit(['a'], { stamp: '2026-03-01T11:59:00.000Z' });
			await bench.store.commit([commit(again!)]);
			await bench.store.commit([commit(change(contact('p')), { kind: 'close' }, { release: ['k1'] })]);
			expect(await bench.store.pendingCounts()).toEqual({ answered: 1 });
		});

		it('for a value ends when a person assigns it, whatever the case', async () => {
			const [a] = await bench.emit(['a']);
			await bench.store.commit([commit(a!, wait(`value|${PAIR}|stage|left|closed lost`))]);
			await bench.store.assignValue(PAIR, 'stage', 'left', 'Closed Lost', 'lost');
			expect(await bench.due()).toMatchObject([{ id: 'a' }]);
		});

		it('for a value ends when the mapping answers it', async () => {
			const key = `value|${PAIR}|stage|left|closed lost`;
			const [a, b] = await bench.emit(['a', 'b']);
			await bench.store.commit([commit(a!, wait(key)), commit(b!, wait('another'))]);
			await bench.store.noteReview([{ kind: 'unmapped-value', pair: PAIR, key, message: '?', details: {} }]);
			await bench.store.settleValues(PAIR, [key]);
			expect(await bench.due()).toMatchObject([{ id: 'a' }]);
			expect(await bench.store.openReviews()).toEqual([]);
			expect(await bench.store.assignments(PAIR, 'left')).toEqual({});
		});
	});

	describe('a repair', () => {
		const link = { left: contact('a'), right: person('x'), leftModifiedAt: '', rightModifiedAt: '', base: {} };

		it('enters the winner in every feed of its side, due now', async () => {
			await bench.store.noteFeed(PAIR, 'right', 'pact-1');
			await bench.store.noteFeed(PAIR, 'right', 'pact-1');
			await bench.store.noteFeed(PAIR, 'right', 'pact-2');
			await bench.store.noteFeed(PAIR, 'left', 'feed-1');
			await bench.store.commit([commit(change(contact('a')), { kind: 'close' }, { link, repair: [person('x')] })]);
			for (const feed of ['pact-1', 'pact-2'])
				expect(await bench.store.takeDue(feed, 5, MINUTE)).toMatchObject([{ ref: person('x'), reason: 'repair' }]);
			expect(await bench.due('feed-1')).toEqual([]);
		});

		it('finds the side by the stored link when the commit has none', async () => {
			await bench.store.noteFeed(PAIR, 'left', 'feed-1');
			await bench.store.commit([commit(change(contact('a')), { kind: 'close' }, { link })]);
			await bench.store.commit([commit(change(person('x')), { kind: 'close' }, { repair: [contact('a')] })]);
			expect(await bench.due()).toMatchObject([{ id: 'a' }]);
		});

		it('of a record that is under way brings it back after that', async () => {
			await bench.store.noteFeed(PAIR, 'left', 'feed-1');
			const [a] = await bench.emit(['a']);
			await bench.store.commit([commit(change(person('x')), { kind: 'close' }, { link, repair: [contact('a')] })]);
			await bench.store.commit([commit(a!)]);
			expect(await bench.store.acknowledge('feed-1', [seqOf(a!)])).toEqual({ leftOut: 0 });
			expect(await bench.due()).toMatchObject([{ id: 'a' }]);
		});

		it('of a one-way sync, which has no trigger on that side, goes nowhere', async () => {
			await bench.store.commit([commit(change(contact('a')), { kind: 'close' }, { link, repair: [person('x')] })]);
			expect(await bench.store.log({ source: person('x'), limit: 5 })).toEqual([]);
			expect(await bench.store.pendingCounts()).toEqual({});
		});
	});

	describe('a feed', () => {
		it('has one holder, who may renew, until the hold runs out', async () => {
			expect(await bench.store.holdFeed('feed-1', 'one', MINUTE)).toBe(true);
			expect(await bench.store.holdFeed('feed-1', 'two', MINUTE)).toBe(false);
			bench.pass(MINUTE - 1);
			expect(await bench.store.holdFeed('feed-1', 'one', MINUTE)).toBe(true);
			bench.pass(MINUTE);
			expect(await bench.store.holdFeed('feed-1', 'two', MINUTE)).toBe(true);
			await bench.store.releaseFeed('feed-1', 'one');
			expect(await bench.store.holdFeed('feed-1', 'one', MINUTE)).toBe(false);
			await bench.store.releaseFeed('feed-1', 'two');
			expect(await bench.store.holdFeed('feed-1', 'one', MINUTE)).toBe(true);
		});

		it('remembers how far each object has come, beside its cursor', async () => {
			await bench.store.setProgress('feed-1', 'Contact', { done: 10, total: 100 });
			expect(await bench.store.cursor('feed-1', 'Contact')).toBeUndefined();
			await bench.emit(['a']);
			await bench.store.setProgress('feed-1', 'Contact', { done: 20, total: 100 });
			expect(await bench.store.progress('feed-1')).toEqual({ Contact: { done: 20, total: 100 } });
			expect(await bench.store.cursor('feed-1', 'Contact')).toBe('c');
			// With nothing done it begins, and that time stays.
			await bench.store.setProgress('feed-1', 'Lead', { done: 0, total: 50 });
			await bench.store.setProgress('feed-1', 'Lead', { done: 5, total: 50 });
			expect((await bench.store.progress('feed-1')).Lead).toEqual({ done: 5, total: 50, since: bench.in(0) });
		});
	});
}
