import fc from 'fast-check';
import { SystemError } from '../../common/engine';
import { csvLine, CsvReader } from './csv';

/** Whatever people type, with what CSV has a meaning for more often than by chance. */
const cell = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', ' ', '\t', '#N/A', 'ä', '日', '\u2028', '\uFEFF', 'x') }));
const table = fc.integer({ min: 1, max: 6 }).chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }));

function all(text: string): string[][] {
	const reader = new CsvReader(text);
	const records: string[][] = [];
	for (let record = reader.next(); record !== undefined; record = reader.next()) records.push(record);
	return records;
}

const HEADER = ['Id', 'Name'];
const written = (records: readonly string[][]): string => [HEADER, ...records].map(csvLine).join('');
/** As Salesforce writes results: every cell in quotes. */
const quoted = (records: readonly string[][], ending = '\n'): string => [HEADER, ...records].map((cells) => cells.map((each) => `"${each.replaceAll('"', '""')}"`).join(',') + ending).join('');

describe('CSV', () => {
	it('reads back what it wrote, cell for cell', () => {
		fc.assert(fc.property(table, (records) => expect(all(written(records))).toEqual([HEADER, ...records])));
	});

	it('reads what Salesforce writes, with either end of line, and without one at the end', () => {
		fc.assert(
			fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), (records, ending, open) => {
				const text = quoted(records, ending);
				expect(all(open ? text.slice(0, -ending.length) : text)).toEqual([HEADER, ...records]);
			}),
		);
	});

	it('stands in the same place whether records were read or passed over', () => {
		fc.assert(
			fc.property(table, fc.nat(10), (records, passed) => {
				const reader = new CsvReader(written(records));
				const count = reader.skip(passed);
				expect(count).toBe(Math.min(passed, records.length + 1));
				expect(reader.next()).toEqual([HEADER, ...records][count]);
			}),
		);
	});

	it('of a text that was cut off tells fewer records, or that it is no CSV, and never another value for a whole record', () => {
		fc.assert(
			fc.property(table, fc.nat(), (records, at) => {
				const text = quoted(records);
				const cut = text.slice(0, at % text.length);
				try {
					const found = all(cut);
					expect(found.slice(0, -1)).toEqual([HEADER, ...records].slice(0, Math.max(0, found.length - 1)));
				} catch (error) {
					expect((error as SystemError).details.class).toBe('bad-answer');
				}
			}),
		);
	});

	it('neither hangs nor breaks on anything else', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a') }), (text) => {
				try {
					expect(new CsvReader(text).skip(Infinity)).toBe(all(text).length);
				} catch (error) {
					expect(error).toBeInstanceOf(SystemError);
				}
			}),
		);
	});

	it('takes a mark of the byte order for what it is', () => {
		expect(all('\uFEFF"Id"\n"1"\n')).toEqual([['Id'], ['1']]);
	});
});
