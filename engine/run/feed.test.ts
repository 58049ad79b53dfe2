import { contact, contacts, emitted, ids, MINUTE, two, useFeedWorld, watching, with_, world } from '../../test/support/feed-bench';
import { FEED, Process, START } from '../../test/support/run-world';
import { SystemError } from '../model';

useFeedWorld();

describe('the loop', () => {
	it('emits every record once, page by page, under tickets, and closes them', async () => {
		for (const id of ['C1', 'C2', 'C3', 'C4', 'C5']) contact(id);
		const sizes: number[] = [];
		await world.sync({ ...contacts, pageSize: 2 }, new Process(), {
			emit: (next) => watching(async (object, items) => (sizes.push(items.length), await next(object, items))),
		});
		expect(ids()).toEqual(['C1', 'C2', 'C3', 'C4', 'C5']);
		expect(sizes).toEqual([2, 2, 1]);
		expect(new Set(emitted.map(({ change }) => change.ticket?.seq)).size).toBe(5);
		expect(await world.store.pendingCounts(FEED)).toEqual({});
	});

	it('reads one page of each object in an idle cycle, and nothing else', async () => {
		contact('C1');
		await world.sync(two);
		const { reads } = world.source;
		const target = world.target.reads;
		await world.sync(two, new Process(), { emit: watching, polls: 10 });
		expect(world.source.reads - reads).toBe(2 * 10);
		expect(emitted).toEqual([]);
		expect(world.target.reads).toBe(target);
	});

	it('starts from now where that was asked for', async () => {
		contact('C1');
		world.time += MINUTE;
		let polls = 0;
		world.source.onRead = () => {
			if ((polls += 1) === 2) contact('C2');
		};
		await world.sync({ ...contacts, startFrom: 'now', lookBackMs: 0 }, new Process(), { emit: watching, polls: 3 });
		expect(ids()).toEqual(['C2']);
	});

	it('counts the progress of the first sync', async () => {
		for (const id of ['C1', 'C2', 'C3', 'C4']) contact(id);
		const seen: unknown[] = [];
		await world.sync(contacts, new Process(), {
			emit: (next) => async (object, items) => (seen.push(await world.store.progress(FEED)), await next(object, items)),
		});
		expect(seen).toMatchObject([{ Contact: { done: 0, total: 4 } }, { Contact: { done: 3, total: 4 } }]);
		expect(await world.store.progress(FEED)).toEqual({ Contact: { done: 4, total: 4, since: expect.any(String) } });
	});

	it('closes a first sync whose last page was read by a process that died before it could say so', async () => {
		for (const id of ['C1', 'C2']) contact(id);
		const dying = new AbortController();
		await world.sync(contacts, new Process(), {
			signal: dying,
			store: (store) =>
				with_(store, {
					// The page is read, its run has ended, and the process goes before it writes this down.
					setProgress: async (...[feed, object, progress]) => {
						if (progress.done < progress.total) return await store.setProgress(feed, object, progress);
						dying.abort();
						throw new Error('The process has died.');
					},
				}),
		});
		expect((await world.store.progress(FEED)).Contact).toMatchObject({ total: 2 });
		expect((await world.store.progress(FEED)).Contact?.done).toBeLessThan(2);
		await world.sync(contacts, new Process());
		expect(await world.store.progress(FEED)).toMatchObject({ Contact: { done: 2, total: 2 } });
	});

	it('ends at once when it is stopped in its sleep, and lets the feed go', async () => {
		const signal = new AbortController();
		const before = world.time;
		await world.sync({ ...contacts, pollMs: 3_600_000 }, new Process(), {
			signal,
			store: (store) =>
				with_(store, {
					takeDue: async (...args) => (setTimeout(() => signal.abort(), 20), await store.takeDue(...args)),
				}),
			polls: 99,
		});
		expect(world.time - before).toBeLessThan(99 * 3_600_000);
		expect(await world.store.holdFeed(FEED, 'another', 1_000)).toBe(true);
	});

	it('does not spin on a source that never comes to an end', async () => {
		contact('C1');
		const readPage = world.source.port.readPage.bind(world.source.port);
		let pages = 0;
		world.source.port.readPage = async (...args) => ((pages += 1), { ...(await readPage(...args)), more: true });
		await world.sync(contacts, new Process(), { forMs: MINUTE });
		expect(pages).toBeLessThan(30);
	});
});

describe('a change', () => {
	it('in the very second of its create is not lost', async () => {
		world.time = START + 100;
		contact('C1', 'First');
		await world.sync(contacts, new Process(), {
			emit: (next) => async (object, items) => {
				if (emitted.length === 0) {
					world.time = START + 700;
					contact('C1', 'Second');
				}
				return await watching(next)(object, items);
			},
		});
		expect(emitted.map(({ fields }) => fields.Title)).toEqual(['First', 'Second']);
		expect(world.target.records[0]?.fields.title).toBe('Second');
	});

	it('that becomes visible twenty minutes late is not lost, and comes once', async () => {
		contact('C1');
		contact('C2', 'Late', { visibleAt: START + 20 * MINUTE });
		let next = START + 10 * MINUTE;
		world.source.onRead = () => {
			// Meanwhile the position has gone on.
			if (world.time >= next) contact(`N${(next += 5 * MINUTE)}`);
		};
		await world.sync({ ...contacts, pollMs: MINUTE }, new Process(), { emit: watching, forMs: 40 * MINUTE });
		expect(ids().filter((id) => id === 'C2')).toEqual(['C2']);
		expect(new Set(ids()).size).toBe(ids().length);
	});

	it('of very many records at once is that many changes', async () => {
		for (let index = 0; index < 500; index += 1) contact(`C${String(index).padStart(3, '0')}`);
		await world.sync({ ...contacts, pageSize: 50 }, new Process(), {
			emit: () => async (_object, items) => (emitted.push(...items), { ok: true }),
		});
		expect(ids()).toHaveLength(500);
		expect(new Set(ids()).size).toBe(500);
	});

	it('of a record that stands twice on one page is emitted once, as it is last', async () => {
		contact('C1', 'New');
		const readPage = world.source.port.readPage.bind(world.source.port);
		world.source.port.readPage = async (...args) => {
			const page = await readPage(...args);
			return {
				...page,
				changes: page.changes.flatMap((change) => [{ ...change, fields: { ...change.fields, Title: 'Old' } }, change]),
			};
		};
		await world.sync(contacts, new Process(), { emit: watching });
		expect(emitted.map(({ fields }) => fields.Title)).toEqual(['New']);
	});
});

describe('a run', () => {
	it('that failed is tried again, later and later, with the record as it is then', async () => {
		contact('C1', 'Old');
		const at: number[] = [];
		await world.sync({ ...contacts, pollMs: 1_000 }, new Process(), {
			emit: (next) => async (object, items) => {
				at.push(world.time - START);
				if (at.length === 2) contact('C1', 'New');
				return at.length < 4 ? { ok: false, message: 'A node threw.' } : await watching(next)(object, items);
			},
		});
		expect(at).toHaveLength(4);
		expect(at.map((time, index) => (index === 0 ? 0 : Math.round((time - at[index - 1]!) / 1_000)))).toEqual([
			0,
			5,
			expect.any(Number),
			expect.any(Number),
		]);
		expect(emitted).toMatchObject([{ change: { origin: 'retry' }, fields: { Title: 'New' } }]);
		expect(await world.store.pendingCounts(FEED)).toEqual({});
	});

	it('that cannot even be started counts as failed', async () => {
		contact('C1');
		let starts = 0;
		await world.sync(contacts, new Process(), {
			emit: (next) => async (object, items) => {
				if ((starts += 1) === 1) throw new Error('The workflow is being saved.');
				return await watching(next)(object, items);
			},
		});
		expect(emitted).toMatchObject([{ change: { id: 'C1', ticket: { attempt: 1 } } }]);
	});

	it('that leaves a record out on the canvas closes it', async () => {
		contact('C1');
		await world.sync(contacts, new Process(), { emit: () => async () => ({ ok: true }) });
		expect(await world.store.pendingCounts(FEED)).toEqual({});
		expect(await world.store.log({ limit: 1 })).toMatchObject([{ reason: 'left-out-on-canvas' }]);
	});
});

describe('a retry', () => {
	it('of a record that is not there any more is closed', async () => {
		contact('C1');
		await world.sync(contacts, new Process(), {
			emit: () => async () => {
				world.source.rows.length = 0;
				return { ok: false };
			},
		});
		expect(await world.store.pendingCounts(FEED)).toEqual({});
		expect((await world.store.log({ limit: 1 }))[0]?.message).toMatch(/^Contact C1 cannot be read any more/);
	});

	it('comes again when it could not be read, and does not hold up those of other objects', async () => {
		contact('C1');
		world.source.save('Lead', 'L1', { Email: 'l1@acme.example', LastName: 'L1', Title: null });
		const failed = new Set<string>();
		let broken = true;
		world.source.onRead = (object, call) => {
			if (object === 'Lead' && call === 'again' && broken)
				throw new SystemError({ class: 'invalid', message: 'No such field.' });
		};
		await world.sync(two, new Process(), {
			emit: (next) => async (object, items) => {
				if (!failed.has(object)) return (failed.add(object), { ok: false });
				if (object === 'Contact') broken = false;
				return await watching(next)(object, items);
			},
			forMs: 30 * MINUTE,
		});
		expect(ids()).toEqual(['C1', 'L1']);
		// Long before its lease ran out, and without counting the outage as an attempt.
		expect(emitted[1]?.change.ticket?.attempt).toBe(1);
	});
});

describe('what a process that died had under way', () => {
	it('between entering a page and emitting it is emitted by the next one', async () => {
		contact('C1');
		const dying = new Process();
		await world
			.sync(contacts, dying, { emit: () => async () => ((dying.dead = true), { ok: true }) })
			.catch(() => undefined);
		expect(await world.store.pendingCounts(FEED)).toEqual({ emitted: 1 });
		await world.sync(contacts, new Process(), { emit: watching });
		expect(ids()).toEqual(['C1']);
	});
});
