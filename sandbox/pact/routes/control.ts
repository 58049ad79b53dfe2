import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { newKeySchema, type ApiKeys } from '../auth/apiKeys';
import { oauthAppSchema, type OAuth } from '../auth/oauth';
import { assumptionsSchema } from '../assumptions';
import { notFound } from '../errors';
import { PLANS, policySchema } from '../limits/policies';
import type { RateLimits } from '../limits/rateLimits';
import { latestRoute } from '../../common/latest';
import { OBJECT_NAMES } from '../schema/objects';
import { UI_USER } from '../seed';
import type { Author, Workspace } from '../store/workspace';
import type { WebhookDispatcher } from '../webhooks/dispatcher';

/** What the control endpoints steer. */
interface ControlParts {
	readonly workspace: Workspace;
	readonly keys: ApiKeys;
	readonly oauth: OAuth;
	readonly limits: RateLimits;
	readonly webhooks: WebhookDispatcher;
}

/** A person at the screen. */
export const BY_HAND: Author = { actor: UI_USER, source: 'manual' };

const whichObject = z.object({ object: z.enum(OBJECT_NAMES) });
const whichRecord = z.object({ object: z.enum(OBJECT_NAMES), id: z.string() });
const mergeSchema = z.strictObject({ object: z.enum(OBJECT_NAMES), winnerId: z.string(), loserId: z.string() });
const planSchema = z.strictObject({ plan: z.enum(PLANS), policies: z.array(policySchema).optional() });
const behaviourSchema = z.strictObject({
	duplicateChance: z.number().min(0).max(1).default(0),
	maxDelayMs: z.int().min(0).default(0),
	reorder: z.boolean().default(false),
});
const eventSchema = z.strictObject({
	type: z.string().regex(/^(email|sequence)\./),
	contact_id: z.string(),
	opportunity_id: z.string().nullable().default(null),
	/** E-mail of a person; nobody's by default. */
	actor: z.union([z.email(), z.literal('system')]).default('system'),
	payload: z.record(z.string(), z.json()).default({}),
});

/** Control endpoints of the Pact sandbox, in addition to those that all sandboxes have. */
export function controlRoutes(app: FastifyInstance, parts: ControlParts): void {
	recordControl(app, parts.workspace);
	workspaceControl(app, parts);
	webhookControl(app, parts.webhooks);
}

/** `?object=contacts`, and for one record `&id=<public_id>`. A POST with an array makes many records. */
function recordControl(app: FastifyInstance, workspace: Workspace): void {
	const path = '/__sandbox/records';
	latestRoute(app, (object) =>
		workspace.tables[whichObject.parse({ object }).object].all().map((record) => ({ id: record.public_id, changedAt: record.updated_at, values: record })),
	);
	app.get(path, async ({ query }) => workspace.tables[whichObject.parse(query).object].all());
	app.post(path, async ({ query, body }, reply) => {
		const { object } = whichObject.parse(query);
		reply.code(201);
		if (!Array.isArray(body)) return workspace.create(object, body, BY_HAND);
		for (const values of body) workspace.create(object, values, BY_HAND);
		return { created: body.length };
	});
	app.patch(path, async ({ query, body }) => {
		const { object, id } = whichRecord.parse(query);
		return workspace.update(object, id, body, BY_HAND);
	});
	app.delete(path, async ({ query }, reply) => {
		const { object, id } = whichRecord.parse(query);
		workspace.remove(object, id, BY_HAND);
		return reply.code(204).send();
	});
	app.post('/__sandbox/merge', async ({ body }) => {
		const { object, winnerId, loserId } = mergeSchema.parse(body);
		return workspace.merge(object, winnerId, loserId, BY_HAND);
	});
	app.get('/__sandbox/activities', async () => workspace.feed.all());
	app.get('/__sandbox/erasures', async () => ({ count: workspace.erasures.length, ids: workspace.erasures }));
	app.post('/__sandbox/events', async ({ body }, reply) => {
		const { contact_id, ...event } = eventSchema.parse(body);
		const { company_id } = workspace.get('contacts', contact_id);
		const links = { contact_id, company_id: company_id as string | null };
		return reply.code(201).send(workspace.logAndPublish({ ...event, ...links }));
	});
}

function workspaceControl(app: FastifyInstance, { workspace, keys, oauth, limits }: ControlParts): void {
	app.get('/__sandbox/assumptions', async () => workspace.assumptions);
	app.put('/__sandbox/assumptions', async ({ body }) =>
		Object.assign(workspace.assumptions, assumptionsSchema.partial().parse(body)),
	);
	app.put('/__sandbox/plan', async ({ body }) => {
		const { plan, policies } = planSchema.parse(body);
		limits.setPlan(plan, policies);
		return { plan, policies: policies ?? [] };
	});
	app.post('/__sandbox/keys', async ({ body }, reply) => {
		return reply.code(201).send(keys.create(newKeySchema.parse(body ?? {})));
	});
	app.delete<{ Params: { secret: string } }>('/__sandbox/keys/:secret', async ({ params }, reply) => {
		if (!keys.revoke(params.secret)) throw notFound('This key');
		return reply.code(204).send();
	});
	app.post('/__sandbox/oauth-apps', async ({ body }, reply) => {
		const registered = oauthAppSchema.parse(body);
		oauth.register(registered);
		return reply.code(201).send(registered);
	});
	app.post('/__sandbox/expire-tokens', async ({ body }, reply) => {
		const { refresh } = z.strictObject({ refresh: z.boolean().default(false) }).parse(body ?? {});
		oauth.expireTokens(refresh);
		return reply.code(204).send();
	});
	app.post('/__sandbox/custom-fields', async ({ body }, reply) => reply.code(201).send(workspace.addCustomField(body)));
}

function webhookControl(app: FastifyInstance, webhooks: WebhookDispatcher): void {
	app.get('/__sandbox/deliveries', async () => webhooks.attempts);
	app.put('/__sandbox/webhook-behaviour', async ({ body }) => (webhooks.behaviour = behaviourSchema.parse(body)));
	app.get('/__sandbox/dead-letters', async () =>
		webhooks.deadLetters.map(({ subscription, ...letter }) => ({ ...letter, subscription: subscription.public_id })),
	);
	app.post('/__sandbox/dead-letters/replay', async ({ body }) => {
		const { event_id } = z.strictObject({ event_id: z.string().optional() }).parse(body ?? {});
		return { replayed: webhooks.replay(event_id) };
	});
}
