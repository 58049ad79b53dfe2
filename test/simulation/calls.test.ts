import type { SystemName } from '../../engine/model';
import { Canvas, type Connected } from '../support/pairs/canvas';
import { peopleDefinition } from '../support/pairs/pair-of-systems';
import { ThreeSandboxes } from '../support/pairs/sandboxes';
import { inWordsOf, OBJECT } from '../support/pairs/words';

jest.setTimeout(300_000);

const PEOPLE = 1_000;
const MINUTE = 60_000;
/** Of the triggers' own defaults the longest: Pact's lists are read as a whole so often. */
const LOOK_BACK_EVERY_MS = 30 * MINUTE;

interface Spent {
	reading: number;
	writing: number;
}

/**
 * Calls a record, by what they are for. `writing`: what the upsert node makes of the target: looking for the record, reading it, writing it,
 * seeing what was written. `reading`: what the triggers of both sides make: those that bring the changes, those that see our own writes
 * come back, and the look back a minute later for what became visible late. The one call that a poll costs when nothing happens is left out.
 *
 * What the APIs ask for, at least:
 * - Salesforce reads and writes 200 records a call, and its answer to a write shows no values: find or read, write, read again are 0.015;
 *   a change and its look back 0.01.
 * - HubSpot reads and writes 100 a call: read and update are 0.02. A search and its associations show 200: an edit 0.01, and once more when it
 *   is looked back on; a first sync from its list 0.015. Both directions of a pair together can so not be had for 0.02: the writes (0.02) and
 *   one look at what came of them (0.01) are more.
 *   Of 25 records or fewer in a run, their past is read with one call more (docs/overwritten.md); not here, where runs are large.
 * - Pact has one call a write. Its lists show 100 records a call and cannot be asked for certain ones, so that 200 of 1,000 are read with ten
 *   calls: 0.05. As a source its pages overlap by five records, so that two of them are 190, and the newest records come first: fuller batches
 *   of changes there are not.
 */
const MOST: Record<'first' | 'later', Record<'source' | 'target', Record<SystemName, Spent>>> = {
	first: {
		source: { salesforce: { reading: 0.02, writing: 0 }, hubspot: { reading: 0.02, writing: 0 }, pact: { reading: 0.02, writing: 0 } },
		target: { salesforce: { reading: 0.02, writing: 0.02 }, hubspot: { reading: 0.03, writing: 0.02 }, pact: { reading: 0.02, writing: 1.02 } },
	},
	later: {
		source: { salesforce: { reading: 0.02, writing: 0 }, hubspot: { reading: 0.02, writing: 0 }, pact: { reading: 0.02, writing: 0 } },
		target: { salesforce: { reading: 0.02, writing: 0.02 }, hubspot: { reading: 0.03, writing: 0.02 }, pact: { reading: 0.02, writing: 1.05 } },
	},
};
const WRITING_FROM_PACT = 0.025;

describe.each<[SystemName, SystemName]>([['salesforce', 'hubspot'], ['salesforce', 'pact'], ['hubspot', 'pact']])('%s ⇄ %s', (left, right) => {
	let world: ThreeSandboxes;
	let canvas: Canvas;
	/** Both triggers begin before anything is written: the right one first. */
	let connected: Array<[SystemName, Connected]>;
	/** Calls that were made within runs of the upserts. */
	let written: Record<SystemName, number>;

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		const screen = world.screen(left);
		for (let number = 0; number < PEOPLE; number += 1) {
			await screen.create(OBJECT[left].person, inWordsOf(left, { first: 'First', last: `Last ${number}`, title: 'Title', email: `person${number}@many-people.com` }));
			// Nobody's records are all of the last minute.
			world.time.advance(10_000);
		}
		world.time.advance(60 * MINUTE);
		connected = [right, left].map((system) => [system, world.connect(system)]);
		canvas = await Canvas.start({
			systems: Object.fromEntries(connected),
			clock: world.clock,
			lookBackEveryMs: LOOK_BACK_EVERY_MS,
			pairs: [{ left: { system: left, object: OBJECT[left].person }, right: { system: right, object: OBJECT[right].person }, definition: peopleDefinition(left, right) }],
			aroundRun: async (run) => {
				const before = calls();
				const outcomes = await run();
				written = mapped((system) => written[system] + calls()[system] - before[system]);
				return outcomes;
			},
		});
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	const mapped = <T>(of: (system: SystemName) => T): Record<SystemName, T> => ({ salesforce: of('salesforce'), hubspot: of('hubspot'), pact: of('pact') });
	const calls = () => mapped((system) => world.calls(system));

	/** Calls a record of each side, until everything is quiet and has been looked back on. */
	async function spentOn(what: string): Promise<Record<SystemName, Spent>> {
		written = mapped(() => 0);
		const before = calls();
		let polls = await canvas.settle({ quiet: 1 });
		world.time.advance(MINUTE);
		polls += await canvas.settle({ quiet: 1 });
		const after = calls();
		const spent = mapped((system) => ({ reading: (after[system] - before[system] - written[system] - polls) / PEOPLE, writing: written[system] / PEOPLE }));
		// eslint-disable-next-line no-console -- the figures of the run, for whoever reads the test's output
		console.info(`${left} ⇄ ${right}, ${what}, calls a record: ${JSON.stringify({ [left]: spent[left], [right]: spent[right] })}`);
		return spent;
	}

	function expectFew(spent: Record<SystemName, Spent>, when: keyof typeof MOST, source: SystemName, target: SystemName): void {
		const most = { source: MOST[when].source[source], target: { ...MOST[when].target[target] } };
		if (source === 'pact') most.target.writing = WRITING_FROM_PACT;
		for (const kind of ['reading', 'writing'] as const) {
			expect(spent[source][kind]).toBeLessThanOrEqual(most.source[kind]);
			expect(spent[target][kind]).toBeLessThanOrEqual(most.target[kind]);
		}
	}

	it('makes few calls for a first sync', async () => {
		const spent = await spentOn('first sync');
		expect(await world.screen(right).all(OBJECT[right].person)).toHaveLength(PEOPLE);
		expectFew(spent, 'first', left, right);
	});

	it.each(['left', 'right'] as const)('makes few calls for many edits on the %s', async (side) => {
		const [system, target] = side === 'left' ? [left, right] : [right, left];
		const screen = world.screen(system);
		// What Pact's lists do not show by themselves comes with the long look back.
		if (system === 'pact') world.time.advance(LOOK_BACK_EVERY_MS);
		// The triggers ask for the fields anew after a while, however many records there are.
		for (const [one, { schema }] of connected) await schema.describe(OBJECT[one].person);
		for (const { id } of await screen.all(OBJECT[system].person)) await screen.edit(OBJECT[system].person, id, inWordsOf(system, { title: `Title of the ${side}` }));
		const spent = await spentOn(`edits on the ${side}`);
		const arrived = (await world.screen(target).all(OBJECT[target].person)).filter(({ fields }) => Object.values(fields).includes(`Title of the ${side}`));
		expect(arrived).toHaveLength(PEOPLE);
		expectFew(spent, 'later', system, target);
	});
});
