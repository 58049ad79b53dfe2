import type { MappingRow } from '../../model';
import { compileMapping } from './compile-mapping';
import { errors, field, options, pact, readOnly, salesforce } from './compile.fixture';
import { hubspot } from './hubspot.fixture';
import type { MappingDefinition } from './definition';

type Row = NonNullable<MappingDefinition['rows']>[number];

const left = salesforce('Deal', [
	field('Name', 'text', { label: 'Deal Name', requiredOnCreate: true, maxLength: 80 }),
	field('Note', 'text', { label: 'Remark' }),
	field('Source', 'text', { label: 'Lead Source', maxLength: 20 }),
	field('First', 'text', { label: 'First Name' }), field('Last', 'text', { requiredOnCreate: true }),
	field('Amount', 'money'), field('Active', 'boolean'), field('Tags', 'multiselect', { options: options('a', 'b') }),
	field('Once', 'text', { updateable: false }),
	field('Currency__c', 'picklist', { options: [...options('EUR', 'usd'), { value: 'DEM', label: 'DEM', active: false }], restricted: true }),
	field('Open__c', 'picklist', { options: options('EUR') }),
	field('Closes', 'datetime'),
]);
const right = pact('deals', [
	field('name', 'text', { maxLength: 255 }), field('note', 'longText', { label: '' }), field('source', 'text', { label: 'Source', requiredOnCreate: true, maxLength: 20 }),
	field('full_name', 'text', { label: 'Full name', requiredOnCreate: true }),
	field('value', 'number'), field('currency', 'text'), field('active', 'text'), field('tags', 'multiselect', { options: options('a', 'b') }),
	field('shut', 'text', readOnly),
	field('kind', 'picklist', { requiredOnCreate: true, restricted: true, options: [...options('only'), { value: 'old', label: 'old', active: false }] }),
	field('day', 'date'),
]);
const said = (row: Row, other = right, more: Partial<MappingDefinition> = {}) =>
	compileMapping({ left: { system: 'salesforce', object: 'Deal' }, right: { system: other.system, object: 'deals' }, autoMap: false, rows: [row], create: { left: false, right: false }, ...more }, left, other);
const built = (row: Row, other = right, more: Partial<MappingDefinition> = {}): MappingRow | undefined => said(row, other, more).mapping.rows[0];
const none = { left: false, right: false };

describe('a row', () => {
	it('has what its two fields and its definition say, and nothing else', () => {
		expect(built({ left: 'Name', right: 'name', leftDefault: 'New', ignoreClears: true })).toEqual({
			id: 'Name~name', left: 'Name', right: 'name', label: 'Deal Name', lens: { kind: 'text' }, rule: 'preferLeftUnlessBlank',
			required: { left: true, right: false }, ignoreClears: true, defaults: { left: 'New' }, maxLength: { left: 80, right: 255 },
		});
		expect(built({ left: 'Note', right: 'note' })).toEqual({
			id: 'Note~note', left: 'Note', right: 'note', label: 'Remark', lens: { kind: 'text' }, rule: 'preferLeftUnlessBlank', required: none,
		});
	});

	it('is written as text where the side holds texts', () => {
		const portal = hubspot('deals', [field('value', 'number'), field('active', 'boolean'), field('tags', 'multiselect', { options: options('a', 'b') }), field('name')]);
		expect(built({ left: 'Active', right: 'active' })?.asText).toEqual({ right: true });
		expect(built({ left: 'Active', right: 'active' }, portal)?.asText).toEqual({ right: true });
		expect(built({ left: 'Amount', right: 'value' })).not.toHaveProperty('asText');
		expect(built({ left: 'Amount', right: 'value' }, portal)?.asText).toEqual({ right: true });
		expect(built({ left: 'Tags', right: 'tags' })?.asText).toEqual({ left: true });
		expect(built({ left: 'Tags', right: 'tags' }, portal)?.asText).toEqual({ left: true, right: true });
		expect(built({ left: 'Name', right: 'name' }, portal)).not.toHaveProperty('asText');
		expect(built({ left: 'Amount', right: 'name', lens: 'money', leftCurrency: 'EUR', rightCurrency: 'EUR' }, portal)?.asText).toEqual({ right: true });
	});

	it('fills a required list that leaves no choice', () => {
		expect(built({ left: 'Note', right: 'kind' })?.defaults).toEqual({ right: 'only' });
		const two = pact('deals', right.fields.map((one) => (one.name === 'kind' ? { ...one, options: options('only', 'other') } : one)));
		expect(built({ left: 'Note', right: 'kind' }, two)).not.toHaveProperty('defaults');
		const optional = pact('deals', right.fields.map((one) => (one.name === 'kind' ? { ...one, requiredOnCreate: false } : one)));
		expect(built({ left: 'Note', right: 'kind' }, optional)).not.toHaveProperty('defaults');
	});

	it('of a name that is split goes by the label of the whole name, and is required like its parts', () => {
		expect(built({ left: 'First', right: 'full_name', lens: 'name', leftLastName: ' Last ' })).toEqual({
			id: 'First~full_name', left: 'First', right: 'full_name', label: 'Full name', lens: { kind: 'name', last: { left: { field: 'Last' } } },
			rule: 'preferLeftUnlessBlank', required: { left: true, right: true },
		});
		expect(built({ left: 'First', right: 'full_name', lens: 'name' })).toMatchObject({ label: 'First Name', required: { left: false, right: true } });
	});

	it('of money knows the currencies that the list of the field has', () => {
		const row: Row = { left: 'Amount', right: 'value', lens: 'money', leftCurrency: ' Currency__c ', rightCurrency: ' EUR ' };
		expect(built(row)?.lens).toEqual({ kind: 'money', currency: { left: { field: 'Currency__c', codes: ['EUR', 'USD'] }, right: { code: 'EUR' } } });
		expect(built({ ...row, leftCurrency: 'Open__c' })?.lens).toMatchObject({ currency: { left: { field: 'Open__c' } } });
		expect(built({ ...row, leftCurrency: 'Open__c' })?.lens).not.toHaveProperty('currency.left.codes');
		expect(built({ ...row, leftCurrency: 'EUR' })?.lens).toEqual({ kind: 'money', currency: { left: { code: 'EUR' }, right: { code: 'EUR' } } });
	});

	it('of days knows the zones, and the side that holds moments where they mean days', () => {
		expect(built({ left: 'Closes', right: 'day', lens: 'date', leftZone: ' Asia/Tokyo ' })?.lens).toEqual({ kind: 'date', zones: { left: 'Asia/Tokyo' } });
		expect(built({ left: 'Closes', right: 'day', lens: 'date', dayOnly: true })?.lens).toEqual({ kind: 'date', moments: { left: true } });
		expect(built({ left: 'Note', right: 'day', lens: 'date', dayOnly: true })?.lens).toEqual({ kind: 'date' });
		expect(built({ left: 'Closes', right: 'note', lens: 'datetime', rightZone: ' Europe/Berlin ' })?.lens).toEqual({ kind: 'datetime', zones: { right: 'Europe/Berlin' } });
	});
});

describe('a constant row', () => {
	it('goes to the side that it has a value for', () => {
		expect(built({ right: 'source', lens: 'constant', rightDefault: 'CRM' })).toEqual({
			id: '~source', left: '', right: 'source', label: 'Source', lens: { kind: 'constant', right: 'CRM' }, rule: 'alwaysLeft', required: { left: false, right: true },
		});
		expect(built({ left: 'Name', lens: 'constant', leftDefault: 'Deal', ignoreClears: false })).toEqual({
			id: 'Name~', left: 'Name', right: '', label: 'Deal Name', lens: { kind: 'constant', left: 'Deal' }, rule: 'alwaysRight', required: { left: true, right: false }, ignoreClears: false,
		});
	});

	it('that has a value for both sides follows the rule of the pair, or its own', () => {
		const row: Row = { left: 'Source', right: 'source', lens: 'constant', leftDefault: 'L', rightDefault: 'R' };
		expect(built(row)).toEqual({
			id: 'Source~source', left: 'Source', right: 'source', label: 'Source', lens: { kind: 'constant', left: 'L', right: 'R' }, rule: 'preferLeftUnlessBlank', required: { left: false, right: true },
		});
		expect(built({ ...row, rule: 'alwaysLeft' })?.rule).toBe('alwaysLeft');
	});

	it('ignores a value of a side that it names no field of', () => {
		expect(built({ right: 'source', lens: 'constant', leftDefault: 'L', rightDefault: 'R' })?.rule).toBe('alwaysLeft');
	});

	it('may fill on create what cannot be changed later, and need not be able to write what it never writes', () => {
		expect(built({ left: 'Once', lens: 'constant', leftDefault: 'x', rule: 'createOnly' })).toMatchObject({ rule: 'createOnly' });
		expect(built({ left: 'Once', lens: 'constant', leftDefault: 'x', rule: 'doNotSync' })).toMatchObject({ rule: 'doNotSync' });
	});

	it('both of whose fields are not there says so of both', () => {
		expect(errors(said({ left: 'Nope', right: 'nowhere', lens: 'constant', rightDefault: 'x' }))).toHaveLength(2);
	});
});

describe('a text row', () => {
	it('fills its field from the other side, and has the limits of it', () => {
		expect(built({ right: 'source', lens: 'template', template: ' {First} {Last} ', rightDefault: '?', leftDefault: 'L', ignoreClears: true })).toEqual({
			id: '~source', left: '', right: 'source', label: 'Source', lens: { kind: 'template', template: '{First} {Last}', reads: 'left' }, rule: 'alwaysLeft',
			required: { left: false, right: true }, ignoreClears: true, defaults: { right: '?' }, maxLength: { right: 20 },
		});
		expect(built({ left: 'Note', lens: 'template', template: '{name}' })).toEqual({
			id: 'Note~', left: 'Note', right: '', label: 'Remark', lens: { kind: 'template', template: '{name}', reads: 'right' }, rule: 'alwaysRight', required: none,
		});
		expect(built({ left: 'Name', lens: 'template', template: '{name}' })).toMatchObject({ required: { left: true, right: false }, maxLength: { left: 80 } });
	});

	it('may fill on create what cannot be changed later, and need not be able to write what it never writes', () => {
		const row: Row = { left: 'Once', lens: 'template', template: '{name}' };
		expect(built({ ...row, rule: 'createOnly' })?.rule).toBe('createOnly');
		expect(built({ ...row, rule: 'doNotSync' })?.rule).toBe('doNotSync');
		expect(built({ right: 'shut', lens: 'template', template: '{First}', rule: 'createOnly' })).toBeUndefined();
	});
});

describe('what a create needs', () => {
	const told = (rows: Row[], create = { left: false, right: true }) =>
		compileMapping({ left: { system: 'salesforce', object: 'Deal' }, right: { system: 'pact', object: 'deals' }, autoMap: false, rows, create }, left, right).report.problems.map(
			({ level, field: name, message, fix }) => `${level} [${name}] ${message} → ${fix}`,
		);
	const required = (name: string, words: string) =>
		`error [${name}] Pact ${words} must be filled when a record is created, and no row fills it. → Add a row for ${name}, or a constant row with a fixed value; or do not create records in Pact.`;

	it('is asked for on the sides where records are created', () => {
		expect(told([])).toEqual([required('full_name', 'Full name (text)'), required('kind', 'kind (list, one value)'), required('source', 'Source (text)')]);
		expect(told([], { left: false, right: false })).toEqual([]);
		expect(told([{ right: 'source', lens: 'constant', rightDefault: 'x' }, { right: 'full_name', lens: 'template', template: '{First}' }, { left: 'Note', right: 'kind', rule: 'alwaysRight' }])).toEqual([]);
	});

	it('is not asked for where the system fills it itself', () => {
		const filled = pact('deals', [field('stage', 'text', { requiredOnCreate: true, defaultValue: 'new' })]);
		expect(compileMapping({ left: { system: 'salesforce', object: 'Deal' }, right: { system: 'pact', object: 'deals' }, autoMap: false }, left, filled).report.problems).toEqual([]);
	});

	it('may be blank on the other side, where no default helps', () => {
		const warning = 'warning [source] Pact needs Remark (source) to create a record, and Salesforce Note may be blank. → Give the row a default; else records without that value are not created, and are reported.';
		expect(told([{ left: 'Note', right: 'source' }])).toContain(warning);
		expect(told([{ left: 'Note', right: 'source', rightDefault: 'x' }])).not.toContain(warning);
		expect(told([{ left: 'Note', right: 'source', rule: 'alwaysRight' }])).not.toContain(warning);
		expect(told([{ left: 'Name', right: 'source' }]).filter((one) => one.startsWith('warning [source] Pact needs'))).toEqual([]);
	});
});

describe('the rest of a mapping', () => {
	const whole = (more: Partial<MappingDefinition>) => said({ left: 'Note', right: 'note' }, right, more).mapping;

	it('says nothing of choices that are as they always were', () => {
		expect(Object.keys(whole({}))).toEqual(['pair', 'left', 'right', 'rows', 'match', 'externalIds', 'create', 'tieWinner']);
		expect(whole({})).not.toHaveProperty('only');
	});

	it('says the choices that were made', () => {
		expect(whole({ update: { left: true, right: false }, fanOut: 'newest', createBeside: true, tieWinner: 'right', pair: 'mine' })).toMatchObject({
			pair: 'mine', update: { left: true, right: false }, fanOut: 'newest', createBeside: true, tieWinner: 'right',
		});
		expect(whole({ update: { left: false, right: true } }).update).toEqual({ left: false, right: true });
	});
});
