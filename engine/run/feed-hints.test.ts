import { contact, contacts, emitted, ids, MINUTE, useFeedWorld, watching, with_, world } from '../../test/support/feed-bench';
import { FEED, Process, START } from '../../test/support/run-world';
import type { FeedPorts } from './feed';
import type { Hint } from './store-port';

useFeedWorld();

const HOUR = 60 * MINUTE;
const POLL = 5 * MINUTE;

const hint = (id: string, key = `event ${id}`): Hint => ({
	ref: { system: 'salesforce', connection: '00D', object: 'Contact', id },
	key,
});

/** A webhook's way to the loop: `nudge` resolves once for each call of `ring` that somebody waited for. */
function bell(): { ring(): void; nudge: NonNullable<FeedPorts['nudge']>; listeners: number } {
	let rung: () => void = () => undefined;
	const made = {
		listeners: 0,
		ring: () => rung(),
		nudge: async () => {
			made.listeners += 1;
			await new Promise<void>((resolve) => (rung = resolve));
		},
	};
	return made;
}

/** Lets a slow poll run three times; `doing` happens at that time. */
async function slowly(at: number, doing: (ring: () => void) => Promise<void>, around: Parameters<typeof world.sync>[2] = {}) {
	const { ring, nudge } = bell();
	const process = new Process();
	const acting = (async () => {
		await world.clock(process).sleep(at);
		process.inFlight += 1;
		await doing(ring);
		process.inFlight -= 1;
	})();
	await world.sync({ ...contacts, pollMs: POLL }, process, {
		emit: watching,
		forMs: 3 * POLL,
		nudge,
		...around,
	});
	await acting;
}

it('a record of another connection is never read in this one, though that may have its id: the entry is closed, and the log says why', async () => {
	contact('C1');
	await world.sync(contacts);
	const { reads } = world.source;
	await world.store.noteHints(FEED, [{ ref: { system: 'salesforce', connection: 'another org', object: 'Contact', id: 'C1' }, key: 'e' }]);
	await world.sync(contacts, new Process(), { emit: watching, polls: 1 });
	expect(emitted).toEqual([]);
	expect(world.source.reads - reads).toBe(1);
	expect(await world.store.pendingCounts(FEED)).toEqual({});
	const [line] = await world.store.log({ limit: 1 });
	expect(line).toMatchObject({ outcome: 'skipped', message: expect.stringContaining("is of connection another org; this trigger's credential belongs to 00D now") });
});

describe('a hint', () => {
	it('is worked on at once, with the present values, and the next poll does not bring the same version again', async () => {
		const at: number[] = [];
		await slowly(
			MINUTE,
			async (ring) => {
				contact('C1', 'CTO');
				await world.store.noteHints(FEED, [hint('C1')]);
				ring();
			},
			{ emit: (next) => async (object, items) => (at.push(world.time - START), await watching(next)(object, items)) },
		);
		expect(at).toEqual([MINUTE]);
		expect(emitted).toMatchObject([{ change: { id: 'C1', origin: 'cdc', ticket: { attempt: 0 } }, fields: { Title: 'CTO' } }]);
		expect(await world.store.pendingCounts(FEED)).toEqual({});
	});

	it('reads nothing but its records, and leaves the poll its time', async () => {
		const polls: number[] = [];
		world.source.onRead = (_object, call) => void (call === 'page' && polls.push(world.time - START));
		await slowly(MINUTE, async (ring) => {
			contact('C1');
			await world.store.noteHints(FEED, [hint('C1')]);
			ring();
		});
		expect(ids()).toEqual(['C1']);
		expect(polls.slice(0, 3)).toEqual([0, POLL, 2 * POLL]);
	});

	it('brings the version of its moment; later ones come by the poll', async () => {
		await slowly(MINUTE, async (ring) => {
			contact('C1', 'CTO');
			await world.store.noteHints(FEED, [hint('C1')]);
			ring();
			void world.clock(new Process()).sleep(MINUTE).then(() => contact('C1', 'CEO'));
		});
		expect(emitted.map(({ change, fields }) => [change.origin, fields.Title])).toEqual([
			['cdc', 'CTO'],
			['poll', 'CEO'],
		]);
	});

	it('of a burst shares its read and its run with the others; only the first goes ahead', async () => {
		const runs: number[] = [];
		await slowly(
			MINUTE,
			async (ring) => {
				const told = async (id: string) => {
					contact(id);
					await world.store.noteHints(FEED, [hint(id)]);
					ring();
				};
				await told('C1');
				for (const [index, id] of ['C2', 'C3', 'C4', 'C5'].entries()) {
					void world.clock(new Process()).sleep(100 * (index + 1)).then(async () => await told(id));
				}
			},
			{ emit: (next) => async (object, items) => (runs.push(items.length), await watching(next)(object, items)) },
		);
		expect(runs[0]).toBe(1);
		expect(runs.reduce((sum, count) => sum + count)).toBe(5);
		expect(runs.length).toBeLessThanOrEqual(3);
	});

	it('that comes while its record is under way brings it once more', async () => {
		const { ring, nudge } = bell();
		contact('C1', 'Old');
		await world.sync({ ...contacts, pollMs: POLL }, new Process(), {
			nudge,
			forMs: POLL,
			emit: (next) =>
				watching(async (object, items) => {
					if (emitted.length === 1) {
						world.time += 5_000;
						contact('C1', 'New');
						await world.store.noteHints(FEED, [hint('C1')]);
						ring();
					}
					return await next(object, items);
				}),
		});
		expect(emitted.map(({ change, fields }) => [change.origin, fields.Title])).toEqual([
			['backfill', 'Old'],
			['cdc', 'New'],
		]);
		expect(world.target.records[0]?.fields.title).toBe('New');
	});

	it('that was noted in another process is found by the next poll', async () => {
		const at: number[] = [];
		await slowly(
			MINUTE,
			async () => {
				contact('C1', 'CTO', { visibleAt: START + MINUTE });
				await world.store.noteHints(FEED, [hint('C1')]);
			},
			{ emit: (next) => watching(async (object, items) => (at.push(world.time - START), await next(object, items))) },
		);
		expect(at).toEqual([POLL]);
		expect(emitted).toMatchObject([{ change: { origin: 'cdc' } }]);
	});

	it('of a record that cannot be read yet is closed: the poll brings the record when it can', async () => {
		await slowly(MINUTE, async (ring) => {
			contact('C1', 'CTO', { visibleAt: START + 3 * MINUTE });
			await world.store.noteHints(FEED, [hint('C1')]);
			ring();
		});
		expect(emitted).toMatchObject([{ change: { id: 'C1', origin: 'poll' } }]);
	});

	it('whose run failed is tried again as a retry, and the poll does not bring it beside', async () => {
		let runs = 0;
		await slowly(
			MINUTE,
			async (ring) => {
				contact('C1');
				await world.store.noteHints(FEED, [hint('C1')]);
				ring();
			},
			{ emit: (next) => watching(async (object, items) => ((runs += 1) === 1 ? { ok: false } : await next(object, items))) },
		);
		expect(emitted.map(({ change }) => [change.origin, change.ticket?.attempt])).toEqual([
			['cdc', 0],
			['retry', 1],
		]);
	});

	it('leaves one listener, however many come', async () => {
		const rung = bell();
		const process = new Process();
		const acting = (async () => {
			for (let index = 0; index < 5; index += 1) {
				await world.clock(process).sleep(MINUTE);
				rung.ring();
			}
		})();
		await world.sync({ ...contacts, pollMs: 10 * MINUTE }, process, { nudge: rung.nudge, forMs: 10 * MINUTE });
		await acting;
		expect(rung.listeners).toBe(6);
	});
});

describe('the first sync', () => {
	it('is told from what comes after it', async () => {
		for (const id of ['C1', 'C2', 'C3', 'C4']) contact(id);
		let polls = 0;
		world.source.onRead = () => {
			if ((polls += 1) === 4) contact('C5');
		};
		await world.sync(contacts, new Process(), { emit: watching, polls: 4 });
		expect(emitted.map(({ change }) => `${change.id} ${change.origin}`)).toEqual([
			'C1 backfill',
			'C2 backfill',
			'C3 backfill',
			'C4 backfill',
			'C5 poll',
		]);
	});

	it('is over with its last page, also when some of the counted records are not there any more', async () => {
		for (const id of ['C1', 'C2', 'C3', 'C4']) contact(id);
		const count = world.source.port.count.bind(world.source.port);
		world.source.port.count = async (query) => (await count(query)) + 7;
		await world.sync(contacts, new Process());
		expect(await world.store.progress(FEED)).toMatchObject({ Contact: { done: 11, total: 11 } });
		world.time += MINUTE;
		contact('C5');
		await world.sync(contacts, new Process(), { emit: watching });
		expect(emitted.map(({ change }) => `${change.id} ${change.origin}`)).toEqual(['C5 poll']);
	});
});

describe('the log', () => {
	it('is pruned once a day, a part a cycle until nothing old is left', async () => {
		const at: number[] = [];
		let left = 3;
		// Held once: in hours in which nothing else happens only the hold would be renewed.
		let held: Promise<boolean> | undefined;
		await world.sync({ ...contacts, pollMs: HOUR }, new Process(), {
			forMs: 27 * HOUR,
			store: (store) =>
				with_(store, {
					holdFeed: async (...args) => await (held ??= store.holdFeed(...args)),
					prune: async (options) => {
						at.push((world.time - START) / HOUR);
						expect(Date.parse(options.olderThan)).toBe(world.time - 92 * 24 * HOUR);
						if (at.length === 3) world.time += 22 * HOUR;
						return { removed: 1, more: (left -= 1) > 0 };
					},
				}),
		});
		expect(at).toEqual([0, 1, 2, 26]);
	});
});
