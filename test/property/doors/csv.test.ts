import fc from 'fast-check';
import type { LogEntry } from '../../../engine/model';
import { logCsv } from '../../../console/page/csv';
import { anyText, PATIENCE_MS, runs } from './fuzz';

jest.setTimeout(PATIENCE_MS);

const ref = (id: string) => ({ system: 'pact' as const, connection: 'ws', object: 'contacts', id });
const cell = fc.oneof(
	anyText,
	fc.constantFrom('=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r\n=1', 'a;=1', 'a\t=1', 'a,=1', '"', '""', '","', '"\r\n"', "'=1", '\ufeff=1', '\uff1d1', '\u00a0=1', '\u200b=1', '=HYPERLINK("http://evil","x")', '=cmd|\' /C calc\'!A0', 'a\n=1', '\v=1', '\u0000=1', ';=', '\u2028=1', '%=1', '|=1'),
	fc.tuple(anyText, fc.constantFrom(';', '\t', '\r', '\n', ',', '"', ' '), fc.constantFrom('=', '+', '-', '@', '\uff0b'), anyText).map((parts) => parts.join('')),
);
const entry = fc.record({ message: cell, person: cell, id: cell, field: cell, from: fc.oneof(cell, fc.double(), fc.boolean(), fc.constant(null), fc.array(cell, { maxLength: 3 })), to: cell, lost: cell });

/** Reads RFC 4180, as strictly as it is written. */
function parsed(text: string): string[][] {
	const rows: string[][] = [];
	let row: string[] = [];
	for (let at = 0; at < text.length;) {
		if (text[at] !== '"') throw new Error(`A cell without quotes at ${at}`);
		let value = '';
		for (at += 1; ; at += 1) {
			if (at >= text.length) throw new Error('A cell has no end.');
			if (text[at] !== '"') value += text[at];
			else if (text[at + 1] === '"') {
				value += '"';
				at += 1;
			} else break;
		}
		row.push(value);
		at += 1;
		if (text[at] === ',') at += 1;
		else if (text.startsWith('\r\n', at)) {
			rows.push(row);
			row = [];
			at += 2;
		} else throw new Error(`Something behind a cell at ${at}`);
	}
	return rows;
}

async function csvOf(line: LogEntry): Promise<string> {
	const log = async () => await Promise.resolve([{ ...line, id: 1 }]);
	let text = '';
	for await (const part of await logCsv({ log, recordsWithId: async () => await Promise.resolve([]) }, {})) text += part;
	return text;
}

/** What spreadsheets take for a formula: at the beginning of a cell, behind blanks, and where they may see a new cell begin. */
const FORMULA = /(^|[;\t\r\n])[\s\p{Cc}\p{Cf}]*[=+\-@\uff0b\uff0d\uff1d\uff20]/u;

describe('the log as a table for spreadsheets, whatever it holds', () => {
	it('has as many rows and cells as it says, in which nothing but the mark of a text is added', async () => {
		await fc.assert(
			fc.asyncProperty(entry, async ({ message, person, id, field, from, to, lost }) => {
				const text = await csvOf({
					at: '2026-11-21T08:00:00.000Z', pair: 'p', source: ref(id), target: ref(id), origin: 'poll', outcome: 'updated', reason: 'updated', message, person,
					movements: [{ row: field, field, from, to, lost: { side: 'left', value: lost } }],
				});
				const rows = parsed(text);
				expect(rows).toHaveLength(2);
				const [head = [], cells = []] = rows;
				expect(cells).toHaveLength(head.length);
				const of = (name: string): string => cells[head.indexOf(name)] ?? '';
				const bare = (shown: string): string => shown.replaceAll("'", '');
				for (const [name, value] of Object.entries({ message, person, field, 'source id': id, 'target id': id })) expect(bare(of(name))).toBe(bare(value));
				for (const shown of cells) expect(shown).not.toMatch(FORMULA);
			}),
			runs(2_000),
		);
	});
});
