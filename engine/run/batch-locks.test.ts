import { contact, contacts, known, ticketed, told, useWorld, world } from '../../test/support/run-bench';
import { FEED, Process } from '../../test/support/run-world';
import { runBatch } from './batch';

useWorld();

describe('a record that another execution holds', () => {
	it('waits and comes again, while the others go through', async () => {
		contact('C1', 'ann@acme.example');
		contact('C2', 'bob@acme.example');
		await world.store.lock(['record|salesforce|00D|Contact|C1'], 'other', 600_000);
		const outcomes = await world.batch(await ticketed(contacts()));
		expect(told(outcomes)).toEqual(['C1 waiting/record-busy', 'C2 created/created']);
		expect(await world.store.pendingCounts(FEED)).toEqual({ due: 1, answered: 1 });
	});

	it('goes through when it is let go in time', async () => {
		contact('C1', 'ann@acme.example');
		await world.store.lock(['record|salesforce|00D|Contact|C1'], 'other', 2_000);
		expect(told(await world.batch(contacts()))).toEqual(['C1 created/created']);
	});

	it('cannot be its linked counterpart either: the other direction uses the same lock', async () => {
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		contact('C1', 'ann@acme.example', { Title: 'CEO' });
		await world.store.lock(['record|pact|ws|contacts|p1'], 'other', 600_000);
		expect(told(await world.batch(contacts()))).toEqual(['C1 waiting/record-busy']);
	});

	it('nor a counterpart that was found just now', async () => {
		world.target.add('contacts', { email: 'ann@acme.example', name: 'Ann' });
		contact('C1', 'ann@acme.example');
		contact('C2', 'bob@acme.example');
		await world.store.lock(['record|pact|ws|contacts|p1'], 'other', 600_000);
		expect(told(await world.batch(contacts()))).toEqual(['C1 waiting/record-busy', 'C2 created/created']);
		expect(known().fields.name).toBe('Ann');
	});

	it('is let go with the last commit, not by a transaction of its own', async () => {
		contact('C1', 'ann@acme.example');
		const calls: string[] = [];
		const store = new Proxy(world.store, {
			get: (of, name) => (calls.push(String(name)), Reflect.get(of, name) as unknown),
		});
		const ports = { store, records: world.target.port, clock: world.clock(new Process()) };
		for (const title of ['CEO', 'CTO']) {
			contact('C1', 'ann@acme.example', { Title: title });
			await world.until(runBatch(contacts(), ports, { owner: 'me' }), []);
			expect(await world.store.lock(['record|salesforce|00D|Contact|C1'], 'other', 1)).toBe(true);
			world.time += 1_000;
		}
		expect(calls).not.toContain('unlock');
	});

	it('is not written to by a process that stood still for longer than its locks last: it comes again, and is made once', async () => {
		contact('C1', 'ann@acme.example');
		const { port } = world.target;
		const asleep = { ...port, find: async (...args: Parameters<typeof port.find>) => ((world.time += 21_000), await port.find(...args)) };
		const ports = { store: world.store, records: asleep, clock: world.clock(new Process()) };
		const sleeper = await world.until(runBatch(await ticketed(contacts()), ports, { owner: 'sleeper' }), []);
		expect(told(sleeper)).toEqual(['C1 waiting/record-busy']);
		expect(world.target.records).toEqual([]);
		expect(await world.store.intentsInto({ system: 'pact', connection: 'ws', object: 'contacts' })).toEqual([]);
		expect(told(await world.batch(contacts()))).toEqual(['C1 created/created']);
	});

	it('keeps no address of a person in its lock', async () => {
		contact('C1', 'ann@acme.example');
		const keys: string[] = [];
		const store = new Proxy(world.store, {
			get: (of, name) =>
				name === 'lock' ? async (some: string[]) => (keys.push(...some), true) : (Reflect.get(of, name) as unknown),
		});
		await world.until(
			runBatch(contacts(), { store, records: world.target.port, clock: world.clock(new Process()) }, { owner: 'me' }),
			[],
		);
		expect(keys.length).toBeGreaterThan(1);
		expect(keys.join()).not.toContain('acme');
	});

	it('is kept as long as a slow write takes, and let go afterwards, also after an error', async () => {
		contact('C1', 'ann@acme.example');
		const taken: boolean[] = [];
		const process = new Process();
		const ports = { store: world.store, records: world.target.port, clock: world.clock(process) };
		world.target.onCall = async (call) => {
			if (call !== 'write') return;
			await ports.clock.sleep(200_000);
			taken.push(await world.store.lock(['record|salesforce|00D|Contact|C1'], 'other', 1));
			throw new TypeError('A programming error.');
		};
		await expect(world.until(runBatch(contacts(), ports, { owner: 'me' }), [])).rejects.toThrow('A programming error.');
		expect(taken).toEqual([false]);
		expect(await world.store.lock(['record|salesforce|00D|Contact|C1'], 'other', 1)).toBe(true);
	});
});
