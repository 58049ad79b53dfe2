import type { FastifyInstance, FastifyReply } from 'fastify';
import { notFound, refusal, SalesforceError } from '../errors';
import { normalId } from '../ids';
import { setupRefusal, showGrantedFields } from '../access';
import type { Org } from '../org';
import type { SaveResult } from '../save/context';
import { remove } from '../save/remove';
import { insert, update } from '../save/save';
import type { ObjectSchema, Row } from '../schema/types';
import { attributes, type RecordBody } from '../soql/project';
import { DATA, jsonObject, param, pathObject, queryParam, saveContext } from './request';
import { keyField, rowsWithKey, upsert } from './upsert';

/** The fields of a record: those asked for by name, or all. Throws INVALID_FIELD for an unknown one. */
export function recordBody(
	org: Org,
	schema: ObjectSchema,
	row: Row,
	names: string[] | undefined,
	version: string,
): RecordBody {
	const body: RecordBody = { attributes: attributes(version, schema.name, row.Id) };
	const fields = names?.map((name) => {
		const field = org.store.catalog.field(schema.name, name);
		if (field) return field;
		throw new SalesforceError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${schema.name}`);
	});
	for (const field of fields ?? schema.fields) body[field.name] = row[field.name] ?? null;
	return { ...body, Id: row.Id };
}

function pathId(text: string): string {
	const id = normalId(text);
	if (id === undefined)
		throw new SalesforceError(
			404,
			'NOT_FOUND',
			`Provided external ID field does not exist or is not accessible: ${text}`,
		);
	return id;
}

function liveRow(org: Org, schema: ObjectSchema, id: string): Row {
	const row = org.store.table(schema.name).get(id);
	if (!row) throw notFound();
	if (row.IsDeleted === true) throw new SalesforceError(404, 'ENTITY_IS_DELETED', 'entity is deleted');
	return row;
}

function orRefuse(result: SaveResult): Extract<SaveResult, { success: true }> {
	if (result.success) return result;
	const [error] = result.errors;
	throw error ? refusal(error) : new Error('A failed save without an error');
}

const saved = (id: string, created?: boolean) => ({
	id,
	success: true,
	errors: [],
	...(created === undefined ? {} : { created }),
});

const fieldNames = (text: string | undefined) =>
	text
		?.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');

/** Adds create, read, update, delete of one record, by id and by external id. */
export function recordRoutes(app: FastifyInstance, org: Org): void {
	app.post(`${DATA}/sobjects/:object`, async (request, reply) => {
		const schema = pathObject(org, param(request, 'object'));
		const fields = jsonObject(request);
		const refused = setupRefusal(org, schema.name, fields);
		if (refused) throw refusal(refused);
		const { id } = orRefuse(insert(org.store, schema, fields, saveContext(request, org)));
		showGrantedFields(org);
		return reply
			.code(201)
			.header('location', attributes(param(request, 'version'), schema.name, id).url)
			.send(saved(id));
	});

	app.get(`${DATA}/sobjects/:object/:id`, async (request) => {
		const schema = pathObject(org, param(request, 'object'));
		const row = liveRow(org, schema, pathId(param(request, 'id')));
		return recordBody(org, schema, row, fieldNames(queryParam(request, 'fields')), param(request, 'version'));
	});

	app.patch(`${DATA}/sobjects/:object/:id`, async (request, reply) => {
		const schema = pathObject(org, param(request, 'object'));
		const id = pathId(param(request, 'id'));
		if (!org.store.table(schema.name).get(id)) throw notFound();
		orRefuse(update(org.store, schema, id, jsonObject(request), saveContext(request, org)));
		return reply.code(204).send();
	});

	app.delete(`${DATA}/sobjects/:object/:id`, async (request, reply) => {
		const schema = pathObject(org, param(request, 'object'));
		const id = pathId(param(request, 'id'));
		liveRow(org, schema, id);
		orRefuse(remove(org.store, schema, id, saveContext(request, org)));
		return reply.code(204).send();
	});

	externalIdRoutes(app, org);
}

function externalIdRoutes(app: FastifyInstance, org: Org): void {
	const path = `${DATA}/sobjects/:object/:field/:key`;
	const target = (request: Parameters<typeof param>[0]) => {
		const schema = pathObject(org, param(request, 'object'));
		const name = param(request, 'field');
		const field = keyField(org, schema, name);
		if (field) return { schema, field };
		throw new SalesforceError(
			404,
			'NOT_FOUND',
			`Provided external ID field does not exist or is not accessible: ${name}`,
		);
	};
	const several = (request: Parameters<typeof param>[0], reply: FastifyReply, schema: ObjectSchema, rows: Row[]) => {
		return reply.code(300).send(rows.map((row) => attributes(param(request, 'version'), schema.name, row.Id).url));
	};

	app.get(path, async (request, reply) => {
		const { schema, field } = target(request);
		const [row, ...others] = rowsWithKey(org, schema, field, param(request, 'key'));
		if (!row) throw notFound();
		if (others.length > 0) return several(request, reply, schema, [row, ...others]);
		return recordBody(org, schema, row, fieldNames(queryParam(request, 'fields')), param(request, 'version'));
	});

	app.patch(path, async (request, reply) => {
		const { schema, field } = target(request);
		const input = jsonObject(request);
		if (Object.keys(input).some((name) => name.toLowerCase() === field.name.toLowerCase())) {
			const message = `The ${field.name} field should not be specified in the sobject data.`;
			throw new SalesforceError(400, 'INVALID_FIELD', message);
		}
		const outcome = upsert(org, schema, field, param(request, 'key'), input, saveContext(request, org));
		if (outcome.kind === 'several') return several(request, reply, schema, outcome.rows);
		const { id, created } = orRefuse(outcome.result);
		return reply.code(created ? 201 : 200).send(saved(id, created));
	});
}
