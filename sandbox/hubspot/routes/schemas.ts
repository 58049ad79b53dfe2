import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { requireScope } from '../auth/guard';
import { HubSpotError, pathNotFound } from '../errors';
import type { Hub } from '../hub';
import type { ObjectType } from '../schema/types';
import { newProperty, newPropertySchema } from './properties';
import { bodyOf, param, PATHS } from './request';

const schemaSchema = z.object({
	name: z.string().regex(/^[a-z][a-z0-9_]*$/),
	labels: z.object({ singular: z.string().min(1), plural: z.string().min(1) }),
	primaryDisplayProperty: z.string(),
	requiredProperties: z.array(z.string()),
	searchableProperties: z.array(z.string()).default([]),
	properties: z.array(newPropertySchema),
	/** Names of objects that records may be associated with. */
	associatedObjects: z.array(z.string()).default([]),
});

const READ = ['crm.schemas.custom.read', 'crm.objects.custom.read'] as const;
const WRITE = 'crm.schemas.custom.write';

/** Adds the schemas API: list custom objects, read any object's schema, create a custom object. */
export function schemaRoutes(api: FastifyInstance, hub: Hub): void {
	const { catalog, associationTypes, clock } = hub.portal;
	for (const path of PATHS.schemas) {
		api.get(path, async (request) => {
			requireScope(request, ...READ);
			const custom = catalog.allTypes().filter((type) => type.custom);
			return { results: custom.map((type) => schemaOf(hub, type)) };
		});
		api.get(`${path}/:objectType`, async (request) => schemaOf(hub, readable(hub, request)));
		api.post(path, async (request, reply) => {
			requireScope(request, WRITE);
			const input = bodyOf(schemaSchema, request);
			if (catalog.objectType(input.name)) {
				throw new HubSpotError(409, 'OBJECT_ALREADY_EXISTS', `An object named '${input.name}' already exists.`);
			}
			const at = clock.now().toISOString();
			const properties = input.properties.map((each) => newProperty(each, at));
			const type = catalog.addCustomType(input, properties, at);
			for (const name of input.associatedObjects) {
				const other = catalog.objectType(name);
				if (other) associationTypes.plain(type.id, other.id);
			}
			return reply.code(201).send(schemaOf(hub, type));
		});
	}
}

function readable({ portal }: Hub, request: FastifyRequest): ObjectType {
	const type = portal.catalog.objectType(param(request, 'objectType'));
	if (!type) throw pathNotFound();
	requireScope(request, type.scopes.schemaRead, type.scopes.read);
	return type;
}

function schemaOf({ portal }: Hub, type: ObjectType): Record<string, unknown> {
	const associations = portal.catalog
		.allTypes()
		.flatMap((other) => portal.associationTypes.existing(type.id, other.id))
		.map((each) => ({ id: String(each.id), fromObjectTypeId: each.from, toObjectTypeId: each.to, name: each.label }));
	return {
		id: type.id.split('-')[1],
		objectTypeId: type.id,
		fullyQualifiedName: type.fullyQualifiedName,
		name: type.name,
		labels: type.labels,
		primaryDisplayProperty: type.primaryDisplayProperty,
		requiredProperties: type.requiredProperties,
		searchableProperties: type.searchableProperties,
		properties: portal.catalog.propertiesOf(type.id).filter((each) => !each.archived),
		associations,
		metaType: type.custom ? 'PORTAL_SPECIFIC' : 'HUBSPOT',
		archived: false,
		createdAt: type.createdAt,
		updatedAt: type.createdAt,
	};
}
