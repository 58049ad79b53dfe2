import type { FieldValue, FieldValues } from '../../engine/model';

type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Any JSON value as a field value: lists of strings stay lists, other structures become JSON text. */
export function fieldValue(value: unknown): FieldValue {
	if (value === undefined || value === null) return null;
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
	if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
	return JSON.stringify(value);
}

/** A plain value as text; nothing for structures, which may have any idea of what their text is (`{"toString":null}`). */
export const plainText = (value: unknown): string => (typeof value === 'object' && value !== null ? '' : String(value));

/** The value at a dotted name: `Owner.Email` reads `{ Owner: { Email } }`. Undefined where the way ends early. */
export function valueAt(record: Json, name: string): unknown {
	let value: unknown = record;
	for (const part of name.split('.')) {
		if (!isObject(value) || !Object.hasOwn(value, part)) return undefined;
		value = value[part];
	}
	return value;
}

/** The named fields of a record, `null` where it has none. */
export function pickFields(record: Json, names: readonly string[]): FieldValues {
	return Object.fromEntries(names.map((name) => [name, fieldValue(valueAt(record, name))]));
}
