import type { FastifyInstance } from 'fastify';

import { notFound } from '../errors';
import type { Workspace } from '../store/workspace';
import { envelope, textParameter } from './lists';

/** Lists of what a workspace is made of. None of these endpoints is documented; each can be switched off. */
export function definitionRoutes(app: FastifyInstance, workspace: Workspace): void {
	const { assumptions } = workspace;
	app.get('/v1/pipelines', { config: { pactScope: 'read:deals' } }, async ({ query }) => {
		if (!assumptions.pipelinesEndpoint) throw notFound('This path');
		return envelope(workspace.pipelines, query);
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
