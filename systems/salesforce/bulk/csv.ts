import { SystemError } from '../../common/engine';

/*
 * CSV as the Bulk API speaks it: RFC 4180, commas, quotes doubled, lines ended by LF (CRLF is read too). Nothing but the text is held:
 * records are cut out of it one by one.
 */

const DELIMITER = ',';
const QUOTE = '"';
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/** One line of a file. */
export const csvLine = (cells: readonly string[]): string =>
	`${cells.map((cell) => (NEEDS_QUOTES.test(cell) ? `${QUOTE}${cell.replaceAll(QUOTE, QUOTE + QUOTE)}${QUOTE}` : cell)).join(DELIMITER)}\n`;

/** Reads a text's records in their order. Throws `bad-answer` where it is no CSV (cut off, most often). */
export class CsvReader {
	private at: number;

	constructor(private readonly text: string) {
		this.at = text.startsWith('\uFEFF') ? 1 : 0;
	}

	/** The next record's cells; undefined at the end. */
	next(): string[] | undefined {
		if (this.at >= this.text.length) return undefined;
		const cells: string[] = [];
		while (this.cell(cells));
		return cells;
	}

	/** Passes over so many records, or to the end. Answers how many there were. */
	skip(records: number): number {
		let passed = 0;
		for (; passed < records && this.at < this.text.length; passed += 1) while (this.cell());
		return passed;
	}

	/** Passes one cell and what ends it. Answers whether another one follows in the record. */
	private cell(into?: string[]): boolean {
		const { text } = this;
		let start = this.at;
		let end: number;
		if (text.startsWith(QUOTE, start)) {
			start += 1;
			let doubled = false;
			for (end = text.indexOf(QUOTE, start); text.startsWith(QUOTE, end + 1) && end >= 0; end = text.indexOf(QUOTE, end + 2)) doubled = true;
			if (end < 0) throw notCsv('a quote is not closed');
			into?.push(doubled ? text.slice(start, end).replaceAll(QUOTE + QUOTE, QUOTE) : text.slice(start, end));
			this.at = end + 1;
		} else {
			for (end = start; end < text.length && !isEnd(text.charCodeAt(end)); end += 1);
			into?.push(text.slice(start, end));
			this.at = end;
		}
		return this.afterCell();
	}

	private afterCell(): boolean {
		const { text } = this;
		if (text.startsWith(DELIMITER, this.at)) {
			this.at += 1;
			return true;
		}
		if (text.startsWith('\r\n', this.at)) this.at += 2;
		else if (text.startsWith('\n', this.at)) this.at += 1;
		else if (this.at < text.length) throw notCsv('something follows a quoted value');
		return false;
	}
}

const [COMMA, LF, CR] = [44, 10, 13];
const isEnd = (code: number): boolean => code === COMMA || code === LF || code === CR;

const notCsv = (why: string): SystemError =>
	new SystemError({ class: 'bad-answer', message: `Salesforce’s answer is no complete CSV: ${why}.` });
