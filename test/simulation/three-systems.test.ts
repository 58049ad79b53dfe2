import { SYSTEMS } from '../../engine/model';
import { Canvas } from '../support/pairs/canvas';
import { ThreeSandboxes } from '../support/pairs/sandboxes';
import { Office, trianglePairs } from '../support/pairs/triangle';

jest.setTimeout(600_000);

const POLL_MS = 10_000;
const AN_HOUR_MS = 3_600_000;

/** All three systems, every two of them joined by pairs of their own, and people at work in all of them for an hour. */
describe('three systems at once', () => {
	let world: ThreeSandboxes;
	let canvas: Canvas;
	let office: Office;

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		office = new Office({ salesforce: world.screen('salesforce'), hubspot: world.screen('hubspot'), pact: world.screen('pact') }, 7);
		canvas = await Canvas.start({
			systems: { salesforce: world.connect('salesforce'), hubspot: world.connect('hubspot'), pact: world.connect('pact') },
			clock: world.clock,
			pairs: trianglePairs(),
			pollMs: POLL_MS,
		});
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	it('keep up while people work for an hour, and agree when they stop', async () => {
		const end = world.time.now().getTime() + AN_HOUR_MS;
		while (world.time.now().getTime() < end) {
			await office.act();
			await canvas.cycle();
		}
		await canvas.settle({ quiet: 3 });
		expect(await office.differences()).toEqual([]);
	});

	it('asked nobody to stop a fight between them', async () => {
		expect((await canvas.store.openReviews()).map(({ message }) => message)).toEqual([]);
		expect(canvas.outcomes.filter(({ outcome }) => outcome === 'failed').map(({ message }) => message)).toEqual([]);
		expect(canvas.troubles).toEqual([]);
	});

	it('write nothing when nobody does anything', async () => {
		const before = SYSTEMS.map((system) => world.writes(system));
		for (let cycle = 0; cycle < 3; cycle += 1) expect(await canvas.cycle()).toBe(0);
		expect(SYSTEMS.map((system) => world.writes(system))).toEqual(before);
	});
});
