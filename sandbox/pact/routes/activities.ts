import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { authorOf } from '../auth/guard';
import { invalidField, methodNotAllowed, notFound } from '../errors';
import { parseBody } from '../schema/validate';
import type { Workspace } from '../store/workspace';
import { envelope, textParameter } from './lists';

const newActivity = z.strictObject({
	type: z.string().trim().min(1),
	occurred_at: z.iso.datetime({ offset: true }).optional(),
	contact_id: z.string().nullish(),
	company_id: z.string().nullish(),
	opportunity_id: z.string().nullish(),
	actor: z.union([z.email(), z.literal('system')]).optional(),
	payload: z.record(z.string(), z.json()).optional(),
	dedupe_key: z.string().min(1).nullish(),
});

const REFERENCES = { contact_id: 'contacts', company_id: 'companies', opportunity_id: 'opportunities' } as const;
const REFERENCE_FIELDS = Object.keys(REFERENCES) as Array<keyof typeof REFERENCES>;

/** The append-only activity feed: read it, add to it. */
export function activityRoutes(app: FastifyInstance, workspace: Workspace): void {
	app.get('/v1/activities', { config: { pactScope: 'read:activities' } }, async ({ query }) => {
		const filter = {
			type: textParameter(query, 'type'),
			contact_id: textParameter(query, 'contact_id'),
			company_id: textParameter(query, 'company_id'),
			opportunity_id: textParameter(query, 'opportunity_id'),
		};
		return envelope(workspace.feed.list(workspace.assumptions.activityFilters ? filter : {}), query);
	});
	app.get<{ Params: { public_id: string } }>('/v1/activities/:public_id', { config: { pactScope: 'read:activities' } }, async ({ params }) => {
		const activity = workspace.feed.get(params.public_id);
		if (!activity) throw notFound('This activity');
		return activity;
	});
	app.post('/v1/activities', { config: { pactScope: 'write:activities' } }, async (request, reply) => {
		const { occurred_at: occurredAt, actor, payload, ...rest } = parseBody(newActivity, request.body);
		if (REFERENCE_FIELDS.every((field) => !rest[field])) {
			throw invalidField(
				'contact_id',
				'required',
				"One of 'contact_id', 'company_id' or 'opportunity_id' is required.",
			);
		}
		for (const field of REFERENCE_FIELDS) {
			const id = rest[field];
			if (id && !workspace.tables[REFERENCES[field]].get(id)) {
				throw invalidField(field, 'unknown_reference', `Field '${field}' names no record.`);
			}
		}
		const { activity, repeated } = workspace.log({
			type: rest.type,
			contact_id: rest.contact_id ?? null,
			company_id: rest.company_id ?? null,
			opportunity_id: rest.opportunity_id ?? null,
			dedupe_key: rest.dedupe_key ?? null,
			actor: actor ?? authorOf(request).actor,
			...(occurredAt ? { occurred_at: new Date(occurredAt).toISOString() } : {}),
			...(payload ? { payload } : {}),
		});
		return reply.code(repeated ? 200 : workspace.assumptions.createStatus).send(activity);
	});
	app.route({
		method: ['PATCH', 'PUT', 'DELETE'],
		url: '/v1/activities/:public_id',
		config: { pactScope: 'write:activities' },
		handler: async () => {
			throw methodNotAllowed('none: the feed is append-only');
		},
	});
}
