import { feedOf, Triangle } from '../../test/support/triangle';
import type { RecordPort } from './system-port';

const ANN = { email: 'ann@acme.example', name: 'Ann', title: 'CEO' };
const MINUTE = 60_000;

let world: Triangle;
/** The calls that asked for field times. */
let asked: Array<{ ids: readonly string[]; fields: readonly string[] }>;
beforeEach(async () => {
	world = await Triangle.open();
	asked = [];
});
afterEach(() => world.close());

/** HubSpot’s records with a history of each field, as the fields were really edited. */
function withHistory(): RecordPort {
	return {
		...world.systems.hub.records(),
		times: async (_object, ids, fields) => {
			asked.push({ ids, fields });
			const times = (id: string) => world.systems.hub.rows.get(id)?.times ?? {};
			const named = (id: string) => Object.fromEntries(fields.flatMap((field) => (times(id)[field] === undefined ? [] : [[field, { at: new Date(times(id)[field] as number).toISOString() }]])));
			return await Promise.resolve(new Map(ids.map((id) => [id, named(id)])));
		},
	};
}
const toHub = async () => await world.time.until(world.upsert('contact~hub', 'left', await world.items('contact~hub', 'left'), withHistory()));
const title = () => [world.fields('contact', 'salesforce-1').title, world.fields('hub', 'hubspot-1').title];
const due = async () => (await world.store.takeDue(feedOf('hub'), 10, MINUTE)).map(({ ref }) => ref.id);

/** One contact in both, in agreement. */
async function linked(): Promise<void> {
	world.systems.contact.create(ANN);
	await toHub();
	asked = [];
	world.pass(MINUTE);
}

describe('a field that both sides changed', () => {
	it('loses by its own time, though another field of its record was changed later', async () => {
		await linked();
		world.systems.hub.edit('hubspot-1', { title: 'CFO' });
		world.pass(MINUTE);
		world.systems.contact.edit('salesforce-1', { title: 'CTO' });
		world.pass(MINUTE);
		world.systems.hub.edit('hubspot-1', { name: 'Ann Lee' });
		expect(await toHub()).toMatchObject([{ outcome: 'updated' }]);
		expect(title()).toEqual(['CTO', 'CTO']);
		expect(world.fields('hub', 'hubspot-1').name).toBe('Ann Lee');
		expect(asked).toEqual([{ ids: ['hubspot-1'], fields: ['title'] }]);
	});

	it('wins by its own time, and comes back through the other way', async () => {
		await linked();
		world.systems.contact.edit('salesforce-1', { title: 'CTO' });
		world.pass(MINUTE);
		world.systems.hub.edit('hubspot-1', { title: 'CFO' });
		expect(await toHub()).toMatchObject([{ outcome: 'unchanged' }]);
		expect(title()).toEqual(['CTO', 'CFO']);
		expect(await due()).toEqual(['hubspot-1']);
	});
});

describe('a first meeting', () => {
	it('goes by the time of each field', async () => {
		world.systems.hub.create({ ...ANN, title: 'CFO' });
		world.pass(MINUTE);
		world.systems.contact.create({ ...ANN, title: 'CTO' });
		world.pass(MINUTE);
		world.systems.hub.edit('hubspot-1', { name: 'Ann Lee' });
		await toHub();
		expect(title()).toEqual(['CTO', 'CTO']);
		expect(world.fields('hub', 'hubspot-1').name).toBe('Ann Lee');
	});
});

describe('the history', () => {
	it('is not asked for what only one side changed, or what agrees', async () => {
		await linked();
		world.systems.contact.edit('salesforce-1', { title: 'CTO' });
		await toHub();
		expect(title()).toEqual(['CTO', 'CTO']);
		world.pass(MINUTE);
		world.systems.contact.edit('salesforce-1', { name: 'Ann Lee' });
		world.systems.hub.edit('hubspot-1', { name: 'Ann Lee', title: 'CFO' });
		await toHub();
		expect(asked).toEqual([]);
	});

	it('is not asked where the newest value does not count', async () => {
		await linked();
		await world.map('contact~hub', { rule: 'preferLeftUnlessBlank' });
		world.systems.contact.edit('salesforce-1', { title: 'CTO' });
		world.systems.hub.edit('hubspot-1', { title: 'CFO' });
		await toHub();
		expect(asked).toEqual([]);
		expect(title()).toEqual(['CTO', 'CTO']);
	});

	it('of a write of our own is no evidence: the value is as old as it is where it came from', async () => {
		await linked();
		world.systems.pact.create({ ...ANN, title: 'CMO' });
		world.pass(MINUTE);
		world.systems.contact.edit('salesforce-1', { title: 'CTO' });
		world.pass(MINUTE);
		// The older title of Pact comes to HubSpot later than the newer one was made in Salesforce.
		await world.run('hub~pact', 'right');
		expect(world.fields('hub', 'hubspot-1').title).toBe('CMO');
		await toHub();
		expect(world.fields('hub', 'hubspot-1').title).toBe('CTO');
	});
});
