import type { LogEntry } from '../../engine/model';
import type { SyncStore } from '../../engine/run/store-port';
import { logPage, type LogQuestion } from '../log';
import { shownMovement } from '../words';

/** Lines that are in memory at a time. */
const PAGE = 1_000;

const HEAD = [
	'at', 'sync', 'outcome', 'reason', 'origin', 'source system', 'source object', 'source id', 'target system', 'target object', 'target id', 'message',
	'field', 'old', 'new', 'gave way', 'person',
];

/**
 * The log as CSV (RFC 4180), newest first: one row for each field that moved, or one for a line without any. Comes in parts, each a page of
 * the log, so that a log of any length takes the memory of one page. @throws ConsoleProblem before the first part
 */
export async function logCsv(store: Pick<SyncStore, 'log' | 'recordsWithId'>, question: Omit<LogQuestion, 'limit'>): Promise<AsyncIterable<string>> {
	const first = await logPage(store, { ...question, limit: PAGE });
	return (async function* () {
		yield `${cellsOf(HEAD)}\r\n`;
		for (let page = first; ;) {
			yield page.lines.flatMap(rowsOf).join('');
			if (page.next === undefined) return;
			page = await logPage(store, { ...question, before: page.next, limit: PAGE });
		}
	})();
}

function rowsOf({ at, pair, outcome, reason, origin, source, target, message, movements, person }: LogEntry): string[] {
	const about = [at, pair, outcome, reason, origin, source.system, source.object, source.id, target?.system, target?.object, target?.id, message];
	const [begins, ends] = [cellsOf(about), cell(person)];
	const line = (...moved: ReadonlyArray<string | undefined>): string => `${begins},${cellsOf(moved)},${ends}\r\n`;
	if (movements.length === 0) return [line('', '', '', '')];
	return movements.map((movement) => {
		const { from, to, lost } = shownMovement(movement);
		return line(movement.field, from, to, lost);
	});
}

const cellsOf = (cells: ReadonlyArray<string | undefined>): string => cells.map(cell).join(',');

/**
 * What a spreadsheet takes for a formula when a cell begins with it, also behind blanks; also at what is taken for the beginning of a cell
 * where cells are divided by semicolons or tabs (https://owasp.org/www-community/attacks/CSV_Injection).
 */
const SIGNS: ReadonlySet<string | undefined> = new Set('=+-@\uff0b\uff0d\uff1d\uff20');
/** Where a cell begins or may be taken to begin, with the blanks and unseen signs behind it: spreadsheets drop some of them (NUL, a byte order mark). */
const BEGINNING = /(?:^[;\t\r\n]?|[;\t\r\n])[\s\p{Cc}\p{Cf}]*/gu;
/** Most cells are none, and need no closer look. */
const MAY_BE = /^[\s\p{Cc}\p{Cf}]*[=+\-@\uff0b\uff0d\uff1d\uff20]|[;\t\r\n]/u;

/** Quoted always; what would be a formula is told to be text. */
function cell(value = ''): string {
	const marked = (gap: string, at: number): string => (SIGNS.has(value[at + gap.length]) ? `${gap}'` : gap);
	const text = MAY_BE.test(value) ? value.replace(BEGINNING, marked) : value;
	return `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;
}
