import { contact, contacts, emitted, ids, MINUTE, two, useFeedWorld, watching, with_, world } from '../../test/support/feed-bench';
import { FEED, Process } from '../../test/support/run-world';
import { SystemError } from '../model';

useFeedWorld();

describe('two loops of one feed', () => {
	it('do not run at once: the second waits, says so once, and goes on when the first has let go', async () => {
		contact('C1');
		const before = world.time;
		await world.store.holdFeed(FEED, 'another', 40_000);
		await world.sync(contacts, new Process(), { emit: watching });
		expect(world.time - before).toBeGreaterThanOrEqual(40_000);
		expect(ids()).toEqual(['C1']);
		expect(world.logged.filter((message) => message.includes('Another n8n process runs this trigger'))).toHaveLength(1);
	});

	it('the one that lost the feed stops at once, in the middle of a read, and enters nothing', async () => {
		contact('C1');
		let lost = false;
		let noted = 0;
		const readPage = world.source.port.readPage.bind(world.source.port);
		const process = new Process();
		const clock = world.clock(process);
		world.source.port.readPage = async (...args) => {
			lost = true;
			// A call that only waits lets time pass.
			process.inFlight -= 1;
			await clock.sleep(20_000);
			process.inFlight += 1;
			return await readPage(...args);
		};
		await world.sync(contacts, process, {
			emit: watching,
			store: (store) =>
				with_(store, {
					holdFeed: async (...args) => !lost && (await store.holdFeed(...args)),
					notePage: async (page) => ((noted += page.refs.length), await store.notePage(page)),
				}),
			forMs: MINUTE,
		});
		expect(noted).toBe(0);
		expect(emitted).toEqual([]);
		expect(world.logged.join()).toContain('has taken this trigger over');
	});

	it('keeps the feed while a page is under way for long', async () => {
		contact('C1');
		const process = new Process();
		const clock = world.clock(process);
		const taken: boolean[] = [];
		await world.sync(contacts, process, {
			emit: (next) => async (object, items) => {
				await clock.sleep(10 * MINUTE);
				taken.push(await world.store.holdFeed(FEED, 'another', 1_000));
				return await next(object, items);
			},
		});
		expect(taken).toEqual([false]);
	});
});

describe('an error', () => {
	it('of one object is said in words, slows that object only, and ends by itself', async () => {
		contact('C1');
		let broken = true;
		let asked = 0;
		world.source.onRead = (object) => {
			if (object !== 'Lead') return;
			asked += 1;
			if (broken)
				throw new SystemError({ class: 'invalid', message: 'Lead has no field Foo. Remove it from the mapper.' });
		};
		world.source.save('Lead', 'L1', { Email: 'l1@acme.example', LastName: 'L1', Title: null });
		await world.sync({ ...two, pollMs: MINUTE }, new Process(), { emit: watching, forMs: 60 * MINUTE });
		expect(ids()).toEqual(['C1']);
		expect(asked).toBeGreaterThan(8);
		expect(asked).toBeLessThan(30);
		expect(world.logged).toContain(
			'Lead: Lead has no field Foo. Remove it from the mapper. The sync goes on and tries again; nothing is lost.',
		);
		broken = false;
		await world.sync(two, new Process(), { emit: watching });
		expect(ids()).toEqual(['C1', 'L1']);
	});

	it('of everything, a refused credential say, does not end the loop, and does not make it spin', async () => {
		contact('C1');
		let broken = true;
		world.source.onRead = () => {
			if (broken)
				throw new SystemError({
					class: 'credential-refused',
					message: 'Salesforce refused the credential. Connect it again.',
				});
		};
		await world.sync({ ...contacts, pollMs: 1_000 }, new Process(), { emit: watching, forMs: 60 * MINUTE });
		expect(world.source.reads).toBeLessThan(25);
		expect(emitted).toEqual([]);
		broken = false;
		await world.sync(contacts, new Process(), { emit: watching });
		expect(ids()).toEqual(['C1']);
	});

	it('that names a time is not answered before it', async () => {
		contact('C1');
		const reads: number[] = [];
		world.source.onRead = () => {
			reads.push(world.time);
			if (reads.length === 1)
				throw new SystemError({ class: 'rate-limited', message: 'Too many calls.', retryAfterMs: 7 * MINUTE });
		};
		await world.sync({ ...contacts, pollMs: MINUTE }, new Process(), { emit: watching, forMs: 15 * MINUTE });
		expect(reads[1]! - reads[0]!).toBeGreaterThanOrEqual(7 * MINUTE);
		expect(ids()).toEqual(['C1']);
	});

	it('of the store after a run does not leave its records until their lease runs out', async () => {
		contact('C1');
		let broken = 1;
		const before = world.time;
		await world.sync(contacts, new Process(), {
			emit: watching,
			store: (store) =>
				with_(store, {
					acknowledge: async (...args) => {
						if ((broken -= 1) === 0) throw new Error('The sync store is locked.');
						return await store.acknowledge(...args);
					},
				}),
		});
		expect(ids()).toEqual(['C1', 'C1']);
		expect(world.outcomes.map(({ reason }) => reason)).toEqual(['created', 'echo']);
		expect(world.time - before).toBeLessThan(5 * MINUTE);
	});

	it('of the store at the start does not end the loop', async () => {
		contact('C1');
		let broken = 3;
		await world.sync(contacts, new Process(), {
			emit: watching,
			store: (store) =>
				with_(store, {
					holdFeed: async (...args) => {
						if ((broken -= 1) > 0) throw new Error('The sync store is locked.');
						return await store.holdFeed(...args);
					},
				}),
		});
		expect(ids()).toEqual(['C1']);
		expect(world.logged[0]).toContain('The sync store is locked.');
	});
});
