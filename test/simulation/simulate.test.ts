import { Playground } from '../support/simulate/folder';
import { Life } from '../support/simulate/life';
import { Witness } from '../support/simulate/witness';
import { Chance, VirtualTime } from '../support/convergence-time';

jest.setTimeout(180_000);

/** Worlds are played one after the other, from the first seed on, until this time has passed: what each of them does depends on its seed alone. */
const BUDGET_MS = 40_000;
const FEWEST = 10;
const MOST = 1_000;
/** Large ones, with everything: three systems, all kinds of records, leads and up to forty things that people do. */
const LARGE = [2, 7] as const;
/** Of a small and of a large world, polls included: a loop that does not end makes thousands. */
const MOST_CALLS = { small: 2_500, large: 6_000 } as const;

describe('the whole engine, its store and the systems, with faults, crashes and people', () => {
	let playground: Playground;
	beforeAll(async () => {
		playground = await Playground.open();
	});
	afterAll(async () => {
		await playground.close();
	});

	it('keep every promise in as many small worlds as there is time for', async () => {
		const end = performance.now() + BUDGET_MS;
		for (let seed = 1; seed <= MOST && (seed <= FEWEST || performance.now() < end); seed += 1) {
			const { broken, calls } = await playground.play(seed);
			expect({ seed, broken }).toEqual({ seed, broken: [] });
			expect(calls).toBeLessThan(MOST_CALLS.small);
		}
	});

	it.each(LARGE)('keep every promise in a large world (seed %i)', async (seed) => {
		const { broken, calls } = await playground.play(seed, 'large');
		expect(broken).toEqual([]);
		expect(calls).toBeLessThan(MOST_CALLS.large);
	});

	it('do the same for the same seed, byte for byte, whatever was played before, and something else for another one', async () => {
		const one = await playground.play(3);
		const elsewhere = await Playground.open();
		const [other, again] = [await elsewhere.play(4), await elsewhere.play(3)];
		await elsewhere.close();
		expect(again.log.join('\n')).toBe(one.log.join('\n'));
		expect(one.log.length).toBeGreaterThan(50);
		expect(other.log.slice(1)).not.toEqual(one.log.slice(1));
	});
});

describe('what the simulation watches with', () => {
	const alive = { diesAt: Infinity, after: false };

	it('a process that dies answers nothing any more, and its last call has its effect when it died after it', async () => {
		for (const after of [false, true]) {
			const done: string[] = [];
			const life = new Life('one', { diesAt: 2, after }, new VirtualTime(0, new Chance(1)));
			const port = life.around({ call: async (name: string) => void done.push(name) });
			await port.call('first');
			const gone = await Promise.race([port.call('second').then(() => 'answered'), life.death.then(() => 'dead')]);
			expect({ gone, done }).toEqual({ gone: 'dead', done: after ? ['first', 'second'] : ['first'] });
		}
	});

	it('a process that stands still gets no answer meanwhile, whatever it asks', async () => {
		const time = new VirtualTime(0, new Chance(1));
		const life = new Life('one', { ...alive, sleepsAt: 1, sleepsMs: 5_000 }, time);
		const port = life.around({ call: async () => await Promise.resolve(time.now) });
		const answered: number[] = [];
		const ask = async () => void (await port.call(), answered.push(time.now));
		await time.until(Promise.all([ask(), ask(), (async () => (await time.sleep(7_000), await ask()))()]));
		expect(answered).toEqual([5_000, 5_000, 7_000]);
	});

	it('a value is taken for lost unless a person replaced it, and for raced only when it was saved between our read and our write of it', async () => {
		const time = { now: 0 };
		const witness = new Witness(time, new Chance(1), 0, () => false, () => undefined);
		const records = witness.records({
			system: 'pact', connection: 'p',
			read: async (_object, ids) => new Map(ids.map((id) => [id, { id, fields: {}, modifiedAt: '2026-01-01T00:00:00.000Z' }])),
			find: async () => [],
			write: async (_object, ops) => ops.map(() => ({ ok: false, error: { class: 'temporary', message: 'Down.' } })),
		});
		const save = (id: string, value: string) => witness.saved('pact', id, {}, { title: value });
		save('a', 'Value 1');
		save('b', 'Value 2');
		save('b', 'Value 3');
		time.now = 10;
		await records.read('contacts', ['a', 'b', 'c'], []);
		time.now = 20;
		save('c', 'Value 4');
		time.now = 30;
		await records.write('contacts', ['a', 'b', 'c'].map((id) => ({ op: 'update', id, values: { title: 'ours' } })));
		expect(witness.values()).toEqual([{ value: 'Value 1', raced: false }, { value: 'Value 3', raced: false }, { value: 'Value 4', raced: true }]);
	});

	it('a write of ours that takes back an opt-out is seen', async () => {
		const witness = new Witness({ now: 0 }, new Chance(1), 0, (_system, _object, id) => id === 'out', () => undefined);
		const records = witness.records({ system: 'salesforce', connection: 'o', read: async () => new Map(), find: async () => [], write: async () => [] });
		for (const id of ['out', 'in']) await records.write('Contact', [{ op: 'update', id, values: { HasOptedOutOfEmail: false } }]);
		expect(witness.relaxed).toEqual(['salesforce Contact out']);
	});
});
