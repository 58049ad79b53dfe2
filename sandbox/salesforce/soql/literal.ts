import { normalId } from '../ids';
import type { FieldSchema, FieldType, Value } from '../schema/types';
import { day, parseDay, parseInstant, stamp } from '../stamps';
import { dateRange } from './dateLiteral';
import { queryError } from './parse';

/** What a comparison compares with: a value, or for date literals a span `[start, end)` in the field's own spelling. */
export type Operand = { kind: 'value'; value: Value } | { kind: 'range'; start: string; end: string };

const NUMBERS: ReadonlySet<FieldType> = new Set(['currency', 'double', 'percent', 'int']);

/** The type names that Salesforce uses in its messages. */
const TYPE_NAMES: Partial<Record<FieldType, string>> = { datetime: 'dateTime', percent: 'double', currency: 'double' };

function wrongType(query: string, field: FieldSchema, quoted: boolean): Error {
	const isText = !NUMBERS.has(field.type) && !['boolean', 'date', 'datetime'].includes(field.type);
	const type = isText ? 'string' : (TYPE_NAMES[field.type] ?? field.type);
	const quotes = isText ? ' and should be enclosed in quotes' : quoted ? ' and should not be enclosed in quotes' : '';
	return queryError(
		'INVALID_FIELD',
		query,
		field.name,
		`value of filter criterion for field '${field.name}' must be of type ${type}${quotes}`,
	);
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** The text between the quotes, unescaped. `\%` and `\_` stay as they are: only LIKE gives them a meaning. */
export function unquote(raw: string): string {
	return raw.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (whole, code: string) => {
		if (code.length > 1) return String.fromCharCode(parseInt(code.slice(1), 16));
		if (code === '%' || code === '_') return whole;
		return ESCAPES[code.toLowerCase()] ?? code;
	});
}

/** Turns a literal of the query into an operand of the field's type; throws what Salesforce answers for a mismatch. */
export function operand(query: string, field: FieldSchema, raw: string, type: string | undefined, now: Date): Operand {
	const value = (found: Value): Operand => ({ kind: 'value', value: found });
	const fail = () => wrongType(query, field, type === 'STRING');
	if (type === 'NULL') return value(null);
	if (type === 'DATE_LITERAL' || type === 'DATE_N_LITERAL') {
		const range = dateRange(raw, now);
		const spell = field.type === 'datetime' ? stamp : field.type === 'date' ? day : undefined;
		if (!range || !spell) throw fail();
		return { kind: 'range', start: spell(range.start), end: spell(range.end) };
	}
	if (field.type === 'boolean') {
		if (type !== 'BOOLEAN') throw fail();
		return value(raw.toUpperCase() === 'TRUE');
	}
	if (NUMBERS.has(field.type)) {
		if (type !== 'INTEGER' && type !== 'DECIMAL') throw fail();
		return value(Number(raw));
	}
	if (field.type === 'date' || field.type === 'datetime') {
		const expected = field.type === 'date' ? 'DATE' : 'DATETIME';
		const parsed = field.type === 'date' ? parseDay(raw) : parseInstant(raw);
		if (type !== expected || parsed === undefined) throw fail();
		return value(parsed);
	}
	if (type !== 'STRING') throw fail();
	const text = unquote(raw);
	if (text === '') return value(null);
	if (field.type !== 'id' && field.type !== 'reference') return value(text);
	const id = normalId(text);
	if (id === undefined)
		throw queryError('INVALID_QUERY_FILTER_OPERATOR', query, field.name, `invalid ID field: ${text}`);
	return value(id);
}
