import type { FastifyInstance } from 'fastify';

import { renderRecordForm, renderRecordList } from '../../common/page';
import { PAGE } from '../../common/routes';
import { notFound, PactError } from '../errors';
import { BY_HAND } from '../routes/control';
import { textParameter } from '../routes/lists';
import { OBJECT_NAMES, OBJECT_WORDS, type ObjectName, type PactRecord } from '../schema/objects';
import type { Workspace } from '../store/workspace';
import type { WebhookDispatcher } from '../webhooks/dispatcher';
import { bodyOf, formFields } from './form';
import { activityList, board, COLUMNS, overview, view, webhookList } from './views';

const PAGE_SIZE = 50;

interface OfObject {
	Params: { object: string };
}
interface OfRecord {
	Params: { object: string; id: string };
}

function objectOf(text: string): ObjectName {
	const object = OBJECT_NAMES.find((name) => name === text);
	if (!object) throw notFound('This page');
	return object;
}

/** Pages to look at the workspace and to change it by hand. */
export function pageRoutes(app: FastifyInstance, workspace: Workspace, webhooks: WebhookDispatcher): void {
	app.get('/', PAGE, async (_request, reply) =>
		reply.type('text/html').send(view('Overview', '/', overview(workspace))),
	);
	app.get('/board', PAGE, async (_request, reply) =>
		reply.type('text/html').send(view('Pipelines', '/board', board(workspace))),
	);
	app.get('/activities', PAGE, async (_request, reply) =>
		reply.type('text/html').send(view('Activities, newest first', '/activities', activityList(workspace))),
	);
	app.get('/webhooks', PAGE, async (_request, reply) =>
		reply.type('text/html').send(view('Webhooks', '/webhooks', webhookList(webhooks))),
	);
	app.post('/webhooks/replay', PAGE, async (_request, reply) => {
		webhooks.replay();
		return reply.redirect('/webhooks', 303);
	});
	recordPages(app, workspace);
}

function recordPages(app: FastifyInstance, workspace: Workspace): void {
	app.get<OfObject>('/records/:object', PAGE, async ({ params, query }, reply) => {
		const object = objectOf(params.object);
		return reply.type('text/html').send(listPage(workspace, object, query));
	});
	app.get<OfObject>('/records/:object/new', PAGE, async ({ params }, reply) => {
		return reply.type('text/html').send(formPage(workspace, objectOf(params.object), undefined));
	});
	app.get<OfRecord>('/records/:object/:id', PAGE, async ({ params }, reply) => {
		const object = objectOf(params.object);
		return reply.type('text/html').send(formPage(workspace, object, workspace.get(object, params.id)));
	});
	app.post<OfObject>('/records/:object', PAGE, async ({ params, body }, reply) => {
		const object = objectOf(params.object);
		try {
			const record = workspace.create(object, bodyOf(workspace, object, body), BY_HAND);
			return reply.redirect(`/records/${object}/${record.public_id}`, 303);
		} catch (error) {
			if (!(error instanceof PactError)) throw error;
			return reply
				.code(422)
				.type('text/html')
				.send(formPage(workspace, object, undefined, error.message));
		}
	});
	app.post<OfRecord>('/records/:object/:id', PAGE, async ({ params, body }, reply) => {
		const object = objectOf(params.object);
		const record = workspace.get(object, params.id);
		try {
			workspace.update(object, params.id, bodyOf(workspace, object, body), BY_HAND);
			return reply.redirect(`/records/${object}/${params.id}`, 303);
		} catch (error) {
			if (!(error instanceof PactError)) throw error;
			return reply
				.code(422)
				.type('text/html')
				.send(formPage(workspace, object, record, error.message));
		}
	});
	app.post<OfRecord>('/records/:object/:id/delete', PAGE, async ({ params }, reply) => {
		const object = objectOf(params.object);
		workspace.remove(object, params.id, BY_HAND);
		return reply.redirect(`/records/${object}`, 303);
	});
}

function listPage(workspace: Workspace, object: ObjectName, query: unknown): string {
	const search = textParameter(query, 'search') ?? '';
	const page = Math.max(1, Number.parseInt(textParameter(query, 'page') ?? '1', 10) || 1);
	const { items, total } = workspace.tables[object].list({ search }, PAGE_SIZE, (page - 1) * PAGE_SIZE);
	const listUrl = `/records/${object}`;
	const columns = [...COLUMNS[object]];
	const rows = items.map((record) => ({
		href: `${listUrl}/${record.public_id}`,
		cells: columns.map((column) => record[column]),
	}));
	const list = { columns, rows, total, page, pageSize: PAGE_SIZE, search, listUrl, newUrl: `${listUrl}/new` };
	return view(object, listUrl, renderRecordList(list));
}

function formPage(workspace: Workspace, object: ObjectName, record: PactRecord | undefined, error?: string): string {
	const listUrl = `/records/${object}`;
	const form = renderRecordForm({
		action: record ? `${listUrl}/${record.public_id}` : listUrl,
		fields: formFields(workspace, object, record),
		...(error === undefined ? {} : { error }),
		...(record ? { buttons: [{ action: `${listUrl}/${record.public_id}/delete`, label: 'Delete' }] } : {}),
	});
	return view(record ? String(record['name']) : `New ${OBJECT_WORDS[object].singular}`, listUrl, form);
}
