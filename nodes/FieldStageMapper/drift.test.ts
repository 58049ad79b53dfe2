import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IExecuteFunctions, INode } from 'n8n-workflow';
import type { FieldSchema, ObjectSchema } from '../../engine/model';
import type { SyncStore } from '../../engine/run/ports';
import { openStore } from '../../store';
import { compileFor } from './compile';
import { toDefinition } from './definition';
import { driftItems, noteDrift } from './drift';
import { readParameters, type MapperParameters } from './parameters';
import { tellProblems } from './report';

const field = (name: string, more: Partial<FieldSchema> = {}): FieldSchema => ({
	name, label: name, type: 'text', custom: false, requiredOnCreate: false, createable: true, updateable: true, ...more,
});
const left: ObjectSchema = {
	system: 'salesforce', connection: '00D', name: 'Contact', label: 'Contact',
	fields: [field('FirstName'), field('LastName'), field('Fax'), field('Email', { type: 'email' })],
};
const right: ObjectSchema = {
	system: 'pact', connection: 'pact.test', name: 'contacts', label: 'Contacts', fields: [field('name'), field('fax_number'), field('email', { type: 'email' })],
};
const withoutFax: ObjectSchema = { ...left, fields: left.fields.filter(({ name }) => name !== 'Fax') };
const ROWS = { row: [{ left: 'Fax', right: 'fax_number' }] };

const parameters = (more: Record<string, unknown> = {}): MapperParameters => {
	const given: Record<string, unknown> = {
		leftSystem: 'salesforce', leftObject: 'Contact', rightSystem: 'pact', rightObject: 'contacts', autoMap: true, rows: ROWS, values: {},
		matchBy: 'automatic', match: {}, createLeft: false, createRight: true, tieWinner: 'left', syncName: '', ...more,
	};
	return readParameters({ getInputData: () => [], getNodeParameter: (name: string, _item: number, fallback: unknown) => given[name] ?? fallback } as unknown as IExecuteFunctions);
};

describe('a mapper whose systems change under it', () => {
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

	/** One run as the node makes it. Answers its hints and what goes out on "Needs review". */
	async function run(schema: ObjectSchema, rows: Record<string, unknown> = ROWS) {
		const hints: Array<{ message: string }> = [];
		const node = { name: 'Contacts', type: 'n8n-nodes-pact.fieldStageMapper' } as INode;
		const context = { getNode: () => node, addExecutionHints: (...given: Array<{ message: string }>) => hints.push(...given) };
		const { mapping, report, ...drift } = await compileFor(parameters({ rows }), { left: schema, right }, store);
		tellProblems(context as unknown as IExecuteFunctions, report);
		const questions = await noteDrift(store, mapping.pair, drift);
		await store.saveMapping(mapping);
		return { mapping, hints: hints.map(({ message }) => message), items: driftItems(questions, 2) };
	}

	it('goes on without the row that broke, and asks once', async () => {
		await run(left);
		const { mapping, hints, items } = await run(withoutFax);
		expect(mapping.rows.map(({ id }) => id)).toEqual(['Email~email']);
		expect(hints).toContainEqual(expect.stringContaining('Switched off, while all other rows go on: Salesforce Contact has no field "Fax"'));
		expect(items).toEqual([
			{ json: expect.objectContaining({ kind: 'mapping', key: 'row|Fax~fax_number', details: expect.objectContaining({ change: 'removed', field: 'Fax' }) }), pairedItem: [{ item: 0 }, { item: 1 }] },
		]);
		const again = await run(withoutFax);
		expect(again.hints).toEqual(hints);
		expect(again.items).toEqual([]);
		expect(await store.openReviews({ kind: 'mapping' })).toMatchObject([{ key: 'row|Fax~fax_number', count: 1 }]);
	});

	it('closes the question when the field is back, and the row goes on', async () => {
		await run(left);
		await run(withoutFax);
		const { mapping } = await run(left);
		expect(mapping.rows.map(({ id }) => id)).toEqual(['Email~email', 'Fax~fax_number']);
		expect(await store.openReviews()).toEqual([]);
	});

	it('still stops at a row that never worked', async () => {
		await expect(run(withoutFax)).rejects.toThrow('The mapping does not fit the two systems');
		await run(left);
		await expect(run(left, { row: [{ left: 'Fx', right: 'fax_number' }] })).rejects.toThrow('The mapping does not fit the two systems');
	});
});

describe('what the user says in a row', () => {
	const rowsOf = (...row: unknown[]) => toDefinition(parameters({ rows: { row } })).rows;

	it('about names, money, time zones and texts reaches the engine', () => {
		expect(
			rowsOf(
				{ left: 'FirstName', right: 'name', type: 'name', options: { leftLastName: ' LastName ' } },
				{ left: 'Amount', right: 'value', type: 'money', options: { leftCurrency: 'CurrencyIsoCode', rightCurrency: 'EUR' } },
				{ left: 'Start', right: 'start', type: 'datetime', options: { rightZone: 'Europe/Berlin', leftZone: '' } },
				{ right: 'name', type: 'template', template: '{FirstName} {LastName}' },
			),
		).toEqual([
			{ left: 'FirstName', right: 'name', lens: 'name', rule: 'default', leftLastName: 'LastName' },
			{ left: 'Amount', right: 'value', lens: 'money', rule: 'default', leftCurrency: 'CurrencyIsoCode', rightCurrency: 'EUR' },
			{ left: 'Start', right: 'start', lens: 'datetime', rule: 'default', rightZone: 'Europe/Berlin' },
			{ left: '', right: 'name', lens: 'template', rule: 'default', template: '{FirstName} {LastName}' },
		]);
	});

	it('about plus-addresses and case reaches the match keys', () => {
		expect(toDefinition(parameters({ samePlusAddress: true })).plusAddress).toBe('drop');
		const key = [{ kind: 'text', left: 'Fax', right: 'fax_number', exactCase: true }, { kind: 'email', left: 'Email', right: 'email', exactCase: true }];
		expect(toDefinition(parameters({ matchBy: 'rows', match: { key } })).match).toEqual([
			{ kind: 'text', left: 'Fax', right: 'fax_number', exactCase: true },
			{ kind: 'email', left: 'Email', right: 'email' },
		]);
	});
});
