import type { Mapping, MappingRow } from '../model';
import { feedOf, Triangle } from '../../test/support/triangle';
import { WithPast } from '../../test/support/with-past';

const ANN = { email: 'ann@acme.example', name: 'Ann', title: 'CEO' };
const MINUTE = 60_000;
const [SALESFORCE, HUBSPOT] = ['salesforce-1', 'hubspot-1'];

let world: Triangle;
let hub: WithPast;
beforeEach(async () => {
	world = await Triangle.open();
	hub = new WithPast(world, 'hub');
});
afterEach(() => world.close());

/** One contact in both, in agreement. */
async function linked(change: Parameters<Triangle['map']>[1] = {}): Promise<void> {
	await world.map('contact~hub', change);
	world.systems.contact.create(ANN);
	await hub.run();
	hub.asked.length = 0;
	hub.writes = 0;
	world.pass(MINUTE);
}
async function title(rule: MappingRow['rule'] = 'newestWins'): Promise<void> {
	await linked({ rule });
	world.systems.contact.edit(SALESFORCE, { title: 'CTO' });
	world.pass(MINUTE);
	hub.between = () => hub.edit(HUBSPOT, { title: 'CFO' });
}
const titles = () => [world.fields('contact', SALESFORCE).title, world.fields('hub', HUBSPOT).title];
const back = async () => await world.run('contact~hub', 'right');
const due = async () => (await world.store.takeDue(feedOf('hub'), 10, MINUTE)).map(({ ref }) => ref.id);

describe('a value that stood between our reading and our writing', () => {
	it('is put back where it is the newer one, and its record’s change goes to the other side', async () => {
		await title();
		const [end] = await hub.run();
		expect(end).toMatchObject({ outcome: 'updated', movements: [{ row: 'title', from: 'CTO', to: 'CFO', lost: { side: 'left', value: 'CTO' } }] });
		expect(end?.message).toContain('Somebody’s value stood in title for 1 s between our reading of the HubSpot record and our writing to it: by the row’s rule it counts. It was put back.');
		expect(end?.message).toContain('The other side\'s value counts and goes back to it: title.');
		expect(titles()).toEqual(['CTO', 'CFO']);
		expect(await due()).toEqual([HUBSPOT]);
		expect(await back()).toMatchObject([{ outcome: 'updated' }]);
		expect(titles()).toEqual(['CFO', 'CFO']);
		expect(await hub.run()).toMatchObject([{ outcome: 'unchanged', reason: 'echo' }]);
	});

	it('stays gone where the source’s change is newer, and is in the log', async () => {
		await linked();
		world.systems.contact.edit(SALESFORCE, { title: 'CTO' });
		hub.between = () => {
			// Its system’s clock is behind: by its own time it was saved before.
			world.pass(-2_000);
			hub.edit(HUBSPOT, { title: 'CFO' });
			world.pass(2_000);
		};
		const [end] = await hub.run();
		expect(end?.movements).toEqual([{ row: 'title', field: 'title', from: 'CFO', to: 'CTO', lost: { side: 'right', value: 'CFO' } }]);
		expect(end?.message).toContain('by the row’s rule the other side’s value counts, and that one is kept in this log entry.');
		expect(titles()).toEqual(['CTO', 'CTO']);
		expect(hub.writes).toBe(1);
	});

	it('is asked about where a person decides; both stay', async () => {
		await title('askPerson');
		const [end] = await hub.run();
		expect(end?.questions).toMatchObject([{ kind: 'conflict', details: { row: 'title', left: 'CTO', right: 'CFO', rightAtOf: 'field', rightBy: 'Eve' } }]);
		expect(titles()).toEqual(['CTO', 'CFO']);
		expect(await back()).toMatchObject([{ outcome: 'conflict', questions: [{ key: end?.questions[0]?.key }] }]);
		expect(titles()).toEqual(['CTO', 'CFO']);
	});

	it('counts, blank as it is, where somebody cleared the field', async () => {
		await linked();
		world.systems.contact.edit(SALESFORCE, { title: 'CTO' });
		world.pass(MINUTE);
		hub.between = () => hub.edit(HUBSPOT, { title: null });
		await hub.run();
		await back();
		expect(titles()).toEqual([null, null]);
	});

	it('fills the blank that the other side would have filled', async () => {
		await linked({ rule: 'preferRightUnlessBlank' });
		world.systems.hub.edit(HUBSPOT, { title: null });
		await back();
		world.systems.contact.edit(SALESFORCE, { title: 'CTO' });
		hub.between = () => hub.edit(HUBSPOT, { title: 'CFO' });
		await hub.run();
		await back();
		expect(titles()).toEqual(['CFO', 'CFO']);
	});

	it('of consent never undoes a withdrawal that was written', async () => {
		await linked({ rule: 'mostRestrictive' });
		world.systems.contact.edit(SALESFORCE, { title: 'withdrawn', name: 'Ann Lee' });
		world.pass(MINUTE);
		hub.between = () => hub.edit(HUBSPOT, { title: 'granted' });
		const [end] = await hub.run();
		expect(titles()).toEqual(['withdrawn', 'withdrawn']);
		expect(end?.movements).toContainEqual(expect.objectContaining({ row: 'title', lost: { side: 'right', value: 'granted' } }));
	});

	it('leaves the record’s other fields as they were written', async () => {
		await title();
		world.systems.contact.edit(SALESFORCE, { name: 'Ann Lee' });
		await hub.run();
		expect(world.fields('hub', HUBSPOT)).toMatchObject({ name: 'Ann Lee', title: 'CFO' });
		await back();
		expect(world.fields('contact', SALESFORCE)).toMatchObject({ name: 'Ann Lee', title: 'CFO' });
	});

	it('that was changed once more after our write is not put back over that: the later one counts', async () => {
		await title();
		hub.afterwards = () => hub.edit(HUBSPOT, { title: 'COO' });
		const [end] = await hub.run();
		expect(titles()).toEqual(['CTO', 'COO']);
		expect(end?.message).toContain('it has been changed once more since, and that later value counts.');
		expect(end?.movements).toMatchObject([{ row: 'title', lost: { side: 'right', value: 'CFO' } }]);
		await back();
		expect(titles()).toEqual(['COO', 'COO']);
	});

	it('that the system does not take back is in the log', async () => {
		await title();
		hub.refuses = (write) => write === 2;
		const [end] = await hub.run();
		expect(titles()).toEqual(['CTO', 'CTO']);
		expect(end?.message).toContain('it should have counted, but HubSpot refused to take it back. It is kept in this log entry.');
		expect(end?.movements).toMatchObject([{ row: 'title', to: 'CTO', lost: { side: 'right', value: 'CFO' } }]);
		expect(await hub.run()).toMatchObject([{ reason: 'echo' }]);
	});

	it('is told in values of private rows to nobody', async () => {
		await linked();
		const mapping = world.mappings.get('contact~hub') as Mapping;
		await world.map('contact~hub', { rows: mapping.rows.map((row) => ({ ...row, private: true })) });
		world.systems.contact.edit(SALESFORCE, { title: 'CTO' });
		world.pass(MINUTE);
		hub.between = () => hub.edit(HUBSPOT, { title: 'CFO' });
		expect(JSON.stringify(await hub.run())).not.toMatch(/CTO|CFO/);
	});
});

describe('the past', () => {
	it('that holds our value right after the one we read says nothing', async () => {
		await linked();
		world.systems.contact.edit(SALESFORCE, { title: 'CTO' });
		const [end] = await hub.run();
		expect(end?.message).toBe('Updated HubSpot contacts hubspot-1 from Salesforce Contact salesforce-1: title.');
		expect(hub.asked).toMatchObject([{ ids: [HUBSPOT], past: { fields: ['title'] } }]);
	});

	it('that holds the same value from somebody else is no conflict', async () => {
		await title();
		hub.between = () => hub.edit(HUBSPOT, { title: 'CTO' });
		const [end] = await hub.run();
		expect(end?.message).not.toContain('Somebody');
		expect(titles()).toEqual(['CTO', 'CTO']);
	});

	it('is not asked for creates, nor where no value of the target’s could count', async () => {
		await linked({ rule: 'preferLeftUnlessBlank' });
		world.systems.contact.edit(SALESFORCE, { title: 'CTO' });
		await hub.run();
		world.systems.contact.create({ ...ANN, email: 'bob@acme.example' });
		await hub.run();
		expect(hub.asked).toEqual([]);
	});

	it('comes with the look at what was written where the system does not answer with it', async () => {
		hub.silent = true;
		await linked({ rule: 'preferLeftUnlessBlank' });
		world.systems.contact.edit(SALESFORCE, { title: 'CTO' });
		hub.between = () => hub.edit(HUBSPOT, { title: 'CFO' });
		const [end] = await hub.run();
		expect(hub.asked).toHaveLength(1);
		expect(end?.movements).toMatchObject([{ row: 'title', lost: { side: 'right', value: 'CFO' } }]);
	});

	it('is asked in one call, or not at all: unless the write took long', async () => {
		hub.atOnce = 1;
		world.systems.contact.create({ ...ANN, email: 'bob@acme.example' });
		await linked();
		const both = (value: string) => ['salesforce-1', 'salesforce-2'].forEach((id) => world.systems.contact.edit(id, { title: value }));
		both('CTO');
		await hub.run();
		expect(hub.asked).toEqual([]);
		world.pass(MINUTE);
		both('COO');
		hub.between = () => world.pass(MINUTE);
		await hub.run();
		expect(hub.asked).toMatchObject([{ ids: ['hubspot-1', 'hubspot-2'] }]);
	});
});
