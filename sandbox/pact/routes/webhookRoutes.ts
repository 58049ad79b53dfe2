import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { SandboxClock } from '../../common/clock';
import type { Random } from '../../common/random';
import type { Assumptions } from '../assumptions';
import { notFound } from '../errors';
import { parseBody } from '../schema/validate';
import { EVENT_TYPES, isEventPattern } from '../webhooks/catalogue';
import type { Subscription } from '../webhooks/deliveries';
import type { WebhookDispatcher } from '../webhooks/dispatcher';
import { envelope } from './lists';

const newSubscription = z.strictObject({
	name: z.string().trim().min(1),
	url: z.url({ protocol: /^https?$/ }),
	event_types: z.array(z.string().refine(isEventPattern, 'this event type does not exist')).min(1),
});

interface Parts {
	readonly webhooks: WebhookDispatcher;
	readonly clock: SandboxClock;
	readonly random: Random;
	readonly assumptions: Readonly<Assumptions>;
}

/** Subscriptions to events. No scope is documented for them: any valid credential will do. */
export function webhookRoutes(app: FastifyInstance, { webhooks, clock, random, assumptions }: Parts): void {
	app.get('/v1/webhooks/event-types', async ({ query }) =>
		envelope(
			EVENT_TYPES.map((name) => ({ name })),
			query,
		),
	);
	app.post('/v1/webhooks/subscriptions', async (request, reply) => {
		const subscription: Subscription = {
			...parseBody(newSubscription, request.body),
			public_id: random.uuid(),
			secret: `whsec_${random.uuid().replaceAll('-', '')}`,
			created_at: clock.now().toISOString(),
		};
		webhooks.subscriptions.set(subscription.public_id, subscription);
		return reply
			.code(assumptions.createStatus)
			.send({ ...withoutSecret(subscription), [assumptions.webhookSecretField]: subscription.secret });
	});
	app.get('/v1/webhooks/subscriptions', async ({ query }) => {
		if (!assumptions.webhookManagement) throw notFound('This path');
		return envelope([...webhooks.subscriptions.values()].map(withoutSecret), query);
	});
	app.delete<{ Params: { public_id: string } }>('/v1/webhooks/subscriptions/:public_id', async (request, reply) => {
		if (!assumptions.webhookManagement) throw notFound('This path');
		if (!webhooks.unsubscribe(request.params.public_id)) throw notFound('This subscription');
		return reply.code(204).send();
	});
}

/** The secret is shown once, when the subscription is made. */
const withoutSecret = ({ secret: _shownOnce, ...shown }: Subscription): Omit<Subscription, 'secret'> => shown;
