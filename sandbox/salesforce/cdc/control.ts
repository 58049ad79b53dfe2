import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Org } from '../org';
import { behaviourSchema } from './behaviour';
import { CHANGE_TYPES, type ChangeType } from './changes';

const gapSchema = z.strictObject({ object: z.string(), type: z.enum(CHANGE_TYPES).default('UPDATE'), ids: z.array(z.string()).min(1) });
const overflowSchema = z.strictObject({ object: z.string() });

/** Adds what an administrator does in Setup, and the switches for events that misbehave. */
export function cdcControl(app: FastifyInstance, { cdc }: Org): void {
	const state = () => ({ ...cdc.behaviour, clients: cdc.clients.all().map(({ channels }) => [...channels]), delivered: cdc.delivered() });
	app.get('/__sandbox/cdc', async () => state());
	app.put('/__sandbox/cdc', async ({ body }) => {
		cdc.behaviour = behaviourSchema.parse({ ...cdc.behaviour, ...z.looseObject({}).parse(body) });
		// Who waits for events that nobody may have any more is told now.
		if (!cdc.behaviour.on) for (const client of cdc.clients.all()) client.stir();
		return state();
	});
	app.get('/__sandbox/cdc-events', async () => cdc.bus.kept());
	app.post('/__sandbox/cdc-gap', async ({ body }, reply) => {
		const { object, type, ids } = gapSchema.parse(body);
		cdc.raise(object, `GAP_${type}` as ChangeType, ids);
		return reply.code(204).send();
	});
	app.post('/__sandbox/cdc-overflow', async ({ body }, reply) => {
		cdc.raise(overflowSchema.parse(body).object, 'GAP_OVERFLOW', []);
		return reply.code(204).send();
	});
	/** Waits until every event that is due is published. */
	app.post('/__sandbox/cdc-settled', async (_request, reply) => {
		await cdc.publisher.settled();
		return reply.code(204).send();
	});
	/** The server forgets its clients, as after a network failure or a restart. */
	app.post('/__sandbox/cdc-end-sessions', async (_request, reply) => {
		cdc.clients.closeAll();
		return reply.code(204).send();
	});
}
