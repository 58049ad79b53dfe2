import { countBy } from 'lodash';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemName } from '../../../engine/model';
import { PairOfPeople } from '../../support/pairs/pair-of-systems';
import { stories } from '../../support/pairs/script';
import { inWordsOf, OBJECT, PERSON_FIELDS, personOf } from '../../support/pairs/words';
import { mapperOf, PairWorld } from './pair-world';

jest.setTimeout(600_000);

/** With the plots of test/support/pairs/script.ts, 210 people make 300 edits. */
const PEOPLE = stories(210);
const IDLE_MS = 20_000;

/** Rows of the people mapper, one rule for each field. */
function rowsFor(left: SystemName, right: SystemName) {
	return Object.entries(PERSON_FIELDS).map(([field, names]) => ({
		left: names[left],
		right: names[right],
		rule: names.rule,
		type: field === 'email' || field === 'phone' ? field : 'auto',
	}));
}

/** Every pair as its template is imported, but for the rules of the people's fields. */
describe.each<[string, SystemName, SystemName]>([
	['salesforce-pact', 'salesforce', 'pact'],
	['hubspot-pact', 'hubspot', 'pact'],
	['salesforce-hubspot', 'salesforce', 'hubspot'],
])('the template %s', (template, left, right) => {
	let world: PairWorld;
	let people: PairOfPeople;

	beforeAll(async () => {
		world = await PairWorld.start({
			templates: [template],
			adjust: (imported) => {
				mapperOf(imported, 'Contacts').parameters.rows = { row: rowsFor(left, right) };
				// All people are edited within minutes, which is what this guard stops: see docs/guards.md.
				for (const node of imported.nodes.filter(({ type }) => type.endsWith('Upsert'))) node.parameters.options = { ...(node.parameters.options as object | undefined), askAbove: 0 };
			},
		});
		// Stamps of Salesforce are whole seconds.
		people = new PairOfPeople(world.screen(left), world.screen(right), async () => await sleep(1_100));
		await people.before(PEOPLE);
		await world.resetStats();
		await world.publish();
		await world.caughtUp();
	});
	afterAll(async () => {
		await world?.stop();
	});

	it('adopts who is on both sides, doubles nobody, and makes who is missing', async () => {
		const log = await world.log();
		const [stats, records] = [await world.stats(), new Set(log.map(({ source }) => source.id)).size];
		// eslint-disable-next-line no-console -- the figures of the run, for whoever reads the test's output
		console.info(
			`First sync of ${records} records, both ways: ${[left, right].map((system) => `${(stats[system].calls / records).toFixed(3)} ${system} calls a record, ${stats[system].writes} calls that write`).join('; ')}. ` +
				JSON.stringify(countBy(log, ({ outcome, reason }) => `${outcome}/${reason}`)),
		);
		expect(await people.differences(PEOPLE.map((story) => ({ ...story, edits: [], after: {} })))).toEqual([]);
		// HubSpot and Pact, the right sides, had every address once.
		expect(await doubled(world, right)).toEqual([]);
	});

	it('brings 300 edits on both sides to the end that the rules promise', async () => {
		// Nothing is synced meanwhile, so that both edits of a story are there when the first of them is looked at.
		await world.unpublish();
		expect(await people.edit(PEOPLE)).toBeGreaterThanOrEqual(300);
		await world.publish();
		await world.caughtUp();
		expect(await people.differences(PEOPLE)).toEqual([]);
	});

	it('keeps every value that gave way in the log, and asks one question for each field that a person decides', async () => {
		const lost = new Set((await world.log()).flatMap(({ movements }) => movements.flatMap((movement) => (movement.lost === undefined ? [] : [String(movement.lost.value)]))));
		expect(PEOPLE.flatMap((story) => (story.lost ?? []).filter((value) => !lost.has(value)))).toEqual([]);
		const questions = await world.inStore(async (store) => await store.openReviews({ kind: 'conflict' }));
		expect(questions.filter(({ details }) => String(details.left).includes('of the left'))).toHaveLength(PEOPLE.filter(({ asks }) => asks !== undefined).length);
	});

	it('makes on either side who is new on the other', async () => {
		const newcomers = [{ first: 'New', last: 'On the left', email: 'left@newcomers-of-pairs.com' }, { first: 'New', last: 'On the right', email: 'right@newcomers-of-pairs.com' }] as const;
		await world.screen(left).create(OBJECT[left].person, inWordsOf(left, newcomers[0]));
		await world.screen(right).create(OBJECT[right].person, inWordsOf(right, newcomers[1]));
		await world.caughtUp();
		for (const system of [left, right]) {
			const found = (await world.screen(system).all(OBJECT[system].person)).map(({ fields }) => personOf(system, fields)).filter(({ email }) => email?.endsWith('@newcomers-of-pairs.com'));
			expect(found.map(({ last }) => last).sort()).toEqual(['On the left', 'On the right']);
		}
	});

	it('writes nothing while nobody edits', async () => {
		await world.resetStats();
		await sleep(IDLE_MS);
		const stats = await world.stats();
		expect({ left: stats[left].writes, right: stats[right].writes }).toEqual({ left: 0, right: 0 });
	});
});

/** E-mail addresses that several people of a system have. */
async function doubled(world: PairWorld, system: SystemName): Promise<string[]> {
	const rows = await world.screen(system).all(OBJECT[system].person);
	const emails = countBy(rows.flatMap(({ fields }) => personOf(system, fields).email?.toLowerCase() ?? []));
	return Object.keys(emails).filter((email) => (emails[email] ?? 0) > 1).sort();
}
