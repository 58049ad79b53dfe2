import {
	compile,
	compileRow,
	contact,
	contacts,
	definition,
	errors,
	field,
	options,
	pact,
	problemsOf,
	rowOf,
	salesforce,
} from './compile.fixture';
import type { CompiledMapping } from './compile-mapping';
import { compileMapping } from './compile-mapping';
import type { MappingDefinition } from './definition';

import type { ObjectSchema } from '../../model';

describe('list values', () => {
	const row = { left: 'Region__c', right: 'custom_fields.sales_region' };
	const id = 'Region__c~custom_fields.sales_region';
	const pairsOf = (compiled: CompiledMapping): unknown => rowOf(compiled, id)?.lens;

	it('are found by name, then said by the user, then assigned in the review list', () => {
		const compiled = compileMapping(
			definition({
				autoMap: false,
				rows: [row],
				values: [{ field: 'Region__c', leftValue: 'EMEA', rightValue: 'APAC' }],
			}),
			contact,
			contacts,
			{ left: { [id]: { nordics: 'EMEA' } }, right: { [id]: { emea: 'north america' } } },
		);
		expect(pairsOf(compiled)).toEqual({
			kind: 'picklist',
			values: [
				['North America', 'north-america'],
				['EMEA', 'APAC'],
				['nordics', 'emea'],
				['North America', 'emea'],
			],
		});
	});

	it('that the user paired and that a restricted list does not have are pointed out', () => {
		const compiled = compile({
			autoMap: false,
			rows: [row],
			values: [{ field: id, leftValue: 'EMEA', rightValue: 'gone' }],
		});
		expect(problemsOf(compiled, id)).toContainEqual(
			expect.objectContaining({ level: 'warning', message: expect.stringContaining('"gone"') }),
		);
	});

	it('of a restricted list pass as they are to a text, and an open list is text', () => {
		const toText = compileRow({ left: 'Region__c', right: 'title' });
		expect(rowOf(toText, 'Region__c~title')?.lens).toEqual({
			kind: 'picklist',
			values: [
				['EMEA', 'EMEA'],
				['North America', 'North America'],
			],
		});
		const open = { ...contact, fields: [field('Industry', 'picklist', { options: options('Energy') })] };
		const industry = compile({ autoMap: false, rows: [{ left: 'Industry', right: 'title' }] }, open);
		expect(rowOf(industry, 'Industry~title')?.lens).toEqual({ kind: 'text' });
	});

	it('of a several-value list are written as Salesforce and Pact hold them', () => {
		const left = salesforce('Contact', [
			field('Tags__c', 'multiselect', { label: 'Tags', options: options('A', 'B') }),
		]);
		const right = pact('contacts', [field('custom_fields.tags', 'multiselect', { options: options('a', 'b') })]);
		const compiled = compile({}, left, right);
		expect(compiled.mapping.rows).toMatchObject([
			{
				lens: {
					kind: 'multiselect',
					values: [
						['A', 'a'],
						['B', 'b'],
					],
				},
				asText: { left: true },
			},
		]);
		expect(compiled.mapping.rows[0]?.asText?.right).toBeUndefined();
	});
});

describe('the whole mapping', () => {
	it('a required field that no row fills is an error on a side where records are created', () => {
		const missing = 'Salesforce LastName (text) must be filled when a record is created, and no row fills it.';
		expect(errors(compile({ autoMap: false, create: { left: true, right: true } }))).toEqual([missing]);
		expect(errors(compile({ autoMap: false, create: { left: false, right: true } }))).toEqual([]);
		expect(errors(compile({ create: { left: true, right: true } }))).toEqual([]);
	});

	it('a match key or id field that is not there is an error', () => {
		const compiled = compile({
			match: [{ kind: 'email', left: 'Emial', right: 'email' }],
			externalIds: { right: 'custom_fields.sf' },
		});
		expect(compiled.mapping.match).toEqual([]);
		expect(errors(compiled)).toEqual([
			expect.stringContaining('no field "Emial", which the mapping uses as a match key'),
			expect.stringContaining('no field "custom_fields.sf", which the mapping uses as external id'),
		]);
		expect(compiled.mapping.externalIds).toEqual({ left: 'Pact_Id__c' });
	});

	it('an id field that Salesforce cannot search by is not used, and says so', () => {
		const plain = {
			...contact,
			fields: [...contact.fields.filter((one) => one.name !== 'Pact_Id__c'), field('Pact_Id__c')],
		};
		const compiled = compile({}, plain);
		expect(compiled.mapping.externalIds.left).toBeUndefined();
		expect(compiled.report.problems).toContainEqual(expect.objectContaining({ level: 'warning', field: 'Pact_Id__c' }));
	});

	it('a definition of another shape is refused', () => {
		expect(() => compileMapping({ left: {} } as unknown as MappingDefinition, contact, contacts)).toThrow();
	});

	it('maps the other known pairs: accounts with website and domain, opportunities with pipeline and stage', () => {
		const account = compileMapping(
			{ left: { system: 'salesforce', object: 'Account' }, right: { system: 'pact', object: 'companies' } },
			salesforce('Account', [
				field('Name'),
				field('Website', 'url'),
				field('OwnerId', 'reference'),
				field('AnnualRevenue', 'money'),
			]),
			pact('companies', [
				field('name', 'text', { requiredOnCreate: true }),
				field('website'),
				field('domain'),
				field('crm_owner'),
				field('revenue_usd', 'number'),
			]),
		);
		expect(errors(account)).toEqual([]);
		expect(rowOf(account, 'Website~domain')).toMatchObject({
			lens: { kind: 'domain' },
			rule: 'alwaysLeft',
			ignoreClears: true,
		});
		expect(account.mapping.match.map((key) => key.right)).toEqual(['domain', 'website']);

		const deal = compileMapping(
			{ left: { system: 'salesforce', object: 'Opportunity' }, right: { system: 'pact', object: 'opportunities' } },
			salesforce('Opportunity', [
				field('Name'),
				field('RecordTypeId', 'reference'),
				field('StageName', 'picklist', { options: options('Closed Won', 'Perception Analysis') }),
				field('CloseDate', 'date'),
				field('Amount', 'money'),
			]),
			pact('opportunities', [
				field('name', 'text', { requiredOnCreate: true }),
				field('value', 'money'),
				field('close_date', 'date'),
				field('pipeline', 'picklist', { requiredOnCreate: true, options: options('New Business'), restricted: true }),
				field('stage', 'picklist', { requiredOnCreate: true, options: options('Closed won'), restricted: true }),
			]),
		);
		expect(errors(deal)).toEqual([]);
		expect(rowOf(deal, 'RecordType.Name~pipeline')).toMatchObject({
			rule: 'alwaysLeft',
			lens: { values: [['New Business', 'New Business']] },
		});
		expect(rowOf(deal, 'StageName~stage')?.lens).toEqual({ kind: 'picklist', values: [['Closed Won', 'Closed won']] });
		expect(problemsOf(deal, 'StageName~stage')).toMatchObject([
			{ level: 'info', message: expect.stringContaining('"Perception Analysis"') },
		]);
	});

	it('a required field that may be blank at its source needs a default; a list of one value is its own', () => {
		const left = salesforce('Opportunity', [
			field('Name', 'text', { requiredOnCreate: true }),
			field('RecordTypeId', 'reference'),
		]);
		const pipelines = (...names: string[]): ObjectSchema =>
			pact('opportunities', [
				field('name', 'text', { requiredOnCreate: true }),
				field('pipeline', 'picklist', { requiredOnCreate: true, options: options(...names), restricted: true }),
			]);
		const row = { left: 'RecordType.Name', right: 'pipeline' };
		const compileDeals = (right: ObjectSchema, rightDefault?: string): CompiledMapping =>
			compileMapping(
				{
					left: { system: 'salesforce', object: 'Opportunity' },
					right: { system: 'pact', object: 'opportunities' },
					rows: [rightDefault ? { ...row, rightDefault } : row],
				},
				left,
				right,
			);
		const warned = { level: 'warning', row: 'RecordType.Name~pipeline', field: 'pipeline' };
		expect(compileDeals(pipelines('A', 'B')).report.problems).toContainEqual(expect.objectContaining(warned));
		expect(compileDeals(pipelines('A', 'B'), 'A').report.problems).not.toContainEqual(expect.objectContaining(warned));
		const single = compileDeals(pipelines('A'));
		expect(single.report.problems).not.toContainEqual(expect.objectContaining(warned));
		expect(rowOf(single, 'RecordType.Name~pipeline')?.defaults).toEqual({ right: 'A' });
	});
});

describe('what a delete does to the partner', () => {
	it('is nothing unless it is said, and then part of the mapping', () => {
		expect(compile({}).mapping).not.toHaveProperty('deletes');
		const deletes = { left: 'delete', right: 'archive' } as const;
		expect(compile({ deletes }).mapping.deletes).toEqual(deletes);
	});

	it('is never a delete in Pact', () => {
		const { report } = compile({ deletes: { left: 'ignore', right: 'delete' } });
		expect(report.problems).toContainEqual(expect.objectContaining({ level: 'error', message: 'Records of Pact are never deleted.' }));
	});
});
