import { countBy } from 'lodash';
import { Crash, FEED, Process, World } from '../support/run-world';

jest.setTimeout(300_000);

/** Every case that a crash could double or lose: a child before its parent, two records of one person, a match that is there already. */
function fill(world: World): void {
	world.target.add('contacts', { email: 'known@acme.example', name: 'Known', title: 'Old title' });
	world.source.save('Account', 'A1', { Name: 'Acme', City: 'Ulm' });
	world.source.save('Contact', 'C1', {
		Email: 'Ann@Acme.example',
		LastName: 'Ann',
		Title: 'CEO',
		AccountId: 'A1',
		Level: 'High',
	});
	world.source.save('Contact', 'C2', {
		Email: 'known@acme.example',
		LastName: 'Known',
		Title: null,
		AccountId: null,
		Level: null,
	});
	world.source.save('Contact', 'C3', { Email: null, LastName: 'Nobody', Title: null, AccountId: null, Level: null });
	world.time += 5_000;
	world.source.save('Lead', 'L1', { Email: 'ann@acme.example', LastName: 'Ann', Title: 'Head of  everything' });
	world.source.save('Lead', 'L2', { Email: 'bob@beta.example', LastName: 'Bob', Title: null });
}

/** `silent`: the target answers writes with ids only, as Salesforce does, so that there is one more call to die at. */
async function withWorld<T>(silent: boolean, test: (world: World) => Promise<T>): Promise<T> {
	const world = await World.open();
	try {
		world.target.silent = silent;
		fill(world);
		return await test(world);
	} finally {
		await world.close();
	}
}

async function undisturbed(silent = false): Promise<{ calls: number; state: unknown }> {
	return await withWorld(silent, async (world) => {
		const process = new Process();
		await world.sync({}, process);
		return { calls: process.calls, state: await world.state() };
	});
}

describe('a process that dies', () => {
	let calm: { calls: number; state: unknown };
	beforeAll(async () => {
		calm = await undisturbed();
	});

	it('does not die in the undisturbed run, which brings every record over', () => {
		expect(calm.calls).toBeGreaterThan(50);
		expect(calm.state).toMatchObject([
			{ object: 'companies', fields: { name: 'Acme' }, linked: ['A1'] },
			{
				object: 'contacts',
				fields: { email: 'ann@acme.example', title: 'Head of everything', company_id: 'Acme', level: 'high' },
				linked: ['C1', 'L1'],
			},
			{ object: 'contacts', fields: { email: 'known@acme.example', title: 'Old title' }, linked: ['C2'] },
			{ object: 'contacts', fields: { email: 'bob@beta.example' }, linked: ['L2'] },
		]);
	});

	it.each([
		['before a call has its effect', false],
		['after a call had its effect', true],
	])(
		'%s, at any of its calls, and is started again, leaves the same state, no duplicate and nothing open',
		async (_when, after) => {
			const { calls } = await undisturbed(after);
			for (let k = 1; k <= calls; k += 1) {
				await withWorld(after, async (world) => {
					await expect(world.sync({}, new Process(k, after))).rejects.toBeInstanceOf(Crash);
					await world.sync();
					expect({ k, state: await world.state() }).toEqual({ k, state: calm.state });
					expect({ k, pending: await world.store.pendingCounts(FEED) }).toEqual({ k, pending: {} });
					expect({ k, creates: world.target.writes.filter(({ op }) => op === 'create').length }).toEqual({
						k,
						creates: 3,
					});
					const created = (await world.store.log({ outcome: 'created', limit: 100 })).map(({ source }) => source.id);
					expect({ k, twice: Object.values(countBy(created)).filter((count) => count > 1) }).toEqual({ k, twice: [] });
				});
			}
		},
	);

	it('and dies again and again, at a random call each time, is done in the end', async () => {
		await withWorld(false, async (world) => {
			let crashes = 0;
			for (let start = 0; start < 30; start += 1) {
				const process = new Process(5 + ((start * 37) % 61), start % 2 === 0);
				await world.sync({}, process).catch((error: unknown) => {
					if (!(error instanceof Crash)) throw error;
					crashes += 1;
				});
			}
			expect(crashes).toBeGreaterThan(10);
			await world.sync();
			expect(await world.state()).toEqual(calm.state);
			expect(await world.store.pendingCounts(FEED)).toEqual({});
		});
	});
});
