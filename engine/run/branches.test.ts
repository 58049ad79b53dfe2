import { feedOf, Triangle } from '../../test/support/triangle';
import type { RecordPort } from './system-port';

let world: Triangle;
beforeEach(async () => {
	world = await Triangle.open();
});
afterEach(() => world.close());

const MINUTE = 60_000;
const ANN = { email: 'ann@acme.example', name: 'Ann', title: null };
const told = (outcomes: ReadonlyArray<{ outcome: string; reason: string }>) => outcomes.map(({ outcome, reason }) => `${outcome}/${reason}`);
const titles = () => world.all('lead', 'title');

/** Two leads of one person, linked with one Pact contact. */
async function twoLeads(): Promise<[string, string]> {
	const ids: [string, string] = [world.systems.lead.create(ANN), world.systems.lead.create(ANN)];
	world.pass(1_000);
	await world.run('lead~pact', 'left');
	await world.run('lead~pact', 'right');
	world.pass(MINUTE);
	return ids;
}

const linkOf = async (id: string) =>
	(await world.store.links('lead~pact', 'left', [{ system: 'salesforce', connection: '00D', object: 'Lead', id }]))[0];

describe('a change of a record that several are linked with', () => {
	it('reaches all of them, as one outcome with all their names, and a line in the log for each', async () => {
		const ids = await twoLeads();
		world.systems.pact.edit('pact-1', { title: 'CTO' });
		const [outcome, ...others] = await world.run('lead~pact', 'right');
		expect(others).toEqual([]);
		expect(outcome).toMatchObject({ outcome: 'updated', reason: 'updated' });
		for (const id of ids) expect(outcome?.message).toContain(`Salesforce Lead ${id}`);
		expect(outcome?.movements).toHaveLength(2);
		expect(titles()).toEqual(['CTO', 'CTO']);
		const log = await world.store.log({ pair: 'lead~pact', outcome: 'updated', limit: 10 });
		expect(log.map(({ target }) => target?.id).sort()).toEqual([...ids].sort());
		expect(told(await world.run('lead~pact', 'right'))).toEqual(['unchanged/echo']);
	});

	it('reaches only the one that was changed last where the mapper says so', async () => {
		await world.map('lead~pact', { fanOut: 'newest' });
		const [, newest] = await twoLeads();
		world.systems.lead.edit(newest, { name: 'Ann B.' });
		await world.run('lead~pact', 'left');
		world.systems.pact.edit('pact-1', { title: 'CTO' });
		await world.run('lead~pact', 'right');
		expect(titles()).toEqual([null, 'CTO']);
	});

	it('comes again for those that could not be written, and leaves the others in peace then', async () => {
		const [first, second] = await twoLeads();
		world.systems.pact.edit('pact-1', { title: 'CTO' });
		const records = world.systems.lead.records();
		const refusing: RecordPort = {
			...records,
			write: async (object, ops) =>
				await Promise.all(
					ops.map(async (op) =>
						op.op === 'update' && op.id === second
							? ({ ok: false, error: { class: 'temporary', message: 'Locked.' } } as const)
							: (await records.write(object, [op]))[0]!,
					),
				),
		};
		const seqs = await world.store.notePage({
			feed: feedOf('pact'), object: 'contacts', cursor: 'c', leaseMs: MINUTE,
			refs: [{ ref: { system: 'pact', connection: 'ws', object: 'contacts', id: 'pact-1' }, stamp: '1' }],
		});
		const items = (await world.items('lead~pact', 'right')).map((item) => ({
			...item, change: { ...item.change, ticket: { feed: feedOf('pact'), seq: [...seqs.values()][0] ?? 0, attempt: 0 } },
		}));
		expect(told(await world.time.until(world.upsert('lead~pact', 'right', items, refusing)))).toEqual(['waiting/system-error']);
		expect(world.fields('lead', first).title).toBe('CTO');
		expect(await world.store.pendingCounts(feedOf('pact'))).toEqual({ due: 1 });
		expect(told(await world.run('lead~pact', 'right'))).toEqual(['updated/updated']);
		expect(titles()).toEqual(['CTO', 'CTO']);
	});

	it('is done for the others while one of them is held by another execution', async () => {
		const [first, second] = await twoLeads();
		world.systems.pact.edit('pact-1', { title: 'CTO' });
		await world.store.lock([`record|salesforce|00D|Lead|${second}`], 'other', 600_000);
		expect(told(await world.run('lead~pact', 'right'))).toEqual(['waiting/record-busy']);
		expect([world.fields('lead', first).title, world.fields('lead', second).title]).toEqual(['CTO', null]);
		expect(await world.store.log({ pair: 'lead~pact', outcome: 'waiting', limit: 10 })).toHaveLength(1);
	});

	it('that is older than our own write to it, for one of them, goes to none', async () => {
		const [first, second] = await twoLeads();
		world.systems.pact.edit('pact-1', { title: 'By hand' });
		const old = await world.items('lead~pact', 'right');
		world.pass(1_000);
		world.systems.lead.edit(first, { title: 'CFO' });
		world.pass(1_000);
		await world.run('lead~pact', 'left', [first]);
		expect(told(await world.time.until(world.upsert('lead~pact', 'right', old)))).toEqual(['skipped/superseded']);
		expect(world.fields('lead', second).title).toBeNull();
	});
});

describe('several records that feed one', () => {
	it('are in step with an edit of any of them', async () => {
		const [first] = await twoLeads();
		world.systems.lead.edit(first, { title: 'CFO' });
		await world.run('lead~pact', 'left', [first]);
		await world.run('lead~pact', 'right');
		expect(titles()).toEqual(['CFO', 'CFO']);
	});

	it('do not lose an edit because another of them was written by us later', async () => {
		const [first, second] = await twoLeads();
		world.systems.pact.edit('pact-1', { name: 'Ann of Pact' });
		world.pass(1_000);
		world.systems.lead.edit(first, { title: 'CFO' });
		world.pass(MINUTE);
		await world.run('lead~pact', 'right');
		expect((await linkOf(second))?.leftModifiedAt).toBe(new Date(world.time.now).toISOString());
		await world.run('lead~pact', 'left');
		await world.run('lead~pact', 'right');
		expect(titles()).toEqual(['CFO', 'CFO']);
		expect(world.all('lead', 'name')).toEqual(['Ann of Pact', 'Ann of Pact']);
	});

	it('do not lose an edit that was seen late, because another of them was edited in another field meanwhile', async () => {
		const [first, second] = await twoLeads();
		world.systems.lead.edit(first, { title: 'CFO' });
		world.pass(MINUTE);
		world.systems.lead.edit(second, { name: 'Ann B.' });
		await world.run('lead~pact', 'left', [second]);
		await world.run('lead~pact', 'left', [first]);
		expect(world.fields('pact', 'pact-1')).toMatchObject({ title: 'CFO', name: 'Ann B.' });
	});

	it('do not lose to a value that is older, though we brought it to another of them later', async () => {
		const [, second] = await twoLeads();
		world.systems.pact.edit('pact-1', { title: 'By hand' });
		world.pass(MINUTE);
		world.systems.lead.edit(second, { title: 'CFO' });
		world.pass(MINUTE);
		await world.store.lock([`record|salesforce|00D|Lead|${second}`], 'other', 30_000);
		await world.run('lead~pact', 'right');
		world.pass(MINUTE);
		await world.run('lead~pact', 'left', [second]);
		expect(world.all('pact', 'title')).toEqual(['CFO']);
	});

	it('go by the time of a value, not by that of our own write of it', async () => {
		const [first, second] = await twoLeads();
		world.systems.lead.edit(first, { title: 'Old' });
		world.pass(MINUTE);
		world.systems.lead.edit(second, { title: 'New' });
		const [late] = await world.items('lead~pact', 'left', [second]);
		world.pass(MINUTE);
		// The later edit is seen later; meanwhile the earlier one has gone to Pact, and comes from there.
		await world.run('lead~pact', 'left', [first]);
		await world.run('lead~pact', 'right');
		expect(world.fields('lead', second).title).toBe('New');
		await world.time.until(world.upsert('lead~pact', 'left', [late!]));
		await world.run('lead~pact', 'left');
		await world.run('lead~pact', 'right');
		expect([...titles(), ...world.all('pact', 'title')]).toEqual(['New', 'New', 'New']);
	});
});
