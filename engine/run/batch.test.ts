import { contact, contacts, known, lead, remap, ticketed, told, useWorld, world } from '../../test/support/run-bench';
import { MAPPINGS } from '../../test/support/run-mappings';
import { FEED, Process } from '../../test/support/run-world';
import type { MappedItem } from '../model';
import { runBatch, type BatchOptions } from './batch';
import type { RecordPort } from './ports';

useWorld();

describe('a batch', () => {
	it('answers in the order of its items, over several pairs', async () => {
		contact('C1', 'ann@acme.example');
		lead('L1', 'bob@acme.example');
		contact('C2', 'eve@acme.example');
		const items = [...contacts(['C1']), ...world.items('Lead'), ...contacts(['C2'])];
		expect(told(await world.batch(items))).toEqual(['C1 created/created', 'L1 created/created', 'C2 created/created']);
	});

	it('takes the later of two items of one record and closes the tickets of both', async () => {
		contact('C1', 'ann@acme.example', { Title: 'Old' });
		const [old] = await ticketed(contacts());
		contact('C1', 'ann@acme.example', { Title: 'New' });
		const [fresh] = await ticketed(contacts());
		expect(told(await world.batch([old!, fresh!]))).toEqual(['C1 skipped/superseded', 'C1 created/created']);
		expect(known().fields.title).toBe('New');
		expect(await world.store.pendingCounts(FEED)).toEqual({ answered: 1 });
	});

	it('refuses to begin when it does not know a mapping version', async () => {
		contact('C1', 'ann@acme.example');
		const [item] = contacts();
		const foreign = { ...item!, mapped: { ...item!.mapped, mapping: 'gone' } };
		await expect(world.batch([item!, foreign])).rejects.toThrow(/Run the Field & Stage Mapper again/);
		expect(world.target.writes).toEqual([]);
	});

	it('skips what was deleted, merged or converted, and says so', async () => {
		lead('L1', 'ann@acme.example', {});
		const [item] = world.items('Lead');
		const as = (change: Partial<MappedItem['change']>) => ({ ...item!, change: { ...item!.change, ...change } });
		const outcomes = await world.batch([
			as({ id: 'D', kind: 'deleted' }),
			as({ id: 'M', kind: 'merged', mergedInto: 'W' }),
			as({ id: 'V', converted: { Contact: 'C' } }),
		]);
		expect(told(outcomes)).toEqual(['D skipped/delete-ignored', 'M skipped/merged', 'V skipped/converted']);
		expect(outcomes[1]?.message).toBe('Salesforce Lead M was merged into W.');
		expect(world.target.reads + world.target.writes.length).toBe(0);
	});
});

describe('an echo', () => {
	it('writes nothing and does not even read the target, though the target changed the spelling', async () => {
		contact('C1', 'Ann@ACME.example', { Title: 'Head  of sales' });
		await world.batch(contacts());
		const { reads } = world.target;
		world.time += 60_000;
		expect(told(await world.batch(contacts()))).toEqual(['C1 unchanged/echo']);
		expect(world.target.writes).toHaveLength(1);
		expect(world.target.reads).toBe(reads);
	});

	it('is also seen when the target answers with ids only', async () => {
		world.target.silent = true;
		contact('C1', 'Ann@ACME.example', { Title: 'Head  of sales' });
		await world.batch(contacts());
		expect(told(await world.batch(contacts()))).toEqual(['C1 unchanged/echo']);
		expect(world.target.writes).toHaveLength(1);
	});

	it('does not take a default that the target filled in for an edit', async () => {
		world.target.defaults = { title: 'Unknown' };
		contact('C1', 'ann@acme.example');
		await world.batch(contacts());
		contact('C1', 'ann@acme.example', { LastName: 'Ann' });
		const [outcome] = await world.batch(contacts());
		expect(outcome?.outcome).toBe('updated');
		expect(world.target.writes.at(-1)?.values).toEqual({ name: 'Ann' });
		expect(outcome?.message).not.toContain('goes back');
	});
});

describe('two records of one person', () => {
	it('in one batch become one record, and the second sees what the first one wrote', async () => {
		contact('C1', 'ann@acme.example', { Title: 'CEO' });
		world.time += 1_000;
		lead('L1', 'ANN@acme.example');
		expect(told(await world.batch([...contacts(), ...world.items('Lead')]))).toEqual([
			'C1 created/created',
			'L1 updated/updated',
		]);
		expect(world.target.records).toHaveLength(1);
		expect(known().fields.title).toBe('CEO');
	});

	it('of one object in one batch are not created twice', async () => {
		for (const id of ['C1', 'C2', 'C3']) contact(id, 'ann@acme.example');
		await world.batch(contacts());
		expect(world.target.records).toHaveLength(1);
		expect(
			(await world.store.linksTo([{ system: 'pact', connection: 'ws', object: 'contacts', id: 'p1' }])).map(
				({ left }) => left.id,
			),
		).toEqual(['C1', 'C2', 'C3']);
	});

	it.each([[['C1', 'L1']], [['L1', 'C1']]])(
		'the more recently updated one feeds the fields, in the order %j as well',
		async (order) => {
			contact('C1', 'ann@acme.example', { LastName: 'Ann', Title: 'Older' });
			world.time += 60_000;
			lead('L1', 'ann@acme.example', { LastName: 'Ann', Title: 'Newer' });
			world.time += 60_000;
			for (const id of order) await world.batch(id === 'C1' ? contacts() : world.items('Lead'));
			expect(known().fields.title).toBe('Newer');
		},
	);

	it('the older one fills blanks', async () => {
		contact('C1', 'ann@acme.example', { Title: 'Older' });
		world.time += 60_000;
		lead('L1', 'ann@acme.example', { LastName: 'Newer' });
		await world.batch(world.items('Lead'));
		await world.batch(contacts());
		expect(known().fields).toMatchObject({ title: 'Older', name: 'Newer' });
	});

	it.each([[['C1', 'L1']], [['L1', 'C1']]])(
		'of the same second are ordered the same way whoever comes first: %j',
		async (order) => {
			contact('C1', 'ann@acme.example', { LastName: 'Ann', Title: 'Contact' });
			lead('L1', 'ann@acme.example', { LastName: 'Ann', Title: 'Lead' });
			for (const id of order) await world.batch(id === 'C1' ? contacts() : world.items('Lead'));
			expect(known().fields.title).toBe('Contact');
		},
	);
});

describe('the guards', () => {
	it('let so many creates and writes through in a run, and the rest comes again without counting as an attempt', async () => {
		for (const id of ['C1', 'C2', 'C3']) contact(id, `${id}@acme.example`);
		const guards: BatchOptions['guards'] = { maxCreates: 2 };
		expect(told(await world.batch(await ticketed(contacts()), { guards }))).toEqual([
			'C1 created/created',
			'C2 created/created',
			'C3 waiting/guard-tripped',
		]);
		world.time += 120_000;
		expect(await world.store.takeDue(FEED, 10, 1_000)).toMatchObject([{ ref: { id: 'C3' }, attempts: 0 }]);
		for (const id of ['C1', 'C2']) contact(id, `${id}@acme.example`, { Title: 'New' });
		expect(told(await world.batch(contacts(), { guards: { maxWrites: 1 } }))).toEqual([
			'C3 created/created',
			'C1 waiting/guard-tripped',
			'C2 waiting/guard-tripped',
		]);
	});
});

describe('a dry run', () => {
	it('says what would happen and changes nothing but the log, and the records are still to be done', async () => {
		world.target.add('contacts', { email: 'old@acme.example', name: 'Old' });
		contact('C1', 'ann@acme.example', { AccountId: 'A1' });
		contact('C2', 'old@acme.example');
		lead('L1', 'ann@acme.example');
		lead('L2', 'l2@acme.example');
		contact('C3', null);
		const outcomes = await world.batch(await ticketed([...contacts(), ...world.items('Lead')]), { dryRun: true });
		expect(told(outcomes)).toEqual([
			'C1 created/dry-run',
			'C2 updated/dry-run',
			'C3 skipped/no-match-key',
			'L1 created/dry-run',
			'L2 created/dry-run',
		]);
		expect(world.target.writes).toEqual([]);
		expect(await world.store.linksTo([{ system: 'pact', connection: 'ws', object: 'contacts', id: 'p1' }])).toEqual([]);
		expect(await world.store.openReviews()).toEqual([]);
		expect((await world.store.log({ limit: 9 })).every(({ dryRun }) => dryRun)).toBe(true);
		expect(await world.store.pendingCounts(FEED)).toEqual({ waiting: 5 });
		expect(await world.store.reclaim(FEED)).toBe(5);
	});

	it('knows that the second record of one person would not be created', async () => {
		for (const id of ['C1', 'C2']) contact(id, 'ann@acme.example');
		expect(told(await world.batch(contacts(), { dryRun: true, guards: { maxCreates: 1 } }))).toEqual([
			'C1 created/dry-run',
			'C2 updated/linked',
		]);
	});

	it('is for the pairs that nobody has let go, and knows what earlier runs have planned', async () => {
		const { pair } = MAPPINGS.Contact!;
		const dryRun = new Set(await world.store.rehearsing([pair]));
		for (const id of ['C1', 'C2']) contact(id, 'ann@acme.example');
		lead('L1', 'bob@acme.example');
		const [first, second] = contacts();
		expect(told(await world.batch([first!], { dryRun }))).toEqual(['C1 created/dry-run']);
		expect(told(await world.batch([second!, ...world.items('Lead')], { dryRun }))).toEqual(['C2 updated/linked', 'L1 created/created']);
		expect(told(await world.batch([first!], { dryRun }))).toEqual(['C1 created/dry-run']);
		expect(world.target.writes).toHaveLength(1);
	});
});

describe('the other direction', () => {
	it("writes the parents' own ids, and sees its own write as such", async () => {
		await remap('Contact', { create: { left: true, right: true } });
		const pair = MAPPINGS.Contact!;
		await world.store.commit([
			{
				change: {
					system: 'salesforce',
					connection: '00D',
					object: 'Account',
					id: 'A1',
					kind: 'upserted',
					origin: 'manual',
					modifiedAt: '2026-03-01T00:00:00.000Z',
				},
				ledger: { kind: 'close' },
				log: {
					at: '2026-03-01T00:00:00.000Z',
					pair: 'Account~companies',
					source: { system: 'salesforce', connection: '00D', object: 'Account', id: 'A1' },
					origin: 'manual',
					outcome: 'created',
					reason: 'created',
					message: '',
					movements: [],
				},
				link: {
					left: { system: 'salesforce', connection: '00D', object: 'Account', id: 'A1' },
					right: { system: 'pact', connection: 'ws', object: 'companies', id: 'co1' },
					leftModifiedAt: '2026-03-01T00:00:00.000Z',
					rightModifiedAt: '2026-03-01T00:00:00.000Z',
					base: {},
				},
			},
		]);
		const salesforce: RecordPort = { ...world.target.port, system: 'salesforce', connection: '00D' };
		const item: MappedItem = {
			change: {
				system: 'pact',
				connection: 'ws',
				object: 'contacts',
				id: 'ct1',
				kind: 'upserted',
				origin: 'webhook',
				modifiedAt: '2026-03-01T00:00:00.000Z',
			},
			fields: { email: 'ann@acme.example', name: 'Ann', company_id: 'co1' },
			mapped: {
				pair: pair.pair,
				mapping: world.versions.get('Contact')!,
				side: 'right',
				target: pair.left,
				values: { Email: 'ann@acme.example', LastName: 'Ann', AccountId: 'co1' },
			},
		};
		const ports = { store: world.store, records: salesforce, clock: world.clock(new Process()) };
		const run = async (title?: string) =>
			(
				await world.until(
					runBatch(
						[
							{
								...item,
								mapped: { ...item.mapped, values: { ...item.mapped.values, ...(title ? { Title: title } : {}) } },
							},
						],
						ports,
						{ owner: 'me' },
					),
					[],
				)
			)[0];
		expect((await run())?.outcome).toBe('created');
		expect(known().fields).toMatchObject({ AccountId: 'A1' });
		expect((await run())?.reason).toBe('echo');
		expect((await run('CEO'))?.outcome).toBe('updated');
		expect(world.target.writes.at(-1)?.values).toEqual({ Title: 'CEO' });
	});
});
