import type { FieldValues } from '../../engine/model';
import type { RecordState } from '../../engine/run/system-port';
import { SystemError } from '../common/engine';
import { fieldValue, isObject } from '../common/flatten';
import {
	CREATED_FIELD,
	CUSTOM_PREFIX,
	ID_FIELD,
	OBJECT_NAMES,
	type PactObject,
	type PactRecord,
	UPDATED_FIELD,
} from './contract';

/** Shown as modified time where a record tells none. */
const UNKNOWN_TIME = '1970-01-01T00:00:00.000Z';
const DOTTED = `${CUSTOM_PREFIX}.`;

/** Throws `invalid` for an object that Pact does not have. */
export function pactObject(name: string): PactObject {
	const known = OBJECT_NAMES.find((object) => object === name);
	if (known) return known;
	throw new SystemError({
		class: 'invalid',
		message: `Pact has no object “${name.slice(0, 60)}”. Choose one of ${OBJECT_NAMES.join(', ')}.`,
	});
}

/** A field's raw value; keys of custom fields may hold dots themselves. */
export function rawValue(record: PactRecord, field: string): unknown {
	if (!field.startsWith(DOTTED)) return record[field];
	const custom = record[CUSTOM_PREFIX];
	return isObject(custom) ? custom[field.slice(DOTTED.length)] : undefined;
}

/** The named fields, `null` where the record has none. */
export function pactFields(record: PactRecord, names: readonly string[]): FieldValues {
	return Object.fromEntries(names.map((name) => [name, fieldValue(rawValue(record, name))]));
}

export function recordState(record: PactRecord, fields: readonly string[]): RecordState {
	return { id: record[ID_FIELD], fields: pactFields(record, fields), modifiedAt: modifiedAt(record) };
}

/** ISO 8601 UTC. */
export function modifiedAt(record: PactRecord): string {
	const moment = new Date(String(record[UPDATED_FIELD] ?? record[CREATED_FIELD] ?? UNKNOWN_TIME));
	return Number.isNaN(moment.getTime()) ? UNKNOWN_TIME : moment.toISOString();
}

/** Names of the custom fields among the values, without the prefix. */
export const customKeys = (values: FieldValues): string[] =>
	Object.keys(values)
		.filter((name) => name.startsWith(DOTTED))
		.map((name) => name.slice(DOTTED.length));

/** The body of a write: custom fields are nested; those in `jsonKeys` are structures that travel as text among us. */
export function writeBody(values: FieldValues, jsonKeys: ReadonlySet<string>): Record<string, unknown> {
	const body: Record<string, unknown> = {};
	const custom: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(values)) {
		const key = name.startsWith(DOTTED) ? name.slice(DOTTED.length) : undefined;
		if (key === undefined) body[name] = value;
		else custom[key] = typeof value === 'string' && jsonKeys.has(key) ? structureOf(value) : value;
	}
	return Object.keys(custom).length > 0 ? { ...body, [CUSTOM_PREFIX]: custom } : body;
}

function structureOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// A JSON field takes a plain text as well.
		return text;
	}
}
