import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import type { Mapping } from '../../engine/model';
import type { RecordPort, SyncStore } from '../../engine/run/ports';
import { openStore } from '../../store';
import { systemClock } from '../common/clock';
import { upsert } from '../common/upsert/upsert';
import { readSettings } from './settings';

const node: INode = { id: 'n2', name: 'Pact Upsert', type: 'n8n-nodes-pact.pactUpsert', typeVersion: 1, position: [0, 0], parameters: {} };
const mapping: Mapping = {
	pair: 'salesforce-contact~pact-contacts',
	left: { system: 'salesforce', object: 'Contact' },
	right: { system: 'pact', object: 'contacts' },
	rows: [{ id: 'Email~email', left: 'Email', right: 'email', label: 'Email', lens: { kind: 'email' }, rule: 'preferLeftUnlessBlank', required: { left: false, right: false } }],
	match: [{ kind: 'email', left: 'Email', right: 'email' }],
	externalIds: {},
	create: { left: false, right: true },
	tieWinner: 'left',
};

/** A Pact that holds what it is given; e-mails at refused.example are refused. */
function memoryPact(): RecordPort & { records: Map<string, IDataObject> } {
	const records = new Map<string, IDataObject>();
	const state = (id: string) => ({ id, fields: { ...records.get(id) } as Record<string, string>, modifiedAt: '2026-01-01T00:00:00.000Z' });
	return {
		system: 'pact',
		connection: 'pact.test',
		records,
		read: async (_object, ids) => new Map(ids.filter((id) => records.has(id)).map((id) => [id, state(id)])),
		find: async (_object, lookups) => lookups.map(({ field, value }) => [...records].filter(([, fields]) => fields[field] === value).map(([id]) => state(id))),
		write: async (_object, ops) =>
			ops.map((op) => {
				if (String(op.values.email).endsWith('refused.example')) return { ok: false, error: { class: 'invalid', message: 'Pact refused the e-mail.' } };
				const id = op.op === 'create' ? `p${records.size + 1}` : op.id;
				records.set(id, { ...records.get(id), ...op.values });
				return { ok: true, id, record: state(id) };
			}),
	};
}

describe('Pact Upsert', () => {
	let folder: string;
	let store: SyncStore;
	let version: string;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'upsert-'));
		store = await openStore({ file: join(folder, 'sync.sqlite') });
		version = await store.saveMapping(mapping);
	});
	afterEach(async () => {
		await store.close();
		await rm(folder, { recursive: true });
	});

	const item = (id: string, email: string, mapped: IDataObject = {}): INodeExecutionData => ({
		json: {
			change: { system: 'salesforce', connection: '00D', object: 'Contact', id, kind: 'upserted', modifiedAt: '2026-01-01T00:00:00.000Z', origin: 'poll' },
			fields: { Email: email },
			mapped: { pair: mapping.pair, mapping: version, side: 'left', target: { system: 'pact', object: 'contacts' }, values: { email }, ...mapped },
		},
	});

	async function run(items: INodeExecutionData[], options: IDataObject = {}, continueOnFail = false) {
		const context = {
			getInputData: () => items,
			getNode: () => node,
			getExecutionId: () => '42',
			continueOnFail: () => continueOnFail,
			logger: { debug: () => undefined, warn: () => undefined },
			getNodeParameter: (name: string) => ({ authentication: 'apiKey', operation: 'upsert', options })[name],
		} as unknown as IExecuteFunctions;
		const pact = memoryPact();
		const settings = readSettings(context);
		if (settings.operation !== 'upsert') throw new Error('Another operation was read');
		const outputs = await upsert(context, settings.options, { store, records: pact, clock: systemClock });
		const told = outputs.map((output) => output.map(({ json, pairedItem }) => [json.outcome, json.reason, pairedItem]));
		return { pact, outputs, told };
	}

	it('puts what was written on Done and what Pact refused on Failed, each with its reason and its input item', async () => {
		const { told, outputs } = await run([item('003A', 'ann@acme.example'), item('003B', 'bob@refused.example')]);
		expect(told).toEqual([[['created', 'created', { item: 0 }]], [], [['failed', 'invalid-value', { item: 1 }]]]);
		expect(outputs[0]?.[0]?.json).toMatchObject({
			source: { system: 'salesforce', connection: '00D', object: 'Contact', id: '003A' },
			target: { system: 'pact', connection: 'pact.test', object: 'contacts', id: 'p1' },
			changes: [{ field: 'email', to: 'ann@acme.example' }],
			message: expect.stringContaining('Created'),
		});
	});

	it('writes nothing until somebody says go, pair by pair', async () => {
		const { told, pact } = await run([item('003A', 'ann@acme.example')], { dryRun: 'untilGo' });
		expect([told[0], pact.records.size]).toEqual([[['created', 'dry-run', { item: 0 }]], 0]);
		await store.goLive(mapping.pair, 'Ann');
		expect((await run([item('003A', 'ann@acme.example')], { dryRun: 'untilGo' })).told[0]).toEqual([['created', 'created', { item: 0 }]]);
	});

	it('writes nothing in a dry run, and says what it would do', async () => {
		const { told, pact } = await run([item('003A', 'ann@acme.example')], { dryRun: true });
		expect(told[0]).toEqual([['created', 'dry-run', { item: 0 }]]);
		expect(pact.records.size).toBe(0);
	});

	it('keeps the largest number of creates', async () => {
		const { told, pact } = await run([item('003A', 'ann@acme.example'), item('003B', 'bob@acme.example')], { maxCreates: 1 });
		expect(pact.records.size).toBe(1);
		expect(told.flat().map(([outcome]) => outcome)).toEqual(['created', 'waiting']);
	});

	it('refuses items of another target before anything is written', async () => {
		const wrong = item('003B', 'bob@acme.example', { target: { system: 'salesforce', object: 'Contact' } });
		await expect(run([item('003A', 'ann@acme.example'), wrong])).rejects.toThrow('Item 1 is meant for salesforce Contact, not for Pact');
		expect(await store.outcomeCounts()).toEqual({});
	});

	it('says that an item without "mapped" did not pass a mapper', async () => {
		const { json } = item('003A', 'ann@acme.example');
		const { mapped: _mapped, ...unmapped } = json;
		await expect(run([{ json: unmapped }])).rejects.toMatchObject({
			message: expect.stringContaining('Item 0 has no "mapped"'),
			description: expect.stringContaining('Field & Stage Mapper'),
		});
	});

	it('continues on errors where the user wants that: the wrong item fails alone', async () => {
		const { told } = await run([{ json: { hello: 'world' } }, item('003A', 'ann@acme.example')], {}, true);
		expect(told).toEqual([[['created', 'created', { item: 1 }]], [], [['failed', 'foreign-item', { item: 0 }]]]);
	});

	it('refuses a mapping version that the store does not know, in words', async () => {
		await expect(run([item('003A', 'ann@acme.example', { mapping: 'gone' })])).rejects.toThrow(/Run the Field & Stage Mapper again/);
	});
});
