import { itemError, type SalesforceErrorBody } from '../errors';
import { DEFAULT_RECORD_TYPE } from '../schema/stages';
import type { FieldSchema, ObjectSchema, Row, Value } from '../schema/types';
import type { Store } from '../store/store';
import { coerce } from './coerce';
import { failed, type SaveContext, type SaveResult } from './context';
import { derive } from './derive';
import { noteHistory } from './history';
import { brokenRule } from './rules';

type Draft = Record<string, Value>;

const LOCKED = 'unable to obtain exclusive access to this record or 1 records';

/** Reads the caller's fields into the draft; answers the first error, or the names of the fields that were set. */
function applyInput(
	schema: ObjectSchema,
	store: Store,
	input: Readonly<Record<string, unknown>>,
	draft: Draft,
	operation: 'insert' | 'update',
): { given: Set<string> } | { error: SalesforceErrorBody } {
	const given = new Set<string>();
	for (const [name, value] of Object.entries(input)) {
		if (name === 'attributes') continue;
		const field = store.catalog.field(schema.name, name);
		if (!field)
			return { error: itemError('INVALID_FIELD', `No such column '${name}' on sobject of type ${schema.name}`) };
		if (!isWritable(field, operation)) return { error: notWritable(field) };
		const coerced = coerce(field, value);
		if (!coerced.ok) return { error: coerced.error };
		draft[field.name] = coerced.value;
		given.add(field.name);
	}
	return { given };
}

const isWritable = (field: FieldSchema, operation: 'insert' | 'update') =>
	operation === 'insert' ? field.createable : field.updateable;

function notWritable(field: FieldSchema): SalesforceErrorBody {
	const message = `Unable to create/update fields: ${field.name}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`;
	return itemError('INVALID_FIELD_FOR_INSERT_UPDATE', message, [field.name]);
}

/** The values of a record before the caller's own: defaults, owner, record type. */
function blank(schema: ObjectSchema, store: Store, userId: string): Draft {
	const draft: Draft = {};
	for (const field of schema.fields) draft[field.name] = field.defaultValue;
	if (store.catalog.field(schema.name, 'OwnerId')) draft.OwnerId = userId;
	if (schema.name === 'Opportunity') draft.RecordTypeId = defaultRecordType(store);
	return draft;
}

function defaultRecordType(store: Store): string | null {
	for (const row of store.table('RecordType').all()) {
		if (row.Name === DEFAULT_RECORD_TYPE) return row.Id;
	}
	return null;
}

/** Creates a record under every rule of the org. */
export function insert(
	store: Store,
	schema: ObjectSchema,
	input: Readonly<Record<string, unknown>>,
	context: SaveContext,
): SaveResult {
	if (!schema.writable) {
		return failed(itemError('CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', `entity type cannot be inserted: ${schema.label}`));
	}
	const draft = blank(schema, store, context.userId);
	const applied = applyInput(schema, store, input, draft, 'insert');
	if ('error' in applied) return failed(applied.error);
	// A null sent for a field that the service fills means "not given".
	for (const field of schema.fields) {
		if (field.defaultedOnCreate && draft[field.name] === null) {
			draft[field.name] = blank(schema, store, context.userId)[field.name] ?? null;
		}
	}
	derive(schema.name, draft, undefined, applied.given, store);
	const error = brokenRule({ schema, draft, before: undefined, given: applied.given }, store, context);
	if (error) return failed(error);
	const now = store.stampNow();
	const audit = { CreatedDate: now, LastModifiedDate: now, SystemModstamp: now };
	const by = { CreatedById: context.userId, LastModifiedById: context.userId };
	const row: Row = { ...draft, ...audit, ...by, IsDeleted: false, Id: store.nextId(schema.name) };
	store.write(schema.name, row, context.lateMs);
	noteHistory(store, schema, undefined, row, context);
	return { success: true, id: row.Id, created: true, row };
}

/** Why an existing record cannot be written at all, if so. */
function closed(
	store: Store,
	schema: ObjectSchema,
	row: Row | undefined,
	context: SaveContext,
): SalesforceErrorBody | undefined {
	if (!row) return itemError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
	if (row.IsDeleted === true) return itemError('ENTITY_IS_DELETED', 'entity is deleted');
	if (context.lateMs === undefined && store.table(schema.name).isLocked(row.Id)) {
		return itemError('UNABLE_TO_LOCK_ROW', LOCKED);
	}
	if (row.IsConverted === true) return itemError('CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead');
	if (!schema.writable) {
		return itemError('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
	}
	return undefined;
}

/** Changes a record under every rule of the org. An update without a difference still moves the stamps, as the real one does. */
export function update(
	store: Store,
	schema: ObjectSchema,
	id: string,
	input: Readonly<Record<string, unknown>>,
	context: SaveContext,
): SaveResult {
	const before = store.table(schema.name).newest(id);
	const shut = closed(store, schema, before, context);
	if (shut || !before) return failed(shut ?? itemError('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id'));
	const draft: Draft = { ...before };
	const applied = applyInput(schema, store, input, draft, 'update');
	if ('error' in applied) return failed(applied.error);
	derive(schema.name, draft, before, applied.given, store);
	const error = brokenRule({ schema, draft, before, given: applied.given }, store, context);
	if (error) return failed(error);
	const row = touched(store, { ...draft, Id: before.Id }, context);
	store.write(schema.name, row, context.lateMs);
	noteHistory(store, schema, before, row, context);
	return { success: true, id: row.Id, created: false, row };
}

/** The same version with the stamps of a change made now. */
export function touched(store: Store, row: Row, context: Pick<SaveContext, 'userId' | 'system'>): Row {
	const now = store.stampNow();
	if (context.system) return { ...row, SystemModstamp: now };
	return { ...row, SystemModstamp: now, LastModifiedDate: now, LastModifiedById: context.userId };
}
