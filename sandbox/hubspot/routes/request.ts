import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

import { requireScope } from '../auth/guard';
import { invalid } from '../errors';
import type { Hub } from '../hub';
import type { ObjectType } from '../schema/types';

/** The date versions that this sandbox speaks beside v3 and v4. */
const DATE_VERSIONS = ['2026-03', '2026-09'] as const;

/** The paths of each part of the API: today's first, then the date-versioned ones. */
const dated = (today: string, path: (version: string) => string): string[] => [today, ...DATE_VERSIONS.map(path)];

export const PATHS = {
	objects: dated('/crm/v3/objects', (version) => `/crm/objects/${version}`),
	recordAssociations: dated('/crm/v4/objects', (version) => `/crm/objects/${version}`),
	associations: dated('/crm/v4/associations', (version) => `/crm/associations/${version}`),
	properties: dated('/crm/v3/properties', (version) => `/crm/properties/${version}`),
	pipelines: dated('/crm/v3/pipelines', (version) => `/crm/pipelines/${version}`),
	owners: dated('/crm/v3/owners', (version) => `/crm/owners/${version}`),
	schemas: dated('/crm/v3/schemas', (version) => `/crm-object-schemas/${version}/schemas`),
	account: dated('/account-info/v3', (version) => `/account-info/${version}`),
} as const;

/** The object type that a path names. @throws HubSpotError 400, as HubSpot answers for types it cannot infer */
export function objectTypeOf(hub: Hub, name: string): ObjectType {
	const type = hub.portal.catalog.objectType(name);
	if (!type) throw invalid(`Unable to infer object type from: ${name}`);
	return type;
}

/** The object type of a call that reads records, with the scope checked. */
export function readType(hub: Hub, request: FastifyRequest, name = param(request, 'objectType')): ObjectType {
	const type = objectTypeOf(hub, name);
	requireScope(request, type.scopes.read);
	return type;
}

/** The object type of a call that writes records, with the scope checked. */
export function writeType(hub: Hub, request: FastifyRequest, name = param(request, 'objectType')): ObjectType {
	const type = objectTypeOf(hub, name);
	requireScope(request, type.scopes.write);
	return type;
}

/** A path parameter; one that the route does not have is a programming error. */
export function param(request: FastifyRequest, name: string): string {
	return z.record(z.string(), z.string()).parse(request.params)[name] ?? '';
}

type Query = Record<string, string | string[] | undefined>;

/** A query parameter, the first if it is repeated. */
export function queryText(request: FastifyRequest, name: string): string | undefined {
	const value = (request.query as Query)[name];
	return Array.isArray(value) ? value[0] : value;
}

/** A query parameter that may be repeated or a list joined by commas. */
export function queryList(request: FastifyRequest, name: string): string[] {
	const value = (request.query as Query)[name];
	return [value ?? []].flat().flatMap((each) => each.split(',').filter((part) => part !== ''));
}

export const queryFlag = (request: FastifyRequest, name: string): boolean => queryText(request, name) === 'true';

/** `limit` of a listing. @throws HubSpotError 400 */
export function queryLimit(request: FastifyRequest, fallback: number, most: number): number {
	const given = queryText(request, 'limit');
	if (given === undefined) return fallback;
	const limit = Number(given);
	if (!Number.isInteger(limit) || limit < 1) throw invalid(`Invalid limit: ${given}`);
	if (limit > most) throw invalid(`Limit of ${limit} exceeds the maximum limit of ${most}`);
	return limit;
}

/** The body in the shape asked for. @throws HubSpotError 400 */
export function bodyOf<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
	const parsed = schema.safeParse(request.body);
	if (parsed.success) return parsed.data;
	const where = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'body'))];
	throw invalid(
		`Invalid input JSON on line 1, column 2. Some required fields were not set or are wrong: [${where.join(', ')}]`,
	);
}

/** Property values of a body: text, or a number or boolean, which become text; null and lists are refused. */
export const propertiesSchema = z.record(
	z.string(),
	z.union([z.string(), z.number(), z.boolean()]).transform((value) => String(value)),
);

/** Refuses batches above a size. @throws HubSpotError 400 */
export function checkSize(inputs: readonly unknown[], most: number): void {
	if (inputs.length > most) {
		throw invalid(`Maximum number of inputs exceeded: at most ${most} per batch, got ${inputs.length}`);
	}
}
