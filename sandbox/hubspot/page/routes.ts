import type { FastifyInstance, FastifyReply } from 'fastify';

import { renderRecordForm } from '../../common/page';
import { PAGE } from '../../common/routes';
import { HubSpotError, objectNotFound, pathNotFound } from '../errors';
import type { Preferences } from '../preferences/preferences';
import { queryText } from '../routes/request';
import { archiveRecord, restoreRecord } from '../save/remove';
import { createRecord, updateRecord } from '../save/save';
import { CONTACTS } from '../schema/objectTypes';
import type { ObjectType } from '../schema/types';
import type { Portal } from '../store/portal';
import { BY_HAND, type StoredRecord } from '../store/record';
import type { WebhookDispatcher } from '../webhooks/dispatcher';
import { changesOf, formFields } from './form';
import { associated, nameOf, overview, recordList, view, webhookList } from './views';

interface OfObject {
	Params: { object: string };
}
interface OfRecord {
	Params: { object: string; id: string };
}

/** What the pages show and change. */
interface PageParts {
	readonly portal: Portal;
	readonly preferences: Preferences;
	readonly webhooks: WebhookDispatcher;
}

/** Pages to look at the portal and to change it by hand. */
export function pageRoutes(app: FastifyInstance, parts: PageParts): void {
	const { portal, webhooks } = parts;
	app.get('/', PAGE, async (_request, reply) => html(reply, view(portal, 'Overview', '/', overview(portal))));
	app.get('/webhooks', PAGE, async (_request, reply) =>
		html(reply, view(portal, 'Webhooks', '/webhooks', webhookList(webhooks))),
	);
	app.get<OfObject>('/records/:object', PAGE, async (request, reply) => {
		const type = typeOf(portal, request.params.object);
		const page = Number.parseInt(queryText(request, 'page') ?? '1', 10) || 1;
		const list = recordList(portal, type, queryText(request, 'search') ?? '', page);
		return html(reply, view(portal, type.labels.plural, `/records/${type.name}`, list));
	});
	formRoutes(app, parts);
	buttonRoutes(app, parts);
}

function formRoutes(app: FastifyInstance, parts: PageParts): void {
	const { portal } = parts;
	app.get<OfObject>('/records/:object/new', PAGE, async ({ params }, reply) =>
		html(reply, formPage(parts, typeOf(portal, params.object), undefined, {})),
	);
	app.get<OfRecord>('/records/:object/:id', PAGE, async (request, reply) => {
		const { type, record } = target(portal, request.params);
		const notice = queryText(request, 'saved') === 'true' ? { notice: 'Saved.' } : {};
		return html(reply, formPage(parts, type, record, record.properties, notice));
	});
	app.post<OfRecord>('/records/:object/:id', PAGE, async ({ params, body }, reply) => {
		const type = typeOf(portal, params.object);
		const record = params.id === 'new' ? undefined : target(portal, params).record;
		const input = changesOf(portal, type, record, body);
		try {
			const saved = record
				? updateRecord(portal, type, record, input, BY_HAND)
				: createRecord(portal, type, input, BY_HAND);
			return await reply.redirect(`/records/${type.name}/${saved.id}?saved=true`, 303);
		} catch (error) {
			if (!(error instanceof HubSpotError)) throw error;
			const shown = { ...record?.properties, ...input };
			return html(reply.code(422), formPage(parts, type, record, shown, { error: error.message }));
		}
	});
}

/** What the buttons under a form do. */
function buttonRoutes(app: FastifyInstance, { portal, preferences }: PageParts): void {
	app.post<OfRecord>('/records/:object/:id/archive', PAGE, async ({ params }, reply) => {
		const { type, record } = target(portal, params);
		archiveRecord(portal, type, record, BY_HAND);
		return reply.redirect(`/records/${type.name}/${record.id}?saved=true`, 303);
	});
	app.post<OfRecord>('/records/:object/:id/restore', PAGE, async ({ params }, reply) => {
		const { type, record } = target(portal, params);
		restoreRecord(portal, type, record, BY_HAND);
		return reply.redirect(`/records/${type.name}/${record.id}?saved=true`, 303);
	});
	app.post<OfRecord>('/records/:object/:id/opt-out', PAGE, async ({ params }, reply) => {
		const { type, record } = target(portal, params);
		const email = record.properties['email'];
		if (email !== undefined) preferences.unsubscribeAll(email);
		return reply.redirect(`/records/${type.name}/${record.id}?saved=true`, 303);
	});
}

const html = (reply: FastifyReply, page: string): FastifyReply => reply.type('text/html; charset=utf-8').send(page);

function typeOf(portal: Portal, name: string): ObjectType {
	const type = portal.catalog.objectType(name);
	if (!type) throw pathNotFound();
	return type;
}

function target(portal: Portal, params: OfRecord['Params']): { type: ObjectType; record: StoredRecord } {
	const type = typeOf(portal, params.object);
	const record = portal.find(type.id, params.id);
	if (!record) throw objectNotFound();
	return { type, record };
}

function formPage(
	{ portal, preferences }: PageParts,
	type: ObjectType,
	record: StoredRecord | undefined,
	values: Readonly<Record<string, string>>,
	message: { error?: string; notice?: string } = {},
): string {
	const listUrl = `/records/${type.name}`;
	const action = `${listUrl}/${record?.id ?? 'new'}`;
	const email = type.id === CONTACTS ? record?.properties['email'] : undefined;
	const archive = record?.archivedAt === undefined ? 'archive' : 'restore';
	const optOut = { action: `${action}/opt-out`, label: 'Unsubscribe from all email' };
	const buttons = [
		...(record ? [{ action: `${action}/${archive}`, label: archive === 'archive' ? 'Archive' : 'Restore' }] : []),
		...(email !== undefined && preferences.optedOutAt(email) === undefined ? [optOut] : []),
	];
	const fields = formFields(portal, type, values, record === undefined);
	const form = renderRecordForm({ action, fields, ...message, buttons });
	const title = record ? nameOf(type, record) : `New ${type.labels.singular}`;
	const state = record?.archivedAt === undefined ? '' : '<p role="status">This record is archived.</p>';
	return view(portal, title, listUrl, state + form + (record ? associated(portal, type, record) : ''));
}
