import { itemError, type SalesforceErrorBody } from '../errors';
import { normalId } from '../ids';
import type { FieldSchema, FieldType, PicklistValue, Value } from '../schema/types';
import { parseDay, parseStamp } from '../stamps';

/** A value ready to store, or why it is refused. */
export type Coerced = { ok: true; value: Value } | { ok: false; error: SalesforceErrorBody };

const accept = (value: Value): Coerced => ({ ok: true, value });
const refuse = (code: string, message: string, fields: string[]): Coerced => {
	return { ok: false, error: itemError(code, message, fields) };
};

/** What the JSON parser of the real service says when a value cannot become the field's type. */
function unreadable(type: string, value: unknown): Coerced {
	const kind =
		typeof value === 'string' ? 'VALUE_STRING' : typeof value === 'number' ? 'VALUE_NUMBER_FLOAT' : 'START_OBJECT';
	const message = `Cannot deserialize instance of ${type} from ${kind} value ${String(value)} or request may be missing a required field`;
	return refuse('JSON_PARSER_ERROR', message, []);
}

function asNumber(field: FieldSchema, value: unknown): Coerced {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number !== 'number' || !Number.isFinite(number)) return unreadable(field.type, value);
	if (field.type === 'int' && !Number.isInteger(number)) return unreadable('int', value);
	const integerDigits = field.precision - field.scale;
	if (Math.abs(number) >= 10 ** integerDigits) {
		const message = `${field.label}: value outside of valid range on numeric field: ${number}`;
		return refuse('NUMBER_OUTSIDE_VALID_RANGE', message, [field.name]);
	}
	const factor = 10 ** field.scale;
	return accept(field.type === 'int' ? number : Math.round(number * factor) / factor);
}

function asBoolean(value: unknown): Coerced {
	if (typeof value === 'boolean') return accept(value);
	if (value === 'true' || value === 'false') return accept(value === 'true');
	return unreadable('boolean', value);
}

/** A known picklist value in any case is stored in the picklist's own spelling. */
function canonicalChoice(choices: PicklistValue[], value: string): string | undefined {
	return choices.find((choice) => choice.active && choice.value.toLowerCase() === value.toLowerCase())?.value;
}

function badChoice(field: FieldSchema, value: string): Coerced {
	const message = `${field.label}: bad value for restricted picklist field: ${value}`;
	return refuse('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [field.name]);
}

function asChoice(field: FieldSchema, text: string): Coerced {
	const known = canonicalChoice(field.picklist, text);
	return known === undefined && field.restricted ? badChoice(field, text) : accept(known ?? text);
}

/** Multi-select values are stored in the order of the picklist, unknown ones last. */
function asChoices(field: FieldSchema, text: string): Coerced {
	const parts = text
		.split(';')
		.map((part) => part.trim())
		.filter((part) => part !== '');
	const chosen = new Set(parts.map((part) => canonicalChoice(field.picklist, part) ?? part));
	const known = field.picklist.map((choice) => choice.value).filter((value) => chosen.has(value));
	const unknown = [...chosen].filter((value) => !known.includes(value));
	if (field.restricted && unknown[0] !== undefined) return badChoice(field, unknown[0]);
	return accept([...known, ...unknown].join(';') || null);
}

/** The shape Salesforce asks of an e-mail address: one @, a dotted domain, no blanks or stray punctuation. */
const EMAIL =
	/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+$/;

function asEmail(field: FieldSchema, text: string): Coerced {
	const valid = EMAIL.test(text) && !text.includes('..') && !text.startsWith('.') && !text.includes('.@');
	if (valid) return accept(text.toLowerCase());
	return refuse('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, [field.name]);
}

function asReference(field: FieldSchema, text: string): Coerced {
	const id = normalId(text);
	if (id !== undefined) return accept(id);
	return refuse('MALFORMED_ID', `${field.label}: id value of incorrect type: ${text}`, [field.name]);
}

function asText(field: FieldSchema, value: string): Coerced {
	const text = field.type === 'textarea' ? value.trimEnd() : value.trim();
	if (text === '') return accept(null);
	if (field.length > 0 && text.length > field.length) {
		const message = `${field.label}: data value too large: ${text} (max length=${field.length})`;
		return refuse('STRING_TOO_LONG', message, [field.name]);
	}
	const special: Partial<Record<FieldType, (field: FieldSchema, text: string) => Coerced>> = {
		picklist: asChoice,
		multipicklist: asChoices,
		email: asEmail,
		reference: asReference,
	};
	return special[field.type]?.(field, text) ?? accept(text);
}

function fromText(field: FieldSchema, value: unknown, parse: (text: string) => string | undefined): Coerced {
	const parsed = typeof value === 'string' ? parse(value) : undefined;
	return parsed === undefined ? unreadable(field.type, value) : accept(parsed);
}

/**
 * The value that Salesforce would store for an input: trimmed, e-mail in lower case, empty string as null, numbers
 * rounded to the field's scale; or the error it would answer with.
 */
export function coerce(field: FieldSchema, value: unknown): Coerced {
	if (value === null || value === undefined || value === '') {
		if (field.type === 'boolean') return unreadable('boolean', value);
		return accept(null);
	}
	switch (field.type) {
		case 'boolean':
			return asBoolean(value);
		case 'currency':
		case 'double':
		case 'percent':
		case 'int':
			return asNumber(field, value);
		case 'date':
			return fromText(field, value, (text) => parseDay(text) ?? parseStamp(text)?.slice(0, 10));
		case 'datetime':
			return fromText(
				field,
				value,
				(text) => parseStamp(text) ?? (parseDay(text) && `${parseDay(text)}T00:00:00.000+0000`),
			);
		default:
			if (typeof value === 'object') return unreadable('string', value);
			return asText(field, String(value));
	}
}
