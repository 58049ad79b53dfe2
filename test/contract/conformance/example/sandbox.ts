import { z, ZodError } from 'zod';
import { SandboxClock } from '../../../../sandbox/common/clock';
import { isApiCall, READ_ONLY } from '../../../../sandbox/common/routes';
import { startSandboxServer, type RunningSandbox } from '../../../../sandbox/common/server';
import { MAX_READ, MAX_WRITE } from './contract';

export const TOKEN = 'ledger-token-of-the-demo';

type Values = Record<string, unknown>;
interface Row {
	id: string;
	seq: number;
	at: string;
	deleted: boolean;
	fields: Values;
}
interface Field {
	name: string;
	type: string;
	required?: true;
	custom?: true;
	length?: number;
	options?: string[];
}

const PEOPLE: Field[] = [
	{ name: 'email', type: 'email' },
	{ name: 'family_name', type: 'text', required: true, length: 100 },
	{ name: 'role', type: 'text', length: 100 },
	{ name: 'about', type: 'longText' },
	{ name: 'partner_id', type: 'text', custom: true },
	{ name: 'persona', type: 'picklist', custom: true, options: ['Champion', 'User'] },
	{ name: 'score', type: 'number', custom: true },
	{ name: 'vip', type: 'boolean', custom: true },
	{ name: 'review', type: 'date', custom: true },
	{ name: 'interests', type: 'multiselect', custom: true, options: ['Pricing', 'Security'] },
];
const FIRMS: Field[] = [{ name: 'name', type: 'text', required: true }, { name: 'site', type: 'url' }];
const OBJECTS: Record<string, Field[]> = { people: PEOPLE, firms: FIRMS };

interface LedgerSandbox extends RunningSandbox {
	rows(object: string): Row[];
	save(object: string, id: string | undefined, fields: Values): string;
	remove(object: string, id: string): void;
}

class Refused extends Error {
	constructor(readonly status: number, readonly code: string, readonly field?: string) {
		super(code);
	}
	get body() {
		return { error: { code: this.code, ...(this.field === undefined ? {} : { field: this.field }) } };
	}
}

const idsSchema = z.strictObject({ ids: z.array(z.string()).max(MAX_READ) });
const findSchema = z.strictObject({ keys: z.array(z.strictObject({ field: z.string(), holds: z.string() })).max(MAX_READ) });
const opsSchema = z.strictObject({ ops: z.array(z.strictObject({ id: z.string().optional(), fields: z.record(z.string(), z.unknown()) })).max(MAX_WRITE) });
const pageSchema = z.object({ after: z.coerce.number().int().default(0), since: z.iso.datetime().optional(), limit: z.coerce.number().int().min(0).max(MAX_READ), newest: z.literal('true').optional() });

/** A ledger in memory: every change gets the next number, and a record stands at its latest one. */
export async function startLedgerSandbox(): Promise<LedgerSandbox> {
	const clock = new SandboxClock({ startAt: new Date('2026-11-21T08:00:00Z'), frozen: true });
	const tables = new Map(Object.keys(OBJECTS).map((name) => [name, new Map<string, Row>()]));
	let seq = 0;

	const table = (object: string): Map<string, Row> => tables.get(object) ?? refuse(404, 'no_such_object');
	const there = (object: string): Row[] => [...table(object).values()].filter(({ deleted }) => !deleted);
	const put = (object: string, id: string, fields: Values, deleted = false): string => {
		table(object).set(id, { id, seq: ++seq, at: clock.now().toISOString(), deleted, fields });
		return id;
	};
	function save(object: string, id: string | undefined, given: Values): string {
		const before = id === undefined ? undefined : there(object).find((row) => row.id === id);
		if (id !== undefined && before === undefined) return refuse(404, 'no_such_record');
		const fields = { ...before?.fields, ...given };
		for (const [name, value] of Object.entries(given)) check(object, name, value);
		for (const { name, required } of OBJECTS[object] ?? []) if (required && !fields[name]) refuse(422, 'required', name);
		const email = typeof fields.email === 'string' ? fields.email.toLowerCase() : '';
		if (email !== '' && there(object).some((row) => row.id !== id && String(row.fields.email).toLowerCase() === email)) refuse(409, 'taken', 'email');
		return put(object, id ?? `led_${seq + 1}`, fields);
	}

	const running = await startSandboxServer({
		clock,
		onError: (error, _request, reply) => {
			const refused: unknown = error;
			if (refused instanceof Refused) return reply.code(refused.status).send(refused.body);
			return reply.code(refused instanceof ZodError ? 400 : (error.statusCode ?? 500)).send({ error: { code: 'bad_request' } });
		},
		onNotFound: (_request, reply) => reply.code(404).send({ error: { code: 'no_such_path' } }),
		routes: (app) => {
			app.addHook('onRequest', async (request) => {
				if (isApiCall(request) && request.headers.authorization !== `Bearer ${TOKEN}`) refuse(401, 'no_access');
			});
			app.get('/account', async () => ({ id: 'ledger-1', name: 'Demo' }));
			app.get('/schema', async () => ({ objects: Object.entries(OBJECTS).map(([name, fields]) => ({ name, fields })) }));
			app.get<{ Params: { object: string } }>('/:object/changes', async ({ params, query }) => {
				const { after, since, limit, newest } = pageSchema.parse(query);
				const all = [...table(params.object).values()].sort((one, other) => one.seq - other.seq);
				const wanted = all.filter((row) => row.seq > after && (since === undefined || row.at >= since));
				const page = newest ? all.filter(({ deleted }) => !deleted).reverse().slice(0, limit) : wanted.slice(0, limit);
				const next = page.at(-1)?.seq ?? (since === undefined ? Math.max(after, limit === 0 ? seq : after) : (wanted[0]?.seq ?? seq + 1) - 1);
				return { changes: page, next, more: wanted.length > page.length, records: there(params.object).length };
			});
			app.post<{ Params: { object: string } }>('/:object/read', READ_ONLY, async ({ params, body }) => {
				const { ids } = idsSchema.parse(body);
				return { rows: ids.flatMap((id) => table(params.object).get(id) ?? []) };
			});
			app.post<{ Params: { object: string } }>('/:object/find', READ_ONLY, async ({ params, body }) => {
				const found = findSchema.parse(body).keys.map(({ field, holds }) => there(params.object).filter((row) => String(row.fields[field] ?? '').toLowerCase().includes(holds.toLowerCase())));
				return { found };
			});
			app.post<{ Params: { object: string } }>('/:object/write', async ({ params, body }) => ({
				results: opsSchema.parse(body).ops.map(({ id, fields }) => {
					try {
						return { id: save(params.object, id, fields) };
					} catch (error) {
						if (error instanceof Refused) return error.body;
						throw error;
					}
				}),
			}));
		},
	});
	return {
		...running,
		rows: there,
		save,
		remove: (object, id) => void put(object, id, table(object).get(id)?.fields ?? {}, true),
	};
}

function refuse(status: number, code: string, field?: string): never {
	throw new Refused(status, code, field);
}

function check(object: string, name: string, value: unknown): void {
	const field = OBJECTS[object]?.find((one) => one.name === name) ?? refuse(422, 'no_such_field', name);
	if (value === null || value === '') return;
	const { type, length = Infinity, options = [] } = field;
	const fine: Record<string, (value: unknown) => boolean> = {
		number: (given) => typeof given === 'number',
		boolean: (given) => typeof given === 'boolean',
		date: (given) => typeof given === 'string' && /^\d{4}-\d\d-\d\d$/.test(given),
		picklist: (given) => options.includes(String(given)),
		multiselect: (given) => Array.isArray(given) && given.every((one) => options.includes(String(one))),
	};
	if (!(fine[type] ?? ((given) => typeof given === 'string'))(value)) refuse(422, 'bad_value', name);
	if (typeof value === 'string' && value.length > length) refuse(422, 'too_long', name);
}
