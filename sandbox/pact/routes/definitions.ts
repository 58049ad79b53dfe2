import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { invalid, notFound, PactError } from '../errors';
import type { Workspace } from '../store/workspace';
import { envelope, textParameter } from './lists';

/** Nothing else is taken: what nobody knows is refused, not passed over. */
const newStageSchema = z.strictObject({
	name: z.string().trim().min(1).max(100),
	type: z.enum(['open', 'won', 'lost']),
	probability: z.number().min(0).max(100),
});

/** Lists of what a workspace is made of. None of these endpoints is documented; each can be switched off. */
export function definitionRoutes(app: FastifyInstance, workspace: Workspace): void {
	const { assumptions } = workspace;
	app.get('/v1/pipelines', { config: { pactScope: 'read:deals' } }, async ({ query }) => {
		if (!assumptions.pipelinesEndpoint) throw notFound('This path');
		return envelope(workspace.pipelines, query);
	});
	app.post<{ Params: { public_id: string } }>('/v1/pipelines/:public_id/stages', { config: { pactScope: 'write:deals' } }, async ({ params, body }, reply) => {
		if (!assumptions.stageCreation) throw notFound('This path');
		const given = newStageSchema.safeParse(body);
		if (!given.success) {
			throw invalid(given.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'body', code: 'invalid', message: `${path.join('.') || 'The body'}: ${message}` })));
		}
		const { name, type, probability } = given.data;
		const certain = type === 'won' ? 100 : type === 'lost' ? 0 : undefined;
		if (certain !== undefined && probability !== certain) throw invalid([{ field: 'probability', code: 'invalid', message: `A ${type} stage has a probability of ${certain}.` }]);
		const pipeline = workspace.pipelines.find((one) => one.public_id === params.public_id);
		if (!pipeline) throw notFound('This pipeline');
		if (pipeline.stages.some((stage) => stage.name.toLowerCase() === name.toLowerCase())) throw new PactError(409, 'duplicate', `This pipeline already has a stage of this name.`);
		return reply.code(201).send(workspace.addStage(pipeline, given.data));
	});
	app.get('/v1/custom-fields', async ({ query }) => {
		if (!assumptions.customFieldsEndpoint) throw notFound('This path');
		const object = textParameter(query, 'object');
		return envelope(
			workspace.customFields.filter((field) => object === undefined || field.object === object),
			query,
		);
	});
	app.get('/v1/users', async ({ query }) => {
		if (!assumptions.usersEndpoint) throw notFound('This path');
		return envelope(workspace.users, query);
	});
}
