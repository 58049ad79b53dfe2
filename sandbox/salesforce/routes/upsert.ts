import { itemError, type SalesforceErrorBody } from '../errors';
import type { Org } from '../org';
import { failed, type SaveContext, type SaveResult } from '../save/context';
import { insert, update } from '../save/save';
import type { FieldSchema, ObjectSchema, Row, Value } from '../schema/types';
import { coerce } from '../save/coerce';

/** Live rows whose external id field has this value, any case. */
export function rowsWithKey(org: Org, schema: ObjectSchema, field: FieldSchema, value: Value): Row[] {
	const table = org.store.table(schema.name);
	const indexed = table.withValue(field.name, value);
	const rows = indexed ?? [...table.all()];
	const wanted = String(value).toLowerCase();
	return rows.filter((row) => row.IsDeleted !== true && String(row[field.name] ?? '').toLowerCase() === wanted);
}

/** An external id field of an object; undefined when the name is none. */
export function keyField(org: Org, schema: ObjectSchema, name: string): FieldSchema | undefined {
	const field = org.store.catalog.field(schema.name, name);
	return field?.externalId ? field : undefined;
}

/** Result of an upsert; `several` holds the matches when the key is not unique. */
type UpsertResult = { kind: 'saved'; result: SaveResult } | { kind: 'several'; rows: Row[] };

export const severalMatches = (field: string): SalesforceErrorBody =>
	itemError('DUPLICATE_EXTERNAL_ID', `${field}: more than one record found for external id field`);

/** Creates or updates the record with this external id. */
export function upsert(
	org: Org,
	schema: ObjectSchema,
	field: FieldSchema,
	key: unknown,
	input: Readonly<Record<string, unknown>>,
	context: SaveContext,
): UpsertResult {
	const coerced = coerce(field, key);
	if (!coerced.ok) return { kind: 'saved', result: failed(coerced.error) };
	if (coerced.value === null) {
		return { kind: 'saved', result: failed(itemError('MISSING_ARGUMENT', `${field.name} not specified`)) };
	}
	const [row, ...others] = rowsWithKey(org, schema, field, coerced.value);
	if (row && others.length > 0) return { kind: 'several', rows: [row, ...others] };
	if (row) return { kind: 'saved', result: update(org.store, schema, row.Id, input, context) };
	return { kind: 'saved', result: insert(org.store, schema, { ...input, [field.name]: coerced.value }, context) };
}
