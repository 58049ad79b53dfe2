import type { MappingDefinition } from './definition';
import { compileMapping } from './compile-mapping';
import { compile, compileRow, errors, field, options, pact, problemsOf, readOnly, rowOf, salesforce } from './compile.fixture';

type Row = NonNullable<MappingDefinition['rows']>[number];

const deal = salesforce('Opportunity', [
	field('Amount', 'money'),
	field('Expected', 'money'),
	field('CurrencyIsoCode', 'picklist', { restricted: true, options: options('EUR', 'USD') }),
	field('Locked', 'text', readOnly),
	field('Start', 'datetime'),
	field('Note', 'text'),
]);
const deals = pact('opportunities', [field('value', 'number'), field('expected', 'number'), field('currency'), field('start_text'), field('day', 'date')]);
const compileDeal = (...rows: Row[]) =>
	compileMapping({ left: { system: 'salesforce', object: 'Opportunity' }, right: { system: 'pact', object: 'opportunities' }, autoMap: false, rows }, deal, deals);

describe('rows of names', () => {
	const row: Row = { left: 'FirstName', right: 'title', lens: 'name', leftLastName: 'LastName' };

	it('write both fields of the side that has two, and replace what auto-map knows of them', () => {
		const compiled = compile({ rows: [row] });
		expect(rowOf(compiled, 'FirstName~title')).toMatchObject({
			label: 'title',
			lens: { kind: 'name', last: { left: { field: 'LastName', maxLength: 80 } } },
			required: { left: true, right: false },
		});
		expect(rowOf(compiled, 'LastName~last_name')).toBeUndefined();
		expect(errors(compiled)).toEqual([]);
	});

	it('collide with other rows that write one of the two', () => {
		expect(errors(compile({ rows: [row, { left: 'LastName', right: 'city' }] }))).toContainEqual(expect.stringContaining('Salesforce LastName is written by more than one row'));
	});

	it.each([
		[{ leftLastName: 'Lastname' }, 'no field "Lastname"'],
		[{ leftLastName: 'FirstName' }, 'at once'],
		[{ rightLastName: 'last_name' }, 'nothing needs to be joined'],
		[{ leftDefault: 7 }, 'is not a name'],
	])('%j is refused', (more, message) => {
		expect(errors(compileRow({ ...row, ...more }))).toContainEqual(expect.stringContaining(message));
	});
});

describe('rows of money', () => {
	const row: Row = { left: 'Amount', right: 'value', lens: 'money', leftCurrency: 'CurrencyIsoCode', rightCurrency: 'currency' };

	it('know the field of the currency with its codes, or one fixed currency', () => {
		expect(rowOf(compileDeal(row), 'Amount~value')?.lens).toEqual({
			kind: 'money',
			currency: { left: { field: 'CurrencyIsoCode', codes: ['EUR', 'USD'] }, right: { field: 'currency' } },
		});
		expect(rowOf(compileDeal({ ...row, rightCurrency: 'EUR' }), 'Amount~value')?.lens).toMatchObject({ currency: { right: { code: 'EUR' } } });
	});

	it('may share the currency of their record, when they go the same ways', () => {
		const second = { ...row, left: 'Expected', right: 'expected' };
		expect(compileDeal(row, second).mapping.rows).toHaveLength(2);
		expect(errors(compileDeal(row, { ...second, rule: 'newestWins' }))).toContainEqual(expect.stringContaining('CurrencyIsoCode is written by more than one row'));
	});

	it.each([
		[{ rightCurrency: '' }, 'not known which currency'],
		[{ rightCurrency: 'Euro' }, 'no currency code'],
		[{ leftCurrency: 'USD', rightCurrency: 'EUR' }, 'no amount could ever travel'],
		[{ leftCurrency: 'Locked', rule: 'newestWins' as const }, 'cannot be changed from outside'],
		[{ leftDefault: 'nothing' }, 'cannot be used'],
		[{ right: 'day' }, 'nothing in common'],
	])('%j is refused', (more, message) => {
		expect(errors(compileDeal({ ...row, ...more }))).toContainEqual(expect.stringContaining(message));
	});
});

describe('rows of wall time', () => {
	it('know the zone of a text, or of the day of a moment', () => {
		expect(rowOf(compileDeal({ left: 'Start', right: 'start_text', lens: 'datetime', rightZone: 'Europe/Berlin' }), 'Start~start_text')?.lens).toEqual({ kind: 'datetime', zones: { right: 'Europe/Berlin' } });
		expect(rowOf(compileDeal({ left: 'Start', right: 'day', lens: 'date', leftZone: 'Asia/Tokyo' }), 'Start~day')?.lens).toEqual({ kind: 'date', zones: { left: 'Asia/Tokyo' } });
	});

	it('refuse a zone that is none, and one for a field that holds moments', () => {
		expect(errors(compileDeal({ left: 'Start', right: 'start_text', lens: 'datetime', rightZone: 'Berlin' }))).toEqual(['"Berlin" is no time zone.']);
		expect(errors(compileDeal({ left: 'Start', right: 'start_text', lens: 'datetime', leftZone: 'Europe/Berlin' }))).toEqual([expect.stringContaining('the same in every time zone')]);
	});
});

describe('rows of text from several fields', () => {
	const row: Row = { right: 'title', lens: 'template', template: '{FirstName} {LastName} ({MailingCity})' };

	it('go one way from the side whose field is empty', () => {
		expect(rowOf(compileRow(row), '~title')).toMatchObject({ left: '', right: 'title', rule: 'alwaysLeft', lens: { kind: 'template', reads: 'left' } });
		const back = compileRow({ left: 'MailingCity', lens: 'template', template: '{city} / {title}', leftDefault: '?' });
		expect(rowOf(back, 'MailingCity~')).toMatchObject({ rule: 'alwaysRight', lens: { reads: 'right' }, defaults: { left: '?' } });
	});

	it.each<[Partial<Row>, string]>([
		[{ left: 'Phone' }, 'on one side only'],
		[{ right: '' }, 'on one side only'],
		[{ right: 'titel' }, 'no field "titel"'],
		[{ right: 'icp_score' }, 'cannot hold a text'],
		[{ template: 'plain' }, 'names no field in braces'],
		[{ template: '{Frstname}' }, 'names "Frstname"'],
		[{ rule: 'newestWins' }, 'goes both ways'],
	])('%j is refused', (more, message) => {
		expect(problemsOf(compileRow({ ...row, ...more }), `${more.left ?? ''}~${more.right ?? 'title'}`)).toContainEqual(
			expect.objectContaining({ level: 'error', message: expect.stringContaining(message) }),
		);
	});
});

describe('e-mail match keys', () => {
	it('take name+tag@ for name@ where the user says so', () => {
		expect(compile({ plusAddress: 'drop' }).mapping.match).toEqual([{ kind: 'email', left: 'Email', right: 'email', plusAddress: 'drop' }]);
		expect(compile({}).mapping.match).toEqual([{ kind: 'email', left: 'Email', right: 'email' }]);
		const match: MappingDefinition['match'] = [{ kind: 'text', left: 'Phone', right: 'phone', exactCase: true }];
		expect(compile({ plusAddress: 'drop', match }).mapping.match).toEqual(match);
	});
});
