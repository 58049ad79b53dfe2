import { contact, contacts, emitted, ids, MINUTE, two, useFeedWorld, watching, world } from '../../test/support/feed-bench';
import { Process } from '../../test/support/run-world';
import { SystemError } from '../model';

useFeedWorld();

const NAMES = Array.from({ length: 12 }, (_, n) => `C${String(n + 1).padStart(2, '0')}`);
/** Every run takes a while. */
const slowly = (meanwhile: (run: number) => void) => {
	let runs = 0;
	return (next: Parameters<typeof watching>[0]) =>
		watching(async (object, items) => {
			world.time += 20_000;
			runs += 1;
			meanwhile(runs);
			return await next(object, items);
		});
};

describe('while a first sync is under way', () => {
	beforeEach(() => {
		for (const id of NAMES) contact(id);
		world.time += MINUTE;
	});

	it('a change that somebody makes is not queued behind it, and comes once', async () => {
		await world.sync({ ...contacts, pageSize: 2 }, new Process(), { emit: slowly((run) => run === 1 && contact('C11', 'CTO')) });
		const place = ids().indexOf('C11');
		expect(place).toBeLessThan(6);
		expect(emitted[place]).toMatchObject({ change: { origin: 'poll' }, fields: { Title: 'CTO' } });
		expect(ids().filter((id) => id === 'C11')).toHaveLength(1);
		expect([...new Set(ids())].sort()).toEqual(NAMES);
		expect(world.target.records).toHaveLength(12);
	});

	it('nor one of an object whose turn comes after it', async () => {
		world.source.save('Lead', 'L1', { Email: 'l1@acme.example', LastName: 'L1' });
		const order = { objects: [...(two.objects ?? [])].reverse(), pageSize: 2 };
		await world.sync(order);
		for (const id of NAMES) contact(id, 'CTO');
		world.time += MINUTE;
		await world.sync(order, new Process(), { emit: slowly((run) => run === 1 && world.source.save('Lead', 'L1', { Title: 'CEO' })) });
		expect(ids().indexOf('L1')).toBeLessThan(6);
	});

	it('the latest changes are asked for no more often than one would poll', async () => {
		let asked = 0;
		const { sample } = world.source.port;
		world.source.port.sample = async (query) => ((asked += 1), await sample(query));
		await world.sync({ ...contacts, pageSize: 2, pollMs: 60_000 }, new Process(), { emit: slowly(() => undefined) });
		// Seven runs of 20 s each.
		expect(asked).toBe(2);
	});

	it('a feed that starts from now on does not tell of what lay there before', async () => {
		world.source.save('Lead', 'L1', { Email: 'l1@acme.example', LastName: 'L1' });
		const fromNow = { ...two, startFrom: 'now' as const, pageSize: 2 };
		// Behind the reach of any look-back.
		world.time += 600 * MINUTE;
		await world.sync(fromNow);
		world.time += 10 * MINUTE;
		const edited = NAMES.slice(0, 6);
		for (const id of edited) contact(id, 'CTO');
		await world.sync(fromNow, new Process(), { emit: slowly(() => undefined) });
		expect(ids().sort()).toEqual(edited);
	});

	it('goes on where they cannot be asked for', async () => {
		world.source.port.sample = () => Promise.reject(new SystemError({ class: 'not-allowed', message: 'No.' }));
		await world.sync({ ...contacts, pageSize: 2 }, new Process(), { emit: slowly(() => undefined) });
		expect(ids()).toEqual(NAMES);
	});
});
