import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IDataObject, IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { mappedItemSchema, type FieldSchema, type ObjectSchema } from '../../engine/model';
import type { SchemaPort, SyncStore } from '../../engine/run/ports';
import { openStore } from '../../store';
import { compileFor } from './compile';
import { mapItems } from './map-items';
import { settleAnswered } from './settle-answered';
import { readParameters, type MapperParameters } from './parameters';
import { tellProblems } from './report';

const field = (name: string, more: Partial<FieldSchema> = {}): FieldSchema => ({
	name, label: name, type: 'text', custom: false, requiredOnCreate: false, createable: true, updateable: true, ...more,
});
const options = (...values: string[]) => values.map((value) => ({ value, label: value, active: true }));
const schemas: { left: ObjectSchema; right: ObjectSchema } = {
	left: {
		system: 'salesforce', connection: '00D', name: 'Opportunity', label: 'Opportunity',
		fields: [field('Name'), field('AccountId', { type: 'reference', referenceTo: ['Account'] }), field('StageName', { type: 'picklist', options: options('Prospecting', 'Closed Won', 'Legal Review') })],
	},
	right: {
		system: 'pact', connection: 'pact.test', name: 'opportunities', label: 'Opportunities',
		fields: [field('name'), field('company_id', { type: 'reference', referenceTo: ['companies'] }), field('stage', { type: 'picklist', restricted: true, options: options('qualification', 'Closed Won') })],
	},
};
const NO_SCHEMA: SchemaPort = {
	objects: async () => [],
	describe: async () => { throw new Error('not asked in these tests'); },
};
const sides = {
	left: { system: 'salesforce' as const, connection: '00D', object: 'Opportunity', schema: NO_SCHEMA },
	right: { system: 'pact' as const, connection: 'pact.test', object: 'opportunities', schema: NO_SCHEMA },
};
const node: INode = { id: 'n1', name: 'Opportunities', type: 'n8n-nodes-pact.fieldStageMapper', typeVersion: 1, position: [0, 0], parameters: {} };

const PARAMETERS: Record<string, unknown> = {
	leftSystem: 'salesforce', leftObject: 'Opportunity', rightSystem: 'pact', rightObject: 'opportunities', autoMap: true,
	rows: {}, values: { value: [{ field: 'StageName', left: 'Prospecting', right: 'qualification' }] }, matchBy: 'automatic', match: {},
	createLeft: false, createRight: true, tieWinner: 'left', syncName: '',
};
const parameters = (more: Record<string, unknown> = {}): MapperParameters =>
	readParameters({ getInputData: () => [], getNodeParameter: (name: string, _item: number, fallback: unknown) => ({ ...PARAMETERS, ...more })[name] ?? fallback } as unknown as IExecuteFunctions);

function context(continueOnFail = false) {
	const hints: unknown[] = [];
	const functions = { getNode: () => node, continueOnFail: () => continueOnFail, addExecutionHints: (...given: unknown[]) => hints.push(...given) };
	return { functions: functions as unknown as IExecuteFunctions, hints };
}

const item = (fields: IDataObject, change: IDataObject = {}): INodeExecutionData => ({
	json: {
		change: {
			system: 'salesforce', connection: '00D', object: 'Opportunity', id: '006A', kind: 'upserted', modifiedAt: '2026-01-01T00:00:00.000Z',
			origin: 'poll', ticket: { feed: 'w:n', seq: 1, attempt: 0 }, ...change,
		},
		fields,
	},
});

describe('the Field & Stage Mapper', () => {
	let folder: string;
	let store: SyncStore;
	beforeEach(async () => {
		folder = await mkdtemp(join(tmpdir(), 'mapper-'));
		store = await openStore({ file: join(folder, 'sync.sqlite') });
	});
	afterEach(async () => {
		await store.close();
		await rm(folder, { recursive: true });
	});

	async function map(items: INodeExecutionData[], more: { continueOnFail?: boolean; parameters?: Record<string, unknown> } = {}) {
		const { mapping } = await compileFor(parameters(more.parameters), schemas, store);
		const version = await store.saveMapping(mapping);
		return { mapping, version, outputs: await mapItems(context(more.continueOnFail).functions, { items, sides, schemas, mapping, version, store }) };
	}

	it('puts a Salesforce record, in Pact’s words, on "To Pact", with the mapping’s version and its place of origin', async () => {
		const { outputs, version } = await map([item({ Name: 'Deal', StageName: 'Prospecting', AccountId: '001A' })]);
		const mapped = mappedItemSchema.parse(outputs[0]?.[0]?.json);
		expect(mapped.mapped).toEqual({
			pair: 'salesforce-opportunity~pact-opportunities', mapping: version, side: 'left', target: { system: 'pact', object: 'opportunities' },
			values: { name: 'Deal', stage: 'qualification', company_id: '001A' },
		});
		expect(outputs[0]?.[0]?.pairedItem).toEqual({ item: 0 });
		expect(outputs.slice(1)).toEqual([[], []]);
	});

	it('sends a Pact record the other way by the same table', async () => {
		const { outputs } = await map([item({ name: 'Deal', stage: 'qualification' }, { system: 'pact', connection: 'pact.test', object: 'opportunities', id: 'p1' })]);
		const mapped = mappedItemSchema.parse(outputs[1]?.[0]?.json);
		expect(mapped.mapped).toMatchObject({ side: 'right', target: { system: 'salesforce', object: 'Opportunity' }, values: { Name: 'Deal', StageName: 'Prospecting' } });
	});

	it('asks once about a value without a partner, however many records have it, and keeps the question', async () => {
		const { outputs, mapping } = await map([item({ StageName: 'Legal Review' }), item({ StageName: 'Closed Won' }), item({ StageName: 'Legal Review' }, { id: '006C' })]);
		expect(outputs[0]).toHaveLength(3);
		expect(outputs[2]).toHaveLength(1);
		expect(outputs[2]?.[0]).toMatchObject({
			json: { kind: 'unmapped-value', records: 2, details: { field: 'StageName', value: 'Legal Review', choices: ['qualification', 'Closed Won'] } },
			pairedItem: [{ item: 0 }, { item: 2 }],
		});
		const open = await store.openReviews({ pair: mapping.pair });
		expect(open.map(({ kind, details }) => [kind, details.value])).toEqual([['unmapped-value', 'Legal Review']]);
	});

	it('uses what a person answered, and the question is closed', async () => {
		const { mapping } = await map([item({ StageName: 'Legal Review' })]);
		const row = mapping.rows.find(({ left }) => left === 'StageName');
		await store.assignValue(mapping.pair, row?.id ?? '', 'left', 'Legal Review', 'qualification');
		const { outputs } = await map([item({ StageName: 'Legal Review' })]);
		expect(mappedItemSchema.parse(outputs[0]?.[0]?.json).mapped.values).toEqual({ stage: 'qualification' });
		expect(outputs[2]).toEqual([]);
		expect(await store.openReviews()).toEqual([]);
	});

	it('closes a question that the mapping answers by now, and keeps the others', async () => {
		await map([item({ StageName: 'Legal Review' }), item({ StageName: 'On Hold' }, { id: '006C' })]);
		const pairs = [{ field: 'StageName', left: 'Legal Review', right: 'qualification' }];
		const { mapping } = await compileFor(parameters({ values: { value: pairs } }), schemas, store);
		await settleAnswered(mapping, store);
		expect((await store.openReviews()).map(({ details }) => details.value)).toEqual(['On Hold']);
	});

	it('closes the questions of a row that is not synced any more', async () => {
		await map([item({ StageName: 'Legal Review' })]);
		const rows = { row: [{ left: 'StageName', right: 'stage', rule: 'doNotSync' }, { right: 'stage', type: 'constant', constantRight: 'qualification' }] };
		const { mapping } = await compileFor(parameters({ rows }), schemas, store);
		await settleAnswered(mapping, store);
		expect(await store.openReviews()).toEqual([]);
	});

	it('says which object an item is of when it maps another', async () => {
		await expect(map([item({}, { object: 'Contact' })])).rejects.toThrow('Item 0 is a Salesforce Contact, which this mapper does not map');
	});

	it('says that an item comes from another org', async () => {
		await expect(map([item({}), item({}, { connection: '00E' })])).rejects.toThrow('Item 1 comes from another Salesforce connection');
	});

	it('names what a foreign item lacks', async () => {
		await expect(map([{ json: { hello: 'world' } }])).rejects.toThrow('Item 0 has no "change"');
		await expect(map([item({}, { modifiedAt: 'yesterday' })])).rejects.toThrow(/change\.modifiedAt/);
	});

	it('continues on errors where the user wants that: the wrong item goes to review, the others are mapped', async () => {
		const { outputs } = await map([{ json: { hello: 'world' } }, item({ Name: 'Deal' })], { continueOnFail: true });
		expect(outputs[0]?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(outputs[2]?.[0]).toMatchObject({ json: { error: expect.stringContaining('no "change"') }, pairedItem: { item: 0 } });
	});

	it('stops before any record when a row does not fit, with the whole report', async () => {
		const { report } = await compileFor(parameters({ rows: { row: [{ left: 'Nmae', right: 'name' }] } }), schemas, store);
		const tell = () => tellProblems(context().functions, report);
		expect(tell).toThrow(NodeOperationError);
		expect(tell).toThrow('The mapping does not fit the two systems');
		expect(() => tell()).toThrow(expect.objectContaining({ description: expect.stringContaining('Nmae') }));
	});

	it('looks for parents within the same named sync', async () => {
		const { mapping } = await compileFor(parameters({ syncName: 'EMEA North' }), schemas, store);
		expect(mapping.pair).toBe('salesforce-opportunity~pact-opportunities@emea-north');
		expect(mapping.rows.find(({ left }) => left === 'AccountId')?.lens).toMatchObject({ kind: 'reference', pair: 'salesforce-account~pact-companies@emea-north' });
	});
});
