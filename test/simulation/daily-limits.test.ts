import { healthOf } from '../../console';
import { UsageKeeper } from '../../nodes/common/usage';
import { DEMO_TOKENS } from '../../sandbox/hubspot';
import { fetchHttp } from '../../systems/common/fetch-http';
import { createHubSpot } from '../../systems/hubspot';
import { createSalesforce } from '../../systems/salesforce';
import { Canvas, type Connected } from '../support/pairs/canvas';
import { people } from '../support/pairs/lifecycle';
import { ThreeSandboxes } from '../support/pairs/sandboxes';
import { OBJECT, PERSON_FIELDS } from '../support/pairs/words';

jest.setTimeout(120_000);

/** Of the day, by everybody. */
const LIMIT = 300;
const SHARE = 0.4;
const MOST_CYCLES = 300;
const LIMITED = { salesforce: { dailyApi: LIMIT }, hubspot: { plan: 'professional', daily: LIMIT } } as const;
type Limited = keyof typeof LIMITED;

/** A system with a small daily limit beside Pact, and the n8n process that calls both. */
class Office {
	private constructor(
		readonly world: ThreeSandboxes,
		readonly canvas: Canvas,
		private readonly system: Limited,
		/** Read anew with every poll: a restart changes it. */
		private readonly systems: Partial<Record<Limited | 'pact', Connected>>,
	) {}

	static async start(system: Limited): Promise<Office> {
		const world = await ThreeSandboxes.start();
		const answer = await fetch(`${world[system].url}/__sandbox/limits`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(LIMITED[system]) });
		expect(answer.ok).toBe(true);
		const systems = { [system]: Office.connect(world, system).connected, pact: world.connect('pact') };
		return new Office(world, await Canvas.start({ systems, clock: world.clock, pairs: [people(system, 'pact')] }), system, systems);
	}

	async stop(): Promise<void> {
		await this.canvas.stop();
		await this.world.stop();
	}

	/** A new process: what it knows of the connection's calls is what the store does. */
	async begin(): Promise<{ connected: Connected; keeper: UsageKeeper }> {
		const { clock, connected, connection } = Office.connect(this.world, this.system);
		const keeper = new UsageKeeper(() => Promise.resolve(this.canvas.store), clock);
		await keeper.keep({ system: this.system, connection }, { share: SHARE });
		this.systems[this.system] = connected;
		return { connected, keeper };
	}

	async health() {
		const health = await healthOf(this.canvas.store, this.world.time.now());
		return { ...health, connection: health.connections.find(({ system }) => system === this.system) };
	}

	private static connect(world: ThreeSandboxes, system: Limited) {
		const clock = world.clock;
		const authorise = () => ({ Authorization: `Bearer ${system === 'salesforce' ? world.salesforce.openSession() : DEMO_TOKENS.full}` });
		const common = { http: fetchHttp({ authorise }), clock, dailyShare: SHARE };
		const connection = system === 'salesforce' ? world.salesforce.orgId : String(world.hubspot.portalId);
		const connected = system === 'salesforce' ? createSalesforce({ ...common, instanceUrl: world.salesforce.url, connection }) : createHubSpot({ ...common, baseUrl: world.hubspot.url, connection });
		return { clock, connected, connection };
	}
}

describe.each<Limited>(['salesforce', 'hubspot'])('when the sync has made its share of the calls of the day in %s', (system) => {
	let office: Office;
	const { email, title, last } = PERSON_FIELDS;

	beforeAll(async () => {
		office = await Office.start(system);
	});
	afterAll(async () => {
		await office?.stop();
	});

	it('work waits and is not lost, health says so, a restart does not forget it, and the sync goes on when the window frees', async () => {
		const { world, canvas } = office;
		const first = await office.begin();
		const id = await world.screen('pact').create('contacts', { [email.pact]: 'ann@example.com', [last.pact]: 'Limit', name: 'Ann Limit', [title.pact]: 'CFO' });
		await canvas.settle();
		const there = async () => (await world.screen(system).all(OBJECT[system].person)).find(({ fields }) => fields[email[system]] === 'ann@example.com')?.fields[title[system]];
		expect(await there()).toBe('CFO');

		const spent = () => canvas.troubles.find((message) => message.includes(`its share is 40 % of the ${system === 'salesforce' ? 'org' : 'account'}’s 300`));
		for (let cycles = 0; spent() === undefined && cycles < MOST_CYCLES; cycles++) await canvas.cycle();
		expect(spent()).toContain('raise “Daily API Share (%)”');
		expect(first.connected.source.usage?.()).toMatchObject({ own: 120, limit: LIMIT, ownLimit: 120 });

		await world.screen('pact').edit('contacts', id, { [title.pact]: 'CEO' });
		const said = canvas.outcomes.length;
		await canvas.cycle();
		expect(canvas.outcomes.slice(said)).toMatchObject([{ outcome: 'waiting', reason: 'quota-spent' }]);
		expect(await there()).toBe('CFO');

		await first.keeper.flush();
		const { connection, status } = await office.health();
		expect(status).toBe('attention');
		expect(connection).toMatchObject({ condition: 'limited', own: 120, limit: LIMIT, ownLimit: 120, share: SHARE });
		expect(connection?.advice).toContain('Daily API Share');

		const calls = world.calls(system);
		const second = await office.begin();
		await expect(second.connected.source.count({ object: OBJECT[system].person })).rejects.toMatchObject({ details: { class: 'quota-spent' } });
		expect(world.calls(system)).toBe(calls);
		expect((await office.health()).connection?.condition).toBe('limited');

		world.time.advance(Date.parse(connection?.until ?? '') - world.time.now().getTime());
		await canvas.settle();
		expect(await there()).toBe('CEO');
		await second.keeper.flush();
		expect((await office.health()).connection?.condition).toBe('well');
	});
});
