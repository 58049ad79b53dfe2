import fc from 'fast-check';
import type { FeedPorts } from '../../engine/run/feed';
import { contacts } from '../support/feed-bench';
import { FEED, Process, World } from '../support/run-world';

jest.setTimeout(240_000);

const PAIR = 'Contact~contacts';
const MINUTE = 60_000;

/** What became of a record behind the trigger's back. */
const FATES = ['inStep', 'drifted', 'new', 'deleted', 'erased'] as const;
type What = (typeof FATES)[number];

interface Case {
	fates: What[];
	pageSize: number;
	/** Where the process dies, if it does: at that call, before or after it has had its effect. */
	dies?: { at: number; after: boolean };
}

const caseArbitrary: fc.Arbitrary<Case> = fc.record(
	{
		fates: fc.array(fc.constantFrom(...FATES), { maxLength: 14 }),
		pageSize: fc.integer({ min: 1, max: 6 }),
		dies: fc.record({ at: fc.integer({ min: 1, max: 60 }), after: fc.boolean() }),
	},
	{ requiredKeys: ['fates', 'pageSize'] },
);

/** Records that are in step but for what happened to them, which no poll will bring. */
async function arrange(world: World, fates: readonly What[], settings: object): Promise<void> {
	const contact = (id: string, title = 'CEO') => world.source.save('Contact', id, { Email: `${id}@acme.example`, LastName: id, Title: title, AccountId: null, Level: null });
	for (const [index, fate] of fates.entries()) if (fate !== 'new') contact(`C${index}`);
	await world.sync(settings);
	world.time += MINUTE;
	for (const [index, fate] of fates.entries()) {
		const id = `C${index}`;
		if (fate === 'drifted') contact(id, 'CTO');
		if (fate === 'new') contact(id);
		if (fate === 'deleted') world.source.remove('Contact', id);
		if (fate === 'erased') world.source.rows.splice(world.source.rows.findIndex((row) => row.id === id), 1);
	}
	await world.store.notePage({ feed: FEED, object: 'Contact', refs: [], cursor: `${world.time + 1_000}|`, leaseMs: 0 });
}

describe('a reconcile', () => {
	it('sends exactly what drifted, is not linked or is gone, whatever the page size and wherever a process dies', async () => {
		await fc.assert(
			fc.asyncProperty(caseArbitrary, async ({ fates, pageSize, dies }) => {
				const world = await World.open();
				try {
					const settings = { ...contacts, lookBackMs: 0, pageSize };
					await arrange(world, fates, settings);
					const emitted: string[] = [];
					const watching = {
						emit:
							(next: FeedPorts['emit']): FeedPorts['emit'] =>
							async (object, items) => (emitted.push(...items.map(({ change }) => change.id)), await next(object, items)),
					};
					const order = async () => await world.store.orderSweep({ kind: 'reconcile', pair: PAIR, by: 'a property' });

					await order();
					if (dies !== undefined) await world.sync(settings, new Process(dies.at, dies.after), watching).catch(() => undefined);
					world.time += 60 * MINUTE;
					await world.sync(settings, new Process(), watching);

					const expected = fates.flatMap((fate, index) => (fate === 'inStep' ? [] : [`C${index}`]));
					expect([...new Set(emitted)].sort()).toEqual([...expected].sort());
					// A crash may bring a page once more, through the ledger; without one, everything goes once.
					if (dies === undefined) expect(emitted).toHaveLength(expected.length);
					const count = (...wanted: What[]) => fates.filter((fate) => wanted.includes(fate)).length;
					const [sweep] = await world.store.sweeps({ limit: 1 });
					expect(sweep?.parts[0]).toMatchObject({
						state: 'ended',
						inStep: count('inStep'),
						orphans: count('new'),
						gone: count('deleted', 'erased'),
						emitted: expected.length,
						drift: count('drifted') === 0 ? {} : { 'Title~title': count('drifted') },
					});
					expect(sweep?.counts?.linked).toBe(count('inStep', 'drifted', 'new'));

					emitted.length = 0;
					await order();
					await world.sync(settings, new Process(), watching);
					expect(emitted).toEqual([]);
				} finally {
					await world.close();
				}
			}),
			{ numRuns: 40 },
		);
	});
});
