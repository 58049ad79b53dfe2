import type { SystemName } from '../../engine/model';
import { Canvas } from '../support/pairs/canvas';
import { PairOfPeople, peopleDefinition } from '../support/pairs/pair-of-systems';
import { ThreeSandboxes } from '../support/pairs/sandboxes';
import { stories } from '../support/pairs/script';
import { OBJECT } from '../support/pairs/words';

jest.setTimeout(120_000);

const PEOPLE = stories(105);

/** Both directions of a pair, with people who were on both sides before, against the event table of docs/rules.md. */
describe.each<[SystemName, SystemName]>([['salesforce', 'hubspot'], ['salesforce', 'pact'], ['hubspot', 'pact']])('%s ⇄ %s', (left, right) => {
	let world: ThreeSandboxes;
	let canvas: Canvas;
	let people: PairOfPeople;

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		people = new PairOfPeople(world.screen(left), world.screen(right), async () => world.clock.sleep(2_000));
		await people.before(PEOPLE);
		canvas = await Canvas.start({
			systems: { [left]: world.connect(left), [right]: world.connect(right) },
			clock: world.clock,
			pairs: [
				{
					left: { system: left, object: OBJECT[left].person },
					right: { system: right, object: OBJECT[right].person },
					definition: peopleDefinition(left, right),
				},
			],
		});
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	it('adopts the people who are on both sides, and doubles nobody', async () => {
		await canvas.settle();
		expect(await people.differences(PEOPLE.map((story) => ({ ...story, edits: [], after: {} })))).toEqual([]);
	});

	it('brings every edit to the end that the rules promise', async () => {
		await people.edit(PEOPLE);
		await canvas.settle();
		expect(await people.differences(PEOPLE)).toEqual([]);
	});

	it('keeps every value that gave way in the log', async () => {
		const log = await canvas.store.log({ limit: 10_000 });
		const kept = new Set(log.flatMap(({ movements }) => movements.flatMap(({ lost }) => (lost === undefined ? [] : [String(lost.value)]))));
		expect(PEOPLE.flatMap(({ lost = [], name }) => lost.filter((value) => !kept.has(value)).map((value) => `${name}: ${value}`))).toEqual([]);
	});

	it('asks one question for each field that a person decides', async () => {
		const questions = await canvas.store.openReviews({ kind: 'conflict' });
		expect(questions).toHaveLength(PEOPLE.filter(({ asks }) => asks !== undefined).length);
	});

	it('writes nothing when nobody edits', async () => {
		const before = { [left]: world.writes(left), [right]: world.writes(right) };
		for (let cycle = 0; cycle < 3; cycle += 1) await canvas.cycle();
		expect({ [left]: world.writes(left), [right]: world.writes(right) }).toEqual(before);
	});
});
