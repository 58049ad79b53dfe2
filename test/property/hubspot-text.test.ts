import fc from 'fast-check';
import { fromCanonical, mapRecord, toCanonical } from '../../engine/mapping';
import { compileSides, hubspot, labelled, STAGES } from '../../engine/mapping/compile/hubspot.fixture';
import { field, options, pact, salesforce } from '../../engine/mapping/compile/compile.fixture';
import type { FieldValue, MappingRow } from '../../engine/model';

/** HubSpot holds every value as a string. One row of each type, against a system that has types. */
const TOPICS = { ai: 'Artificial Intelligence', crm: 'CRM', ops: 'Operations' };
const left = salesforce('Thing__c', [
	field('Number__c', 'number'), field('Flag__c', 'boolean'), field('Topics__c', 'multiselect', { options: options(...Object.values(TOPICS)), restricted: true }),
	field('Day__c', 'date'), field('Close__c', 'date'), field('Moment__c', 'datetime'), field('Stage__c', 'picklist', { options: options(...new Set(STAGES.map(({ label }) => label))) }),
]);
const right = hubspot('things', [
	field('number', 'number'), field('flag', 'boolean'), field('topics', 'multiselect', { options: labelled(TOPICS), restricted: true }),
	field('day', 'date'), field('close', 'datetime'), field('moment', 'datetime'),
	field('stage', 'picklist', { options: STAGES, restricted: true }), field('pipeline', 'picklist', { options: labelled({ default: 'Sales', 7301: 'Renewals' }), restricted: true }),
]);
const { mapping, report } = compileSides(left, right, {
	autoMap: false,
	defaultRule: 'newestWins',
	rows: [
		{ left: 'Number__c', right: 'number' }, { left: 'Flag__c', right: 'flag' }, { left: 'Topics__c', right: 'topics' }, { left: 'Day__c', right: 'day' },
		{ left: 'Close__c', right: 'close', lens: 'date', dayOnly: true }, { left: 'Moment__c', right: 'moment' }, { left: 'Stage__c', right: 'stage' },
	],
});
const row = (name: string): MappingRow => {
	const found = mapping.rows.find((one) => one.right === name);
	if (!found) throw new Error(`no row for ${name}: ${JSON.stringify(report)}`);
	return found;
};

const day = fc.date({ min: new Date('1980-01-01T00:00:00Z'), max: new Date('2100-01-01T00:00:00Z'), noInvalidDate: true });
const moment = day;
const isoDay = (date: Date): string => date.toISOString().slice(0, 10);
const midnight = (date: Date): string => String(Date.parse(isoDay(date)));
/** The value as the typed system has it, and every text that HubSpot may say for it. */
const SAMPLES: ReadonlyArray<[name: string, sample: fc.Arbitrary<{ typed: FieldValue; texts: string[] }>]> = [
	['number', fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map((value) => ({ typed: value, texts: [String(value)] }))],
	['flag', fc.boolean().map((value) => ({ typed: value, texts: [String(value), String(value).toUpperCase()] }))],
	[
		'topics',
		fc.subarray(Object.entries(TOPICS), { minLength: 1 }).map((chosen) => ({
			typed: chosen.map(([, label]) => label).join(';'),
			texts: [chosen.map(([value]) => value).join(';'), `${[...chosen].reverse().map(([value]) => value).join('; ')};`],
		})),
	],
	['day', day.map((date) => ({ typed: isoDay(date), texts: [isoDay(date), midnight(date)] }))],
	['close', moment.map((date) => ({ typed: isoDay(date), texts: [date.toISOString(), String(date.getTime()), midnight(date), `${isoDay(date)}T12:00:00.000Z`] }))],
	['moment', moment.map((date) => ({ typed: date.toISOString(), texts: [date.toISOString(), String(date.getTime()), date.toISOString().replace('Z', '+0000')] }))],
	['stage', fc.constantFrom(...STAGES).map(({ label, value }) => ({ typed: label, texts: [value] }))],
];

describe.each(SAMPLES)('HubSpot’s texts for a %s', (name, sample) => {
	it('mean the same as the typed value, in every form that they come in', () => {
		fc.assert(
			fc.property(sample, ({ typed, texts }) => {
				const meant = toCanonical(row(name), 'left', typed);
				expect(meant.ok).toBe(true);
				for (const text of texts) expect(toCanonical(row(name), 'right', text)).toEqual(meant);
			}),
		);
	});

	it('are what is written: always a text, and read again as the same value', () => {
		fc.assert(
			fc.property(sample, ({ typed }) => {
				const meant = toCanonical(row(name), 'left', typed);
				const written = meant.ok ? fromCanonical(row(name), 'right', meant.value) : meant;
				expect(written.ok && typeof written.value).toBe('string');
				expect(written.ok && toCanonical(row(name), 'right', written.value)).toEqual(meant);
			}),
		);
	});

	it('come back from the other system as the same value', () => {
		fc.assert(
			fc.property(sample, ({ texts }) => {
				const there = mapRecord(mapping, 'right', { [name]: texts[0] ?? null });
				const typedName = row(name).left;
				const back = mapRecord(mapping, 'left', there.values);
				expect([...there.held, ...back.held]).toEqual([]);
				expect(toCanonical(row(name), 'right', back.values[name])).toEqual(toCanonical(row(name), 'right', texts[0]));
				expect(typedName in there.values).toBe(true);
			}),
		);
	});

	it('that are empty are blank', () => {
		expect(toCanonical(row(name), 'right', '')).toEqual({ ok: true, value: null });
		expect(mapRecord(mapping, 'right', { [name]: '' }).held).toEqual([]);
	});
});

it('stages of a pipeline by id are never written into another pipeline', () => {
	const deals = pact('opportunities', [
		field('stage', 'picklist', { options: STAGES.map(({ label, pipeline }) => ({ value: label, label, active: true, pipeline: pipeline === 'default' ? 'Sales' : 'Renewals' })), restricted: true }),
		field('pipeline', 'picklist', { options: options('Sales', 'Renewals'), restricted: true }),
	]);
	const both = compileSides(right, deals, { autoMap: false, rows: [{ left: 'stage', right: 'stage' }, { left: 'pipeline', right: 'pipeline' }] }).mapping;
	fc.assert(
		fc.property(fc.constantFrom(...STAGES), ({ value, pipeline = '' }) => {
			const there = mapRecord(both, 'left', { stage: value, pipeline });
			expect(mapRecord(both, 'right', there.values)).toEqual({ values: { stage: value, pipeline }, held: [] });
		}),
	);
});
