import { countBy } from 'lodash';
import { setTimeout as sleep } from 'node:timers/promises';
import { SYSTEMS } from '../../../engine/model';
import { Office, trianglePairs } from '../../support/pairs/triangle';
import type { Template } from '../support/n8n-schemas';
import { fromNowOn, publishAndWatch, screensFromNowOn } from './from-now-on';
import { PairWorld } from './pair-world';

jest.setTimeout(600_000);

const ACTS = 45;
/** Between two things that people do: faster than a poll, slower than the stamps' second. */
const PAUSE_MS = 500;
const IDLE_MS = 25_000;

/** As trianglePairs() has it: the newest wins, and stages that all three know are paired. */
function likeTheTriangle(template: Template): void {
	fromNowOn(template);
	for (const { type, parameters } of template.nodes) {
		if (type !== 'n8n-nodes-pact.fieldStageMapper') continue;
		const pair = trianglePairs().find(
			({ left, right }) => left.system === parameters.leftSystem && left.object === parameters.leftObject && right.system === parameters.rightSystem && right.object === parameters.rightObject,
		);
		if (pair === undefined) throw new Error(`No pair for ${String(parameters.leftObject)} and ${String(parameters.rightObject)}.`);
		parameters.defaultRule = 'newestWins';
		parameters.values = { value: (pair.definition?.values ?? []).map(({ field, leftValue, rightValue }) => ({ field, left: leftValue, right: rightValue })) };
	}
}

/** Every two of the three systems are kept in step by a template of their own, all of them in one n8n. */
describe('three systems at once in a running n8n', () => {
	let world: PairWorld;
	let office: Office;

	beforeAll(async () => {
		world = await PairWorld.start({ templates: ['salesforce-pact', 'hubspot-pact', 'salesforce-hubspot'], adjust: likeTheTriangle });
		office = new Office(await screensFromNowOn(world), 11);
		await publishAndWatch(world);
	});
	afterAll(async () => {
		await world?.stop();
	});

	it('keep up while people make and edit records on all sides, and agree when they stop', async () => {
		for (let act = 0; act < ACTS; act += 1) {
			await office.act();
			await sleep(PAUSE_MS);
		}
		await world.caughtUp();
		const log = await world.log();
		// eslint-disable-next-line no-console -- the figures of the run, for whoever reads the test's output
		console.info(`${ACTS} acts: ${JSON.stringify(countBy(log, ({ outcome, reason }) => `${outcome}/${reason}`))}; ${JSON.stringify(await world.stats(), ['salesforce', 'hubspot', 'pact', 'calls', 'writes'])}`);
		expect(await office.differences()).toEqual([]);
	});

	it('asked nobody to stop a fight between them', async () => {
		const [reviews, log] = await world.inStore(async (store) => [await store.openReviews(), await store.log({ limit: 100_000 })] as const);
		// An owner or a lead's status that the other system does not have is a question, and the rest of the record is in step.
		expect(reviews.filter(({ kind }) => kind !== 'unmapped-value').map(({ message }) => message)).toEqual([]);
		expect(log.filter(({ outcome }) => outcome === 'failed').map(({ message }) => message)).toEqual([]);
	});

	it('write nothing when nobody does anything', async () => {
		await world.resetStats();
		await sleep(IDLE_MS);
		const stats = await world.stats();
		expect(SYSTEMS.map((system) => stats[system].writes)).toEqual([0, 0, 0]);
		// They were all looked at meanwhile.
		for (const system of SYSTEMS) expect(stats[system].calls).toBeGreaterThan(0);
	});
});
