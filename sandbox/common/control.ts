import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { SandboxClock } from './clock';
import { faultSchema, type Faults } from './faults';
import type { Stats } from './stats';

const clockSchema = z.strictObject({
	advanceMs: z.number().min(0).optional(),
	freeze: z.boolean().optional(),
});

/** What the control endpoints steer. */
interface ControlTargets {
	clock: SandboxClock;
	faults: Faults;
	stats: Stats;
}

/** Adds `/__sandbox/clock`, `/__sandbox/faults` and `/__sandbox/stats`, the same in every sandbox. */
export function registerControl(app: FastifyInstance, { clock, faults, stats }: ControlTargets): void {
	const clockState = () => ({ now: clock.now().toISOString(), frozen: clock.frozen });
	app.get('/__sandbox/clock', async () => clockState());
	app.post('/__sandbox/clock', async (request) => {
		const { advanceMs, freeze } = clockSchema.parse(request.body);
		if (freeze === true) clock.freeze();
		if (advanceMs !== undefined) clock.advance(advanceMs);
		if (freeze === false) clock.unfreeze();
		return clockState();
	});
	app.get('/__sandbox/faults', async () => faults.list());
	app.post('/__sandbox/faults', async (request, reply) => {
		const added = faults.add(faultSchema.parse(request.body));
		return reply.code(201).send(added);
	});
	app.delete('/__sandbox/faults', async (_request, reply) => {
		faults.clear();
		return reply.code(204).send();
	});
	app.get('/__sandbox/stats', async () => stats.snapshot());
	app.delete('/__sandbox/stats', async (_request, reply) => {
		stats.reset();
		return reply.code(204).send();
	});
}
