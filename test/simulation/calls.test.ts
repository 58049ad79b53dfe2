import type { SystemName } from '../../engine/model';
import { Canvas } from '../support/pairs/canvas';
import { peopleDefinition } from '../support/pairs/pair-of-systems';
import { ThreeSandboxes } from '../support/pairs/sandboxes';
import { inWordsOf, OBJECT } from '../support/pairs/words';

jest.setTimeout(300_000);

const PEOPLE = 1_000;

/**
 * Calls a record, both directions of a pair running. A Salesforce call takes or answers 200 records at most and a HubSpot one 100, so that
 * each way of asking about a record (find, write, read what was written, see the echo) is 0.005 or 0.01. Pact has one call a write, and
 * one for 100 records of a list.
 */
const MOST = {
	first: { salesforce: 0.02, hubspot: 0.13, pact: 1.06 },
	later: { salesforce: 0.02, hubspot: 0.08, pact: 1.1 },
} as const;

describe.each<[SystemName, SystemName]>([['salesforce', 'hubspot'], ['salesforce', 'pact'], ['hubspot', 'pact']])('%s ⇄ %s', (left, right) => {
	let world: ThreeSandboxes;
	let canvas: Canvas;

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		canvas = await Canvas.start({
			systems: { [left]: world.connect(left), [right]: world.connect(right) },
			clock: world.clock,
			lookBackEveryMs: 30 * 60_000,
			pairs: [{ left: { system: left, object: OBJECT[left].person }, right: { system: right, object: OBJECT[right].person }, definition: peopleDefinition(left, right) }],
		});
		const screen = world.screen(left);
		for (let number = 0; number < PEOPLE; number += 1) {
			await screen.create(OBJECT[left].person, inWordsOf(left, { first: 'First', last: `Last ${number}`, title: 'Title', email: `person${number}@many-people.com` }));
		}
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	/** Calls a record of each side for what is done. */
	async function callsFor(records: number, work: () => Promise<void>): Promise<Partial<Record<SystemName, number>>> {
		const before = { [left]: world.calls(left), [right]: world.calls(right) };
		await work();
		const spent = (system: SystemName) => (world.calls(system) - (before[system] ?? 0)) / records;
		const calls = { [left]: spent(left), [right]: spent(right) };
		// eslint-disable-next-line no-console -- the figures of the run, for whoever reads the test's output
		console.info(`${left} ⇄ ${right}, ${records} records: ${JSON.stringify(calls)} calls a record`);
		return calls;
	}

	it('makes few calls for a first sync', async () => {
		const calls = await callsFor(PEOPLE, async () => void (await canvas.settle()));
		expect(await world.screen(right).all(OBJECT[right].person)).toHaveLength(PEOPLE);
		expect(calls[left]).toBeLessThanOrEqual(MOST.first[left]);
		expect(calls[right]).toBeLessThanOrEqual(MOST.first[right]);
	});

	it('makes few calls for many edits', async () => {
		const rows = await world.screen(left).all(OBJECT[left].person);
		for (const { id } of rows) await world.screen(left).edit(OBJECT[left].person, id, inWordsOf(left, { title: 'Another title' }));
		const calls = await callsFor(PEOPLE, async () => void (await canvas.settle()));
		expect(calls[left]).toBeLessThanOrEqual(MOST.later[left]);
		expect(calls[right]).toBeLessThanOrEqual(MOST.later[right]);
	});
});
