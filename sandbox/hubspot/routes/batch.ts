import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { authorOf } from '../auth/guard';
import { invalid, objectNotFound } from '../errors';
import type { Hub } from '../hub';
import { archiveRecord } from '../save/remove';
import { draftCreate, draftUpdate } from '../save/draft';
import type { StoredRecord } from '../store/record';
import { READ_ONLY } from '../../common/routes';
import { answerBatch, missingError, spared } from './batchAnswer';
import { contextOf, everyTraced, saveBatch } from './batchSave';
import { checkIdProperty, locate } from './locate';
import { checkAssociations } from './newAssociations';
import { createSchema, MAX_PAGE_WITH_HISTORY } from './records';
import { bodyOf, checkSize, PATHS, propertiesSchema, queryFlag, readType, writeType } from './request';
import { shown } from './show';

/** Records a batch call takes (CRM objects guide). */
export const MAX_BATCH = 100;

const id = z.union([z.string(), z.int()]).transform(String);
const readSchema = z.object({
	properties: z.array(z.string()).default([]),
	propertiesWithHistory: z.array(z.string()).default([]),
	idProperty: z.string().optional(),
	inputs: z.array(z.object({ id })),
});
const updateInput = z.object({
	id,
	idProperty: z.string().optional(),
	properties: propertiesSchema,
	objectWriteTraceId: z.string().optional(),
});
const createBatchSchema = z.object({ inputs: z.array(createSchema) });
const updateSchema = z.object({ inputs: z.array(updateInput) });
const archiveSchema = z.object({ inputs: z.array(z.object({ id })) });

const OBJECT_ID = 'hs_object_id';

/** Adds the batch calls: read, create, update, upsert, archive. */
export function batchRoutes(api: FastifyInstance, hub: Hub): void {
	for (const path of PATHS.objects) {
		readRoute(api, hub, path);
		createRoute(api, hub, path);
		updateRoute(api, hub, path);
		upsertRoute(api, hub, path);
		archiveRoute(api, hub, path);
	}
}

function readRoute(api: FastifyInstance, hub: Hub, path: string): void {
	const { portal } = hub;
	api.post(`${path}/:objectType/batch/read`, READ_ONLY, async (request, reply) => {
		const type = readType(hub, request);
		const body = bodyOf(readSchema, request);
		checkSize(body.inputs, body.propertiesWithHistory.length > 0 ? MAX_PAGE_WITH_HISTORY : MAX_BATCH);
		if (body.idProperty !== undefined) checkIdProperty(portal, type, body.idProperty);
		const selection = { properties: body.properties, withHistory: body.propertiesWithHistory };
		const found = new Map<string, StoredRecord>();
		const missing: string[] = [];
		const { left, errors } = spared(hub, request, body.inputs, (input) => ({ ids: [input.id] }));
		for (const input of left) {
			const record = locate(portal, type, input.id, body.idProperty, queryFlag(request, 'archived'));
			if (record) found.set(record.id, record);
			else missing.push(input.id);
		}
		if (missing.length > 0) errors.push(missingError(type.singular, missing));
		const results = [...found.values()].map((record) => shown(portal, type, record, selection));
		return answerBatch(hub, reply, 200, { results, errors });
	});
}

function createRoute(api: FastifyInstance, hub: Hub, path: string): void {
	const { portal } = hub;
	api.post(`${path}/:objectType/batch/create`, async (request, reply) => {
		const type = writeType(hub, request);
		const { inputs } = bodyOf(createBatchSchema, request);
		checkSize(inputs, MAX_BATCH);
		const { left, errors } = spared(hub, request, inputs, contextOf);
		const outcome = saveBatch(hub, authorOf(request), {
			inputs: left,
			errors,
			partial: everyTraced(inputs),
			prepare: ({ properties, associations }) => ({
				associations: checkAssociations(portal, type, associations),
				draft: draftCreate(portal, type, properties),
			}),
		});
		return answerBatch(hub, reply, 201, outcome);
	});
}

function updateRoute(api: FastifyInstance, hub: Hub, path: string): void {
	const { portal } = hub;
	api.post(`${path}/:objectType/batch/update`, async (request, reply) => {
		const type = writeType(hub, request);
		const { inputs } = bodyOf(updateSchema, request);
		checkSize(inputs, MAX_BATCH);
		refuseRepeated(inputs);
		const { left, errors } = spared(hub, request, inputs, contextOf);
		const located = left.map((input) => ({ ...input, record: locate(portal, type, input.id, input.idProperty) }));
		const missing = located.filter(({ record }) => record === undefined).map(({ id: given }) => given);
		if (missing.length > 0) errors.push(missingError(type.singular, missing));
		const outcome = saveBatch(hub, authorOf(request), {
			inputs: located.flatMap(({ record, ...input }) => (record ? [{ ...input, record }] : [])),
			errors,
			partial: everyTraced(inputs),
			prepare: ({ record, properties }) => ({ draft: draftUpdate(portal, type, record, properties) }),
		});
		return answerBatch(hub, reply, 200, outcome);
	});
}

function upsertRoute(api: FastifyInstance, hub: Hub, path: string): void {
	const { portal } = hub;
	api.post(`${path}/:objectType/batch/upsert`, async (request, reply) => {
		const type = writeType(hub, request);
		const { inputs } = bodyOf(updateSchema, request);
		checkSize(inputs, MAX_BATCH);
		refuseRepeated(inputs);
		const idProperty = commonIdProperty(inputs);
		checkIdProperty(portal, type, idProperty);
		const { left, errors } = spared(hub, request, inputs, contextOf);
		const outcome = saveBatch(hub, authorOf(request), {
			inputs: left,
			errors,
			// "Partial upserts are not supported when using email as the idProperty" (contacts reference).
			partial: everyTraced(inputs) && idProperty !== 'email',
			tellNew: true,
			prepare: ({ id: given, properties }) => {
				const record = locate(portal, type, given, idProperty);
				if (record) return { draft: draftUpdate(portal, type, record, properties) };
				// Record ids are HubSpot's to give.
				if (idProperty === OBJECT_ID) throw objectNotFound();
				return { draft: draftCreate(portal, type, { ...properties, [idProperty]: given }) };
			},
		});
		return answerBatch(hub, reply, 200, outcome);
	});
}

/** @throws HubSpotError 400 when the inputs name different properties */
function commonIdProperty(inputs: ReadonlyArray<z.output<typeof updateInput>>): string {
	const names = new Set(inputs.map((input) => input.idProperty ?? OBJECT_ID));
	if (names.size > 1) throw invalid('All inputs of an upsert must have the same idProperty');
	return [...names][0] ?? OBJECT_ID;
}

function archiveRoute(api: FastifyInstance, hub: Hub, path: string): void {
	const { portal } = hub;
	api.post(`${path}/:objectType/batch/archive`, async (request, reply) => {
		const type = writeType(hub, request);
		const { inputs } = bodyOf(archiveSchema, request);
		checkSize(inputs, MAX_BATCH);
		for (const input of inputs) {
			const record = locate(portal, type, input.id);
			if (record) archiveRecord(portal, type, record, authorOf(request));
		}
		return reply.code(204).send();
	});
}

function refuseRepeated(inputs: ReadonlyArray<{ id: string }>): void {
	const seen = new Set<string>();
	for (const input of inputs) {
		const key = input.id.toLowerCase();
		if (seen.has(key)) throw invalid(`Duplicate IDs found in batch input: [${input.id}]. IDs must be unique`);
		seen.add(key);
	}
}
