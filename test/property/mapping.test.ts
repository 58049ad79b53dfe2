import fc from 'fast-check';
import { isEqual, sortBy } from 'lodash';
import { compileMapping, type MappingDefinition } from '../../engine/mapping';
import { withFallbacks } from '../../engine/mapping/compile/fallback';
import { canonicalText, sameCanonical } from '../../engine/mapping/canonical';
import { fromCanonical, toCanonical } from '../../engine/mapping/lens';
import { mapRecord } from '../../engine/mapping/map-record';
import {
	SIDES,
	type Canonical,
	type FieldSchema,
	type FieldValue,
	type LensSpec,
	type Mapping,
	type MappingRow,
	type Side,
} from '../../engine/model';

const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const fieldValue: fc.Arbitrary<FieldValue> = fc.oneof(
	word,
	fc.string(),
	fc.double(),
	fc.integer(),
	fc.boolean(),
	fc.constant(null),
	fc.array(word, { maxLength: 4 }),
	fc.constantFrom(
		'',
		' ',
		'true',
		'FALSE',
		'12.50',
		'1e3',
		'-0',
		'2026-11-21',
		'2026-11-21T08:33:03.000+0000',
		'1700000000000',
		'A@B.example',
		'+1 415 555 2671 ext. 5',
		'030 123456',
		'HTTP://Acme.Example/X',
		'confirmed',
		'granted',
		'acme.co.uk',
		'__proto__',
		'100 EUR',
		'12.50 usd',
		['7', 'EUR'],
		['-3.10', 'USD'],
		['Ann Marie', 'van der Berg'],
		'Ludwig van Beethoven',
		'2026-10-25T01:30:00',
		'2026-03-29T02:30:00',
	),
);
const canonical: fc.Arbitrary<Canonical> = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.double({ noNaN: true }),
	fc.boolean(),
	fc.constant(null),
	fc.array(fc.string(), { minLength: 1 }),
);
const pairs = fc
	.array(
		fc.tuple(fc.oneof(word, fc.constantFrom('a', 'A', 'b', 'c')), fc.oneof(word, fc.constantFrom('a', 'B', 'x'))),
		{ maxLength: 8 },
	)
	.map((all) =>
		all.filter((pair) => pair.every((value) => value.trim() !== '' && !value.normalize('NFC').includes(';'))),
	);

const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC');
const listWithFallback: fc.Arbitrary<LensSpec> = fc
	.record({ values: pairs, left: fc.option(fc.constantFrom('a', 'x', 'Nobody'), { nil: undefined }), right: fc.option(fc.constantFrom('a', 'x', 'None'), { nil: undefined }) })
	.map(({ values, left, right }) => {
		const fallback = { ...(left === undefined ? {} : { left }), ...(right === undefined ? {} : { right }) };
		return { kind: 'picklist', values: withFallbacks(values, fallback), fallback };
	});
const lens: fc.Arbitrary<LensSpec> = fc.oneof(
	fc.constantFrom<LensSpec>(
		{ kind: 'text' },
		{ kind: 'number' },
		{ kind: 'boolean' },
		{ kind: 'date' },
		{ kind: 'datetime' },
		{ kind: 'email' },
		{ kind: 'phone' },
		{ kind: 'phone', country: 'DE' },
		{ kind: 'phone', country: 'ZZ' },
		{ kind: 'url' },
		{ kind: 'domain' },
		{ kind: 'reference', pair: 'p', left: 'Account', right: 'companies' },
		{ kind: 'consent' },
		{ kind: 'consent', onlyOptOuts: true },
		{ kind: 'consent', flags: { left: true, right: true } },
		{ kind: 'consent', flags: { left: true, right: true }, onlyOptOuts: true },
		{ kind: 'constant', left: 'L', right: 7 },
		{ kind: 'constant', right: ['b', 'a'] },
		{ kind: 'template', template: '{A}', reads: 'left' },
		{ kind: 'name', last: {} },
		{ kind: 'name', last: { left: { field: 'Last' } } },
		{ kind: 'name', last: { right: { field: 'Last' } } },
		{ kind: 'money', currency: { left: { field: 'Currency' }, right: { field: 'currency' } } },
		{ kind: 'money', currency: { left: { field: 'Currency' }, right: { code: 'EUR' } } },
		{ kind: 'money', currency: { left: { code: 'EUR' }, right: { code: 'EUR' } } },
	),
	fc.record({ kind: fc.constantFrom('date' as const, 'datetime' as const), zones: fc.record({ left: zone, right: zone }) }),
	fc.record({ kind: fc.constant('date' as const), zones: fc.record({ left: zone, right: zone }), moments: fc.constantFrom({ left: true as const }, { right: true as const }) }),
	fc.constant<LensSpec>({ kind: 'date', moments: { left: true, right: true } }),
	fc.record({ kind: fc.constant('number' as const), decimals: fc.integer({ min: 0, max: 18 }) }),
	fc.record({ kind: fc.constant('picklist' as const), values: pairs }),
	fc.record({ kind: fc.constant('multiselect' as const), values: pairs }),
	listWithFallback,
);
const row: fc.Arbitrary<MappingRow> = fc.record({
	id: fc.constant('L~R'),
	left: fc.constant('L'),
	right: fc.constant('R'),
	label: fc.constant('Field'),
	lens,
	rule: fc.constant('newestWins' as const),
	required: fc.constant({ left: false, right: false }),
	asText: fc.constantFrom({}, { left: true }, { right: true }, { left: true, right: true }),
});
const side: fc.Arbitrary<Side> = fc.constantFrom(...SIDES);

/** A value that its lens takes: of the pairs where there are any. */
const held = fc.tuple(row, side).chain(([one, from]) => {
	const index = from === 'left' ? 0 : 1;
	const known = 'values' in one.lens ? one.lens.values.map((pair) => pair[index]) : [];
	const raw =
		known.length === 0
			? fieldValue
			: fc.oneof(
					fc.constantFrom(...known),
					fc.subarray(known),
					fc.subarray(known).map((list) => list.join(';')),
					fieldValue,
				);
	return fc.record({ row: fc.constant(one), side: fc.constant(from), raw });
});

/** The value is a fallback that has no partner on that side: there is nothing to write for it, and `mapRecord` leaves it out. */
const isUnknownThere = (one: MappingRow, to: Side, value: Canonical): boolean =>
	one.lens.kind === 'picklist' && one.lens.fallback !== undefined && !fromCanonical(one, to, value).ok;

/** Writes the canonical value to a side and reads it again. */
function thereAndBack(one: MappingRow, to: Side, value: Canonical): Canonical {
	const written = fromCanonical(one, to, value);
	if (!written.ok) throw new Error(`not written: ${written.message}`);
	const read = toCanonical(one, to, written.value);
	if (!read.ok) throw new Error(`not read again: ${read.message}`);
	return read.value;
}

describe('canonical text', () => {
	it('is one-to-one: two values have the same text only when they are the same value', () => {
		fc.assert(
			fc.property(canonical, canonical, (one, other) => {
				const equal = isEqual(one, other);
				expect(canonicalText(one) === canonicalText(other)).toBe(equal);
				expect(sameCanonical(one, other)).toBe(equal);
			}),
		);
	});

	it('tells values apart that look alike', () => {
		const alike: Canonical[] = [
			null,
			'null',
			'list:[]',
			'1',
			1,
			['1'],
			true,
			'true',
			['true'],
			['1,2'],
			['1', '2'],
			'["1"]',
			'',
		];
		expect(new Set(alike.map(canonicalText)).size).toBe(alike.length);
	});
});

describe('every lens', () => {
	it('never throws, whatever the value, and its messages never hold the value', () => {
		const anything = fc.oneof(fieldValue, fc.jsonValue() as fc.Arbitrary<FieldValue>);
		fc.assert(
			fc.property(row, side, anything, (one, from, raw) => {
				for (const result of [toCanonical(one, from, raw), fromCanonical(one, from, raw)]) {
					if (result.ok) continue;
					expect(result.message).toContain('Field');
					// A word of our own messages says nothing about the value.
					if (typeof raw === 'string' && /[^a-z() .,:&-]/i.test(raw)) expect(result.message).not.toContain(raw);
				}
			}),
			{ numRuns: 3000 },
		);
	});

	it('reads a canonical value as itself (right side: what it means is already said)', () => {
		fc.assert(
			fc.property(held, ({ row: one, side: from, raw }) => {
				const first = toCanonical(one, from, raw);
				if (!first.ok || one.lens.kind === 'constant') return;
				// A side of one currency takes no other.
				if (one.lens.kind === 'money' && 'code' in one.lens.currency.right && !String(first.value).endsWith('EUR')) return;
				expect(toCanonical(one, 'right', first.value as FieldValue)).toEqual(first);
			}),
			{ numRuns: 3000 },
		);
	});

	it('PutGet: what is written to a side is read there as the same canonical value', () => {
		fc.assert(
			fc.property(held, side, ({ row: one, side: from, raw }, to) => {
				const read = toCanonical(one, from, raw);
				if (!read.ok) return;
				// An opt-out flag has no word for consent or for blank; a constant's list is not text. The laws hold for the rest.
				if (one.lens.kind === 'consent' && (to === 'left' || one.lens.flags)) return;
				if (isUnknownThere(one, to, read.value)) return;
				if (one.lens.kind === 'constant' && one.asText?.[to]) return;
				if (one.lens.kind === 'template' && to === one.lens.reads) return;
				if (one.lens.kind === 'money' && 'code' in one.lens.currency[to] && !String(read.value).endsWith('EUR')) return;
				const again = thereAndBack(one, to, read.value);
				// Wall time cannot tell the two halves of an hour that is shown twice: it stays that wall time.
				if (one.lens.kind === 'datetime' && one.lens.zones) expect(fromCanonical(one, to, again)).toEqual(fromCanonical(one, to, read.value));
				else expect(again).toEqual(read.value);
			}),
			{ numRuns: 3000 },
		);
	});

	it("GetPut: writing what was read leaves the side's canonical value as it was, and a second time changes nothing", () => {
		fc.assert(
			fc.property(held, ({ row: one, side: from, raw }) => {
				const read = toCanonical(one, from, raw);
				if (!read.ok || (one.lens.kind === 'constant' && one.asText?.[from])) return;
				if (one.lens.kind === 'template' && from === one.lens.reads) return;
				if (isUnknownThere(one, from, read.value)) return;
				const written = fromCanonical(one, from, read.value);
				expect(written.ok).toBe(true);
				if (!written.ok) return;
				const again = toCanonical(one, from, written.value);
				expect(again.ok && fromCanonical(one, from, again.value)).toEqual(written);
				if (one.lens.kind !== 'consent') expect(again).toEqual(read);
			}),
			{ numRuns: 3000 },
		);
	});

	it('never opts anyone in: a flag on the left can say "withdrawn" and "unknown" only', () => {
		fc.assert(
			fc.property(fc.boolean(), (optedOut) => {
				const consent = {
					id: 'L~R',
					left: 'L',
					right: 'R',
					label: 'C',
					lens: { kind: 'consent' as const },
					rule: 'mostRestrictive' as const,
					required: { left: false, right: false },
				};
				expect(toCanonical(consent, 'left', optedOut)).toEqual({ ok: true, value: optedOut ? 'withdrawn' : 'unknown' });
			}),
		);
	});
});

describe('mapping a record', () => {
	it('gives every field that was read either a value or a reason to wait', () => {
		fc.assert(
			fc.property(
				fc.array(row, { maxLength: 6 }),
				side,
				fc.array(fieldValue, { minLength: 6, maxLength: 6 }),
				(rows, from, raws) => {
					const numbered = rows.map((one, index) => ({
						...one,
						id: `L${index}~R${index}`,
						left: `L${index}`,
						right: `R${index}`,
					}));
					const mapping: Mapping = {
						pair: 'p',
						left: { system: 'salesforce', object: 'A' },
						right: { system: 'pact', object: 'b' },
						rows: numbered,
						match: [],
						externalIds: {},
						create: { left: true, right: true },
						tieWinner: 'left',
					};
					const beside = { A: 'Ann', Last: 'Lee', Currency: 'EUR', currency: 'USD' };
					const fields = { ...beside, ...Object.fromEntries(numbered.map((one, index) => [one[from], raws[index] ?? null])) };
					const result = mapRecord(mapping, from, fields);
					for (const one of numbered.filter(({ lens: { kind } }) => kind !== 'constant')) {
						const there = Object.hasOwn(result.values, one[from === 'left' ? 'right' : 'left']);
						const held = result.held.some((entry) => entry.row === one.id);
						// A fallback without a partner says nothing: neither a value nor a question.
						if (!there && !held) expect(one.lens.kind === 'picklist' && one.lens.fallback?.[from]).toBeTruthy();
						else expect(there).toBe(!held);
					}
				},
			),
		);
	});
});

describe('compiling a mapping', () => {
	const field = (name: string, type: FieldSchema['type'], more: Partial<FieldSchema> = {}): FieldSchema => ({
		name,
		label: name,
		type,
		custom: false,
		requiredOnCreate: false,
		createable: true,
		updateable: true,
		...more,
	});
	const left = {
		system: 'salesforce' as const,
		connection: 'o',
		name: 'Account',
		label: 'Account',
		fields: [
			field('Name', 'text'),
			field('Website', 'url'),
			field('Phone', 'phone'),
			field('Industry', 'picklist'),
			field('Score__c', 'number', { custom: true }),
		],
	};
	const right = {
		system: 'pact' as const,
		connection: 'w',
		name: 'companies',
		label: 'Company',
		fields: [
			field('name', 'text', { requiredOnCreate: true }),
			field('website', 'url'),
			field('domain', 'text'),
			field('phone', 'phone'),
			field('industry', 'text'),
			field('custom_fields.score', 'number', { custom: true }),
		],
	};
	const names = (fields: FieldSchema[]): fc.Arbitrary<string> =>
		fc.constantFrom(...fields.map((one) => one.name), 'Nonsense');
	const definitionRow = fc.record({
		left: names(left.fields),
		right: names(right.fields),
		lens: fc.constantFrom('auto' as const, 'text' as const, 'number' as const),
		rule: fc.constantFrom('default' as const, 'alwaysLeft' as const, 'newestWins' as const, 'doNotSync' as const),
	});
	const definition = (rows: MappingDefinition['rows'], autoMap: boolean): MappingDefinition => ({
		left: { system: 'salesforce', object: 'Account' },
		right: { system: 'pact', object: 'companies' },
		autoMap,
		rows,
	});

	it('gives the same mapping and report in whatever order rows and fields stand', () => {
		const cases = fc.tuple(fc.array(definitionRow, { maxLength: 6 }), fc.boolean()).chain(([rows, autoMap]) =>
			fc.record({
				rows: fc.constant(rows),
				autoMap: fc.constant(autoMap),
				shuffled: fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
				fields: fc.shuffledSubarray(left.fields, { minLength: left.fields.length, maxLength: left.fields.length }),
			}),
		);
		fc.assert(
			fc.property(cases, ({ rows, autoMap, shuffled, fields }) => {
				const one = compileMapping(definition(rows, autoMap), left, right);
				const other = compileMapping(definition(shuffled, autoMap), { ...left, fields }, right);
				expect(other.mapping).toEqual(one.mapping);
				expect(sortBy(other.report.problems, JSON.stringify)).toEqual(sortBy(one.report.problems, JSON.stringify));
			}),
		);
	});

	it('never gives two rows that write one field, and every row that is left out has an error', () => {
		fc.assert(
			fc.property(fc.array(definitionRow, { maxLength: 6 }), (rows) => {
				const { mapping, report } = compileMapping(definition(rows, true), left, right);
				const written = mapping.rows.filter((one) => one.rule !== 'doNotSync').map((one) => one.right);
				expect(new Set(written).size).toBe(written.length);
				for (const said of rows) {
					const id = `${said.left}~${said.right}`;
					const kept = mapping.rows.some((one) => one.id === id);
					expect(kept || report.problems.some((problem) => problem.level === 'error' && problem.row === id)).toBe(true);
				}
			}),
		);
	});
});
