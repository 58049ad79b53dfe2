import { feedOf, Triangle } from '../../test/support/triangle';
import type { FieldValues, MappingRow, SystemErrorDetails } from '../model';
import { runBatch, type BatchOptions } from './batch';
import type { RecordPort, WriteOp } from './system-port';
import { NOT_WITHDRAWN_YET } from './withdrawals';

let world: Triangle;
beforeEach(async () => {
	world = await Triangle.open();
	await world.map('lead~pact', { rows: ROWS });
});
afterEach(() => world.close());

const MINUTE = 60_000;
const row = (left: string, right: string, rest: Partial<MappingRow> = {}): MappingRow => ({
	id: right, left, right, label: right, lens: { kind: 'text' }, rule: 'newestWins', required: { left: false, right: false }, ...rest,
});
const ROWS = [
	row('email', 'email', { lens: { kind: 'email' } }),
	row('title', 'title'),
	row('optout', 'consent', { lens: { kind: 'consent' }, rule: 'mostRestrictive' }),
];
const ANN = { email: 'ann@acme.example', name: 'Ann', title: 'CEO', optout: false };
const BOB = { ...ANN, email: 'bob@acme.example', name: 'Bob' };
const EVE = { ...ANN, email: 'eve@acme.example', name: 'Eve' };
const told = (outcomes: ReadonlyArray<{ outcome: string; reason: string }>) => outcomes.map(({ outcome, reason }) => `${outcome}/${reason}`);
const consents = () => world.all('pact', 'consent');

/** These people in Salesforce and Pact, linked. */
async function linked(...people: FieldValues[]): Promise<string[]> {
	const ids = people.map((person) => world.systems.lead.create(person));
	await world.run('lead~pact', 'left');
	for (const id of world.systems.pact.rows.keys()) world.systems.pact.edit(id, { consent: 'confirmed' });
	await world.run('lead~pact', 'right');
	world.pass(MINUTE);
	return ids;
}

/** Pact, which refuses what `refuses` says; answers its ops, one list a call. */
function pactThat(refuses: (values: FieldValues) => SystemErrorDetails | undefined): { records: RecordPort; calls: WriteOp[][] } {
	const records = world.systems.pact.records();
	const calls: WriteOp[][] = [];
	return {
		calls,
		records: {
			...records,
			write: async (object, ops) => {
				calls.push([...ops]);
				return await Promise.all(
					ops.map(async (op) => {
						const error = refuses(op.values);
						return error ? ({ ok: false, error } as const) : (await records.write(object, [op]))[0]!;
					}),
				);
			},
		},
	};
}
const badTitle = ({ title }: FieldValues): SystemErrorDetails | undefined =>
	title === undefined ? undefined : { class: 'invalid', message: 'The title is refused.', fields: ['title'] };

async function run(records: RecordPort, options: Partial<BatchOptions> = {}) {
	const items = await world.items('lead~pact', 'left');
	return await world.time.until(runBatch(items, { store: world.store, records, clock: world.time.clock }, { owner: 'test', ...options }));
}

describe('a withdrawal of consent', () => {
	it('goes before the other writes of its batch, which keep their order', async () => {
		const [ann = '', bob = '', eve = ''] = await linked(ANN, BOB, EVE);
		for (const id of [ann, bob]) world.systems.lead.edit(id, { title: 'CTO' });
		world.systems.lead.edit(eve, { optout: true });
		const pact = pactThat(() => undefined);
		await run(pact.records);
		expect(pact.calls[0]?.map(({ values }) => values)).toEqual([{ consent: 'declined' }, { title: 'CTO' }, { title: 'CTO' }]);
	});

	it('is written although another field of its record is refused; the refusal stays an issue', async () => {
		const [ann = ''] = await linked(ANN);
		world.systems.lead.edit(ann, { title: 'CTO', optout: true });
		const pact = pactThat(badTitle);
		const [outcome] = await run(pact.records);
		expect(consents()).toEqual(['declined']);
		expect(world.all('pact', 'title')).toEqual(['CEO']);
		expect(outcome).toMatchObject({ outcome: 'failed', reason: 'invalid-value', target: { id: 'pact-1' } });
		expect(outcome?.message).toContain('Only the withdrawal of consent was written.');
		expect(outcome?.message).toContain('The title is refused.');
		expect(outcome?.message).not.toContain(NOT_WITHDRAWN_YET);
		expect(outcome?.movements.map(({ field, to }) => [field, to])).toEqual([['consent', 'withdrawn']]);
		expect(pact.calls.map((ops) => ops.map(({ values }) => Object.keys(values).sort()))).toEqual([[['consent', 'title']], [['consent']]]);
	});

	it('is not sent again once it is written, and the other field is as soon as it is taken', async () => {
		const [ann = ''] = await linked(ANN);
		world.systems.lead.edit(ann, { title: 'CTO', optout: true });
		await run(pactThat(badTitle).records);
		const pact = pactThat(() => undefined);
		expect(told(await run(pact.records))).toEqual(['updated/updated']);
		expect(pact.calls).toEqual([[{ op: 'update', id: 'pact-1', values: { title: 'CTO' } }]]);
		expect(told(await run(pact.records))).toEqual(['unchanged/echo']);
	});

	it('comes again where its own second call broke, also when the record itself would not', async () => {
		const [ann = ''] = await linked(ANN);
		world.systems.lead.edit(ann, { title: 'CTO', optout: true });
		const pact = pactThat((values) => badTitle(values) ?? { class: 'temporary', message: 'Down for a moment.' });
		expect(told(await run(pact.records))).toEqual(['waiting/system-error']);
		expect(told(await run(pactThat(badTitle).records))).toEqual(['failed/invalid-value']);
		expect(consents()).toEqual(['declined']);
	});

	it('that is not written says so, until it is; other refusals do not', async () => {
		const [ann = ''] = await linked(ANN);
		world.systems.lead.edit(ann, { optout: true });
		const [outcome] = await run(pactThat(() => ({ class: 'temporary', message: 'Down for a moment.' })).records);
		expect(outcome?.message).toContain(NOT_WITHDRAWN_YET);
		world.pass(MINUTE);
		expect((await run(pactThat(() => undefined).records))[0]?.message).not.toContain(NOT_WITHDRAWN_YET);
		world.systems.lead.edit(ann, { title: 'CTO' });
		expect((await run(pactThat(badTitle).records))[0]?.message).not.toContain(NOT_WITHDRAWN_YET);
	});

	it('goes back to the source although the target refuses the source’s other fields', async () => {
		const [ann = ''] = await linked(ANN);
		world.systems.pact.edit('pact-1', { consent: 'declined' });
		world.systems.lead.edit(ann, { optout: true });
		await world.run('lead~pact', 'left');
		world.pass(MINUTE);
		world.systems.lead.edit(ann, { optout: false, title: 'CTO' });
		expect(told(await run(pactThat(badTitle).records))).toEqual(['failed/invalid-value']);
		expect((await world.store.takeDue(feedOf('pact'), 10, MINUTE)).map(({ ref }) => ref.id)).toEqual(['pact-1']);
		await world.run('lead~pact', 'right');
		expect(world.fields('lead', ann).optout).toBe(true);
	});

	it('is not stopped by the largest number of writes; what stands beside it waits, and so do the others', async () => {
		const [ann = '', bob = '', eve = ''] = await linked(ANN, BOB, EVE);
		world.systems.lead.edit(ann, { title: 'CTO' });
		world.systems.lead.edit(bob, { title: 'CTO', optout: true });
		world.systems.lead.edit(eve, { optout: true });
		const outcomes = await run(world.systems.pact.records(), { guards: { maxWrites: 0 } });
		expect(told(outcomes)).toEqual(['waiting/guard-tripped', 'waiting/guard-tripped', 'updated/updated']);
		expect(consents()).toEqual(['confirmed', 'declined', 'declined']);
		expect(world.all('pact', 'title')).toEqual(['CEO', 'CEO', 'CEO']);
		expect(told(await run(world.systems.pact.records()))).toEqual(['updated/updated', 'updated/updated', 'unchanged/echo']);
		expect(world.all('pact', 'title')).toEqual(['CTO', 'CTO', 'CEO']);
	});

	it('is as urgent in a row that goes one way only', async () => {
		const rows = ROWS.map((one) => (one.id === 'consent' ? { ...one, lens: { kind: 'consent' as const, onlyOptOuts: true as const }, rule: 'alwaysLeft' as const, ignoreClears: true } : one));
		await world.map('lead~pact', { rows });
		const [ann = ''] = await linked(ANN);
		world.systems.lead.edit(ann, { title: 'CTO', optout: true });
		expect(told(await run(pactThat(badTitle).records))).toEqual(['failed/invalid-value']);
		expect(consents()).toEqual(['declined']);
	});

	it('is written in no dry run', async () => {
		const [ann = ''] = await linked(ANN);
		world.systems.lead.edit(ann, { optout: true });
		const pact = pactThat(() => undefined);
		await run(pact.records, { dryRun: true, guards: { maxWrites: 0 } });
		expect(pact.calls).toEqual([]);
	});

	it('goes to all records of the person, also where other changes go to the newest only', async () => {
		await world.map('lead~pact', { rows: ROWS, fanOut: 'newest' });
		const [first = '', newest = ''] = await linked(ANN, ANN);
		world.systems.lead.edit(newest, { name: 'Ann B.' });
		await world.run('lead~pact', 'left');
		world.pass(MINUTE);
		world.systems.pact.edit('pact-1', { consent: 'declined', title: 'CTO' });
		await world.run('lead~pact', 'right');
		expect(world.fields('lead', first)).toMatchObject({ optout: true, title: 'CEO' });
		expect(world.fields('lead', newest)).toMatchObject({ optout: true, title: 'CTO' });
	});

	it('is written once more together with a new e-mail address: an opt-out may belong to the address', async () => {
		const [ann = ''] = await linked(ANN);
		world.systems.lead.edit(ann, { optout: true });
		await run(world.systems.pact.records());
		world.pass(MINUTE);
		world.systems.lead.edit(ann, { email: 'ann.b@acme.example' });
		const pact = pactThat(() => undefined);
		expect(told(await run(pact.records))).toEqual(['updated/updated']);
		expect(pact.calls[0]?.[0]?.values).toEqual({ email: 'ann.b@acme.example', consent: 'declined' });
	});

	it('and is not sent alone when that address is refused, as the target holds it already (simulation, seed 112: two people of one address, written for ever)', async () => {
		const [ann = ''] = await linked(ANN);
		world.systems.lead.edit(ann, { optout: true });
		await run(world.systems.pact.records());
		world.pass(MINUTE);
		world.systems.lead.edit(ann, { email: 'bob@acme.example' });
		const pact = pactThat(({ email }) => (email === undefined ? undefined : { class: 'duplicate', message: 'Somebody has that address.' }));
		expect(told(await run(pact.records))).toEqual(['waiting/duplicate-refused']);
		expect(pact.calls).toHaveLength(1);
		expect(consents()).toEqual(['declined']);
	});

	it('that only the target holds is not lost with the old e-mail address', async () => {
		const [ann = ''] = await linked(ANN);
		world.systems.pact.edit('pact-1', { consent: 'declined' });
		world.pass(MINUTE);
		world.systems.lead.edit(ann, { email: 'ann.b@acme.example' });
		const pact = pactThat(() => undefined);
		await run(pact.records);
		expect(pact.calls[0]?.[0]?.values).toEqual({ email: 'ann.b@acme.example', consent: 'declined' });
		world.pass(MINUTE);
		await world.run('lead~pact', 'right');
		expect(world.fields('lead', ann).optout).toBe(true);
	});

	it('that the target says of a record at its creation comes back: it is no agreement', async () => {
		world.systems.lead.create(ANN);
		const records = world.systems.pact.records();
		const knowing: RecordPort = {
			...records,
			write: async (object, ops) => await records.write(object, ops.map((op) => ({ ...op, values: { ...op.values, consent: 'declined' } }))),
		};
		expect(told(await run(knowing))).toEqual(['created/created']);
		world.pass(MINUTE);
		expect(told(await world.run('lead~pact', 'right'))).toEqual(['updated/updated']);
		expect(world.all('lead', 'optout')).toEqual([true]);
	});
});

describe('where the mapper says not to update the records of that side', () => {
	const closed = async (rows = ROWS) => await world.map('lead~pact', { rows, update: { left: true, right: false } });

	it('a withdrawal is written all the same, and nothing else of the record is written or settled', async () => {
		const [id] = await linked(ANN);
		await closed();
		world.systems.lead.edit(id!, { optout: true, title: 'CTO' });
		const [outcome] = await world.run('lead~pact', 'left');
		expect(outcome).toMatchObject({ outcome: 'updated', reason: 'updated', message: expect.stringContaining('Nothing but the withdrawal of consent was written') });
		expect(world.fields('pact', 'pact-1')).toMatchObject({ consent: 'declined', title: 'CEO' });
		await world.map('lead~pact', { rows: ROWS });
		await world.run('lead~pact', 'left');
		expect(world.fields('pact', 'pact-1')).toMatchObject({ consent: 'declined', title: 'CTO' });
	});

	it('it is written on the first meeting, too', async () => {
		await closed();
		world.systems.lead.create({ ...ANN, optout: true, title: 'CTO' });
		world.systems.pact.create({ ...ANN, optout: null, consent: 'confirmed' });
		expect(told(await world.run('lead~pact', 'left'))).toEqual(['updated/updated']);
		expect(world.fields('pact', 'pact-1')).toMatchObject({ consent: 'declined', title: 'CEO' });
	});

	it('it is written once: what differs besides is no reason to write it again, nor is an address that is not written either', async () => {
		const [id] = await linked(ANN);
		await closed();
		world.systems.lead.edit(id!, { optout: true, title: 'CTO' });
		await world.run('lead~pact', 'left');
		world.pass(MINUTE);
		world.systems.lead.edit(id!, { email: 'ann@new.example' });
		expect(told(await world.run('lead~pact', 'left'))).toEqual(['skipped/update-not-allowed']);
		expect(world.fields('pact', 'pact-1').email).toBe('ann@acme.example');
	});

	it('neither an opt-in nor a row that is not synced changes anything', async () => {
		const [id] = await linked(ANN);
		await closed(ROWS.map((one) => (one.id === 'consent' ? { ...one, rule: 'doNotSync' as const } : one)));
		world.systems.lead.edit(id!, { optout: true, title: 'CTO' });
		expect(told(await world.run('lead~pact', 'left'))).toEqual(['skipped/update-not-allowed']);
		expect(consents()).toEqual(['confirmed']);
	});
});
