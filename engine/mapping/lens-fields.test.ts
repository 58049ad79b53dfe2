import type { FieldValues, LensSpec, Mapping, MappingRow } from '../model';
import { fromCanonical, toCanonical } from './lens';
import { splitName } from './lenses/name';
import { renderTemplate, templateProblem } from './lenses/read-template';
import { createDefaults, fieldsToRead, mapRecord, travellingRows } from './map-record';

const rowWith = (lens: LensSpec, more: Partial<MappingRow> = {}): MappingRow => ({
	id: 'row', left: 'L', right: 'R', label: 'Thing', lens, rule: 'preferLeftUnlessBlank', required: { left: false, right: false }, ...more,
});
const mappingOf = (...rows: MappingRow[]): Mapping => ({
	pair: 'p', left: { system: 'salesforce', object: 'A' }, right: { system: 'pact', object: 'b' }, rows, match: [], externalIds: {},
	create: { left: false, right: true }, tieWinner: 'left',
});

describe('names', () => {
	const name = rowWith({ kind: 'name', last: { left: { field: 'Last', maxLength: 8 } } }, { maxLength: { left: 5 } });

	it.each([
		['Ann Lee', 'Ann', 'Lee'],
		['Mary Ann Lee', 'Mary Ann', 'Lee'],
		['Ludwig van Beethoven', 'Ludwig', 'van Beethoven'],
		['Maria de la Cruz', 'Maria', 'de la Cruz'],
		['van Gogh', 'van', 'Gogh'],
		['ann marie lee', 'ann marie', 'lee'],
		['Cher', '', 'Cher'],
		['', '', ''],
	])('%j is split into %j and %j', (full, first, last) => {
		expect(splitName(full)).toEqual([first, last]);
	});

	it('are joined one way and split the other', () => {
		const mapping = mappingOf(name);
		expect(mapRecord(mapping, 'left', { L: 'Ann', Last: ' Lee ' }).values).toEqual({ R: 'Ann Lee' });
		expect(mapRecord(mapping, 'left', { L: null, Last: 'Cher' }).values).toEqual({ R: 'Cher' });
		expect(mapRecord(mapping, 'right', { R: 'Ann  Lee' }).values).toEqual({ L: 'Ann', Last: 'Lee' });
		expect(mapRecord(mapping, 'right', { R: null }).values).toEqual({ L: null, Last: null });
		expect(fieldsToRead(mapping, 'left')).toEqual(['L', 'Last']);
	});

	it('are held while a part is too long for its field', () => {
		expect(mapRecord(mappingOf(name), 'right', { R: 'Ann Papadopoulos' }).held[0]?.message).toBe('A part of Thing is longer than the 8 characters that Last takes.');
		expect(mapRecord(mappingOf(name), 'right', { R: 'Annabelle Lee' }).held[0]?.message).toContain('the 5 characters that Thing (L) takes');
	});

	it('are no names when they are numbers', () => {
		expect(toCanonical(name, 'right', 7)).toMatchObject({ ok: false, problem: 'invalid' });
	});
});

describe('money', () => {
	const both = rowWith({ kind: 'money', currency: { left: { field: 'Currency' }, right: { field: 'currency', codes: ['EUR', 'USD'] } } });
	const euros = rowWith({ kind: 'money', currency: { left: { field: 'Currency' }, right: { code: 'EUR' } } });
	const from = (row: MappingRow, fields: FieldValues) => mapRecord(mappingOf(row), 'left', fields);

	it('takes its currency along', () => {
		expect(from(both, { L: '12.50', Currency: 'usd' }).values).toEqual({ R: 12.5, currency: 'USD' });
		expect(mapRecord(mappingOf(both), 'right', { R: 12.5, currency: 'USD' }).values).toEqual({ L: 12.5, Currency: 'USD' });
		expect(fieldsToRead(mappingOf(both), 'right')).toEqual(['R', 'currency']);
	});

	it('goes as a bare amount to a side of one currency, and comes back with it', () => {
		expect(from(euros, { L: 7, Currency: 'EUR' }).values).toEqual({ R: 7 });
		expect(mapRecord(mappingOf(euros), 'right', { R: 7 }).values).toEqual({ L: 7, Currency: 'EUR' });
	});

	it('is held in another currency, and says so without the amount', () => {
		expect(from(euros, { L: 7, Currency: 'USD' })).toEqual({
			values: {},
			held: [expect.objectContaining({ message: 'Thing (R) holds amounts in EUR only, and this one is in another currency. Amounts are never converted.' })],
		});
		expect(from(both, { L: 7, Currency: 'JPY' }).held).toHaveLength(1);
	});

	it('a change of the currency alone is a change', () => {
		expect(toCanonical(both, 'left', ['7', 'EUR'])).not.toEqual(toCanonical(both, 'left', ['7', 'USD']));
	});

	it('a blank amount clears the amount only; an amount without a currency is held', () => {
		expect(from(both, { L: null, Currency: 'USD' }).values).toEqual({ R: null });
		expect(from(both, { L: 7, Currency: null }).held[0]?.message).toContain('has no currency');
		expect(from(both, { L: 0, Currency: 'USD' }).values).toEqual({ R: 0, currency: 'USD' });
	});

	it('is written as text where the side holds text', () => {
		expect(from({ ...both, asText: { right: true } }, { L: 7, Currency: 'USD' }).values).toEqual({ R: '7', currency: 'USD' });
	});

	it('a default fills both fields', () => {
		expect(createDefaults(mappingOf({ ...both, defaults: { right: '0 EUR' } }), 'right')).toEqual({ R: 0, currency: 'EUR' });
	});
});

describe('wall time', () => {
	const moment = rowWith({ kind: 'datetime', zones: { right: 'Europe/Berlin' } });
	const read = (row: MappingRow, side: 'left' | 'right', raw: string) => {
		const result = toCanonical(row, side, raw);
		return result.ok && result.value;
	};

	it('is read in the zone of its side, and written in it', () => {
		expect(read(moment, 'right', '2026-07-01 09:30')).toBe('2026-07-01T07:30:00.000Z');
		expect(read(moment, 'right', '2026-01-01 09:30')).toBe('2026-01-01T08:30:00.000Z');
		expect(read(moment, 'left', '2026-07-01 09:30')).toBe('2026-07-01T09:30:00.000Z');
		expect(fromCanonical(moment, 'right', '2026-07-01T07:30:00.000Z')).toEqual({ ok: true, value: '2026-07-01T09:30:00.000' });
		expect(fromCanonical(moment, 'left', '2026-07-01T07:30:00.000Z')).toEqual({ ok: true, value: '2026-07-01T07:30:00.000Z' });
	});

	it('a text that says its zone is believed', () => {
		expect(read(moment, 'right', '2026-07-01T09:30:00Z')).toBe('2026-07-01T09:30:00.000Z');
	});

	it('an hour that is shown twice is the first, one that is never shown goes on after the gap', () => {
		expect(read(moment, 'right', '2026-10-25T02:30:00')).toBe('2026-10-25T00:30:00.000Z');
		expect(read(moment, 'right', '2026-03-29T02:30:00')).toBe('2026-03-29T01:30:00.000Z');
	});

	it('the day of a moment is the day in the zone', () => {
		const day = rowWith({ kind: 'date', zones: { left: 'Asia/Tokyo' } });
		expect(read(day, 'left', '2026-07-01T20:00:00Z')).toBe('2026-07-02');
		expect(read(day, 'right', '2026-07-01T20:00:00Z')).toBe('2026-07-01');
		expect(read(day, 'left', '2026-07-01')).toBe('2026-07-01');
	});
});

describe('templates', () => {
	const render = (template: string, record: FieldValues) => renderTemplate(template, (name) => record[name]);
	const template = '{First} {Last} ({Title})';

	it('put the fields into the text', () => {
		expect(render(template, { First: 'Ann', Last: 'Lee', Title: 'CEO' })).toBe('Ann Lee (CEO)');
		expect(render('#{ No }', { No: 7 })).toBe('#7');
	});

	it('leave out brackets around blanks, double spaces and loose separators', () => {
		expect(render(template, { First: null, Last: 'Lee', Title: '' })).toBe('Lee');
		expect(render('{City}, {Country}', { City: null, Country: 'Chile' })).toBe('Chile');
		expect(render('{A} [{B} ({C})]', { A: 'a', B: null, C: 'c' })).toBe('a [(c)]');
		expect(render('{A} (new)', { A: 'a' })).toBe('a (new)');
	});

	it('leave alone what is not theirs: brackets around words, separators while nothing is blank', () => {
		expect(render('- {A}, {B} -', { A: 'a', B: 'b' })).toBe('- a, b -');
		expect(render('- {A}, {B} -', { A: 'a', B: null })).toBe('a');
		expect(render('{A}  (a   new)   one', { A: 'x' })).toBe('x (a new) one');
		expect(render('({A} [b])', { A: null })).toBeNull();
		expect(render('{A} ([{B}])', { A: 'a', B: null })).toBe('a');
		expect(render('{A} ({B} c)', { A: 'a', B: 'b' })).toBe('a (b c)');
		expect(render('plain', {})).toBeNull();
	});

	it('are blank when all fields are, and unknown when one was not read', () => {
		expect(render(template, { First: null, Last: null, Title: null })).toBeNull();
		expect(render(template, { First: 'Ann', Last: 'Lee' })).toBeUndefined();
	});

	it.each([
		['{A', 'a brace stands alone'],
		['A}', 'a brace stands alone'],
		['{}', 'a pair of braces is empty'],
		['{A} {  }', 'a pair of braces is empty'],
		['', 'it names no field in braces'],
		['[{A}', 'its brackets do not match'],
		['{A}]', 'its brackets do not match'],
		['plain', 'it names no field in braces'],
		['({A}', 'its brackets do not match'],
		['{A})', 'its brackets do not match'],
		['({A}]', 'its brackets do not match'],
	])('%j is refused: %s', (text, reason) => {
		expect(templateProblem(text)).toBe(reason);
	});

	it.each(['{A}', '({A} [{B}])', '{ A } x', '[new] {A}'])('%j can be used', (text) => {
		expect(templateProblem(text)).toBeUndefined();
	});

	it('travel one way only and are held when they are too long', () => {
		const row = rowWith({ kind: 'template', template, reads: 'left' }, { left: '', rule: 'alwaysLeft', maxLength: { right: 6 } });
		const mapping = mappingOf(row);
		expect(travellingRows(mapping, 'left')).toEqual([]);
		expect(fieldsToRead(mapping, 'left')).toEqual(['First', 'Last', 'Title']);
		expect(mapRecord(mapping, 'left', { First: 'Ann', Last: 'Lee', Title: 'CEO' }).held[0]?.message).toContain('longer than the 6 characters');
		expect(fromCanonical(row, 'left', 'Ann')).toMatchObject({ ok: false });
	});
});
