import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { READ_ONLY } from '../../common/routes';
import { requireScope } from '../auth/guard';
import { HubSpotError, invalid } from '../errors';
import { bodyOf, queryFlag, queryLimit, queryList, queryText } from '../routes/request';
import type { Lists, Membership, RecordList } from './lists';

/** Where lists answer: today's path and the dated ones. */
const PATHS = ['/crm/v3/lists', '/crm/lists/2026-03', '/crm/lists/2026-09'];

/** "The maximum number of records to return is 250, the default 100": Lists guide, memberships. */
const MAX_MEMBERS = 250;
const DEFAULT_MEMBERS = 100;
/** "Defaults to 20, the max count is 500": search lists. */
const MAX_FOUND = 500;
const DEFAULT_FOUND = 20;
/** "You can add up to 100,000 records at a time": Lists guide. */
const MAX_CHANGED = 100_000;

const createSchema = z.looseObject({
	name: z.string().trim().min(1),
	objectTypeId: z.string(),
	processingType: z.enum(['MANUAL', 'DYNAMIC', 'SNAPSHOT']),
	filterBranch: z.unknown().optional(),
});
const searchSchema = z.looseObject({
	query: z.string().default(''),
	offset: z.int().min(0).default(0),
	count: z.int().min(1).max(MAX_FOUND).default(DEFAULT_FOUND),
	listIds: z.array(z.coerce.string()).optional(),
	processingTypes: z.array(z.string()).optional(),
	objectTypeId: z.string().optional(),
	additionalProperties: z.array(z.string()).default([]),
});
const idsSchema = z.array(z.coerce.string()).max(MAX_CHANGED);
const bothSchema = z.looseObject({ recordIdsToAdd: idsSchema.default([]), recordIdsToRemove: idsSchema.default([]) });
/** "Batch read memberships" (lists reference); as many records as other batches take. */
const recordsSchema = z.object({
	inputs: z
		.array(z.object({ objectTypeId: z.string(), recordId: z.coerce.string() }))
		.min(1)
		.max(100),
});
interface OfList {
	Params: { listId: string };
}

const mayRead = (request: FastifyRequest): void => requireScope(request, 'crm.lists.read');
const mayWrite = (request: FastifyRequest): void => requireScope(request, 'crm.lists.write');

/** Adds lists and their memberships. */
export function listRoutes(api: FastifyInstance, lists: Lists): void {
	for (const path of PATHS) {
		definitionRoutes(api, lists, path);
		membershipRoutes(api, lists, path);
	}
}

function definitionRoutes(api: FastifyInstance, lists: Lists, path: string): void {
	api.get(path, async (request) => {
		mayRead(request);
		const wanted = new Set(queryList(request, 'listIds'));
		return {
			lists: lists
				.all()
				.filter(({ listId }) => wanted.has(listId))
				.map((list) => shown(lists, list, queryFlag(request, 'includeFilters'))),
		};
	});
	api.post(path, async (request) => {
		mayWrite(request);
		return { list: shown(lists, lists.create(bodyOf(createSchema, request)), true) };
	});
	api.post(`${path}/search`, READ_ONLY, async (request) => {
		mayRead(request);
		return search(lists, bodyOf(searchSchema, request));
	});
	api.get<OfList>(`${path}/:listId`, async (request) => {
		mayRead(request);
		return { list: shown(lists, lists.get(request.params.listId), queryFlag(request, 'includeFilters')) };
	});
	api.delete<OfList>(`${path}/:listId`, async (request, reply) => {
		mayWrite(request);
		lists.delete(request.params.listId);
		return reply.code(204).send();
	});
	api.get<{ Params: { type: string; name: string } }>(`${path}/object-type-id/:type/name/:name`, async (request) => {
		mayRead(request);
		const { type, name } = request.params;
		const list = lists.all().find((each) => each.objectTypeId === type && each.name === name);
		if (!list) throw new HubSpotError(404, 'OBJECT_NOT_FOUND', 'No list has this name.');
		return { list: shown(lists, list, false) };
	});
}

function membershipRoutes(api: FastifyInstance, lists: Lists, path: string): void {
	api.get<OfList>(`${path}/:listId/memberships`, async (request) => {
		mayRead(request);
		return page(lists.members(request.params.listId), byId, request);
	});
	api.get<OfList>(`${path}/:listId/memberships/join-order`, async (request) => {
		mayRead(request);
		return page(lists.members(request.params.listId), byJoining, request);
	});
	api.put<OfList>(`${path}/:listId/memberships/add`, async (request) => {
		mayWrite(request);
		return lists.change(request.params.listId, bodyOf(idsSchema, request), []);
	});
	api.put<OfList>(`${path}/:listId/memberships/remove`, async (request) => {
		mayWrite(request);
		return lists.change(request.params.listId, [], bodyOf(idsSchema, request));
	});
	api.put<OfList>(`${path}/:listId/memberships/add-and-remove`, async (request) => {
		mayWrite(request);
		const { recordIdsToAdd, recordIdsToRemove } = bodyOf(bothSchema, request);
		return lists.change(request.params.listId, recordIdsToAdd, recordIdsToRemove);
	});
	api.get<{ Params: { type: string; id: string } }>(`${path}/records/:type/:id/memberships`, async (request) => {
		mayRead(request);
		const results = membershipsOf(lists, request.params.type, request.params.id);
		return { total: results.length, results };
	});
	api.post(`${path}/records/memberships/batch/read`, READ_ONLY, async (request) => {
		mayRead(request);
		const { inputs } = bodyOf(recordsSchema, request);
		const results = inputs.map(({ objectTypeId, recordId }) => ({
			objectTypeId,
			recordId,
			recordListMemberships: membershipsOf(lists, objectTypeId, recordId),
		}));
		return { status: 'COMPLETE', results };
	});
}

/** The lists of one record, as answers show them. */
const membershipsOf = (lists: Lists, objectTypeId: string, recordId: string): Record<string, unknown>[] =>
	lists.listsOf(objectTypeId, recordId).map(({ list, joinedAt }) => ({
		listId: list.listId,
		listVersion: list.listVersion,
		firstAddedTimestamp: new Date(joinedAt).toISOString(),
		lastAddedTimestamp: new Date(joinedAt).toISOString(),
		isPublicList: true,
	}));

function shown(lists: Lists, list: RecordList, withFilters: boolean): Record<string, unknown> {
	const { filterBranch, ...rest } = list;
	return {
		...rest,
		processingStatus: 'COMPLETE',
		filtersUpdatedAt: list.createdAt,
		size: lists.members(list.listId).length,
		...(withFilters && filterBranch ? { filterBranch } : {}),
	};
}

function search(lists: Lists, wanted: z.output<typeof searchSchema>): Record<string, unknown> {
	const { query, offset, count, listIds, processingTypes, objectTypeId, additionalProperties } = wanted;
	const found = lists
		.all()
		.filter((list) => list.name.toLowerCase().includes(query.toLowerCase()))
		.filter((list) => listIds === undefined || listIds.includes(list.listId))
		.filter((list) => processingTypes === undefined || processingTypes.includes(list.processingType))
		.filter((list) => objectTypeId === undefined || objectTypeId === list.objectTypeId);
	const next = offset + count;
	return {
		offset: Math.min(next, found.length),
		hasMore: next < found.length,
		total: found.length,
		lists: found.slice(offset, next).map((list) => {
			const { size, ...rest } = shown(lists, list, false);
			return { ...rest, additionalProperties: additional(lists, list, size, additionalProperties) };
		}),
	};
}

const moment = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

/** "By default hs_list_size, hs_last_record_added_at, hs_last_record_removed_at, hs_folder_name and hs_list_reference_count": Lists guide. */
function additional(lists: Lists, list: RecordList, size: unknown, asked: readonly string[]): Record<string, string | null> {
	const { addedAt, removedAt } = lists.lastChanges(list.listId);
	const all: Record<string, string | null> = {
		hs_list_size: String(size),
		hs_last_record_added_at: moment(addedAt),
		hs_last_record_removed_at: moment(removedAt),
		hs_folder_name: null,
		hs_list_reference_count: '0',
	};
	return { ...all, ...Object.fromEntries(asked.filter((name) => !(name in all)).map((name) => [name, null])) };
}

type Order = (a: Membership, b: Membership) => number;
const byId: Order = (a, b) => Number(a.recordId) - Number(b.recordId);
const byJoining: Order = (a, b) => a.joinedAt - b.joinedAt || byId(a, b);

/** A page of members. `after` is opaque: it names the last member seen, not a position. */
function page(unsorted: readonly Membership[], order: Order, request: FastifyRequest): Record<string, unknown> {
	const limit = queryLimit(request, DEFAULT_MEMBERS, MAX_MEMBERS);
	const after = queryText(request, 'after');
	const before = queryText(request, 'before');
	const members = unsorted.toSorted(order);
	const start = after === undefined ? 0 : members.findLastIndex((each) => order(each, memberOf(after)) <= 0) + 1;
	const earlier = before === undefined ? members : members.filter((each) => order(each, memberOf(before)) < 0);
	const from = before === undefined ? start : Math.max(0, earlier.length - limit);
	const results = earlier.slice(from, from + limit);
	const [first] = results;
	const last = results.at(-1);
	const paging = {
		...(last && from + results.length < members.length ? { next: { after: cursor(last) } } : {}),
		...(first && from > 0 ? { prev: { before: cursor(first) } } : {}),
	};
	return {
		total: members.length,
		...(Object.keys(paging).length === 0 ? {} : { paging }),
		results: results.map(({ recordId, joinedAt }) => ({
			recordId,
			membershipTimestamp: new Date(joinedAt).toISOString(),
		})),
	};
}

const cursor = ({ recordId, joinedAt }: Membership): string =>
	Buffer.from(`${joinedAt}/${recordId}`).toString('base64url');

/** @throws HubSpotError 400 */
function memberOf(text: string): Membership {
	const [, joinedAt, recordId] = /^(\d+)\/(\d+)$/.exec(Buffer.from(text, 'base64url').toString()) ?? [];
	if (joinedAt === undefined || recordId === undefined) throw invalid(`Invalid paging offset: ${text}`);
	return { recordId, joinedAt: Number(joinedAt) };
}
