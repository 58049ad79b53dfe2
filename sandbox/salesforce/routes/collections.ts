import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { READ_ONLY } from '../../common/routes';
import { itemError, SalesforceError } from '../errors';
import { normalId } from '../ids';
import type { Org } from '../org';
import { failed, type SaveContext, type SaveResult } from '../save/context';
import { coerce } from '../save/coerce';
import { remove } from '../save/remove';
import { insert, update } from '../save/save';
import type { ObjectSchema } from '../schema/types';
import { recordBody } from './records';
import { DATA, param, pathObject, queryParam, saveContext } from './request';
import { saveAll } from './saveAll';
import { keyField, severalMatches, upsert } from './upsert';

/** REST API Developer Guide, "sObject Collections": records of a write, ids of a retrieve, runs of one object type. */
const MAX_WRITES = 200;
const MAX_RETRIEVED = 2_000;
const MAX_CHUNKS = 10;

type Item = Record<string, unknown>;

const writeSchema = z.object({
	allOrNone: z.boolean().default(false),
	records: z.array(z.record(z.string(), z.unknown())),
});
const retrieveSchema = z.object({ ids: z.array(z.string()), fields: z.array(z.string()).min(1) });
const attributesSchema = z.looseObject({ type: z.string() });

const tooMany = (max: number) =>
	new SalesforceError(
		400,
		'EXCEEDED_ID_LIMIT',
		`record limit reached. cannot submit more than ${max} records in this request`,
	);

function parsed<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
	const body = schema.safeParse(request.body);
	if (body.success) return body.data;
	const [issue] = body.error.issues;
	throw new SalesforceError(
		400,
		'JSON_PARSER_ERROR',
		`Unexpected or missing value at '${issue?.path.join('.') ?? ''}'`,
	);
}

function writeBody(request: FastifyRequest): { allOrNone: boolean; records: Item[] } {
	const body = parsed(writeSchema, request);
	if (body.records.length > MAX_WRITES) throw tooMany(MAX_WRITES);
	const types = body.records.map((record) => attributesSchema.safeParse(record.attributes).data?.type);
	const chunks = types.filter((type, i) => i === 0 || type !== types[i - 1]).length;
	if (chunks > MAX_CHUNKS) {
		const message = `Cannot have more than ${MAX_CHUNKS} chunks in a single operation. Please rearrange the data to reduce chunking.`;
		throw new SalesforceError(400, 'LIMIT_EXCEEDED', message);
	}
	return body;
}

/** The object of an item; a missing or unknown type refuses the whole request, as in the real service. */
function itemObject(org: Org, item: Item): ObjectSchema {
	const type = attributesSchema.safeParse(item.attributes).data?.type;
	if (type === undefined)
		throw new SalesforceError(400, 'INVALID_INPUT', "The 'attributes' map with a 'type' is required for each sObject.");
	const schema = org.store.catalog.object(type);
	if (!schema) throw new SalesforceError(400, 'INVALID_TYPE', `sObject type '${type}' is not supported.`);
	checkReadable(org, schema, item);
	return schema;
}

/** The service reads a whole request before it saves any of it: one value that is none of its field's type refuses them all. */
function checkReadable(org: Org, schema: ObjectSchema, item: Item): void {
	for (const [name, value] of Object.entries(item)) {
		const field = org.store.catalog.field(schema.name, name);
		const read = field && coerce(field, value);
		if (read?.ok === false && read.error.code === 'JSON_PARSER_ERROR') throw new SalesforceError(400, read.error.code, read.error.message);
	}
}

/** The id of an item and the item without it; the key may be spelt `id` or `Id`. */
function splitId(item: Item): { id: unknown; fields: Item } {
	const { id, Id, ...fields } = item;
	return { id: Id ?? id, fields };
}

function updateItem(
	org: Org,
	schema: ObjectSchema,
	item: Item,
	context: SaveContext,
	duplicates: ReadonlySet<string>,
): SaveResult {
	const { id, fields } = splitId(item);
	if (typeof id !== 'string')
		return failed(itemError('MISSING_ARGUMENT', 'Id not specified in an update call', ['Id']));
	const normal = normalId(id);
	if (normal === undefined || !normal.startsWith(schema.keyPrefix)) {
		return failed(itemError('MALFORMED_ID', `${schema.label} ID: id value of incorrect type: ${id}`, ['Id']));
	}
	if (duplicates.has(normal)) return failed(itemError('DUPLICATE_VALUE', `Duplicate id specified: ${normal}`));
	return update(org.store, schema, normal, fields, context);
}

/** Values that occur more than once. */
function repeated(values: Array<string | undefined>): Set<string> {
	const seen = new Set<string>();
	const twice = new Set<string>();
	for (const value of values) {
		if (value === undefined) continue;
		if (seen.has(value)) twice.add(value);
		seen.add(value);
	}
	return twice;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Adds the sObject Collections: create, update, delete, upsert and retrieve. */
export function collectionRoutes(app: FastifyInstance, org: Org): void {
	app.post(`${DATA}/composite/sobjects`, async (request) => {
		const { records, allOrNone } = writeBody(request);
		const items = records.map((item) => ({ item, schema: itemObject(org, item) }));
		const context = saveContext(request, org);
		return saveAll(org, items, allOrNone, context, ({ item, schema }) => {
			const { id, fields } = splitId(item);
			if (id !== undefined) return failed(itemError('INVALID_FIELD', 'cannot specify Id in an insert call', ['Id']));
			return insert(org.store, schema, fields, context);
		});
	});

	app.patch(`${DATA}/composite/sobjects`, async (request) => {
		const { records, allOrNone } = writeBody(request);
		const items = records.map((item) => ({ item, schema: itemObject(org, item) }));
		const duplicates = repeated(records.map((item) => normalId(textOf(splitId(item).id) ?? '')));
		const context = saveContext(request, org);
		return saveAll(org, items, allOrNone, context, ({ item, schema }) =>
			updateItem(org, schema, item, context, duplicates),
		);
	});

	app.delete(`${DATA}/composite/sobjects`, async (request) => {
		const ids = (queryParam(request, 'ids') ?? '').split(',').filter((id) => id !== '');
		if (ids.length > MAX_WRITES) throw tooMany(MAX_WRITES);
		const context = saveContext(request, org);
		return saveAll(org, ids, queryParam(request, 'allOrNone') === 'true', context, (text) => {
			const id = normalId(text);
			const schema = id === undefined ? undefined : org.store.catalog.objectOfId(id);
			if (id === undefined || !schema) return failed(itemError('MALFORMED_ID', `malformed id ${text}`));
			return remove(org.store, schema, id, context);
		});
	});

	app.patch(`${DATA}/composite/sobjects/:object/:field`, async (request) => {
		const schema = pathObject(org, param(request, 'object'));
		const field = keyField(org, schema, param(request, 'field'));
		if (!field) {
			const message = `Provided external ID field does not exist or is not accessible: ${param(request, 'field')}`;
			throw new SalesforceError(404, 'NOT_FOUND', message);
		}
		const { records, allOrNone } = writeBody(request);
		for (const item of records) {
			if (itemObject(org, item).name !== schema.name)
				throw new SalesforceError(400, 'INVALID_TYPE', `Every record must be a ${schema.name}`);
		}
		const keyOf = (item: Item) =>
			Object.entries(item).find(([name]) => name.toLowerCase() === field.name.toLowerCase())?.[1];
		const twice = repeated(records.map((item) => textOf(keyOf(item))?.toLowerCase()));
		const context = saveContext(request, org);
		const save = (item: Item): SaveResult => {
			const key = keyOf(item);
			if (twice.has(textOf(key)?.toLowerCase() ?? '')) {
				return failed(itemError('DUPLICATE_VALUE', `Duplicate external id specified: ${String(key)}`, [field.name]));
			}
			const outcome = upsert(org, schema, field, key, splitId(item).fields, context);
			return outcome.kind === 'saved' ? outcome.result : failed(severalMatches(field.name));
		};
		return saveAll(org, records, allOrNone, context, save, true);
	});

	app.post(`${DATA}/composite/sobjects/:object`, READ_ONLY, async (request) => {
		const schema = pathObject(org, param(request, 'object'));
		const { ids, fields } = parsed(retrieveSchema, request);
		if (ids.length > MAX_RETRIEVED) throw tooMany(MAX_RETRIEVED);
		return ids.map((text) => {
			const id = normalId(text);
			if (id === undefined) throw new SalesforceError(400, 'MALFORMED_ID', `malformed id ${text}`);
			const row = org.store.table(schema.name).get(id);
			return row && row.IsDeleted !== true ? recordBody(org, schema, row, fields, param(request, 'version')) : null;
		});
	});
}
