import { SYSTEMS, type SystemName } from '../../engine/model';
import { seededRandom, type Random } from '../../sandbox/common/random';
import { Canvas } from '../support/pairs/canvas';
import { Consents, peoplePairs, type Seen } from '../support/pairs/consents';
import { ThreeSandboxes } from '../support/pairs/sandboxes';

jest.setTimeout(300_000);

const PEOPLE = ['One', 'Two', 'Three', 'Four', 'Five'];
const TURNS = 40;

/** Somebody does something, at one of three screens; the same for one seed. */
async function act(people: Consents, random: Random, serial: number, world: ThreeSandboxes): Promise<string> {
	const [system, name] = [random.pick(SYSTEMS), random.pick(PEOPLE)];
	const there = (await people.records(system, name)).length > 0;
	if (!there || (system === 'salesforce' && random.chance(0.1))) {
		const [known] = (await Promise.all(SYSTEMS.map(async (one) => await people.records(one, name)))).flat();
		const object = system === 'salesforce' && (known !== undefined || random.chance(0.3)) ? 'Lead' : undefined;
		await people.make(system, name, known?.email ?? `${name.toLowerCase()}@acme.example`, object);
		return `${name} is made in ${system}`;
	}
	const what = random.next();
	if (what < 0.25) {
		await people.withdraw(system, name);
		return `${name} opts out in ${system}`;
	}
	if (what < 0.45) {
		await people.agree(system, name);
		return `${name} agrees in ${system}`;
	}
	if (what < 0.65) {
		await people.newEmail(system, name, `${name.toLowerCase()}.${serial}@acme.example`);
		return `${name} moves in ${system}`;
	}
	if (what < 0.75) {
		world.hubspot.preferences.unsubscribeAll(`${name.toLowerCase()}.${serial + 1}@acme.example`);
		return `an address that ${name} may get opts out in hubspot`;
	}
	if (what < 0.85) {
		if (random.chance(0.5)) world.hubspot.preferences.holdMirrors();
		else world.hubspot.preferences.catchUpMirrors();
		return 'hubspot is behind with its own properties, or catches up';
	}
	await people.edit(system, name, { [{ salesforce: 'Title', hubspot: 'jobtitle', pact: 'title' }[system]]: `Title ${serial}` });
	return `${name} gets a title in ${system}`;
}

const everything = async (people: Consents): Promise<Map<string, Seen>> =>
	new Map((await Promise.all(SYSTEMS.map(async (system: SystemName) => await people.records(system)))).flat().map((one) => [`${one.system} ${one.object} ${one.id}`, one]));

/** All three systems, each two of them joined, and leads beside contacts. */
describe.each([1, 5, 8])('consent over a random history of three systems, no. %i', (seed) => {
	let world: ThreeSandboxes;
	let canvas: Canvas;
	let people: Consents;
	const history: string[] = [];

	beforeAll(async () => {
		world = await ThreeSandboxes.start();
		people = Consents.over(world);
		canvas = await Canvas.start({
			systems: { salesforce: world.connect('salesforce'), hubspot: world.connect('hubspot'), pact: world.connect('pact') },
			clock: world.clock,
			pairs: peoplePairs(SYSTEMS, true),
		});
	});
	afterAll(async () => {
		await canvas?.stop();
		await world?.stop();
	});

	it('is never relaxed by the sync, and in the end a person is opted out everywhere or nowhere', async () => {
		const random = seededRandom(seed);
		/** The sync had its turn: what was withdrawn must still be so. */
		const sync = async (turn: () => Promise<unknown>): Promise<void> => {
			const before = await everything(people);
			await turn();
			const after = await everything(people);
			const relaxed = [...before].filter(([key, { withdrawn }]) => withdrawn && after.get(key)?.withdrawn === false);
			expect({ history, relaxed: relaxed.map(([key, { name }]) => `${key} ${name}`) }).toEqual({ history, relaxed: [] });
		};
		for (let turn = 0; turn < TURNS; turn += 1) {
			history.push(await act(people, random, turn, world));
			if (random.chance(0.6)) await sync(async () => await canvas.cycle());
		}
		world.hubspot.preferences.catchUpMirrors();
		await sync(async () => await canvas.settle({ quiet: 3 }));
		for (const name of PEOPLE) {
			const { withdrawn, open } = await people.of(name);
			expect({ history, name, withdrawn, open: withdrawn.length > 0 ? open : [] }).toEqual({ history, name, withdrawn, open: [] });
		}
	});

	it('opted out nobody who never said so', async () => {
		const said = PEOPLE.filter((name) => history.some((line) => line === `an address that ${name} may get opts out in hubspot` || line.startsWith(`${name} opts out`)));
		const silent = PEOPLE.filter((name) => !said.includes(name));
		for (const name of silent) expect(await people.of(name)).toMatchObject({ withdrawn: [] });
	});

	it('failed nowhere', () => {
		expect(canvas.outcomes.filter(({ outcome, reason }) => outcome === 'failed' && reason !== 'duplicate-refused').map(({ message }) => message)).toEqual([]);
		expect(canvas.troubles).toEqual([]);
	});
});
