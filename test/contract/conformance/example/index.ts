import { pick } from 'lodash';
import { z } from 'zod';
import type { FieldSchema, FieldValues } from '../../../../engine/model';
import type { ChangeSourcePort, RecordPort, RecordState, SchemaPort, SourceChange, WriteOp, WriteResult } from '../../../../engine/run/system-port';
import { chunksOf } from '../../../../systems/common/chunks';
import { normaliseKey, SystemError } from '../../../../systems/common/engine';
import { isPlainMoment } from '../../../../systems/common/moment';
import { readPosition } from '../../../../systems/common/position';
import { createLedgerClient, detailsOfProblem, LEDGER, type LedgerClient, type LedgerOptions } from './client';
import { accountSchema, changesSchema, foundSchema, type LedgerRow, MAX_READ, MAX_WRITE, PATHS, resultsSchema, rowsSchema, schemaSchema } from './contract';

/** A real system has a folder with a file for each of these: changes.ts, records.ts, schema.ts, checks.ts. */
export function createLedger(options: LedgerOptions): { source: ChangeSourcePort; records: RecordPort; schema: SchemaPort } {
	const client = createLedgerClient(options);
	return { source: createLedgerChanges(client), records: createLedgerRecords(client), schema: createLedgerSchema(client) };
}

export async function ledgerAccount(options: Omit<LedgerOptions, 'connection'>): Promise<{ connection: string; name: string }> {
	const { id, name } = await createLedgerClient({ ...options, connection: options.baseUrl }).get(PATHS.account, accountSchema);
	return { connection: id, name };
}

const fieldsOf = (row: LedgerRow, names: readonly string[]): FieldValues => Object.fromEntries(names.map((name) => [name, blankAsNull(row.fields[name])]));
const blankAsNull = (value: FieldValues[string] | undefined): FieldValues[string] => (value === '' ? null : (value ?? null));

// changes.ts

const cursorSchema = z.strictObject({ after: z.number().int().nonnegative() });
const invalid = (message: string): SystemError => new SystemError({ class: 'invalid', message });

function createLedgerChanges(client: LedgerClient): ChangeSourcePort {
	const page = (object: string, query: Record<string, string>) => client.get(`${PATHS.changes(object)}?${new URLSearchParams(query)}`, changesSchema);
	const changeOf = (row: LedgerRow, names: readonly string[]): SourceChange => ({ id: row.id, kind: row.deleted ? 'deleted' : 'upserted', modifiedAt: row.at, fields: fieldsOf(row, names) });
	const refuseFilter = (filter: string | undefined) => {
		if (filter?.trim()) throw invalid('The ledger is read whole. Filter on the canvas instead.');
	};
	return {
		system: LEDGER,
		connection: client.connection,
		async start(object, from) {
			if (from === 'everything') return JSON.stringify({ after: 0 });
			if (from !== 'now' && !isPlainMoment(new Date(from.date))) throw invalid('The date to start from is no date.');
			const { next } = await page(object, { limit: '0', ...(from === 'now' ? {} : { since: new Date(from.date).toISOString() }) });
			return JSON.stringify({ after: next });
		},
		// Numbers are given in the order in which changes become visible: there is nothing to look back for.
		async readPage({ object, fields, filter, limit }, cursor) {
			refuseFilter(filter);
			const { after } = readPosition(cursorSchema, cursor, 'The stored reading position is none of a ledger. Reset the trigger’s position.');
			const { changes, next, more } = await page(object, { after: String(after), limit: String(Math.min(limit, MAX_READ)) });
			return { changes: changes.map((row) => changeOf(row, fields)), cursor: JSON.stringify({ after: next }), more };
		},
		async readAgain({ object, fields, filter }, ids) {
			refuseFilter(filter);
			return (await rowsOf(client, object, ids)).map((row) => changeOf(row, fields));
		},
		async sample({ object, fields, filter, limit }) {
			refuseFilter(filter);
			return (await page(object, { newest: 'true', limit: String(Math.min(limit, MAX_READ)) })).changes.map((row) => changeOf(row, fields));
		},
		async count({ object, filter }) {
			refuseFilter(filter);
			return (await page(object, { limit: '0' })).records;
		},
	};
}

// records.ts

async function rowsOf(client: LedgerClient, object: string, ids: readonly string[]): Promise<LedgerRow[]> {
	const answers = await Promise.all(chunksOf([...new Set(ids)], MAX_READ).map((chunk) => client.ask(PATHS.read(object), { ids: chunk }, rowsSchema)));
	return answers.flatMap(({ rows }) => rows);
}

function createLedgerRecords(client: LedgerClient): RecordPort {
	const stateOf = (row: LedgerRow, names: readonly string[]): RecordState => ({ id: row.id, fields: fieldsOf(row, names), modifiedAt: row.at, ...(row.deleted ? { gone: { kind: 'deleted' as const } } : {}) });

	async function send(object: string, ops: readonly WriteOp[]): Promise<WriteResult[]> {
		const body = { ops: ops.map((op) => ({ ...(op.op === 'update' ? { id: op.id } : {}), fields: op.values })) };
		try {
			const { results } = await client.write(PATHS.write(object), body, resultsSchema);
			return ops.map((_op, place): WriteResult => {
				const result = results[place];
				if (result === undefined) return { ok: false, error: { class: 'unknown-outcome', message: 'The ledger did not answer for this record.' } };
				return 'id' in result ? { ok: true, id: result.id } : { ok: false, error: detailsOfProblem(result.error) };
			});
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			const { details } = error;
			return ops.map(() => ({ ok: false, error: details }));
		}
	}

	return {
		system: LEDGER,
		connection: client.connection,
		read: async (object, ids, names) => new Map((await rowsOf(client, object, ids)).map((row) => [row.id, stateOf(row, names)])),
		async find(object, lookups, names) {
			const lists: RecordState[][] = [];
			for (const chunk of chunksOf(lookups, MAX_READ)) {
				const keys = chunk.map(({ field, value }) => ({ field, holds: value }));
				const { found } = await client.ask(PATHS.find(object), { keys }, foundSchema);
				// What the ledger finds only holds the value somewhere.
				lists.push(...chunk.map(({ kind, field, value, options }, place) => (found[place] ?? []).filter((row) => normaliseKey(kind, row.fields[field], options) === value).map((row) => stateOf(row, names))));
			}
			return lists;
		},
		async write(object, ops) {
			const results: WriteResult[] = [];
			for (const chunk of chunksOf(ops, MAX_WRITE)) results.push(...(await send(object, chunk)));
			return results;
		},
	};
}

// schema.ts

function createLedgerSchema(client: LedgerClient): SchemaPort {
	const objects = async () => (await client.get(PATHS.schema, schemaSchema)).objects;
	return {
		objects: async () => (await objects()).map(({ name }) => ({ name, label: name, custom: false })),
		async describe(object) {
			const found = (await objects()).find(({ name }) => name === object);
			if (found === undefined) throw invalid(`The ledger has no object “${object.slice(0, 60)}”.`);
			const fields = found.fields.map((field): FieldSchema => ({
				...pick(field, 'name', 'type', 'custom'),
				label: field.name,
				requiredOnCreate: field.required,
				createable: true,
				updateable: true,
				...(field.length === undefined ? {} : { maxLength: field.length }),
				...(field.options === undefined ? {} : { restricted: true, options: field.options.map((value) => ({ value, label: value, active: true })) }),
			}));
			return { system: LEDGER, connection: client.connection, name: object, label: object, fields };
		},
	};
}
