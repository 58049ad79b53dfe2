import type { FieldSchema, Value } from '../schema/types';

/** How values of a field are compared: text ignores case, ids and dates do not. */
export function comparable(field: FieldSchema): (value: Value) => Value {
	const exact = ['id', 'reference', 'date', 'datetime'].includes(field.type);
	return exact ? (value) => value : (value) => (typeof value === 'string' ? value.toLowerCase() : value);
}

/** Order of two comparable, non-null values of one type. */
export function compareValues(a: NonNullable<Value>, b: NonNullable<Value>): number {
	if (a === b) return 0;
	return a < b ? -1 : 1;
}

/** LIKE: `%` is any text, `_` one character, `\%` and `\_` themselves. */
export function likePattern(pattern: string): RegExp {
	const source = pattern.replace(/\\[%_]|[%_]|[^%_\\]+|\\/g, (piece) => {
		if (piece === '%') return '.*';
		if (piece === '_') return '.';
		const literal = piece === '\\%' || piece === '\\_' ? piece.slice(1) : piece;
		return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	});
	return new RegExp(`^${source}$`, 'isu');
}
