import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { renderPage, renderRecordForm, renderRecordList, type FormField } from '../../common/page';
import { PAGE } from '../../common/routes';
import { SaveRefused, type DirectAccess } from '../direct';
import { notFound } from '../errors';
import type { Org } from '../org';
import type { FieldSchema, ObjectSchema, Row } from '../schema/types';
import { param, pathObject, queryParam } from './request';

const SANDBOX = 'Salesforce sandbox';
const PAGE_SIZE = 50;
/** The columns of the lists; objects show those that they have. */
const COLUMNS = [
	'Name',
	'Subject',
	'Email',
	'Company',
	'StageName',
	'Title',
	'Website',
	'Phone',
	'Status',
	'SystemModstamp',
];

const bodySchema = z.record(z.string(), z.union([z.string(), z.array(z.string())])).catch({});

function inputType(field: FieldSchema): FormField['type'] {
	switch (field.type) {
		case 'boolean':
			return 'checkbox';
		case 'textarea':
			return 'textarea';
		case 'picklist':
			return 'select';
		case 'multipicklist':
			return 'multiselect';
		default:
			return 'text';
	}
}

function formField(field: FieldSchema, value: unknown, isNew: boolean): FormField {
	const type = inputType(field);
	const known = field.picklist.map((choice) => ({ value: choice.value, label: choice.label }));
	// A value that is no longer in the picklist stays choosable, so that saving another field keeps it.
	const legacy = typeof value === 'string' && type === 'select' && !known.some((choice) => choice.value === value);
	return {
		name: field.name,
		label: field.label,
		value,
		type,
		options: legacy && value !== '' ? [...known, { value, label: `${value} (inactive)` }] : known,
		readOnly: !(isNew ? field.createable : field.updateable),
		required: !field.nillable && !field.defaultedOnCreate,
		hint: field.name,
	};
}

/** The form's values that differ from the record, as the API would be sent them. */
function changes(
	schema: ObjectSchema,
	row: Row | undefined,
	body: Record<string, string | string[]>,
): Record<string, unknown> {
	const changed: Record<string, unknown> = {};
	for (const field of schema.fields) {
		if (!(row ? field.updateable : field.createable)) continue;
		const given = body[field.name];
		// Browsers leave out boxes that are not ticked and lists without a choice; any other absent field was not in the form.
		if (given === undefined && field.type !== 'boolean' && field.type !== 'multipicklist') continue;
		const value =
			field.type === 'boolean' ? given !== undefined : Array.isArray(given) ? given.join(';') : (given ?? '');
		const before = row?.[field.name] ?? (field.type === 'boolean' ? false : '');
		const same =
			field.type === 'boolean'
				? before === value
				: String(before).replace(/\r\n/g, '\n') === String(value).replace(/\r\n/g, '\n');
		if (!same) changed[field.name] = value;
	}
	return changed;
}

/** Adds the pages for looking at and editing records by hand. */
export function pageRoutes(app: FastifyInstance, org: Org, direct: DirectAccess): void {
	const nav = (current: string) => {
		return org.store.catalog
			.objects()
			.map(({ name, labelPlural }) => ({ href: `/ui/${name}`, label: labelPlural, current: name === current }));
	};
	const html = (reply: FastifyReply, schema: ObjectSchema, title: string, body: string) => {
		return reply
			.type('text/html; charset=utf-8')
			.send(renderPage({ sandbox: SANDBOX, title, nav: nav(schema.name), body }));
	};

	app.get('/', PAGE, async (_request, reply) => reply.redirect('/ui/Contact'));

	app.get('/ui/:object', PAGE, async (request, reply) => {
		const schema = pathObject(org, param(request, 'object'));
		return html(
			reply,
			schema,
			schema.labelPlural,
			list(org, schema, queryParam(request, 'search') ?? '', Number(queryParam(request, 'page') ?? 1)),
		);
	});

	const showForm = (
		reply: FastifyReply,
		schema: ObjectSchema,
		row: Row | undefined,
		shown: Record<string, unknown>,
		message: { error?: string; notice?: string } = {},
	) => {
		const action = row ? `/ui/${schema.name}/${row.Id}` : `/ui/${schema.name}/new`;
		const bin =
			row?.IsDeleted === true
				? { action: `${action}/undelete`, label: 'Undelete' }
				: { action: `${action}/delete`, label: 'Delete' };
		const fields = schema.fields.map((field) => formField(field, shown[field.name] ?? null, row === undefined));
		const form = renderRecordForm({ action, fields, ...message, buttons: row && schema.writable ? [bin] : [] });
		return html(reply, schema, row ? String(row.Name ?? row.Subject ?? row.Id) : `New ${schema.label}`, form);
	};

	const target = (request: FastifyRequest) => {
		const schema = pathObject(org, param(request, 'object'));
		const id = param(request, 'id');
		const row = id === 'new' ? undefined : org.store.table(schema.name).get(id);
		if (id !== 'new' && !row) throw notFound();
		return { schema, row };
	};

	app.get('/ui/:object/:id', PAGE, async (request, reply) => {
		const { schema, row } = target(request);
		const notice = queryParam(request, 'saved') === 'true' ? { notice: 'Saved.' } : {};
		return showForm(reply, schema, row, row ?? {}, notice);
	});

	app.post('/ui/:object/:id', PAGE, async (request, reply) => {
		const { schema, row } = target(request);
		const input = changes(schema, row, bodySchema.parse(request.body));
		try {
			const id = row?.Id ?? direct.create(schema.name, input, { allowDuplicates: false });
			if (row) direct.edit(schema.name, row.Id, input, { allowDuplicates: false });
			return await reply.redirect(`/ui/${schema.name}/${id}?saved=true`, 303);
		} catch (error) {
			if (!(error instanceof SaveRefused)) throw error;
			return showForm(reply.code(422), schema, row, { ...row, ...input }, { error: error.message });
		}
	});

	for (const action of ['delete', 'undelete'] as const) {
		app.post(`/ui/:object/:id/${action}`, PAGE, async (request, reply) => {
			const { schema, row } = target(request);
			if (!row) throw notFound();
			try {
				direct[action](schema.name, row.Id);
			} catch (error) {
				if (!(error instanceof SaveRefused)) throw error;
				return showForm(reply.code(422), schema, row, row, { error: error.message });
			}
			return reply.redirect(`/ui/${schema.name}/${row.Id}?saved=true`, 303);
		});
	}
}

function list(org: Org, schema: ObjectSchema, search: string, page: number): string {
	const columns = COLUMNS.filter((name) => org.store.catalog.field(schema.name, name));
	const wanted = search.trim().toLowerCase();
	const all = [...org.store.table(schema.name).all()];
	const matches = (row: Row) =>
		row.Id.toLowerCase() === wanted ||
		columns.some((name) =>
			String(row[name] ?? '')
				.toLowerCase()
				.includes(wanted),
		);
	const found = wanted === '' ? all : all.filter(matches);
	const current = Math.min(Math.max(1, Math.trunc(page) || 1), Math.max(1, Math.ceil(found.length / PAGE_SIZE)));
	return renderRecordList({
		columns,
		rows: found.slice((current - 1) * PAGE_SIZE, current * PAGE_SIZE).map((row) => ({
			href: `/ui/${schema.name}/${row.Id}`,
			cells: columns.map((name) => row[name] ?? ''),
			muted: row.IsDeleted === true,
		})),
		total: found.length,
		page: current,
		pageSize: PAGE_SIZE,
		search,
		listUrl: `/ui/${schema.name}`,
		...(schema.writable ? { newUrl: `/ui/${schema.name}/new` } : {}),
	});
}
