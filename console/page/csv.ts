import type { LogEntry } from '../../engine/model';
import type { SyncStore } from '../../engine/run/store-port';
import { logPage, type LogQuestion } from '../log';
import { shownValue } from '../words';

const PAGE = 1_000;
/** What a spreadsheet still opens with ease, and n8n holds in memory with ease. */
export const MAX_CSV_LINES = 50_000;

const HEAD = ['at', 'sync', 'outcome', 'reason', 'origin', 'source system', 'source object', 'source id', 'target system', 'target object', 'target id', 'message', 'field', 'old', 'new', 'gave way'];

/** The log as CSV (RFC 4180), newest first: one row for each field that moved, or one for a line without any. @throws ConsoleProblem */
export async function logCsv(store: Pick<SyncStore, 'log' | 'recordsWithId'>, question: Omit<LogQuestion, 'limit'>): Promise<string> {
	const rows: string[] = [HEAD.map(cell).join(',')];
	let before = question.before;
	for (let lines = 0; lines < MAX_CSV_LINES; lines += PAGE) {
		const page = await logPage(store, { ...question, ...(before === undefined ? {} : { before }), limit: PAGE });
		rows.push(...page.lines.flatMap(rowsOf));
		before = page.next;
		if (before === undefined) break;
	}
	return `${rows.join('\r\n')}\r\n`;
}

function rowsOf({ at, pair, outcome, reason, origin, source, target, message, movements }: LogEntry): string[] {
	const about = [at, pair, outcome, reason, origin, source.system, source.object, source.id, target?.system, target?.object, target?.id, message];
	if (movements.length === 0) return [[...about, '', '', '', ''].map(cell).join(',')];
	return movements.map(({ field, from, to, lost }) => [...about, field, shownValue(from), shownValue(to), lost && shownValue(lost.value)].map(cell).join(','));
}

/** Quoted always; what a spreadsheet would take for a formula is told to be text (https://owasp.org/www-community/attacks/CSV_Injection). */
function cell(value: string | undefined): string {
	const text = value ?? '';
	return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
