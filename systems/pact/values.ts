import type { FieldValues } from '../../engine/model';
import type { RecordState, SourceChange } from '../../engine/run/system-port';
import { SystemError } from '../common/engine';
import { fieldValue, isObject, plainText } from '../common/flatten';
import { isPlainMoment } from '../common/moment';
import {
	ARCHIVED_TAG,
	CREATED_FIELD,
	CUSTOM_PREFIX,
	GONE_FIELDS,
	ID_FIELD,
	MERGED_FROM_FIELDS,
	OBJECT_NAMES,
	type PactObject,
	type PactRecord,
	TAGS_FIELD,
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
		message: `Pact has no object “${name.slice(0, 60)}”, and no custom objects at all. Choose one of ${OBJECT_NAMES.join(', ')}; what a custom object holds can go to custom fields of these.`,
	});
}

/** A field's raw value; keys of custom fields may hold dots themselves. */
export function rawValue(record: PactRecord, field: string): unknown {
	if (!field.startsWith(DOTTED)) return record[field];
	const custom = record[CUSTOM_PREFIX];
	return isObject(custom) ? custom[field.slice(DOTTED.length)] : undefined;
}

/** The named fields, `null` where the record has none. */
function pactFields(record: PactRecord, names: readonly string[]): FieldValues {
	return Object.fromEntries(names.map((name) => [name, fieldValue(rawValue(record, name))]));
}

export function recordState(record: PactRecord, fields: readonly string[]): RecordState {
	const gone = goneOf(record);
	return { id: record[ID_FIELD], fields: pactFields(record, fields), modifiedAt: modifiedAt(record), ...(gone ? { gone } : {}) };
}

/** A record as a source tells it. */
export function changeOf(record: PactRecord, fields: readonly string[]): SourceChange {
	return asChange(recordState(record, fields), mergedFrom(record));
}

/** A record's state as a source tells it. */
export function asChange({ id, modifiedAt: at, fields, gone }: RecordState, losers: readonly string[]): SourceChange {
	return {
		id,
		kind: gone === undefined ? 'upserted' : gone.kind === 'merged' ? 'merged' : 'deleted',
		modifiedAt: at,
		...(gone?.into ? { mergedInto: gone.into } : {}),
		...(losers.length > 0 ? { mergedFrom: [...losers] } : {}),
		fields,
	};
}

/** The records that were merged into this one, as far as it tells. */
export const mergedFrom = (record: Readonly<Record<string, unknown>>): string[] =>
	MERGED_FROM_FIELDS.flatMap((name) => [record[name]].flat()).filter((id): id is string => typeof id === 'string' && id !== '');

/** What a record says of its own end; undefined for one that is there. */
function goneOf(record: PactRecord): RecordState['gone'] {
	const into = GONE_FIELDS.merged.map((name) => record[name]).find((value) => typeof value === 'string' && value !== '');
	if (typeof into === 'string') return { kind: 'merged', into };
	const gone = isArchived(record) || GONE_FIELDS.deleted.some((name) => Boolean(record[name]));
	return gone ? { kind: 'deleted' } : undefined;
}

/** Whether it carries our mark: out of sight, and for the sync as good as deleted until that is taken away. */
export const isArchived = (record: PactRecord): boolean => tagsOf(record).includes(ARCHIVED_TAG);

export const tagsOf = (record: PactRecord): string[] => [record[TAGS_FIELD]].flat().filter((tag): tag is string => typeof tag === 'string');

/** Whether the record tells when it was changed or made. */
export const tellsTime = (record: PactRecord): boolean => modifiedAt(record) !== UNKNOWN_TIME;

/** ISO 8601 UTC. */
export function modifiedAt(record: PactRecord): string {
	const moment = new Date(plainText(record[UPDATED_FIELD] ?? record[CREATED_FIELD] ?? UNKNOWN_TIME));
	return isPlainMoment(moment) ? moment.toISOString() : UNKNOWN_TIME;
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
