import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { DEMO_APP } from '../auth/app';
import { behaviourSchema } from './delivery';
import type { WebhookDispatcher } from './dispatcher';
import { webhooksConfigSchema } from './subscriptions';

const clientSchema = z.object({ clientId: z.string().default(DEMO_APP.clientId) });

/** Adds what uploading an app's project does, and the switches for deliveries that misbehave. */
export function webhookControl(app: FastifyInstance, webhooks: WebhookDispatcher): void {
	app.get('/__sandbox/webhooks', async () => webhooks.configured());
	app.put('/__sandbox/webhooks', async ({ body }) => ({
		subscriptions: webhooks.configure(webhooksConfigSchema.parse(body)),
	}));
	app.delete('/__sandbox/webhooks', async ({ query }, reply) => {
		webhooks.unconfigure(clientSchema.parse(query).clientId);
		return reply.code(204).send();
	});
	app.get('/__sandbox/webhook-behaviour', async () => webhooks.behaviour);
	app.put('/__sandbox/webhook-behaviour', async ({ body }) => {
		webhooks.behaviour = behaviourSchema.parse({ ...webhooks.behaviour, ...z.looseObject({}).parse(body) });
		return webhooks.behaviour;
	});
	app.get('/__sandbox/webhook-attempts', async () => webhooks.attempts);
	app.get('/__sandbox/webhook-pending', async () => webhooks.pending);
	app.get('/__sandbox/webhook-lost', async () => webhooks.lost);
	/** Waits until nothing is due any more. */
	app.post('/__sandbox/webhooks-settled', async (_request, reply) => {
		await webhooks.settled();
		return reply.code(204).send();
	});
}
