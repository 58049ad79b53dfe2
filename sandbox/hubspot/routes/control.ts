import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { DEMO_TOKENS } from '../auth/guard';
import type { DirectAccess } from '../direct';
import { HubSpotError } from '../errors';
import type { Hub } from '../hub';
import { PLANS } from '../limits/rateLimits';
import { addProjects } from '../seed/projects';
import { newProperty, newPropertySchema } from './properties';

const properties = z.record(z.string(), z.string());
const named = { object: z.string(), id: z.string() };
const createSchema = z.strictObject({ object: z.string(), properties });
const editSchema = z.strictObject({ ...named, properties });
const namedSchema = z.strictObject(named);
const mergeSchema = z.strictObject({ object: z.string(), primaryId: z.string(), otherId: z.string() });
const associationSchema = z.strictObject({
	...named,
	toObject: z.string(),
	toId: z.string(),
	/** `primary`, or an association type id; absent: without a label. */
	kind: z.union([z.literal('primary'), z.int()]).optional(),
});
const bulkSchema = z.strictObject({
	object: z.string(),
	properties,
	ids: z.array(z.string()).optional(),
	limit: z.int().min(1).optional(),
});
const generateSchema = z.strictObject({ object: z.string(), count: z.int().min(1).max(500_000) });
const limitsSchema = z.strictObject({ plan: z.enum(PLANS), daily: z.int().min(0).optional() });
const searchSchema = z.strictObject({ lagMs: z.number().min(0) });
const schemaSchema = z.union([
	z.strictObject({ object: z.string(), name: z.string(), remove: z.literal(true) }),
	newPropertySchema.extend({ object: z.string() }),
]);
const labelSchema = z.strictObject({ object: z.string(), toObject: z.string(), label: z.string() });
const ownerSchema = z.strictObject({
	firstName: z.string(),
	lastName: z.string(),
	email: z.email().optional(),
});

/** Adds this sandbox's own control endpoints; a write that a rule refuses answers 422 with HubSpot's error. */
export function controlRoutes(app: FastifyInstance, hub: Hub, direct: DirectAccess, reset: () => void): void {
	app.register(
		async (control) => {
			control.setErrorHandler((error, _request, reply) => {
				if (error instanceof HubSpotError) return reply.code(422).send({ error: error.message, body: error.body() });
				if (error instanceof z.ZodError) return reply.code(400).send({ error: 'invalid', issues: error.issues });
				return reply.code(400).send({ error: error instanceof Error ? error.message : String(error) });
			});
			recordControls(control, direct);
			associationControls(control, direct);
			portalControls(control, hub, reset);
		},
		{ prefix: '/__sandbox' },
	);
}

function recordControls(app: FastifyInstance, direct: DirectAccess): void {
	app.get('/records', async (request) => {
		const { object } = z.looseObject({ object: z.string() }).parse(request.query);
		return direct.records(object).map(({ history: _history, ...record }) => record);
	});
	app.post('/records', async (request, reply) => {
		const body = createSchema.parse(request.body);
		return reply.code(201).send({ id: direct.create(body.object, body.properties) });
	});
	app.patch('/records', async (request) => {
		const body = editSchema.parse(request.body);
		direct.edit(body.object, body.id, body.properties);
		return { id: body.id };
	});
	app.delete('/records', async (request) => {
		const { object, id } = namedSchema.parse(request.body ?? request.query);
		direct.archive(object, id);
		return { id };
	});
	app.post('/restore', async (request) => {
		const { object, id } = namedSchema.parse(request.body);
		direct.restore(object, id);
		return { id };
	});
	app.post('/erase', async (request) => {
		const { object, id } = namedSchema.parse(request.body);
		direct.erase(object, id);
		return { id };
	});
	app.post('/merge', async (request) => {
		const { object, primaryId, otherId } = mergeSchema.parse(request.body);
		return { id: direct.merge(object, primaryId, otherId) };
	});
	app.post('/bulk', async (request) => {
		const body = bulkSchema.parse(request.body);
		return { count: direct.bulkTouch(body.object, body.ids ?? 'all', body.properties, body.limit) };
	});
	app.post('/generate', async (request) => {
		const { object, count } = generateSchema.parse(request.body);
		const ids = direct.generate(object, count);
		return { count: ids.length, firstId: ids[0], lastId: ids.at(-1) };
	});
}

function associationControls(app: FastifyInstance, direct: DirectAccess): void {
	app.post('/associations', async (request, reply) => {
		const { object, id, toObject, toId, kind } = associationSchema.parse(request.body);
		direct.associate(object, id, toObject, toId, kind);
		return reply.code(201).send({ id, toId });
	});
	app.delete('/associations', async (request) => {
		const { object, id, toObject, toId } = associationSchema.parse(request.body ?? request.query);
		direct.dissociate(object, id, toObject, toId);
		return { id, toId };
	});
}

function portalControls(app: FastifyInstance, hub: Hub, reset: () => void): void {
	const { portal, limits } = hub;
	app.get('/portal', async () => ({ portalId: portal.portalId, tokens: DEMO_TOKENS, erasures: portal.erasures }));
	app.post('/reset', async (_request, reply) => {
		reset();
		return reply.code(204).send();
	});
	app.put('/limits', async (request) => {
		const { plan, daily } = limitsSchema.parse(request.body);
		limits.setPlan(plan, daily);
		return { plan, daily: limits.daily() };
	});
	app.put('/search', async (request) => {
		portal.searchLagMs = searchSchema.parse(request.body).lagMs;
		return { lagMs: portal.searchLagMs };
	});
	app.put('/schema', async (request, reply) => {
		const change = schemaSchema.parse(request.body);
		const type = portal.catalog.objectType(change.object);
		if (!type) return reply.code(404).send({ error: 'no such object' });
		const before = portal.catalog.property(type.id, change.name);
		const now = hub.clock.now().toISOString();
		if (!('remove' in change)) {
			portal.catalog.putProperty(type.id, newProperty(change, now));
			return { added: true };
		}
		if (!before) return reply.code(404).send({ error: 'no such property' });
		portal.catalog.putProperty(type.id, { ...before, archived: true, updatedAt: now });
		return { removed: true };
	});
	app.post('/projects', async (_request, reply) => reply.code(201).send({ objectTypeId: addProjects(portal).id }));
	app.post('/labels', async (request, reply) => {
		const { object, toObject, label } = labelSchema.parse(request.body);
		const [from, to] = [object, toObject].map((name) => portal.catalog.objectType(name));
		if (!from || !to) return reply.code(404).send({ error: 'no such object' });
		return reply.code(201).send(portal.associationTypes.addLabel(from.id, to.id, label)[0]);
	});
	app.post('/owners', async (request, reply) => {
		const { email, ...names } = ownerSchema.parse(request.body);
		const owner = { ...names, ...(email === undefined ? {} : { email }) };
		return reply.code(201).send(portal.owners.add(owner, hub.clock.now().toISOString()));
	});
	app.delete('/owners', async (request) => {
		const { id } = z.looseObject({ id: z.string() }).parse(request.body ?? request.query);
		portal.owners.archive(id, hub.clock.now().toISOString());
		return { id };
	});
}
