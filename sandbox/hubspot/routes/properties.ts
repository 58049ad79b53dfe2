import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { requireScope } from '../auth/guard';
import { HubSpotError, invalid } from '../errors';
import type { Hub } from '../hub';
import { property } from '../schema/property';
import type { FieldType, ObjectType, Property, PropertyType } from '../schema/types';
import { bodyOf, objectTypeOf, param, PATHS, queryFlag } from './request';

/** Properties guide: at most ten unique properties an object; HubSpot's own do not count. */
const MAX_UNIQUE = 10;

const optionSchema = z.object({
	label: z.string(),
	value: z.string(),
	displayOrder: z.int().default(-1),
	hidden: z.boolean().default(false),
});
const TYPES = [
	'string',
	'number',
	'date',
	'datetime',
	'enumeration',
	'bool',
] as const satisfies readonly PropertyType[];
const FIELD_TYPES = [
	'text',
	'textarea',
	'html',
	'number',
	'date',
	'select',
	'radio',
	'checkbox',
	'booleancheckbox',
	'phonenumber',
	'file',
] as const satisfies readonly FieldType[];

/** Field types that fit each type (properties guide, table of types). */
const FITTING: Readonly<Record<(typeof TYPES)[number], readonly FieldType[]>> = {
	string: ['text', 'textarea', 'html', 'phonenumber', 'file'],
	number: ['number'],
	date: ['date'],
	datetime: ['date'],
	enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox'],
	bool: ['booleancheckbox', 'select', 'radio'],
};

/** A new property, as the API and `POST /crm/v3/schemas` take it. */
export const newPropertySchema = z.object({
	name: z.string().regex(/^[a-z][a-z0-9_]*$/),
	label: z.string().min(1),
	type: z.enum(TYPES),
	fieldType: z.enum(FIELD_TYPES),
	groupName: z.string().min(1).default('information'),
	description: z.string().default(''),
	options: z.array(optionSchema).default([]),
	hasUniqueValue: z.boolean().default(false),
	hidden: z.boolean().default(false),
});
const changeSchema = z.object({
	label: z.string().min(1).optional(),
	description: z.string().optional(),
	groupName: z.string().min(1).optional(),
	options: z.array(optionSchema).optional(),
	hidden: z.boolean().optional(),
});

/** A definition from what a call gives. @throws HubSpotError 400 */
export function newProperty(input: z.output<typeof newPropertySchema>, at: string): Property {
	if (!FITTING[input.type].includes(input.fieldType)) {
		throw invalid(`Field type ${input.fieldType} is not valid for properties of type ${input.type}`);
	}
	const base = property(input.name, input.label, input.type, input.fieldType, {
		custom: true,
		unique: input.hasUniqueValue,
		hidden: input.hidden,
		group: input.groupName,
		description: input.description,
		options: input.options,
	});
	return { ...base, createdAt: at, updatedAt: at };
}

/** Adds the properties API: list, read, create, change and archive definitions. */
export function propertyRoutes(api: FastifyInstance, hub: Hub): void {
	for (const path of PATHS.properties) {
		readRoutes(api, hub, path);
		changeRoutes(api, hub, path);
	}
}

function readRoutes(api: FastifyInstance, hub: Hub, path: string): void {
	const { catalog } = hub.portal;
	api.get(`${path}/:objectType`, async (request) => {
		const type = typeOf(hub, request, 'read');
		const archived = queryFlag(request, 'archived');
		return { results: catalog.propertiesOf(type.id).filter((each) => each.archived === archived) };
	});
	api.get(`${path}/:objectType/:name`, async (request) => existing(hub, typeOf(hub, request, 'read'), request));
}

function changeRoutes(api: FastifyInstance, hub: Hub, path: string): void {
	const { catalog, clock } = hub.portal;
	const now = (): string => clock.now().toISOString();
	api.post(`${path}/:objectType`, async (request, reply) => {
		const type = typeOf(hub, request, 'write');
		const input = bodyOf(newPropertySchema, request);
		const all = catalog.propertiesOf(type.id);
		if (all.some((each) => each.name === input.name && !each.archived)) {
			throw new HubSpotError(409, 'OBJECT_ALREADY_EXISTS', `A property named '${input.name}' already exists.`);
		}
		const unique = all.filter((each) => each.hasUniqueValue && !each.hubspotDefined && !each.archived);
		if (input.hasUniqueValue && unique.length >= MAX_UNIQUE) {
			throw invalid(`You have reached the limit of ${MAX_UNIQUE} properties with unique values for this object`);
		}
		const created = newProperty(input, now());
		catalog.putProperty(type.id, created);
		return reply.code(201).send(created);
	});
	api.patch(`${path}/:objectType/:name`, async (request) => {
		const type = typeOf(hub, request, 'write');
		const before = existing(hub, type, request);
		const change = bodyOf(changeSchema, request);
		const definition = change.label !== undefined || change.groupName !== undefined;
		if (before.modificationMetadata.readOnlyDefinition && definition) {
			throw invalid(`The definition of '${before.name}' is read only`);
		}
		const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
		const after: Property = { ...before, ...given, updatedAt: now() };
		catalog.putProperty(type.id, after);
		return after;
	});
	api.delete(`${path}/:objectType/:name`, async (request, reply) => {
		const type = typeOf(hub, request, 'write');
		const before = existing(hub, type, request);
		if (!before.modificationMetadata.archivable) throw invalid(`'${before.name}' can not be archived`);
		catalog.putProperty(type.id, { ...before, archived: true, updatedAt: now() });
		return reply.code(204).send();
	});
}

function existing({ portal }: Hub, type: ObjectType, request: FastifyRequest): Property {
	const name = param(request, 'name');
	const found = portal.catalog.property(type.id, name);
	if (!found) {
		throw new HubSpotError(404, 'OBJECT_NOT_FOUND', `${name} is not a property of ${type.singular.toUpperCase()}`);
	}
	return found;
}

function typeOf(hub: Hub, request: FastifyRequest, access: 'read' | 'write'): ObjectType {
	const type = objectTypeOf(hub, param(request, 'objectType'));
	const { scopes } = type;
	if (access === 'read') requireScope(request, scopes.schemaRead, scopes.read);
	else requireScope(request, scopes.schemaWrite);
	return type;
}
