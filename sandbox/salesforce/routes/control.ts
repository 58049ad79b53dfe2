import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { SaveRefused, type DirectAccess, type DirectOptions } from '../direct';
import type { Org } from '../org';
import { DEMO_REFRESH_TOKEN } from '../auth/app';
import { field, picklistValues } from '../schema/fields';
import type { FieldType } from '../schema/types';
import { INTEGRATION_USERNAME } from '../seed/setup';
import { instanceUrl } from './oauth';

const fields = z.record(z.string(), z.unknown());
const options = {
	lateMs: z.number().min(0).optional(),
	system: z.boolean().optional(),
	allowDuplicates: z.boolean().optional(),
	by: z.string().optional(),
};
const createSchema = z.strictObject({ object: z.string(), fields, ...options });
const editSchema = z.strictObject({ object: z.string(), id: z.string(), fields, ...options });
const deleteSchema = z.strictObject({ object: z.string(), id: z.string(), ...options });
const bulkSchema = z.strictObject({
	object: z.string(),
	fields,
	limit: z.int().min(1).optional(),
	ids: z.array(z.string()).optional(),
	...options,
});
const generateSchema = z.strictObject({ object: z.string(), count: z.int().min(1).max(500_000) });
const mergeSchema = z.strictObject({ object: z.string(), winnerId: z.string(), loserIds: z.array(z.string()) });
const convertSchema = z.strictObject({
	id: z.string(),
	accountId: z.string().optional(),
	contactId: z.string().optional(),
	opportunity: z.boolean().optional(),
});
const FIELD_TYPES = [
	'string',
	'textarea',
	'picklist',
	'multipicklist',
	'boolean',
	'currency',
	'double',
	'percent',
	'int',
	'date',
	'datetime',
	'email',
	'phone',
	'url',
] as const satisfies readonly FieldType[];
const schemaSchema = z.union([
	z.strictObject({ object: z.string(), field: z.string(), remove: z.literal(true) }),
	z.strictObject({
		object: z.string(),
		field: z.string(),
		type: z.enum(FIELD_TYPES),
		label: z.string().optional(),
		length: z.int().optional(),
		values: z.array(z.string()).optional(),
		restricted: z.boolean().optional(),
		externalId: z.boolean().optional(),
		unique: z.boolean().optional(),
	}),
]);
const historySchema = z.strictObject({ object: z.string(), fields: z.array(z.string()) });
const limitsSchema = z.strictObject({ dailyApi: z.int().min(0) });
const rightsSchema = z.strictObject({ customizeApplication: z.boolean().optional(), managePermissions: z.boolean().optional() });

/** Optional keys as `exactOptionalPropertyTypes` wants them: absent instead of undefined. */
function present<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
	return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
		[K in keyof T]?: Exclude<T[K], undefined>;
	};
}

const directOptions = ({ lateMs, system, allowDuplicates, by }: z.infer<z.ZodObject<typeof options>>): DirectOptions =>
	present({ lateMs, system, allowDuplicates, by });

/** Length and digits of a field added by a test, where it names none. */
function fieldDefaults(type: FieldType): { length: number; precision: number; scale: number } {
	const isNumber = ['currency', 'double', 'percent', 'int'].includes(type);
	const isText = ['string', 'textarea', 'picklist', 'multipicklist', 'email', 'phone', 'url'].includes(type);
	return { length: isText ? 255 : 0, precision: isNumber ? 18 : 0, scale: isNumber && type !== 'int' ? 2 : 0 };
}

/** Adds this sandbox's own control endpoints; a write that a rule refuses answers 422 with the rule's errors. */
export function controlRoutes(app: FastifyInstance, org: Org, direct: DirectAccess): void {
	app.register(
		async (control) => {
			control.setErrorHandler((error, _request, reply) => {
				if (error instanceof SaveRefused) return reply.code(422).send({ error: error.message, errors: error.errors });
				if (error instanceof z.ZodError) return reply.code(400).send({ error: 'invalid', issues: error.issues });
				return reply.code(400).send({ error: error instanceof Error ? error.message : String(error) });
			});
			recordControls(control, direct);
			bulkControls(control, direct);
			orgControls(control, org, direct);
		},
		{ prefix: '/__sandbox' },
	);
}

function recordControls(app: FastifyInstance, direct: DirectAccess): void {
	app.get('/records', async (request) => {
		const { object } = z.looseObject({ object: z.string() }).parse(request.query);
		return direct.records(object);
	});
	app.post('/records', async (request, reply) => {
		const body = createSchema.parse(request.body);
		return reply.code(201).send({ id: direct.create(body.object, body.fields, directOptions(body)) });
	});
	app.patch('/records', async (request) => {
		const body = editSchema.parse(request.body);
		direct.edit(body.object, body.id, body.fields, directOptions(body));
		return { id: body.id };
	});
	app.delete('/records', async (request) => {
		const body = deleteSchema.parse(request.body ?? request.query);
		direct.delete(body.object, body.id, directOptions(body));
		return { id: body.id };
	});
	app.post('/undelete', async (request) => {
		const { object, id } = deleteSchema.parse(request.body);
		direct.undelete(object, id);
		return { id };
	});
	app.post('/merge', async (request) => {
		const { object, winnerId, loserIds } = mergeSchema.parse(request.body);
		direct.merge(object, winnerId, loserIds);
		return { id: winnerId };
	});
	app.post('/convert-lead', async (request) => {
		const { id, ...rest } = convertSchema.parse(request.body);
		direct.convertLead(id, present(rest));
		return { id };
	});
}

function bulkControls(app: FastifyInstance, direct: DirectAccess): void {
	app.post('/bulk', async (request) => {
		const body = bulkSchema.parse(request.body);
		const bulkOptions = { ...directOptions(body), ...present({ limit: body.limit }) };
		return { count: direct.bulkTouch(body.object, body.ids ?? 'all', body.fields, bulkOptions) };
	});
	app.post('/generate', async (request) => {
		const { object, count } = generateSchema.parse(request.body);
		const ids = direct.generate(object, count);
		return { count: ids.length, firstId: ids[0], lastId: ids.at(-1) };
	});
}

function orgControls(app: FastifyInstance, org: Org, direct: DirectAccess): void {
	app.post('/expire-sessions', async () => {
		direct.expireSessions();
		return { expired: true };
	});
	app.put('/schema', async (request, reply) => {
		const change = schemaSchema.parse(request.body);
		if ('remove' in change) {
			const removed = org.store.catalog.removeField(change.object, change.field);
			return removed ? { removed: true } : reply.code(404).send({ error: 'no such field' });
		}
		const { object, field: name, label, values, type, ...rest } = change;
		const extra = { ...fieldDefaults(type), ...present(rest), picklist: picklistValues(values ?? []) };
		org.store.catalog.addField(object, field(name, label ?? name, type, extra));
		return { added: true };
	});
	app.put('/history', async (request) => {
		const { object, fields: tracked } = historySchema.parse(request.body);
		direct.trackHistory(object, tracked);
		return { tracked };
	});
	app.put('/limits', async (request) => {
		org.limit.setMax(limitsSchema.parse(request.body).dailyApi);
		return org.limit.state();
	});
	app.put('/rights', async (request) => Object.assign(org.rights, present(rightsSchema.parse(request.body))));
	app.get('/app', async (request) => ({
		clientId: org.app.clientId,
		clientSecret: org.app.clientSecret,
		username: INTEGRATION_USERNAME,
		orgId: org.orgId,
		userId: org.integrationUserId,
		refreshToken: DEMO_REFRESH_TOKEN,
		accessToken: org.sessions.open(org.integrationUserId, 'api refresh_token id'),
		audience: instanceUrl(request),
		...org.app.keyPair,
	}));
}
