import { feedOf, Triangle } from '../../test/support/triangle';

let world: Triangle;
beforeEach(async () => {
	world = await Triangle.open();
});
afterEach(() => world.close());

const ANN = { email: 'ann@acme.example', name: 'Ann', title: 'CEO' };
const told = (outcomes: ReadonlyArray<{ outcome: string; reason: string }>) => outcomes.map(({ outcome, reason }) => `${outcome}/${reason}`);
const due = async () => (await world.store.takeDue(feedOf('pact'), 10, 60_000)).map(({ ref }) => ref.id);

describe('a side whose records may not be updated', () => {
	beforeEach(async () => {
		await world.map('contact~pact', { update: { left: true, right: false } });
	});

	it('takes new records, and no change of them after that', async () => {
		world.systems.contact.create(ANN);
		expect(told(await world.run('contact~pact', 'left'))).toEqual(['created/created']);
		world.pass(60_000);
		world.systems.contact.edit('salesforce-1', { title: 'CTO' });
		expect(told(await world.run('contact~pact', 'left'))).toEqual(['skipped/update-not-allowed']);
		expect(world.fields('pact', 'pact-1').title).toBe('CEO');
	});

	it('has a record that was there before linked, unchanged, and its own changes go the other way', async () => {
		world.systems.contact.create(ANN);
		world.systems.pact.create({ ...ANN, title: 'Chair' });
		const [outcome] = await world.run('contact~pact', 'left');
		expect(outcome).toMatchObject({ outcome: 'skipped', reason: 'update-not-allowed', target: { id: 'pact-1' } });
		expect(world.fields('pact', 'pact-1').title).toBe('Chair');
		world.pass(60_000);
		world.systems.pact.edit('pact-1', { title: 'President' });
		expect(told(await world.run('contact~pact', 'right'))).toEqual(['updated/updated']);
		expect(world.fields('contact', 'salesforce-1').title).toBe('President');
	});

	it('keeps the difference open: once updates are allowed the value arrives', async () => {
		world.systems.contact.create(ANN);
		await world.run('contact~pact', 'left');
		world.pass(60_000);
		world.systems.contact.edit('salesforce-1', { title: 'CTO' });
		await world.run('contact~pact', 'left');
		await world.map('contact~pact');
		expect(told(await world.run('contact~pact', 'left'))).toEqual(['updated/updated']);
		expect(world.fields('pact', 'pact-1').title).toBe('CTO');
	});

	it('says nothing where nothing differs', async () => {
		world.systems.contact.create(ANN);
		world.systems.pact.create(ANN);
		expect(told(await world.run('contact~pact', 'left'))).toEqual(['unchanged/linked']);
	});
});

describe('a row that the mapping gained', () => {
	const without = ['email', 'name'] as const;

	it('reaches records that come anyway, by the rule of a first meeting, and only that row is touched', async () => {
		await world.map('contact~pact', { fields: without });
		world.systems.contact.create(ANN);
		await world.run('contact~pact', 'left');
		world.pass(60_000);
		// Somebody changed a name in Pact that was never synced back: not this re-sync's business.
		await world.map('contact~pact');
		expect(told(await world.run('contact~pact', 'left'))).toEqual(['updated/updated']);
		expect(world.fields('pact', 'pact-1')).toMatchObject({ title: 'CEO', name: 'Ann' });
		const [log] = await world.store.log({ pair: 'contact~pact', limit: 1 });
		expect(log?.movements.map(({ row }) => row)).toEqual(['title']);
		expect(told(await world.run('contact~pact', 'left'))).toEqual(['unchanged/echo']);
	});

	it('goes by the later of both where both hold something, whatever else was seen of the records', async () => {
		await world.map('contact~pact', { fields: without, tieWinner: 'right' });
		world.systems.contact.create(ANN);
		await world.run('contact~pact', 'left');
		world.pass(60_000);
		world.systems.pact.edit('pact-1', { title: 'Chair' });
		await world.map('contact~pact', { tieWinner: 'right' });
		await world.run('contact~pact', 'left');
		expect(await due()).toEqual(['pact-1']);
		await world.run('contact~pact', 'right');
		expect(world.all('contact', 'title')).toEqual(['Chair']);
	});

	it('reaches all linked records when these are entered once', async () => {
		await world.map('contact~pact', { fields: without });
		for (const name of ['Ann', 'Bob', 'Eve']) world.systems.contact.create({ ...ANN, email: `${name}@acme.example`, name });
		await world.run('contact~pact', 'left');
		await world.map('contact~pact');
		let after: string | undefined;
		do ({ next: after } = await world.store.enterLinked('contact~pact', 'left', { limit: 2, ...(after === undefined ? {} : { after }) }));
		while (after !== undefined);
		const entries = await world.store.takeDue(feedOf('contact'), 10, 60_000);
		expect(entries.map(({ origin }) => origin)).toEqual(['backfill', 'backfill', 'backfill']);
		await world.run('contact~pact', 'left', entries.map(({ ref }) => ref.id));
		expect(world.all('pact', 'title')).toEqual(['CEO', 'CEO', 'CEO']);
	});
});

describe('a write that the target answers with yes and does not do', () => {
	/** A rule of the system puts the old title back within the save. */
	async function stubborn(): Promise<void> {
		world.systems.contact.create(ANN);
		await world.run('contact~pact', 'left');
		world.pass(60_000);
		const { pact } = world.systems;
		Object.assign(pact.traits, { spell: (field: string, value: unknown) => (field === 'title' ? 'CEO' : value) });
		world.systems.contact.edit('salesforce-1', { title: 'CTO' });
	}

	it('is no success: it is told so, tried again, and the value counts as not there', async () => {
		await stubborn();
		const [outcome] = await world.run('contact~pact', 'left');
		expect(outcome).toMatchObject({ outcome: 'waiting', reason: 'connection-lost' });
		expect(outcome?.message).toContain('still holds what it held before: title');
		Object.assign(world.systems.pact.traits, { spell: (_field: string, value: unknown) => value });
		expect(told(await world.run('contact~pact', 'left'))).toEqual(['updated/updated']);
	});

	it('ends as a question about the automation that does it, not in endless writes', async () => {
		await stubborn();
		const ends: string[] = [];
		for (let round = 0; round < 10; round += 1) {
			world.pass(10_000);
			ends.push(...told(await world.run('contact~pact', 'left')));
		}
		expect(ends.at(-1)).toBe('conflict/ping-pong');
		expect(ends.filter((end) => end === 'waiting/connection-lost').length).toBeLessThan(9);
		expect((await world.store.openReviews())[0]?.message).toContain('automation');
	});

	it('is a success where it did another of its fields', async () => {
		await stubborn();
		world.systems.contact.edit('salesforce-1', { name: 'Ann B.' });
		expect(told(await world.run('contact~pact', 'left'))).toEqual(['updated/updated']);
	});
});
