import type { Mapping, MappingRow } from '../model';
import { createDefaults, externalIdValues, fieldsToRead, mapRecord, valueWaitKey } from './map-record';

const row = (left: string, right: string, more: Partial<MappingRow> = {}): MappingRow => ({
	id: `${left}~${right}`,
	left,
	right,
	label: left || right,
	lens: { kind: 'text' },
	rule: 'preferLeftUnlessBlank',
	required: { left: false, right: false },
	...more,
});

const mapping = (rows: MappingRow[], more: Partial<Mapping> = {}): Mapping => ({
	pair: 'sf~pact',
	left: { system: 'salesforce', object: 'Account' },
	right: { system: 'pact', object: 'companies' },
	rows,
	match: [{ kind: 'domain', left: 'Website', right: 'domain' }],
	externalIds: {},
	create: { left: false, right: true },
	tieWinner: 'left',
	...more,
});

describe('mapRecord', () => {
	it("gives the values in the target's vocabulary; a blank is null, a field that was not read is left out", () => {
		const rows = [
			row('Name', 'name'),
			row('Email', 'email', { lens: { kind: 'email' } }),
			row('City', 'city'),
			row('Fax', 'fax'),
		];
		const fields = { Name: ' Acme ', Email: 'A@B.example', City: '' };
		expect(mapRecord(mapping(rows), 'left', fields)).toEqual({
			values: { name: 'Acme', email: 'a@b.example', city: null },
			held: [],
		});
	});

	it('maps the other way with the same rows', () => {
		expect(mapRecord(mapping([row('Name', 'name')]), 'right', { name: 'Acme' }).values).toEqual({ Name: 'Acme' });
	});

	it('leaves out rows that are not synced', () => {
		expect(mapRecord(mapping([row('Name', 'name', { rule: 'doNotSync' })]), 'left', { Name: 'x' }).values).toEqual({});
	});

	it('holds a list value without a partner under the key that its assignment releases', () => {
		const stage = row('StageName', 'stage', { lens: { kind: 'picklist', values: [['New', 'new']] } });
		const { values, held } = mapRecord(mapping([stage, row('Name', 'name')]), 'left', {
			StageName: 'Won Back',
			Name: 'Deal',
		});
		expect(values).toEqual({ name: 'Deal' });
		expect(held).toEqual([
			expect.objectContaining({
				row: 'StageName~stage',
				field: 'StageName',
				value: 'Won Back',
				waitKey: 'value|sf~pact|StageName~stage|left|won back',
			}),
		]);
		expect(held[0]?.waitKey).toBe(valueWaitKey('sf~pact', 'StageName~stage', 'left', ' WON back'));
	});

	it('holds the one list element that has no partner, not the whole list', () => {
		const tags = row('Tags__c', 'tags', { lens: { kind: 'multiselect', values: [['a', 'A']] } });
		expect(mapRecord(mapping([tags]), 'left', { Tags__c: 'a;b' }).held).toMatchObject([{ value: 'b' }]);
	});

	it('holds a value of the wrong type, and says which field and why without the value', () => {
		const { held } = mapRecord(mapping([row('Size', 'size', { lens: { kind: 'number' } })]), 'left', {
			Size: 'about 50',
		});
		expect(held).toMatchObject([{ row: 'Size~size', waitKey: 'invalid|sf~pact|Size~size' }]);
		expect(held[0]?.message).toBe('The value of Size is not a number that can be carried exactly.');
	});

	it("carries the source's id in reference rows", () => {
		const reference = row('AccountId', 'company_id', { lens: { kind: 'reference', pair: 'p', left: 'Account', right: 'companies' } });
		expect(mapRecord(mapping([reference]), 'left', { AccountId: '001A' }).values).toEqual({ company_id: '001A' });
	});

	it("writes constants of the target's side only", () => {
		const constant = row('', 'source', { lens: { kind: 'constant', right: 'crm' }, rule: 'alwaysLeft' });
		expect(mapRecord(mapping([constant]), 'left', {}).values).toEqual({ source: 'crm' });
		expect(mapRecord(mapping([constant]), 'right', { source: 'x' }).values).toEqual({});
	});

	it('a row that only reads a field leaves the way back to the row that writes it', () => {
		const website = row('Website', 'website', { lens: { kind: 'url' } });
		const domain = row('Website', 'domain', { lens: { kind: 'domain' }, rule: 'alwaysLeft' });
		const both = mapping([domain, website]);
		expect(mapRecord(both, 'left', { Website: 'www.acme.com/x' }).values).toEqual({
			website: 'https://www.acme.com/x',
			domain: 'acme.com',
		});
		expect(mapRecord(both, 'right', { website: 'https://www.acme.com', domain: 'acme.com' }).values).toEqual({
			Website: 'https://www.acme.com',
		});
		// Alone, its value is needed for the merge to see that the owner's value was changed.
		expect(mapRecord(mapping([domain]), 'right', { domain: 'acme.com' }).values).toEqual({ Website: 'acme.com' });
	});
});

describe('values of a create', () => {
	it('defaults are those of the side that is written, of rows that are synced', () => {
		const rows = [
			row('Status', 'status', { defaults: { left: 'Open', right: 'new' } }),
			row('City', 'city'),
			row('Type', 'type', { defaults: { right: 'x' }, rule: 'doNotSync' }),
		];
		expect(createDefaults(mapping(rows), 'right')).toEqual({ status: 'new' });
		expect(createDefaults(mapping(rows), 'left')).toEqual({ Status: 'Open' });
	});

	it('a blank website is made of the domain beside it, in the form of a website', () => {
		const website = row('Website', 'website', { lens: { kind: 'url' }, createFrom: { left: 'domain' }, defaults: { left: 'https://unknown.example' } });
		const companies = mapping([website]);
		expect(createDefaults(companies, 'left', { website: null, domain: 'Acme.com' })).toEqual({ Website: 'https://acme.com' });
		expect(createDefaults(companies, 'left', { website: null, domain: null })).toEqual({ Website: 'https://unknown.example' });
		expect(createDefaults(companies, 'right', { Website: null, domain: 'acme.com' })).toEqual({});
	});

	it("the source's id goes to the field that was made for it", () => {
		const withField = mapping([], { externalIds: { right: 'custom_fields.salesforce_id' } });
		expect(externalIdValues(withField, 'right', { system: 'salesforce', connection: 'o', object: 'Contact', id: '003A' })).toEqual({ 'custom_fields.salesforce_id': '003A' });
		expect(externalIdValues(withField, 'left', { system: 'pact', connection: 'w', object: 'contacts', id: 'uuid' })).toEqual({});
	});
});

it('fieldsToRead names every field of a side that rows, match keys and ids need, once', () => {
	const rows = [
		row('Website', 'website'),
		row('Website', 'domain'),
		row('', 'source', { lens: { kind: 'constant', right: 1 } }),
		row('Skip', 'skip', { rule: 'doNotSync' }),
	];
	const all = mapping(rows, { externalIds: { left: 'Pact_Id__c' } });
	expect(fieldsToRead(all, 'left')).toEqual(['Pact_Id__c', 'Website']);
	expect(fieldsToRead(all, 'right')).toEqual(['domain', 'source', 'website']);
});
