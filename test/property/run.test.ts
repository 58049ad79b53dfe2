import fc from 'fast-check';
import { groupBy } from 'lodash';
import type { MappedItem } from '../../engine/model';
import { MAPPINGS } from '../support/run-mappings';
import { FEED, World } from '../support/run-world';
import type { Fault } from '../support/run-systems';

jest.setTimeout(300_000);

/** More runs in a nightly build: PROPERTY_RUNS=1000. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 20);

const EMAILS = ['ann@acme.example', 'Bob@Beta.example', 'eve@gamma.example', null];
const TITLES = ['CEO', ' Head  of sales', null];
const objectOf = (id: string) => ({ C: 'Contact', L: 'Lead', A: 'Account' })[id[0]!]!;
const record = fc.constantFrom('C1', 'C2', 'C3', 'L1', 'L2', 'A1', 'A2');

type Step =
	| { do: 'save'; id: string; email: string | null; title: string | null; account: string | null; wait: number }
	| { do: 'editTarget'; index: number; title: string }
	| { do: 'batch'; ids: string[]; faults: number[]; dryRun: boolean };

const save = fc.record({
	do: fc.constant('save' as const),
	id: record,
	email: fc.constantFrom(...EMAILS),
	title: fc.constantFrom(...TITLES),
	account: fc.constantFrom('A1', 'A2', null),
	wait: fc.constantFrom(0, 300, 1_000, 60_000),
});
const edit = fc.record({
	do: fc.constant('editTarget' as const),
	index: fc.nat(5),
	title: fc.constantFrom('Pact one', 'Pact two'),
});
/** Ids may come twice: a record may stand in a run more than once. */
const batch = fc.record({
	do: fc.constant('batch' as const),
	ids: fc.array(record, { minLength: 1, maxLength: 8 }),
	faults: fc.array(fc.nat(9), { maxLength: 4 }),
	dryRun: fc.nat(9).map((roll) => roll === 0),
});
const steps = fc.array(
	fc.oneof({ weight: 3, arbitrary: save }, { weight: 1, arbitrary: edit }, { weight: 3, arbitrary: batch }),
	{ minLength: 3, maxLength: 25 },
);

const FAULTS: Fault[] = [
	{ refuse: { class: 'temporary', message: 'Down.' } },
	{ refuse: { class: 'rate-limited', message: 'Too many.' } },
	{ drop: { class: 'unknown-outcome', message: 'Broken.' } },
];

function apply(world: World, step: Exclude<Step, { do: 'batch' }>): void {
	if (step.do === 'save') {
		world.time += step.wait;
		const object = objectOf(step.id);
		const fields =
			object === 'Account'
				? { Name: step.id, City: step.title }
				: { Email: step.email, LastName: step.id, Title: step.title };
		world.source.save(object, step.id, {
			...fields,
			...(object === 'Contact' ? { AccountId: step.account, Level: 'High' } : {}),
		});
	} else {
		const people = world.target.records.filter(({ object }) => object === 'contacts');
		const person = people[step.index % Math.max(1, people.length)];
		world.time += 1_000;
		if (person) world.target.edit(person.id, { title: step.title });
	}
}

const itemsOf = (world: World, ids: readonly string[]): MappedItem[] =>
	ids.flatMap((id) => world.items(objectOf(id), [id]));

async function ticketed(world: World, items: readonly MappedItem[], round: number): Promise<MappedItem[]> {
	const seqs = await world.store.notePage({
		feed: FEED,
		object: 'x',
		refs: items.map(({ change }) => ({ ref: change, stamp: `${round}` })),
		cursor: 'c',
		leaseMs: 600_000,
	});
	return items.map((item) => ({
		...item,
		change: {
			...item.change,
			ticket: { feed: FEED, seq: seqs.get(`salesforce|00D|${item.change.object}|${item.change.id}`)!, attempt: 0 },
		},
	}));
}

/** Everything in the CRM, again and again, until a round writes nothing. Answers the rounds. */
async function settle(world: World): Promise<number> {
	world.target.fault = () => undefined;
	for (let round = 0; round < 6; round += 1) {
		const before = world.target.writes.length;
		const outcomes = await world.batch(Object.keys(MAPPINGS).flatMap((object) => world.items(object)));
		// A parent that was only linked has its children written in the next round.
		if (world.target.writes.length === before && outcomes.every(({ reason }) => reason !== 'linked')) return round;
	}
	return Infinity;
}

async function story(all: readonly Step[], check: (world: World) => Promise<void>): Promise<void> {
	const world = await World.open();
	try {
		for (const [round, step] of all.entries()) {
			if (step.do !== 'batch') {
				apply(world, step);
				continue;
			}
			let writes = 0;
			world.target.fault = () => (step.faults.includes(writes++) ? FAULTS[writes % FAULTS.length] : undefined);
			const items = await ticketed(world, itemsOf(world, step.ids), round + 1);
			const written = world.target.writes.length;
			const outcomes = await world.batch(items, { dryRun: step.dryRun });
			expect(outcomes.map(({ source }) => source.id)).toEqual(items.map(({ change }) => change.id));
			if (step.dryRun) expect(world.target.writes).toHaveLength(written);
			const open = await world.store.pendingCounts(FEED);
			expect(open.emitted ?? 0).toBe(0);
		}
		await check(world);
	} finally {
		await world.close();
	}
}

describe('whatever is edited, sent twice, refused or dropped', () => {
	it('every item has one outcome, everything settles in a few rounds, and then nothing is written', async () => {
		await fc.assert(
			fc.asyncProperty(steps, async (all) =>
				story(all, async (world) => {
					expect(await settle(world)).toBeLessThan(4);
					const { reads } = world.target;
					const outcomes = await world.batch(Object.keys(MAPPINGS).flatMap((object) => world.items(object)));
					expect(outcomes.filter(({ outcome }) => outcome === 'created' || outcome === 'updated')).toEqual([]);
					if (outcomes.every(({ reason }) => reason === 'echo')) expect(world.target.reads).toBe(reads);
				}),
			),
			{ numRuns: RUNS },
		);
	});

	it('no person and no company is created twice, and every record is linked once at most', async () => {
		await fc.assert(
			fc.asyncProperty(steps, async (all) =>
				story(all, async (world) => {
					await settle(world);
					expect(world.target.doubles).toEqual([]);
					const links = await world.store.linksTo(
						world.target.records.map(({ id, object }) => ({ system: 'pact', connection: 'ws', object, id })),
					);
					for (const own of Object.values(groupBy(links, ({ left }) => left.id))) expect(own).toHaveLength(1);
				}),
			),
			{ numRuns: RUNS },
		);
	});

	it('every value that was replaced in the target is in the log', async () => {
		await fc.assert(
			fc.asyncProperty(steps, async (all) =>
				story(all, async (world) => {
					await settle(world);
					const log = await world.store.log({ limit: 10_000 });
					for (const { id, field, value } of world.target.replaced) {
						const kept = log
							.filter(({ target, outcome }) => target?.id === id || outcome === 'waiting')
							.flatMap(({ movements }) => movements.filter((movement) => movement.field === field));
						expect(kept.map(({ from, lost }) => lost?.value ?? from)).toContain(value);
					}
				}),
			),
			{ numRuns: RUNS },
		);
	});
});
