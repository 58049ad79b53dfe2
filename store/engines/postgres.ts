import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool, types, type PoolConfig } from 'pg';
import { errorCode, StoreError } from '../errors';
import type { Tables } from '../schema';
import type { Engine } from './engine';
import { PostgresBell } from './postgres-bell';

export interface PostgresOptions {
	/** What node-postgres takes: connection string, or host, port, user, password, database; ssl. */
	connection: Pick<PoolConfig, 'connectionString' | 'host' | 'port' | 'user' | 'password' | 'database' | 'ssl'>;
	/** The tables' own schema, made when it is missing. */
	schema?: string;
	/** The secret for the keyed hashes; kept outside, never in the database. At least 16 characters. */
	hashKey: string;
	busyTimeoutMs?: number;
}

const DEFAULT_SCHEMA = 'n8n_pact';
const DEFAULT_BUSY_TIMEOUT_MS = 30_000;
/** Writers are serialised anyway; the rest is for reads. */
const CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 10_000;
/** Holds and locks run out by the clocks of several machines; the shortest lasts 15 s and is renewed every 5 s. */
const CLOCKS_APART_MS = 5_000;

/** Opens the schema in the database (or creates it). Throws `StoreError`. */
export async function openPostgres({
	connection,
	schema = DEFAULT_SCHEMA,
	busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS,
}: PostgresOptions): Promise<Engine> {
	const pool = new Pool({
		...connection,
		max: CONNECTIONS,
		connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
		types: { getTypeParser },
	});
	// A connection that breaks fails the statement it carries, and is replaced by the pool. Without listeners, on the pool for idle ones and
	// on each client for those in use, the event itself would end the process.
	pool.on('error', () => undefined);
	pool.on('connect', (client) => client.on('error', () => undefined));
	const plain = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
	const db = plain.withSchema(schema);
	const transaction = <T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T> =>
		db.transaction().execute(async (trx) => {
			await sql`select set_config('lock_timeout', ${String(busyTimeoutMs)}, true)`.execute(trx);
			await sql`select pg_advisory_xact_lock(hashtextextended(${`n8n-nodes-pact ${schema}`}, 0))`.execute(trx);
			return work(trx);
		});
	const bell = new PostgresBell(connection, schema, async (channel, payload) => await sql`select pg_notify(${channel}, ${payload})`.execute(plain));
	try {
		await transaction(async (trx) => {
			const found = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(trx);
			if (found.rows.length === 0) await trx.schema.createSchema(schema).execute();
			await checkClock(trx);
		});
	} catch (error) {
		await plain.destroy();
		throw explainPostgres(error);
	}
	return {
		db,
		types: { integer: 'bigint', bytes: 'bytea' },
		transaction,
		explain: explainPostgres,
		bell,
		hasTable: async (name) => {
			const found = await sql`select 1 from pg_tables where schemaname = ${schema} and tablename = ${name}`.execute(db);
			return found.rows.length > 0;
		},
		backup: () =>
			Promise.reject(
				new StoreError(
					'invalid-use',
					`This store is in PostgreSQL: back it up there (pg_dump --schema=${schema}), and keep the hash key (N8N_PACT_STORE_KEY) with it.`,
				),
			),
		close: async () => {
			bell.close();
			await plain.destroy();
		},
	};
}

/** Every process that uses the store is held against the one clock that all can see. */
async function checkClock(db: Kysely<Tables>): Promise<void> {
	const asked = Date.now();
	const { rows } = await sql<{ ms: number }>`select (extract(epoch from clock_timestamp()) * 1000)::bigint as ms`.execute(db);
	const answered = Date.now();
	const theirs = rows[0]?.ms ?? answered;
	// Their time lies between question and answer, however long these took.
	if (theirs >= asked - CLOCKS_APART_MS && theirs <= answered + CLOCKS_APART_MS) return;
	const seconds = Math.round(Math.abs(theirs - answered) / 1_000);
	throw new StoreError(
		'clocks-apart',
		`The clock of this n8n process and that of the PostgreSQL server of the sync store are ${seconds} s apart. Keep both machines on network time (NTP): a lock that seems to have run out would be taken over.`,
	);
}

/** 64-bit integers as numbers: ours are counters and times in ms, far below 2⁵³. */
const getTypeParser = ((oid: number, format?: 'text'): unknown =>
	oid === types.builtins.INT8 ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser;

/** What node-postgres says, without a code, when its pool or a connection gave out. */
const NO_CONNECTION = /^(timeout exceeded when trying to connect|Connection terminated)/;
const NETWORK_CODES = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN'];

/** What node-postgres says, without a code, when the server asks for a password and there is none, or offers no TLS. */
const NO_PASSWORD = /^SASL: /;
const NO_TLS = /^The server does not support SSL connections/;
/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const TLS_CODES = /CERT|_SIGNATURE$|^ERR_(TLS|SSL)_/;

/** Error codes: https://www.postgresql.org/docs/current/errcodes-appendix.html */
function explainPostgres(error: unknown): unknown {
	if (error instanceof StoreError) return error;
	const code = errorCode(error) ?? '';
	const message = error instanceof Error ? error.message : '';
	const as = (kind: StoreError['code'], message: string): StoreError => new StoreError(kind, message, { cause: error });
	if (code === '55P03')
		return as(
			'locked',
			'Another process keeps the sync store in PostgreSQL locked. Look for a long transaction there; the sync goes on by itself when it ends.',
		);
	if (code === '53100')
		return as(
			'disk-full',
			'The disk of the PostgreSQL server that holds the sync store is full. Nothing was lost: the last step was taken back. Free some space; the sync goes on by itself.',
		);
	if (code === 'XX001' || code === 'XX002')
		return as('corrupt', 'PostgreSQL reports damaged data in the sync store. Restore the last backup of its schema.');
	if (code === '42501')
		return as(
			'read-only',
			"The PostgreSQL user of the sync store lacks a right: it must own the store's schema, or be allowed to create it.",
		);
	if (code === '25006')
		return as(
			'read-only',
			'The PostgreSQL server of the sync store is read-only (a standby?). Use the primary server.',
		);
	if (code.startsWith('28') || NO_PASSWORD.test(message))
		return as(
			'unreachable',
			'PostgreSQL refuses the login of the sync store. Check user, password and TLS in N8N_PACT_STORE_URL (or N8N_PACT_STORE_DB_…), and that pg_hba.conf lets this machine in.',
		);
	if (code === '3D000')
		return as('unreachable', 'The database of the sync store (N8N_PACT_STORE_URL or N8N_PACT_STORE_DB_DATABASE) does not exist.');
	if (TLS_CODES.test(code) || NO_TLS.test(message))
		return as(
			'unreachable',
			'No TLS connection to the PostgreSQL server of the sync store: it offers none, or its certificate cannot be verified. Check N8N_PACT_STORE_SSL_ENABLED and N8N_PACT_STORE_SSL_CA.',
		);
	if (
		NETWORK_CODES.includes(code) ||
		code.startsWith('08') ||
		code.startsWith('57P') ||
		code === '53300' ||
		NO_CONNECTION.test(message)
	) {
		return as(
			'unreachable',
			'The PostgreSQL server of the sync store cannot be reached just now. Check that it runs and accepts connections where N8N_PACT_STORE_URL (or N8N_PACT_STORE_DB_…) says; the sync goes on by itself.',
		);
	}
	return error;
}
