import { mappingSchema, type RecordRef } from '../../../engine/model';
import type { SweepFound, SweepOrder, SweepPage, SweepWork } from '../../../engine/run/sweep-port';
import { Bench, change, commit, contact, key, PAIR, person, type Home } from './home';

const AT = '2026-03-01T11:00:00.000Z';
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const NOTHING: SweepFound = { inStep: 0, emitted: 0, orphans: 0, gone: 0, outOfScope: 0, underWay: 0, resting: 0, drift: {} };

const mapping = mappingSchema.parse({
	pair: PAIR,
	left: { system: 'salesforce', object: 'Contact' },
	right: { system: 'pact', object: 'contacts' },
	rows: [],
	match: [],
	externalIds: {},
	create: { left: true, right: true },
	tieWinner: 'left',
});

/** Orders of readings of everything, and what the loops note of them, on any engine. */
export function sweepsSuite(newHome: () => Promise<Home>): void {
	let bench: Bench;
	beforeEach(async () => {
		bench = await Bench.start(await newHome());
	});
	afterEach(() => bench.stop());

	const ready = async () => {
		await bench.store.saveMapping(mapping, '00D1~ws1');
		await bench.store.noteFeed(PAIR, 'left', 'feed-1', '00D1');
		await bench.store.noteFeed(PAIR, 'right', 'feed-2', 'ws1');
	};
	const order = async (more: Partial<SweepOrder> = {}) => await bench.store.orderSweep({ kind: 'reconcile', pair: PAIR, by: 'Ada', ...more });
	const work = async (feed = 'feed-1') => (await bench.store.openParts(feed))[0] as SweepWork;
	const begin = async () => {
		await bench.store.beginPart(await work(), { connection: '00D1', total: 10, cursor: 'start' });
		return await work();
	};
	const page = async (more: Partial<SweepPage>) => await bench.store.noteSweepPage({ work: await work(), seen: [], emitted: [], leaseMs: MINUTE, read: 0, found: NOTHING, state: 'reading', ...more });
	const link = async (left: RecordRef, right: RecordRef, more = {}) =>
		await bench.store.commit([commit(change(left), { kind: 'close' }, { link: { left, right, leftModifiedAt: AT, rightModifiedAt: AT, base: {} }, ...more })]);
	const unseen = async (limit = 10) => {
		const found = await bench.store.unseenLinks(await work(), contact(''), limit);
		return { ...found, links: found.links.map(({ ref }) => ref.id) };
	};

	describe('an order', () => {
		it('has a part for each trigger of each side', async () => {
			await ready();
			await bench.store.noteFeed(PAIR, 'right', 'feed-3', 'ws2');
			const sweep = await order({ window: { from: '22:00', to: '06:00', zone: 'Europe/Berlin' }, perMinute: 100, share: 0.3 });
			expect(sweep).toMatchObject({ kind: 'reconcile', pair: PAIR, by: 'Ada', window: { from: '22:00' }, perMinute: 100, share: 0.3 });
			expect(sweep.orderedAt).toBe(bench.in(0));
			expect(sweep.parts.map(({ feed, side, connection, object, state }) => [feed, side, connection, object, state])).toEqual([
				['feed-1', 'left', '00D1', 'Contact', 'waiting'],
				['feed-2', 'right', 'ws1', 'contacts', 'waiting'],
				['feed-3', 'right', 'ws2', 'contacts', 'waiting'],
			]);
		});

		it('is answered by the open one where there is one', async () => {
			await ready();
			const first = await order({ sides: ['left'] });
			expect((await order({ kind: 'backfill' })).id).toBe(first.id);
			expect(first.parts.map(({ side }) => side)).toEqual(['left']);
			await bench.store.stopSweep(first.id, 'Grace');
			expect(await order({ kind: 'backfill' })).toMatchObject({ kind: 'backfill' });
			expect((await bench.store.sweeps({ open: false, limit: 5 })).map(({ id }) => id)).toEqual([first.id]);
		});

		it('is refused in plain words where nobody could carry it out', async () => {
			await expect(order()).rejects.toMatchObject({ code: 'invalid-use', message: expect.stringContaining('No mapper has made the pair') });
			await bench.store.saveMapping(mapping, '00D1~ws1');
			await expect(order()).rejects.toMatchObject({ code: 'invalid-use', message: expect.stringContaining('No trigger reads the pair') });
			await bench.store.noteFeed(PAIR, 'left', 'feed-1', '00D1');
			await expect(order({ sides: ['right'] })).rejects.toMatchObject({ message: expect.stringContaining('the right side of the pair') });
			expect(await bench.store.sweeps({ limit: 5 })).toEqual([]);
		});

		it.each([
			[{ window: { from: '9:00', to: '10:00', zone: 'UTC' } }, 'look like 22:00'],
			[{ window: { from: '09:00', to: '09:00', zone: 'UTC' } }, 'at the same time'],
			[{ window: { from: '09:00', to: '10:00', zone: 'Berlin' } }, 'no time zone'],
			[{ perMinute: 0 }, 'above 0'],
			[{ share: 30 }, 'at most 1'],
		])('is refused with a limit that makes no sense: %j', async (limits, words) => {
			await ready();
			await expect(order(limits)).rejects.toMatchObject({ code: 'invalid-use', message: expect.stringContaining(words) });
		});

		it('says why nobody carries it out', async () => {
			await ready();
			await order({ sides: ['left'] });
			const because = async () => (await bench.store.sweeps({ limit: 1 }))[0]?.parts[0]?.restsBecause;
			expect(await because()).toContain('No n8n process runs the trigger');
			await bench.store.holdFeed('feed-1', 'loop', MINUTE);
			expect(await because()).toBeUndefined();
			await bench.store.pauseFeed('feed-1');
			expect(await because()).toBe('The trigger is paused.');
		});
	});

	describe('a page', () => {
		it('enters what is emitted, adds up what was found and moves the cursor, all at once', async () => {
			await ready();
			await order();
			await begin();
			const seqs = await page({ emitted: [{ ref: contact('a'), stamp: 'x' }, { ref: contact('b'), stamp: 'x', gone: true }], read: 3, found: { ...NOTHING, inStep: 1, emitted: 2, drift: { title: 1 } }, cursor: 'next' });
			expect([...(seqs ?? new Map()).keys()].sort()).toEqual([key(contact('a')), key(contact('b'))]);
			await page({ read: 2, found: { ...NOTHING, inStep: 1, drift: { title: 1, email: 1 } }, cursor: 'last' });
			expect((await bench.store.sweeps({ limit: 1 }))[0]?.parts[0]).toMatchObject({ done: 5, total: 10, inStep: 2, emitted: 2, drift: { title: 2, email: 1 }, state: 'reading' });
			expect((await work()).cursor).toBe('last');
			// After a crash they come again under the sweep's name, and what is gone is known to be.
			await bench.store.reclaim('feed-1');
			const due = await bench.store.takeDue('feed-1', 10, MINUTE);
			expect(due.map(({ ref, origin, gone }) => [ref.id, origin, gone])).toEqual([['a', 'reconcile', undefined], ['b', 'reconcile', true]]);
		});

		it('keeps that a record is gone through failed runs, until something else enters it', async () => {
			await ready();
			await order();
			await begin();
			const seqs = await page({ emitted: [{ ref: contact('b'), stamp: 'x', gone: true }] });
			await bench.store.runFailed('feed-1', [...(seqs ?? new Map<string, number>()).values()], 'The workflow run failed.');
			bench.pass(DAY);
			expect((await bench.store.takeDue('feed-1', 10, MINUTE)).map(({ gone }) => gone)).toEqual([true]);
			await bench.store.noteHints('feed-1', [{ ref: contact('b'), key: 'event' }]);
			expect((await bench.store.takeDue('feed-1', 10, MINUTE)).map(({ gone }) => gone)).toEqual([undefined]);
		});

		it('remembers for a week by what its records were out of step, for the pair', async () => {
			await ready();
			await order();
			await begin();
			await page({ emitted: [{ ref: contact('a'), stamp: 'x', evidence: 'one' }, { ref: contact('b'), stamp: 'x' }] });
			await page({ emitted: [{ ref: contact('a'), stamp: 'x', evidence: 'two' }] });
			const looked = async () => await bench.store.lookedAt(await work(), [contact('a'), contact('b'), contact('c')]);
			expect(await looked()).toEqual(new Map([[key(contact('a')), 'two']]));
			expect(await bench.store.lookedAt({ ...(await work()), pair: 'another' }, [contact('a')])).toEqual(new Map());
			bench.pass(7 * DAY);
			expect(await looked()).toEqual(new Map());
			await bench.store.prune({ olderThan: bench.in(-92 * DAY) });
			bench.pass(-7 * DAY);
			expect(await looked()).toEqual(new Map());
		});

		it('of a sweep that was stopped meanwhile writes nothing', async () => {
			await ready();
			const { id } = await order();
			const before = await begin();
			expect(await bench.store.stopSweep(id, 'Grace')).toMatchObject({ stopped: { by: 'Grace', at: bench.in(0) }, endedAt: bench.in(0) });
			expect(await bench.store.noteSweepPage({ work: before, seen: [], emitted: [{ ref: contact('a'), stamp: 'x' }], leaseMs: MINUTE, read: 1, found: NOTHING, state: 'reading' })).toBeUndefined();
			expect(await bench.store.pendingCounts('feed-1')).toEqual({});
			expect(await bench.store.openParts('feed-1')).toEqual([]);
			expect(await bench.store.stopSweep('12345', 'Grace')).toBeUndefined();
		});

		it('is news to nobody who polls for the same version', async () => {
			await ready();
			await order();
			await begin();
			await page({ emitted: [{ ref: contact('a'), stamp: AT }] });
			expect(await bench.store.notePage({ feed: 'feed-1', object: 'Contact', refs: [{ ref: contact('a'), stamp: AT }], cursor: 'c', leaseMs: MINUTE })).toEqual(new Map());
		});
	});

	describe('links whose record was not seen', () => {
		it('are those of before the sweep that no page brought, in pages, but for those that rest or are gone', async () => {
			await ready();
			for (const id of ['a', 'b', 'c', 'd', 'e']) await link(contact(id), person(id));
			await link(contact('f'), person('f'), { fates: [{ ref: contact('f'), kind: 'deleted', at: AT }] });
			await link(contact('g'), person('g'), { link: { left: contact('g'), right: person('g'), leftModifiedAt: AT, rightModifiedAt: AT, base: {}, rests: true } });
			await order();
			await begin();
			await link(contact('h'), person('h'));
			await page({ seen: [contact('b')] });
			const first = await unseen(2);
			expect(first).toMatchObject({ links: ['a', 'c'], more: true });
			await page({ state: 'deletes', ...(first.after === undefined ? {} : { after: first.after }) });
			expect(await unseen(2)).toMatchObject({ links: ['d', 'e'], more: true });
			expect(await bench.store.unseenLinks(await work('feed-2'), person(''), 10)).toMatchObject({ links: [{ ref: person('a') }, { ref: person('b') }, { ref: person('c') }, { ref: person('d') }, { ref: person('e') }, { ref: person('f') }] });
		});

		it('of an earlier sweep count anew', async () => {
			await ready();
			await link(contact('a'), person('a'));
			const { id } = await order();
			await begin();
			await page({ seen: [contact('a')] });
			expect(await unseen()).toMatchObject({ links: [], more: false });
			await bench.store.stopSweep(id, 'Grace');
			await order();
			await begin();
			expect(await unseen()).toMatchObject({ links: ['a'] });
		});

		it('are not looked for while a person is asked whether so many deletes are meant', async () => {
			await ready();
			await order();
			const asked = async () => [(await work()).deletesAsked, (await work('feed-2')).deletesAsked];
			await bench.store.noteReview([{ kind: 'deletes', pair: PAIR, key: 'left', message: 'Many.', details: {} }]);
			expect(await asked()).toEqual([true, undefined]);
			await bench.store.settleReviews(PAIR, 'deletes', ['left']);
			expect(await asked()).toEqual([undefined, undefined]);
		});

		it('are not looked for while another trigger of the side may still bring them', async () => {
			await ready();
			await bench.store.noteFeed(PAIR, 'left', 'feed-3', '00D1');
			await order({ sides: ['left'] });
			expect((await begin()).fellowsRead).toBe(true);
			const fellow = await work('feed-3');
			await bench.store.beginPart(fellow, { connection: '00D1', total: 0, cursor: 'start' });
			await bench.store.noteSweepPage({ work: fellow, seen: [], emitted: [], leaseMs: MINUTE, read: 0, found: NOTHING, state: 'deletes' });
			expect((await work()).fellowsRead).toBeUndefined();
		});
	});

	it('where records should be linked is each connection that has a mapper with theirs and is still read', async () => {
		await ready();
		await bench.store.saveMapping({ ...mapping, tieWinner: 'right' }, '00D1~ws2');
		await bench.store.saveMapping(mapping, '00D2~ws1');
		await order();
		expect((await bench.store.sweepTargets(await work(), '00D1')).map(({ connection }) => connection)).toEqual(['ws1']);
		await bench.store.noteFeed(PAIR, 'right', 'feed-3', 'ws2');
		expect((await bench.store.sweepTargets(await work(), '00D1')).map(({ connection, mapping: own }) => [connection, own.tieWinner])).toEqual([['ws1', 'left'], ['ws2', 'right']]);
	});

	it('what is under way is told by the feed’s own ledger', async () => {
		await ready();
		await bench.emit(['a', 'b']);
		await bench.store.noteHints('feed-2', [{ ref: contact('c'), key: 'event' }]);
		const [a] = await bench.emit(['a'], { stamp: AT.replace('11', '12') });
		await bench.store.commit([commit(a!, { kind: 'wait', waitKey: 'link|x', reason: 'parent-not-linked' })]);
		expect(await bench.store.underWay('feed-1', [contact('a'), contact('b'), contact('c')])).toEqual(new Map([[key(contact('a')), 'waiting'], [key(contact('b')), 'moving']]));
	});

	it('the last part ends a sweep, with the counts of both sides', async () => {
		await ready();
		for (const id of ['a', 'b']) await link(contact(id), person(id));
		await link(contact('c'), person('c'), { fates: [{ ref: contact('c'), kind: 'deleted', at: AT }] });
		await order();
		await begin();
		await bench.store.endPart(await work(), { counted: 3 });
		expect((await bench.store.sweeps({ open: true, limit: 1 }))[0]?.counts).toBeUndefined();
		bench.pass(MINUTE);
		await bench.store.endPart(await work('feed-2'), { counted: 2 });
		expect((await bench.store.sweeps({ limit: 1 }))[0]).toMatchObject({ endedAt: bench.in(0), counts: { left: 3, right: 2, linked: 2 } });
	});

	describe('what is kept of sweeps', () => {
		it('are the latest fifty, and those of the last quarter', async () => {
			await ready();
			for (let number = 0; number < 53; number += 1) await bench.store.stopSweep((await order()).id, `${number}`);
			bench.pass(100 * DAY);
			const last = await order();
			await bench.store.prune({ olderThan: bench.in(-92 * DAY) });
			const kept = await bench.store.sweeps({ limit: 100 });
			expect(kept).toHaveLength(50);
			expect(kept[0]?.id).toBe(last.id);
			expect((await bench.store.sweeps({ limit: 2, before: kept[1]?.id ?? '' })).map(({ id }) => id)).toEqual(kept.slice(2, 4).map(({ id }) => id));
		}, 60_000);

		it('goes with a sync that is forgotten', async () => {
			await ready();
			await link(contact('a'), person('a'));
			await order();
			await bench.store.forget({ pair: PAIR }, 'Ada');
			expect(await bench.store.sweeps({ limit: 5 })).toEqual([]);
			expect(await bench.store.openParts('feed-1')).toEqual([]);
		});

		it('goes with a trigger that is forgotten, and nobody waits for its share', async () => {
			await ready();
			await order();
			await begin();
			await bench.store.endPart(await work(), { counted: 0 });
			await bench.store.forget({ feed: 'feed-2' }, 'Ada');
			const [sweep] = await bench.store.sweeps({ limit: 5 });
			expect(sweep?.endedAt).toBeDefined();
			expect(sweep?.parts.map(({ feed }) => feed)).toEqual(['feed-1']);
		});
	});
}
