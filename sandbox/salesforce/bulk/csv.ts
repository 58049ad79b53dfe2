/** RFC 4180 with Salesforce's choice of delimiters and line endings, as strict as the service: no trimming, no stray quotes. */

export const DELIMITERS = { COMMA: ',', BACKQUOTE: '`', CARET: '^', PIPE: '|', SEMICOLON: ';', TAB: '\t' } as const;
export const LINE_ENDINGS = { LF: '\n', CRLF: '\r\n' } as const;

export interface CsvFormat {
	columnDelimiter: keyof typeof DELIMITERS;
	lineEnding: keyof typeof LINE_ENDINGS;
}

/** The file is not what the job says it is. */
export class CsvError extends Error {}

/** One line, every value in quotes, as the service writes results. */
export function csvLine(cells: readonly string[], { columnDelimiter, lineEnding }: CsvFormat): string {
	return cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(DELIMITERS[columnDelimiter]) + LINE_ENDINGS[lineEnding];
}

/** All lines of a file, cell by cell. @throws CsvError */
export function parseCsv(text: string, { columnDelimiter, lineEnding }: CsvFormat): string[][] {
	const delimiter = DELIMITERS[columnDelimiter];
	const ending = LINE_ENDINGS[lineEnding];
	const lines: string[][] = [];
	let at = text.startsWith('\uFEFF') ? 1 : 0;
	while (at < text.length) {
		const cells: string[] = [];
		for (;;) {
			const cell = text[at] === '"' ? quoted(text, at) : plain(text, at, delimiter, ending);
			cells.push(cell.value);
			at = cell.end;
			if (at >= text.length || text.startsWith(ending, at)) break;
			if (text[at] !== delimiter) throw new CsvError('Error parsing CSV: a quoted value is followed by something else than a delimiter or a line ending');
			at += 1;
		}
		at += ending.length;
		lines.push(cells);
	}
	return lines;
}

function quoted(text: string, start: number): { value: string; end: number } {
	for (let at = start + 1; ; ) {
		const quote = text.indexOf('"', at);
		if (quote < 0) throw new CsvError('Error parsing CSV: a quote is not closed');
		if (text[quote + 1] !== '"') return { value: text.slice(start + 1, quote).replaceAll('""', '"'), end: quote + 1 };
		at = quote + 2;
	}
}

function plain(text: string, start: number, delimiter: string, ending: string): { value: string; end: number } {
	const ends = [text.indexOf(delimiter, start), text.indexOf(ending, start)].filter((index) => index >= 0);
	const end = ends.length === 0 ? text.length : Math.min(...ends);
	const value = text.slice(start, end);
	if (value.includes('"')) throw new CsvError('Error parsing CSV: a quote in a value that is not quoted');
	return { value, end };
}
