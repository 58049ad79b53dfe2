import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';

import { requireScope } from '../auth/guard';
import { invalid, pathNotFound } from '../errors';
import type { Hub } from '../hub';
import type { ObjectType, Pipeline, Stage } from '../schema/types';
import { bodyOf, objectTypeOf, param, PATHS } from './request';

const stageSchema = z.object({
	label: z.string().min(1),
	displayOrder: z.int(),
	metadata: z.record(z.string(), z.string()).default({}),
});
const pipelineSchema = z.object({
	label: z.string().min(1),
	displayOrder: z.int(),
	stages: z.array(stageSchema).min(1),
});
type NewStage = z.output<typeof stageSchema>;

/** Adds the pipelines API: reading pipelines and stages, and making new ones. */
export function pipelineRoutes(api: FastifyInstance, hub: Hub): void {
	const { pipelines, clock } = hub.portal;
	for (const path of PATHS.pipelines) {
		api.get(`${path}/:objectType`, async (request) => ({ results: pipelines.of(readable(hub, request).id) }));
		api.get(`${path}/:objectType/:pipelineId`, async (request) => pipelineOf(hub, request));
		api.get(`${path}/:objectType/:pipelineId/stages`, async (request) => ({
			results: pipelineOf(hub, request).stages,
		}));
		api.get(`${path}/:objectType/:pipelineId/stages/:stageId`, async (request) => {
			const stage = pipelineOf(hub, request).stages.find((each) => each.id === param(request, 'stageId'));
			if (!stage) throw pathNotFound();
			return stage;
		});
		api.post(`${path}/:objectType`, async (request, reply) => {
			const type = writable(hub, request);
			const { label, displayOrder, stages } = bodyOf(pipelineSchema, request);
			const at = clock.now().toISOString();
			const created: Pipeline = {
				id: pipelines.freshId(),
				label,
				displayOrder,
				stages: stages.map((stage) => newStage(hub, stage, at)),
				createdAt: at,
				updatedAt: at,
				archived: false,
			};
			pipelines.put(type.id, created);
			return reply.code(201).send(created);
		});
		api.post(`${path}/:objectType/:pipelineId/stages`, async (request, reply) => {
			const type = writable(hub, request);
			const pipeline = pipelineOf(hub, request);
			const at = clock.now().toISOString();
			const stage = newStage(hub, bodyOf(stageSchema, request), at);
			const stages = [...pipeline.stages, stage].toSorted((a, b) => a.displayOrder - b.displayOrder);
			pipelines.put(type.id, { ...pipeline, stages, updatedAt: at });
			return reply.code(201).send(stage);
		});
	}
}

function newStage({ portal }: Hub, { label, displayOrder, metadata }: NewStage, at: string): Stage {
	const { probability } = metadata;
	if (probability === undefined || !(Number(probability) >= 0 && Number(probability) <= 1)) {
		throw invalid('Deal stages require a metadata field "probability" between 0.0 and 1.0');
	}
	const isClosed = String(['0.0', '1.0', '0', '1'].includes(probability));
	return {
		id: portal.pipelines.freshId(),
		label,
		displayOrder,
		metadata: { isClosed, ...metadata },
		createdAt: at,
		updatedAt: at,
		archived: false,
	};
}

function pipelineOf(hub: Hub, request: FastifyRequest): Pipeline {
	const pipeline = hub.portal.pipelines.get(readable(hub, request).id, param(request, 'pipelineId'));
	if (!pipeline) throw pathNotFound();
	return pipeline;
}

function readable(hub: Hub, request: FastifyRequest): ObjectType {
	const type = objectTypeOf(hub, param(request, 'objectType'));
	requireScope(request, type.scopes.read, type.scopes.schemaRead);
	return type;
}

function writable(hub: Hub, request: FastifyRequest): ObjectType {
	const type = objectTypeOf(hub, param(request, 'objectType'));
	requireScope(request, type.scopes.write, type.scopes.schemaWrite);
	return type;
}
