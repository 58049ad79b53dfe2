import fc from 'fast-check';
import { mapRecord } from '../../engine/mapping';
import { fromCanonical, toCanonical } from '../../engine/mapping/lens';
import { fromWall, toWall } from '../../engine/mapping/lenses/zone-time';
import { readField, writeFields } from '../../engine/mapping/places';
import type { Canonical, FieldValues, LensSpec, Mapping, MappingRow, Side } from '../../engine/model';

const rowWith = (lens: LensSpec, more: Partial<MappingRow> = {}): MappingRow => ({
	id: 'L~R', left: 'L', right: 'R', label: 'Field', lens, rule: 'newestWins', required: { left: false, right: false }, ...more,
});
const mappingOf = (...rows: MappingRow[]): Mapping => ({
	pair: 'p', left: { system: 'salesforce', object: 'A' }, right: { system: 'pact', object: 'b' }, rows, match: [], externalIds: {},
	create: { left: true, right: true }, tieWinner: 'left',
});

/** What the lens sees of the record. Undefined: nothing, or something that it does not understand. */
function get(row: MappingRow, side: Side, record: FieldValues): Canonical | undefined {
	const raw = readField(row, side, record);
	const read = raw === undefined ? undefined : toCanonical(row, side, raw);
	return read?.ok ? read.value : undefined;
}
/** The record after a value was written to it. Undefined: it was refused, and nothing was written. */
function put(row: MappingRow, side: Side, record: FieldValues, value: Canonical): FieldValues | undefined {
	const written = fromCanonical(row, side, value);
	return written.ok ? { ...record, ...writeFields(row, side, written.value) } : undefined;
}

const word = fc.stringMatching(/^[A-Z][a-z]{1,6}(-[A-Z][a-z]{1,4})?$/);
const particle = fc.constantFrom('van', 'de', 'la', 'der', 'von');
const nameText = fc.tuple(fc.array(word, { maxLength: 2 }), fc.array(particle, { maxLength: 2 }), word).map((parts) => parts.flat().join(' '));
const anyName = fc.oneof(nameText, fc.string({ unit: 'grapheme', maxLength: 20 }));
const amount = fc.oneof(fc.integer({ min: -1e9, max: 1e9 }), fc.double({ min: -1e9, max: 1e9, noNaN: true }));
const code = fc.constantFrom('EUR', 'USD', 'JPY');

const twoNames: LensSpec = { kind: 'name', last: { left: { field: 'Last' } } };
const twoCurrencies: LensSpec = { kind: 'money', currency: { left: { field: 'Currency' }, right: { field: 'currency' } } };
const names = fc.record({ L: fc.oneof(anyName, fc.constant(null)), Last: fc.oneof(anyName, fc.constant(null)) });
const money = fc.record({ L: fc.oneof(amount, fc.constant(null)), Currency: code });
const sample = fc.oneof(
	fc.record({ row: fc.constant(rowWith(twoNames)), record: names, one: canonicalName(), two: canonicalName() }),
	fc.record({ row: fc.constant(rowWith(twoCurrencies)), record: money, one: canonicalMoney(), two: canonicalMoney() }),
);
function canonicalName(): fc.Arbitrary<Canonical> {
	return fc.oneof(anyName.map((text) => text.normalize('NFC').split(/\s+/u).join(' ').trim() || null), fc.constant(null));
}
function canonicalMoney(): fc.Arbitrary<Canonical> {
	return fc.oneof(fc.tuple(amount, code).map(([value, currency]) => `${value + 0} ${currency}`), fc.constant(null));
}

describe('values that a side keeps in two fields', () => {
	it('PutGet: what is written is read again', () => {
		fc.assert(
			fc.property(sample, ({ row, record, one }) => {
				const after = put(row, 'left', record, one);
				expect(after && get(row, 'left', after)).toEqual(one);
			}),
			{ numRuns: 2000 },
		);
	});

	it('GetPut: writing what was read leaves the value as it was (a name may be split elsewhere, an amount is the same in both fields)', () => {
		fc.assert(
			fc.property(sample, ({ row, record }) => {
				const value = get(row, 'left', record);
				if (value === undefined) return;
				const after = put(row, 'left', record, value);
				expect(after && get(row, 'left', after)).toEqual(value);
				if (row.lens.kind === 'money' && value !== null) expect(after).toEqual({ ...record, L: Number(record.L) + 0 });
			}),
			{ numRuns: 2000 },
		);
	});

	it('GetPut holds to the letter for a name whose first name has no small word at its end and whose last name is one word with its particles', () => {
		const split = fc.record({
			L: fc.array(word, { minLength: 1, maxLength: 2 }).map((words) => words.join(' ')),
			Last: fc.tuple(fc.array(particle, { maxLength: 2 }), word).map((words) => words.flat().join(' ')),
		});
		fc.assert(
			fc.property(split, (record) => {
				const row = rowWith(twoNames);
				expect(put(row, 'left', record, get(row, 'left', record) ?? null)).toEqual(record);
			}),
		);
	});

	it('PutPut: the second write counts, whatever the first was; only a blank amount leaves the currency that was there', () => {
		fc.assert(
			fc.property(sample, ({ row, record, one, two }) => {
				const once = put(row, 'left', record, two);
				const twice = put(row, 'left', put(row, 'left', record, one) ?? record, two);
				if (row.lens.kind === 'money' && two === null) expect(twice?.L).toEqual(once?.L);
				else expect(twice).toEqual(once);
			}),
			{ numRuns: 2000 },
		);
	});

	it('is left alone while one of the two fields was not read', () => {
		fc.assert(
			fc.property(names, ({ L, Last }) => {
				expect(mapRecord(mappingOf(rowWith(twoNames)), 'left', { L }).values).toEqual({});
				expect(mapRecord(mappingOf(rowWith(twoNames)), 'left', { Last }).values).toEqual({});
			}),
		);
	});
});

describe('money', () => {
	it('is never converted: what arrives has the amount and the currency that it had, or is held with a reason', () => {
		type Place = Extract<LensSpec, { kind: 'money' }>['currency']['left'];
		const place = fc.oneof<fc.Arbitrary<Place>[]>(
			code.map((fixed) => ({ code: fixed })),
			fc.constant({ field: 'C' }),
			fc.constant({ field: 'C', codes: ['EUR', 'USD'] }),
		);
		fc.assert(
			fc.property(place, place, amount, code, (left, right, value, currency) => {
				const row = rowWith({ kind: 'money', currency: { left, right } });
				const own = 'code' in left ? left.code : currency;
				const { values, held } = mapRecord(mappingOf(row), 'left', { L: value, ...('code' in left ? {} : { C: currency }) });
				if (held.length > 0) {
					expect(values).toEqual({});
					expect(held[0]?.message).toMatch(/never converted/);
					expect('code' in right ? right.code !== own : 'codes' in right && own === 'JPY').toBe(true);
					return;
				}
				expect(values).toEqual('code' in right ? { R: value + 0 } : { R: value + 0, C: own });
				if ('code' in right) expect(right.code).toBe(own);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('zones', () => {
	const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Monrovia');
	const moment = fc.integer({ min: Date.UTC(1950, 0, 1) / 1000, max: Date.UTC(2060, 0, 1) / 1000 }).map((seconds) => seconds * 1000);

	it('a moment is the same moment after its wall time was read again, but for the second showing of a repeated hour', () => {
		fc.assert(
			fc.property(zone, moment, (name, at) => {
				const again = fromWall(name, toWall(name, at));
				expect(toWall(name, again)).toBe(toWall(name, at));
				expect(again).toBeLessThanOrEqual(at);
				// The longest step back of any clock in these zones and years is an hour; Apia went forward by a day.
				expect(at - again).toBeLessThanOrEqual(3_600_000);
			}),
			{ numRuns: 3000 },
		);
	});
});

describe('templates', () => {
	it('hold every value that is there, evaluate nothing, and are blank only when all fields are', () => {
		const value = fc.oneof(fc.constantFrom('{L}', '${1+1}', '=1', '__proto__', 'constructor', '('), word, fc.constant(null));
		fc.assert(
			fc.property(value, value, value, (first, second, third) => {
				const row = rowWith({ kind: 'template', template: '{A} {B} ({C})', reads: 'left' }, { left: '', rule: 'alwaysLeft' });
				const { values } = mapRecord(mappingOf(row), 'left', { A: first, B: second, C: third });
				const filled = [first, second, third].filter((one) => one !== null);
				if (filled.length === 0) expect(values.R).toBeNull();
				for (const one of filled) expect(values.R).toContain(one);
				expect(mapRecord(mappingOf(row), 'right', { R: 'x' }).values).toEqual({});
			}),
		);
	});
});

describe('many values to one', () => {
	const pairs: Array<[string, string]> = [['Prospecting', 'open'], ['Qualification', 'open'], ['Won', 'won'], ['Won again', 'won']];
	it('go there, and come back as the first of them; what came back goes there again as itself', () => {
		fc.assert(
			fc.property(fc.constantFrom(...pairs), ([left, right]) => {
				const row = rowWith({ kind: 'picklist', values: pairs });
				const there = mapRecord(mappingOf(row), 'left', { L: left }).values;
				expect(there).toEqual({ R: right });
				const back = mapRecord(mappingOf(row), 'right', there).values;
				expect(back).toEqual({ L: pairs.find((pair) => pair[1] === right)?.[0] });
				expect(mapRecord(mappingOf(row), 'left', back).values).toEqual(there);
			}),
		);
	});
});
