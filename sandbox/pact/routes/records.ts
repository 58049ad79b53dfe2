import { Readable } from 'node:stream';

import type { FastifyInstance } from 'fastify';

import { authorOf } from '../auth/guard';
import type { Scope } from '../auth/scopes';
import { invalidField, methodNotAllowed } from '../errors';
import { OBJECT_NAMES, OBJECT_WORDS, type ObjectName } from '../schema/objects';
import { answered } from '../store/answered';
import type { Workspace } from '../store/workspace';
import { pageOf, textParameter } from './lists';

interface ById {
	Params: { public_id: string };
}

/** Lists, creates, reads and updates of the three objects, and the two calls that only contacts have. */
export function recordRoutes(app: FastifyInstance, workspace: Workspace): void {
	for (const object of OBJECT_NAMES) objectRoutes(app, workspace, object);
	contactErasure(app, workspace);
	contactExport(app, workspace);
}

function objectRoutes(app: FastifyInstance, workspace: Workspace, object: ObjectName): void {
	const { assumptions } = workspace;
	const path = `/v1/${object}`;
	const reads = { config: { pactScope: `read:${OBJECT_WORDS[object].scope}` as Scope } };
	const writes = { config: { pactScope: `write:${OBJECT_WORDS[object].scope}` as Scope } };

	app.get(path, reads, async ({ query }) => {
		const { limit, offset } = pageOf(query);
		const filter = {
			search: textParameter(query, 'search'),
			stage: object === 'contacts' ? undefined : textParameter(query, 'stage'),
			sort: assumptions.listSort ? sortOf(textParameter(query, 'sort')) : undefined,
		};
		const { items, total } = workspace.tables[object].list(filter, limit, offset);
		return { items: items.map((record) => answered(record, assumptions)), total, limit, offset };
	});
	app.post(path, writes, async (request, reply) => {
		const record = workspace.create(object, request.body, authorOf(request));
		return reply.code(assumptions.createStatus).send(answered(record, assumptions));
	});
	app.get<ById>(`${path}/:public_id`, reads, async ({ params }) =>
		answered(workspace.shown(object, params.public_id), assumptions),
	);
	app.route<ById>({
		method: ['PATCH', 'PUT'],
		url: `${path}/:public_id`,
		...writes,
		handler: async (request) => {
			if (request.method !== assumptions.updateVerb) throw methodNotAllowed(`GET, ${assumptions.updateVerb}`);
			const record = workspace.update(object, request.params.public_id, request.body, authorOf(request));
			return answered(record, assumptions);
		},
	});
	if (object !== 'contacts') {
		app.delete(`${path}/:public_id`, writes, async () => {
			throw methodNotAllowed(`GET, ${assumptions.updateVerb}`);
		});
	}
}

/** @throws PactError 422 for an order that does not exist */
function sortOf(sort: string | undefined): 'updated_at' | '-updated_at' | undefined {
	if (sort === undefined || sort === 'updated_at' || sort === '-updated_at') return sort;
	throw invalidField('sort', 'invalid_value', "Parameter 'sort' must be 'updated_at' or '-updated_at'.");
}

/** Permanent GDPR erasure. The sandbox remembers each one, because a sync must never do it. */
function contactErasure(app: FastifyInstance, workspace: Workspace): void {
	const config = { pactScope: 'write:contacts' } as const;
	app.delete<ById>('/v1/contacts/:public_id', { config }, async (request, reply) => {
		workspace.erase(request.params.public_id, authorOf(request));
		return reply.code(204).send();
	});
}

function contactExport(app: FastifyInstance, workspace: Workspace): void {
	const config = { pactScope: 'read:contacts' } as const;
	app.get('/v1/contacts/export', { config }, async (request, reply) => {
		if (textParameter(request.query, 'format') !== 'json') {
			throw invalidField('format', 'invalid_value', "Parameter 'format' must be 'json'.");
		}
		return reply.type('application/json; charset=utf-8').send(Readable.from(exportChunks(workspace)));
	});
}

/** How many contacts go into one piece of the stream. */
const EXPORT_CHUNK = 500;

/** The export is streamed, so that a large workspace does not become one string. */
function* exportChunks(workspace: Workspace): Generator<string> {
	const contacts = workspace.tables.contacts.all();
	yield `{"total":${contacts.length},"items":[`;
	for (let start = 0; start < contacts.length; start += EXPORT_CHUNK) {
		const texts = contacts
			.slice(start, start + EXPORT_CHUNK)
			.map((contact) => JSON.stringify(answered(contact, workspace.assumptions)));
		yield `${start > 0 ? ',' : ''}${texts.join(',')}`;
	}
	yield ']}';
}
