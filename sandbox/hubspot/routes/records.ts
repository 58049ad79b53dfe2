import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { authorOf } from '../auth/guard';
import { invalid } from '../errors';
import type { Hub } from '../hub';
import { archiveRecord, eraseRecord, isPurged } from '../save/remove';
import { mergeRecords } from '../save/merge';
import { commit, updateRecord } from '../save/save';
import { draftCreate } from '../save/draft';
import { associationsSchema, checkAssociations, makeAssociations } from './newAssociations';
import { locate, mustLocate } from './locate';
import {
	bodyOf,
	param,
	PATHS,
	propertiesSchema,
	queryFlag,
	queryLimit,
	queryList,
	queryText,
	readType,
	writeType,
} from './request';
import { DEFAULTS, shown, type Selection } from './show';

/** Page sizes of the list endpoint (CRM objects reference). */
const DEFAULT_PAGE = 10;
const MAX_PAGE = 100;
export const MAX_PAGE_WITH_HISTORY = 50;

export const createSchema = z.object({
	properties: propertiesSchema,
	associations: associationsSchema,
	objectWriteTraceId: z.string().optional(),
});
const updateSchema = z.object({ properties: propertiesSchema });
const mergeSchema = z.object({ primaryObjectId: z.string(), objectIdToMerge: z.string() });
const eraseSchema = z.object({ objectId: z.string(), idProperty: z.string().optional() });

const selectionOf = (request: FastifyRequest): Selection => ({
	properties: queryList(request, 'properties'),
	withHistory: queryList(request, 'propertiesWithHistory'),
	associations: queryList(request, 'associations'),
});

/** Adds list, get, create, update, archive, merge and GDPR deletion of records. */
export function recordRoutes(api: FastifyInstance, hub: Hub): void {
	for (const path of PATHS.objects) {
		listRoute(api, hub, path);
		readRoute(api, hub, path);
		writeRoutes(api, hub, path);
		mergeRoute(api, hub, path);
		api.post(`${path}/:objectType/gdpr-delete`, async (request, reply) => {
			const type = writeType(hub, request);
			const { objectId, idProperty } = bodyOf(eraseSchema, request);
			const record = locate(hub.portal, type, objectId, idProperty);
			if (record) eraseRecord(hub.portal, type, record, authorOf(request));
			return reply.code(204).send();
		});
	}
}

function listRoute(api: FastifyInstance, hub: Hub, path: string): void {
	api.get(`${path}/:objectType`, async (request) => {
		const type = readType(hub, request);
		const selection = selectionOf(request);
		const most = selection.withHistory?.length ? MAX_PAGE_WITH_HISTORY : MAX_PAGE;
		const limit = queryLimit(request, DEFAULT_PAGE, most);
		const after = queryText(request, 'after') ?? '0';
		if (!/^\d+$/.test(after)) throw invalid(`Invalid paging token: ${after}`);
		const found = [];
		for (const record of hub.portal.table(type.id).after(Number(after), queryFlag(request, 'archived'))) {
			if (isPurged(hub.portal, record)) continue;
			if (found.push(record) > limit) break;
		}
		const page = found.slice(0, limit);
		const last = page.at(-1);
		const more = found.length > limit && last !== undefined;
		return {
			results: page.map((record) => shown(hub.portal, type, record, selection)),
			...(more ? { paging: { next: { after: last.id, link: `${path}/${type.name}?after=${last.id}` } } } : {}),
		};
	});
}

function readRoute(api: FastifyInstance, hub: Hub, path: string): void {
	api.get(`${path}/:objectType/:id`, async (request) => {
		const type = readType(hub, request);
		const idProperty = queryText(request, 'idProperty');
		const record = mustLocate(hub.portal, type, param(request, 'id'), idProperty, queryFlag(request, 'archived'));
		return shown(hub.portal, type, record, selectionOf(request));
	});
}

function writeRoutes(api: FastifyInstance, hub: Hub, path: string): void {
	const { portal } = hub;
	api.post(`${path}/:objectType`, async (request, reply) => {
		const type = writeType(hub, request);
		const { properties, associations } = bodyOf(createSchema, request);
		const ends = checkAssociations(portal, type, associations);
		const draft = draftCreate(portal, type, properties);
		const { id } = commit(portal, draft, authorOf(request));
		makeAssociations(portal, type, id, ends, authorOf(request));
		const record = mustLocate(portal, type, id);
		return reply.code(201).send(shown(portal, type, record, { properties: Object.keys(record.properties) }));
	});
	api.patch(`${path}/:objectType/:id`, async (request) => {
		const type = writeType(hub, request);
		const { properties } = bodyOf(updateSchema, request);
		const record = mustLocate(portal, type, param(request, 'id'), queryText(request, 'idProperty'));
		const updated = updateRecord(portal, type, record, properties, authorOf(request));
		return shown(portal, type, updated, { properties: Object.keys(properties) });
	});
	api.delete(`${path}/:objectType/:id`, async (request, reply) => {
		const type = writeType(hub, request);
		const id = param(request, 'id');
		const record = locate(portal, type, id) ?? mustLocate(portal, type, id, undefined, true);
		archiveRecord(portal, type, record, authorOf(request));
		return reply.code(204).send();
	});
}

function mergeRoute(api: FastifyInstance, hub: Hub, path: string): void {
	api.post(`${path}/:objectType/merge`, async (request) => {
		const type = writeType(hub, request);
		const { primaryObjectId, objectIdToMerge } = bodyOf(mergeSchema, request);
		const primary = mustLocate(hub.portal, type, primaryObjectId);
		const other = mustLocate(hub.portal, type, objectIdToMerge);
		if (primary.id === other.id) throw invalid('An object can not be merged with itself');
		const merged = mergeRecords(hub.portal, type, primary, other, authorOf(request));
		return shown(hub.portal, type, merged, { ...DEFAULTS, properties: Object.keys(merged.properties) });
	});
}
