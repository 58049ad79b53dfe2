import type { Canonical, FieldValue, LensSpec, MappingRow, Side } from '../model';
import { fromCanonical, toCanonical } from './lens';
import { readField, writeFields } from './places';

const rowWith = (lens: LensSpec, more: Partial<MappingRow> = {}): MappingRow => ({
	id: 'Left__c~right', left: 'Left__c', right: 'right', label: 'Thing', lens, rule: 'newestWins', required: { left: false, right: false }, ...more,
});
const euros: LensSpec = { kind: 'money', currency: { left: { field: 'Currency' }, right: { code: 'EUR' } } };
const listed: LensSpec = { kind: 'money', currency: { left: { field: 'Currency', codes: ['EUR'] }, right: { code: 'EUR' } } };
const reference: LensSpec = { kind: 'reference', pair: 'p', left: 'Account', right: 'companies' };

it.each<[LensSpec, FieldValue, string]>([
	[{ kind: 'number' }, 'many', 'The value of Thing (Left__c) is not a number that can be carried exactly.'],
	[{ kind: 'number' }, '1e999', 'The value of Thing (Left__c) is not a number that can be carried exactly.'],
	[{ kind: 'number' }, Number.NaN, 'The value of Thing (Left__c) is not a single value or a list of texts.'],
	[{ kind: 'text' }, [1, 'a'] as unknown as FieldValue, 'The value of Thing (Left__c) is not a single value or a list of texts.'],
	[{ kind: 'text' }, { a: 1 } as unknown as FieldValue, 'The value of Thing (Left__c) is not a single value or a list of texts.'],
	[{ kind: 'boolean' }, 'yes', 'The value of Thing (Left__c) is not true or false.'],
	[{ kind: 'boolean' }, 1, 'The value of Thing (Left__c) is not true or false.'],
	[{ kind: 'date' }, 'soon', 'The value of Thing (Left__c) is not a date.'],
	[{ kind: 'date', zones: { left: 'Asia/Tokyo' } }, 'soon', 'The value of Thing (Left__c) is not a date.'],
	[{ kind: 'datetime' }, 'soon', 'The value of Thing (Left__c) is not a date and time.'],
	[{ kind: 'datetime' }, ['2026-11-21'], 'The value of Thing (Left__c) is not a date and time.'],
	[{ kind: 'email' }, 'ann', 'The value of Thing (Left__c) is not an e-mail address.'],
	[{ kind: 'phone' }, true, 'The value of Thing (Left__c) is not a phone number.'],
	[{ kind: 'url' }, 'n/a', 'The value of Thing (Left__c) is not a web address.'],
	[{ kind: 'domain' }, 'n/a', 'The value of Thing (Left__c) is not a web address or domain.'],
	[{ kind: 'name', last: {} }, 7, 'The value of Thing (Left__c) is not a name.'],
	[{ kind: 'consent' }, 'maybe', 'The value of Thing (Left__c) is not a consent status that is known.'],
	[euros, ['many', 'EUR'], 'The value of Thing (Left__c) is not an amount with a currency.'],
	[euros, ['7', ''], 'The value of Thing (Left__c) is not complete: the amount has no currency.'],
	[euros, '7', 'The value of Thing (Left__c) is not an amount with a currency.'],
	[euros, '7 EUR net', 'The value of Thing (Left__c) is not an amount with a currency.'],
	[euros, '7 Euro', 'The value of Thing (Left__c) is not an amount with a currency.'],
	[reference, true, 'The value of Thing (Left__c) is not the id of one record.'],
	[reference, ['001', '002'], 'The value of Thing (Left__c) is not the id of one record.'],
])('%j does not take %j, and says so without the value', (lens, raw, message) => {
	expect(toCanonical(rowWith(lens), 'left', raw)).toEqual({ ok: false, problem: 'invalid', message });
});

it.each<[LensSpec, Canonical, string]>([
	[{ kind: 'number' }, '7', 'a number'],
	[{ kind: 'boolean' }, 'true', 'true or false'],
	[{ kind: 'date' }, 7, 'a date'],
	[{ kind: 'date', moments: { right: true } }, 'soon', 'a date'],
	[{ kind: 'datetime' }, 7, 'a date and time'],
	[{ kind: 'datetime', zones: { right: 'Asia/Tokyo' } }, 7, 'a date and time'],
	[{ kind: 'email' }, 7, 'an e-mail address'],
	[{ kind: 'phone' }, 7, 'a phone number'],
	[{ kind: 'url' }, 7, 'a web address'],
	[{ kind: 'domain' }, 7, 'a domain'],
	[{ kind: 'name', last: {} }, 7, 'a name'],
	[{ kind: 'consent' }, 'maybe', 'a consent state'],
	[euros, 7, 'an amount with a currency'],
	[euros, 'lots', 'an amount with a currency'],
	[reference, 7, 'the id of one record'],
	[{ kind: 'template', template: '{A}', reads: 'right' }, 'x', 'to be written: it is put together from other fields'],
	[{ kind: 'text' }, { a: 1 } as unknown as Canonical, 'a single value or a list of texts'],
])('%j cannot write %j, which only a changed item can hold', (lens, canonical, expected) => {
	expect(fromCanonical(rowWith(lens), 'right', canonical)).toEqual({ ok: false, problem: 'invalid', message: `The value of Thing (right) is not ${expected}.` });
});

describe('an amount in a currency that a side does not hold', () => {
	const refused = (currency: string, side: 'Left__c' | 'right') => ({
		ok: false, problem: 'invalid',
		message: `Thing (${side}) holds amounts in ${currency} only, and this one is in another currency. Amounts are never converted.`,
	});

	it('is refused when it is read, and when it is written', () => {
		expect(toCanonical(rowWith(euros), 'right', '7 USD')).toEqual(refused('EUR', 'right'));
		expect(toCanonical(rowWith(euros), 'right', '7 EUR')).toEqual({ ok: true, value: '7 EUR' });
		expect(fromCanonical(rowWith(euros), 'right', '7 USD')).toEqual(refused('EUR', 'right'));
		expect(fromCanonical(rowWith(listed), 'left', '7 USD')).toEqual(refused('the currencies of its list', 'Left__c'));
		expect(fromCanonical(rowWith(listed), 'left', '7 EUR')).toEqual({ ok: true, value: ['7', 'EUR'] });
	});
});

describe('a value without a partner', () => {
	it('names the side that it comes from, whichever side is to be written', () => {
		const tags = rowWith({ kind: 'multiselect', values: [['Red', 'red']] });
		const message = (side: string) => `A value of Thing (${side}) has no partner on the other side yet. Add the pair in the mapper, under Values & Stages.`;
		expect(fromCanonical(tags, 'left', ['green'])).toEqual({ ok: false, problem: 'unmapped', value: 'green', message: message('right') });
		expect(fromCanonical(tags, 'right', ['green'])).toEqual({ ok: false, problem: 'unmapped', value: 'green', message: message('Left__c') });
	});
});

describe('lengths', () => {
	const short = (lens: LensSpec) => rowWith(lens, { maxLength: { right: 3 } });

	it('limit texts, to the last character, and nothing else', () => {
		expect(fromCanonical(short({ kind: 'text' }), 'right', 'abc').ok).toBe(true);
		expect(fromCanonical(short({ kind: 'text' }), 'right', 'abcd').ok).toBe(false);
		expect(fromCanonical(rowWith({ kind: 'text' }), 'right', 'abcd').ok).toBe(true);
		expect(fromCanonical(short({ kind: 'multiselect', values: [['a', 'a'], ['b', 'b'], ['c', 'c'], ['d', 'd']] }), 'right', ['a', 'b', 'c', 'd']).ok).toBe(true);
	});

	it('limit the parts of a name, to the last character', () => {
		const parts = rowWith({ kind: 'name', last: { left: { field: 'Last', maxLength: 3 } } }, { maxLength: { left: 3 } });
		expect(fromCanonical(parts, 'left', 'Ann Lee')).toEqual({ ok: true, value: ['Ann', 'Lee'] });
		expect(fromCanonical(parts, 'left', 'Anna Lee')).toEqual({
			ok: false, problem: 'too-long', message: 'A part of Thing is longer than the 3 characters that Thing (Left__c) takes.',
		});
		expect(fromCanonical(rowWith({ kind: 'name', last: { left: { field: 'Last' } } }), 'left', 'Anna Leeward')).toEqual({ ok: true, value: ['Anna', 'Leeward'] });
	});
});

describe('fixed values', () => {
	const constant = (left: FieldValue | undefined, right: FieldValue | undefined) =>
		rowWith({ kind: 'constant', ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }) });
	const read = (row: MappingRow, side: Side, raw: FieldValue) => {
		const result = toCanonical(row, side, raw);
		return result.ok && result.value;
	};
	const write = (row: MappingRow, side: Side, canonical: Canonical) => {
		const result = fromCanonical(row, side, canonical);
		return result.ok && result.value;
	};

	it('agree in whatever order or spelling of blanks a side holds them', () => {
		expect(read(constant(['b', ' a '], 'both'), 'left', ['a', 'b'])).toBe('both');
		expect(read(constant(' CRM ', 7), 'left', 'CRM')).toBe(7);
		expect(read(constant(true, undefined), 'left', true)).toBe(true);
		expect(write(constant(['b', 'a'], 'both'), 'left', 'both')).toEqual(['b', 'a']);
	});

	it('of one side show what the other holds', () => {
		expect(read(constant(undefined, 'crm'), 'left', ' Web ')).toBe('Web');
		expect(write(constant(undefined, 'crm'), 'left', 'crm')).toBe('crm');
		expect(write(constant('CRM', undefined), 'right', ['x', 'y'])).toEqual(['x', 'y']);
	});
});

describe('moments', () => {
	const read = (raw: FieldValue, lens: LensSpec = { kind: 'datetime' }) => {
		const result = toCanonical(rowWith(lens), 'left', raw);
		return result.ok ? result.value : result.problem;
	};

	it.each<[FieldValue, Canonical]>([
		['2026-11-21T08:33:03z', '2026-11-21T08:33:03.000Z'],
		['2026-11-21T08:33:03+05:45', '2026-11-21T02:48:03.000Z'],
		['2026-11-21T08:33:03-0330', '2026-11-21T12:03:03.000Z'],
		['2026-11-21T08:33:03+02', '2026-11-21T06:33:03.000Z'],
		['2026-11-21T08:33:03.123456789Z', '2026-11-21T08:33:03.000Z'],
		[' 2026-11-21T08:33:03Z ', '2026-11-21T08:33:03.000Z'],
		['0001-01-01', '0001-01-01T00:00:00.000Z'],
		['2026-11-21T23:59:59+23:59', '2026-11-21T00:00:59.000Z'],
	])('%j is %j', (raw, canonical) => {
		expect(read(raw)).toBe(canonical);
	});

	it.each([
		'2026-11-21T08:33:03+24:00', '2026-11-21T08:33:03+02:60', '2026-11-21T24:00:00Z', '2026-11-21T08:60:00Z', '2026-11-21T08:33:60Z',
		'2026-02-29', '2026-04-31', '2026-13-01', '2026-11-00', '2026-00-10', '0000-01-01T00:00+01:00',
	])('%s is no moment', (raw) => {
		expect(read(raw)).toBe('invalid');
	});

	it('an hour after the clocks were changed is that hour', () => {
		const berlin: LensSpec = { kind: 'datetime', zones: { left: 'Europe/Berlin' } };
		expect(read('2026-10-25T12:00', berlin)).toBe('2026-10-25T11:00:00.000Z');
		expect(read('2026-10-24T12:00', berlin)).toBe('2026-10-24T10:00:00.000Z');
		expect(read('2026-03-29T12:00', berlin)).toBe('2026-03-29T10:00:00.000Z');
		expect(read('2026-03-28T12:00', berlin)).toBe('2026-03-28T11:00:00.000Z');
	});
});

describe('two fields for one value', () => {
	const name = rowWith({ kind: 'name', last: { left: { field: 'Last' } } });

	it('are blank together', () => {
		expect(readField(name, 'left', { Left__c: ' ', Last: null })).toBeNull();
		expect(readField(name, 'left', { Left__c: null, Last: 'Lee' })).toEqual(['', 'Lee']);
		expect(readField(name, 'left', { Left__c: 'Ann' })).toBeUndefined();
		expect(writeFields(name, 'left', ['', 'Lee'])).toEqual({ Left__c: null, Last: 'Lee' });
	});

	it('of a text that is put together are read on the side of the fields only', () => {
		const text = rowWith({ kind: 'template', template: '{A} {B}', reads: 'left' }, { left: '' });
		expect(readField(text, 'left', { A: 'a', B: 'b' })).toBe('a b');
		expect(readField(text, 'right', { A: 'a', B: 'b', right: 'r' })).toBe('r');
		expect(toCanonical(text, 'right', ' r ')).toEqual({ ok: true, value: 'r' });
		expect(fromCanonical(text, 'right', 'r')).toEqual({ ok: true, value: 'r' });
		expect(toCanonical(text, 'left', ['a', 'b'])).toEqual(toCanonical(rowWith({ kind: 'text' }), 'left', ['a', 'b']));
	});
});
