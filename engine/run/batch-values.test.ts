import { contact, contacts, known, remap, ticketed, told, useWorld, world } from '../../test/support/run-bench';
import { MAPPINGS } from '../../test/support/run-mappings';
import { FEED, Process } from '../../test/support/run-world';
import { runBatch } from './batch';
import type { RecordPort } from './ports';

useWorld();

describe('a value', () => {
	it('that is too long is left out and said, and the rest is written', async () => {
		contact('C1', 'ann@acme.example', { Title: 'x'.repeat(41) });
		const [item] = contacts();
		const [outcome] = await world.batch([
			{ ...item!, mapped: { ...item!.mapped, held: [], values: { ...item!.mapped.values, title: 'x'.repeat(41) } } },
		]);
		expect(outcome).toMatchObject({ outcome: 'created', message: expect.stringContaining('Title was left out') });
		expect(known().fields).not.toHaveProperty('title');
	});

	it('that was changed on the canvas counts', async () => {
		contact('C1', 'ann@acme.example', { Title: 'ceo' });
		const [item] = contacts();
		await world.batch([{ ...item!, mapped: { ...item!.mapped, values: { ...item!.mapped.values, title: 'CEO' } } }]);
		expect(known().fields.title).toBe('CEO');
	});

	it('without a partner is left out, and the record comes again when it has one', async () => {
		contact('C1', 'ann@acme.example', { Level: 'Middling' });
		const [outcome] = await world.batch(await ticketed(contacts()));
		expect(outcome).toMatchObject({ outcome: 'created', message: expect.stringContaining('no partner') });
		expect(await world.store.pendingCounts(FEED)).toEqual({ waiting: 1 });
		await world.store.assignValue('Contact~contacts', 'Level~level', 'left', 'Middling', 'low');
		expect(await world.store.pendingCounts(FEED)).toEqual({ due: 1 });
	});

	it('that gave way is in the log', async () => {
		contact('C1', 'ann@acme.example', { Title: 'CEO' });
		await world.batch(contacts());
		world.time += 60_000;
		world.target.edit('p1', { name: 'Edited in Pact' });
		contact('C1', 'ann@acme.example', { LastName: 'Edited in CRM', Title: 'CEO' });
		const [outcome] = await world.batch(contacts());
		expect(outcome?.movements).toMatchObject([
			{ field: 'name', to: 'Edited in CRM', lost: { side: 'right', value: 'Edited in Pact' } },
		]);
		expect((await world.store.log({ limit: 1 }))[0]?.movements).toEqual(outcome?.movements);
		expect(outcome?.message).not.toContain('Edited');
	});

	it("of the source that lost goes back by the winner's own change", async () => {
		await world.store.noteFeed('Contact~contacts', 'right', 'pact-feed');
		contact('C1', 'ann@acme.example', { Title: 'One' });
		await world.batch(contacts());
		contact('C1', 'ann@acme.example', { Title: 'Two' });
		world.time += 60_000;
		world.target.edit('p1', { title: 'Three' });
		const [outcome] = await world.batch(contacts());
		expect(outcome).toMatchObject({ outcome: 'unchanged', message: expect.stringContaining('goes back to it: Title') });
		expect((await world.store.takeDue('pact-feed', 10, 1_000)).map(({ ref }) => ref)).toEqual([
			{ system: 'pact', connection: 'ws', object: 'contacts', id: 'p1' },
		]);
		expect(told(await world.batch(contacts()))).toEqual(['C1 unchanged/no-difference']);
	});

	it('that a person decides about is asked once, however often the record comes', async () => {
		const rows = MAPPINGS.Contact!.rows.map((row) =>
			row.id === 'Title~title' ? { ...row, rule: 'askPerson' as const } : row,
		);
		await remap('Contact', { rows });
		world.target.add('contacts', { email: 'ann@acme.example', name: 'C1', title: 'Pact' });
		contact('C1', 'ann@acme.example', { Title: 'CRM' });
		for (let time = 0; time < 3; time += 1) expect((await world.batch(contacts()))[0]?.reason).toBe('ask-person');
		expect(await world.store.openReviews()).toMatchObject([
			{ kind: 'conflict', count: 3, details: { left: 'CRM', right: 'Pact' } },
		]);
	});
});

describe('a child', () => {
	it('is written without its parent, waits for it, and is given it then', async () => {
		contact('C1', 'ann@acme.example', { AccountId: 'A1' });
		world.source.save('Account', 'A1', { Name: 'Acme', City: null });
		await world.batch(await ticketed(contacts()));
		expect(await world.store.pendingCounts(FEED)).toEqual({ waiting: 1 });
		await world.batch(world.items('Account'));
		expect(await world.store.pendingCounts(FEED)).toEqual({ due: 1 });
		expect(told(await world.batch(contacts()))).toEqual(['C1 updated/updated']);
		expect(known().fields.company_id).toBe('p2');
	});

	it('is not created without a parent that the target requires', async () => {
		const rows = MAPPINGS.Contact!.rows.map((row) =>
			row.right === 'company_id' ? { ...row, required: { left: false, right: true } } : row,
		);
		await remap('Contact', { rows });
		contact('C1', 'ann@acme.example', { AccountId: 'A1' });
		expect(told(await world.batch(await ticketed(contacts())))).toEqual(['C1 waiting/parent-not-linked']);
		expect(world.target.records).toEqual([]);
		world.source.save('Account', 'A1', { Name: 'Acme', City: null });
		await world.batch(world.items('Account'));
		expect(told(await world.batch(contacts()))).toEqual(['C1 created/created']);
	});

	it("does not get its parent's counterpart in another workspace", async () => {
		world.source.save('Account', 'A1', { Name: 'Acme', City: null });
		const elsewhere: RecordPort = { ...world.target.port, connection: 'other-workspace' };
		const ports = { store: world.store, records: elsewhere, clock: world.clock(new Process()) };
		await world.until(runBatch(world.items('Account'), ports, { owner: 'me' }), []);
		contact('C1', 'ann@acme.example', { AccountId: 'A1' });
		await world.batch(contacts());
		expect(known(1).fields).not.toHaveProperty('company_id');
	});
});
