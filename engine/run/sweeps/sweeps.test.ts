import { contact, contacts, emitted, ids, MINUTE, useFeedWorld, watching, world } from '../../../test/support/feed-bench';
import { FEED, Process } from '../../../test/support/run-world';
import type { FeedSettings } from '../feed';
import type { Sweep, SweepOrder } from '../sweep-port';

useFeedWorld();

const PAIR = 'Contact~contacts';
/** Nothing is read twice, so that what a poll does not bring stays unseen. */
const narrow: Partial<FeedSettings> = { ...contacts, lookBackMs: 0 };

const order = async (more: Partial<SweepOrder> = {}) => await world.store.orderSweep({ kind: 'reconcile', pair: PAIR, by: 'Ada', ...more });
const latest = async () => (await world.store.sweeps({ limit: 1 }))[0] as Sweep;
const part = async () => (await latest()).parts[0]!;
const origins = () => emitted.map(({ change }) => `${change.id} ${change.origin}`);
const seen = () => emitted.splice(0);

/** The poll passes over whatever was changed until now. */
async function passOver(): Promise<void> {
	await world.store.notePage({ feed: FEED, object: 'Contact', refs: [], cursor: `${world.time + 1_000}|`, leaseMs: 0 });
}

/** So many contacts that are in step. */
async function inStep(count: number): Promise<void> {
	for (let number = 1; number <= count; number += 1) contact(`C${number}`);
	await world.sync(narrow);
	await passOver();
}

describe('a reconcile', () => {
	it('sends what differs, what is not linked and what is gone through the sync, and nothing else', async () => {
		await inStep(6);
		world.time += MINUTE;
		contact('C2', 'CTO');
		contact('C7');
		world.source.remove('Contact', 'C3');
		world.source.rows.splice(world.source.rows.findIndex(({ id }) => id === 'C4'), 1);
		await passOver();
		await order();
		await world.sync(narrow, new Process(), { emit: watching });

		expect(origins().sort()).toEqual(['C2 reconcile', 'C3 reconcile', 'C4 reconcile', 'C7 reconcile']);
		expect(emitted.filter(({ change }) => change.kind === 'deleted').map(({ change }) => change.id).sort()).toEqual(['C3', 'C4']);
		const sweep = await latest();
		expect(sweep).toMatchObject({ kind: 'reconcile', by: 'Ada', counts: { left: 6, linked: 5 } });
		expect(sweep.endedAt).toBeDefined();
		expect(await part()).toMatchObject({ state: 'ended', inStep: 3, emitted: 4, orphans: 1, gone: 2, drift: { 'Title~title': 1 }, outOfScope: 0, done: 6, total: 6 });
		expect(world.target.records.map(({ fields }) => fields.title)).toContain('CTO');
	});

	it('finds nothing to do right after another one, and reads nothing of the other system', async () => {
		await inStep(5);
		world.time += MINUTE;
		contact('C1', 'CTO');
		contact('C6');
		world.source.rows.splice(world.source.rows.findIndex(({ id }) => id === 'C4'), 1);
		await passOver();
		await order();
		await world.sync(narrow);
		await order();
		const { reads } = world.target;
		await world.sync(narrow, new Process(), { emit: watching });
		expect(emitted).toEqual([]);
		expect(world.target.reads).toBe(reads);
		expect(await part()).toMatchObject({ inStep: 5, emitted: 0, orphans: 0, gone: 0, drift: {} });
	});

	it('takes pages, and no single reads', async () => {
		await inStep(9);
		const { reads } = world.source;
		await order();
		await world.sync(narrow, new Process(), { polls: 1 });
		// Two polls of one page each, and three pages of the sweep.
		expect(world.source.reads - reads).toBeLessThanOrEqual(2 + 3);
	});

	it('does not compare what is under way', async () => {
		await inStep(2);
		world.time += MINUTE;
		contact('C1', 'CTO');
		await passOver();
		await world.store.noteHints(FEED, [{ ref: { system: 'salesforce', connection: '00D', object: 'Contact', id: 'C1' }, key: 'event' }]);
		const [due] = await world.store.takeDue(FEED, 1, 60 * MINUTE);
		await world.store.commit([
			{ change: { ...due!.ref, kind: 'upserted', modifiedAt: new Date(world.time).toISOString(), origin: 'webhook', ticket: { feed: FEED, seq: due!.seq, attempt: 0 } }, ledger: { kind: 'issue', reason: 'invalid-value', message: 'A person must act.' }, log: { at: new Date(world.time).toISOString(), pair: PAIR, source: due!.ref, origin: 'webhook', outcome: 'failed', reason: 'invalid-value', message: 'A person must act.', movements: [] } },
		]);
		await order();
		await world.sync(narrow, new Process(), { emit: watching });
		expect(emitted).toEqual([]);
		expect(await part()).toMatchObject({ underWay: 1, inStep: 1, drift: {} });
	});

	it('counts an orphan that the pair may not create, and leaves it', async () => {
		await inStep(1);
		const mapping = (await world.store.latestMapping(PAIR))!;
		await world.store.saveMapping({ ...mapping, create: { left: false, right: false } });
		world.time += MINUTE;
		contact('C2');
		await passOver();
		await order();
		await world.sync(narrow, new Process(), { emit: watching });
		expect(emitted).toEqual([]);
		expect(await part()).toMatchObject({ orphans: 1, emitted: 0 });
	});

	it('does not send what stays out of step on purpose again, but for once a week, or when it is another difference', async () => {
		await inStep(2);
		world.time += MINUTE;
		contact('C1', 'CTO');
		contact('C3');
		await passOver();
		// A filter on the canvas leaves all of them out.
		const out = async () => {
			await order();
			await world.sync(narrow, new Process(), { emit: () => watching(async () => ({ ok: true })) });
			return seen().map(({ change }) => change.id).sort();
		};
		expect(await out()).toEqual(['C1', 'C3']);
		expect(await out()).toEqual([]);
		expect(await part()).toMatchObject({ orphans: 1, drift: { 'Title~title': 1 }, emitted: 0 });
		world.time += 6 * 24 * 60 * MINUTE;
		contact('C1', 'CFO');
		await passOver();
		expect(await out()).toEqual(['C1']);
		world.time += 2 * 24 * 60 * MINUTE;
		expect(await out()).toEqual(['C3']);
	});

	it('takes a record that left the filter for what it is, and does not tell of a delete', async () => {
		await inStep(3);
		const { port } = world.source;
		const filtered = ({ filter }: { filter?: string }, id: string) => filter !== undefined && id === 'C2';
		Object.assign(port, {
			readPage: ((next) => async (...[query, ...rest]: Parameters<typeof next>) => {
				const page = await next(query, ...rest);
				return { ...page, changes: page.changes.filter(({ id }) => !filtered(query, id)) };
			})(port.readPage),
			readAgain: ((next) => async (...[query, all]: Parameters<typeof next>) => (await next(query, all)).filter(({ id }) => !filtered(query, id)))(port.readAgain),
		});
		await order();
		await world.sync({ ...narrow, objects: [{ name: 'Contact', fields: [], filter: 'Title = null' }] }, new Process(), { emit: watching });
		expect(emitted).toEqual([]);
		expect(await part()).toMatchObject({ inStep: 2, outOfScope: 1, gone: 0 });
	});

	it('looks for no more deletes while a person is asked whether so many are meant', async () => {
		const mapping = (await world.store.latestMapping(PAIR))!;
		world.versions.set('Contact', await world.store.saveMapping({ ...mapping, deletes: { left: 'ignore', right: 'archive' } }));
		await inStep(4);
		world.source.rows.splice(0);
		await world.store.noteReview([{ kind: 'deletes', pair: PAIR, key: 'left', message: 'Many.', details: {} }]);
		await order();
		await world.sync(narrow, new Process(), { emit: watching, forMs: 5 * MINUTE });
		expect(seen()).toEqual([]);
		await world.store.holdFeed(FEED, 'somebody', MINUTE);
		expect(await part()).toMatchObject({ state: 'deletes', restsBecause: expect.stringContaining('the question in the review list comes first') });
		await world.store.releaseFeed(FEED, 'somebody');
		await world.store.settleReviews(PAIR, 'deletes', ['left']);
		await world.sync(narrow, new Process(), { emit: watching, forMs: 5 * MINUTE });
		expect(ids().sort()).toEqual(['C1', 'C2', 'C3', 'C4']);
	});

	it('passes a delete on after a crash, although the record cannot be read any more', async () => {
		await inStep(2);
		world.source.rows.splice(0, 1);
		await order();
		const dying = new AbortController();
		await world.sync(narrow, new Process(), { signal: dying, emit: () => async () => (dying.abort(), Promise.reject(new Error('The process went.'))) });
		expect(await world.store.pendingCounts(FEED)).toEqual({ emitted: 1 });
		await world.sync(narrow, new Process(), { emit: watching });
		expect(emitted.map(({ change }) => `${change.id} ${change.kind}`)).toEqual(['C1 deleted']);
		expect(await part()).toMatchObject({ gone: 1, emitted: 1 });
	});
});

describe('a backfill', () => {
	it('sends every record through the sync once, and leaves the reading position of the trigger alone', async () => {
		await inStep(5);
		const cursor = await world.store.cursor(FEED, 'Contact');
		await order({ kind: 'backfill' });
		await world.sync(narrow, new Process(), { emit: watching });
		expect(origins()).toEqual(['C1', 'C2', 'C3', 'C4', 'C5'].map((id) => `${id} backfill`));
		expect(await world.store.cursor(FEED, 'Contact')).toBe(cursor);
		expect(await latest()).toMatchObject({ counts: { left: 5, linked: 5 }, parts: [{ done: 5, total: 5, counted: 5, emitted: 5 }] });
		expect((await world.store.feedStates())[0]?.fullAt).toBeDefined();
	});
});

describe('live changes', () => {
	it('come before every page', async () => {
		await inStep(7);
		await order({ kind: 'backfill' });
		let hinted = false;
		await world.sync(narrow, new Process(), {
			emit: (next) =>
				watching(async (object, items) => {
					if (!hinted) await world.store.noteHints(FEED, [{ ref: { system: 'salesforce', connection: '00D', object: 'Contact', id: 'C7' }, key: 'event' }]);
					hinted = true;
					return await next(object, items);
				}),
		});
		expect(origins().slice(2, 5)).toEqual(['C3 backfill', 'C7 cdc', 'C4 backfill']);
	});

	it('are polled for in time, however long the reading takes', async () => {
		await inStep(9);
		await order({ kind: 'backfill' });
		let pages = 0;
		await world.sync({ ...narrow, pageSize: 1 }, new Process(), {
			emit: (next) =>
				watching(async (object, items) => {
					// A page takes four seconds, and one polls every ten.
					world.time += 4_000;
					if ((pages += 1) === 1) contact('C99');
					return await next(object, items);
				}),
		});
		expect(origins()[3]).toBe('C99 poll');
		// The reading meets it once more at its end.
		expect(origins().slice(4)).toEqual(['C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C99'].map((id) => `${id} backfill`));
	});

	it('that cannot be worked on hold the sweep back', async () => {
		await inStep(3);
		await world.store.noteHints(FEED, [{ ref: { system: 'salesforce', connection: '00D', object: 'Contact', id: 'C1' }, key: 'event' }]);
		await order({ kind: 'backfill' });
		let failures = 0;
		world.source.onRead = (_object, call) => {
			if (call === 'again' && (failures += 1) < 4) throw new Error('Salesforce is busy.');
		};
		await world.sync(narrow, new Process(), { emit: watching });
		expect(origins()[0]).toBe('C1 cdc');
		expect(origins().slice(1)).toEqual(['C1 backfill', 'C2 backfill', 'C3 backfill']);
	});
});

describe('a sweep', () => {
	it('rests outside its hours, says so, and goes on within them', async () => {
		await inStep(4);
		// It is 12:00 UTC.
		await order({ kind: 'backfill', window: { from: '13:00', to: '14:00', zone: 'UTC' } });
		await world.sync(narrow, new Process(), { emit: watching, forMs: 30 * MINUTE });
		expect(seen()).toEqual([]);
		await world.store.holdFeed(FEED, 'somebody', MINUTE);
		expect((await part()).restsBecause).toBe('Outside its hours (13:00 to 14:00, UTC).');
		await world.store.releaseFeed(FEED, 'somebody');
		await world.sync(narrow, new Process(), { emit: watching, forMs: 40 * MINUTE });
		expect(ids()).toEqual(['C1', 'C2', 'C3', 'C4']);
		expect((await part()).restsBecause).toBeUndefined();
	});

	it('reads no more records a minute than it may', async () => {
		await inStep(9);
		await order({ kind: 'backfill', perMinute: 3 });
		const times: number[] = [];
		const started = world.time;
		await world.sync(narrow, new Process(), { emit: (next) => watching(async (...page) => (times.push(world.time - started), await next(...page))), forMs: 10 * MINUTE });
		expect(ids()).toHaveLength(9);
		expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(MINUTE);
		expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(MINUTE);
	});

	it('rests while more than its share of the calls is used', async () => {
		await inStep(2);
		let own = 900;
		Object.assign(world.source.port, { usage: () => ({ own, ownLimit: 1_000 }) });
		// A process reaches its system through calls that take time; this one is asked at once.
		const process = new Process();
		process.around = (port) => port;
		await order({ kind: 'backfill', share: 0.5 });
		await world.sync(narrow, process, { emit: watching, forMs: 2 * MINUTE });
		expect(seen()).toEqual([]);
		own = 400;
		await world.sync(narrow, process, { emit: watching, forMs: 2 * MINUTE });
		expect(ids()).toEqual(['C1', 'C2']);
	});

	it('rests with its trigger', async () => {
		await inStep(2);
		await order({ kind: 'backfill' });
		await world.store.pauseFeed(FEED);
		await world.sync(narrow, new Process(), { emit: watching, forMs: 5 * MINUTE });
		expect(emitted).toEqual([]);
		expect((await part()).restsBecause).toBe('The trigger is paused.');
		await world.store.resumeFeed(FEED);
		await world.sync(narrow, new Process(), { emit: watching });
		expect(ids()).toEqual(['C1', 'C2']);
	});

	it('that is stopped reads nothing more, and lets what is under way go to its end', async () => {
		await inStep(9);
		const { id } = await order({ kind: 'backfill' });
		await world.sync(narrow, new Process(), { emit: (next) => watching(async (...page) => (await world.store.stopSweep(id, 'Grace'), await next(...page))) });
		expect(ids()).toEqual(['C1', 'C2', 'C3']);
		expect(await latest()).toMatchObject({ stopped: { by: 'Grace' } });
		expect(await world.store.pendingCounts(FEED)).toEqual({});
		// The next order is a new one.
		expect((await order()).id).not.toBe(id);
	});

	it('of an object that the trigger does not read any more ends, and says why', async () => {
		await inStep(1);
		await order();
		await world.sync({ ...narrow, objects: [{ name: 'Lead', fields: [] }] });
		expect(await part()).toMatchObject({ state: 'ended', restsBecause: 'The trigger does not read Contact any more.' });
		expect((await latest()).endedAt).toBeDefined();
	});

	it('that a system refuses is tried again, and keeps nothing else from being read', async () => {
		await inStep(3);
		await order({ kind: 'backfill' });
		let refused = 0;
		Object.assign(world.source.port, {
			start: ((next) => async (...args: Parameters<typeof next>) => {
				if ((refused += 1) <= 2) throw new Error('Salesforce is busy.');
				return await next(...args);
			})(world.source.port.start),
		});
		await world.sync(narrow, new Process(), { emit: watching, forMs: 5 * MINUTE });
		expect(refused).toBe(3);
		expect(ids()).toEqual(['C1', 'C2', 'C3']);
	});
});
