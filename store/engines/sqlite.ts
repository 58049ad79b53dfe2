import { access, mkdir, open, constants } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync, backup } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { errorCode, StoreError } from '../errors';
import type { Tables } from '../schema';
import type { Engine } from './engine';
import { NodeSqliteDialect, resultCode, whenFree } from './sqlite-dialect';

const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;
/** The log file shrinks back to this after a burst. */
const WAL_BYTES_KEPT = 64 * 1024 * 1024;
/** Negative: KiB. Enough for the inner index pages of a million links. */
const CACHE_KIB = -32_000;

interface SqliteOptions {
	file: string;
	/** How long a writer waits for another process. Batches hold the lock for tens of ms. */
	busyTimeoutMs?: number;
}

const DEFAULT_BUSY_TIMEOUT_MS = 30_000;

/** Opens (or creates) the database file. Throws `StoreError`. */
export async function openSqlite({ file, busyTimeoutMs = DEFAULT_BUSY_TIMEOUT_MS }: SqliteOptions): Promise<Engine> {
	await makeFile(file);
	const explain = (error: unknown): unknown => explainSqlite(file, error);
	let database: DatabaseSync | undefined;
	try {
		database = new DatabaseSync(file, { enableForeignKeyConstraints: true, timeout: 0 });
		await prepare(database, busyTimeoutMs);
	} catch (error) {
		database?.close();
		throw explain(error);
	}
	const opened = database;
	const db = new Kysely<Tables>({ dialect: new NodeSqliteDialect(opened, busyTimeoutMs) });
	return {
		db,
		types: { integer: 'integer', bytes: 'blob' },
		explain,
		// One n8n process has the file to itself: there is nobody else to ring for.
		bell: { ring: async () => undefined, listen: () => () => undefined },
		transaction: (work) => db.transaction().execute(work),
		hasTable: async (name) => {
			const found = await sql`select 1 from sqlite_master where type = 'table' and name = ${name}`.execute(db);
			return found.rows.length > 0;
		},
		backup: async (to) => {
			await makeFile(to, 'must be new');
			await backup(opened, to);
		},
		close: () => db.destroy(),
	};
}

/**
 * WAL: readers never wait for the writer. synchronous=FULL: every commit is on the disk before the next external write is made.
 * With NORMAL a power cut could take back the last commits, among them the intents that keep a create from being made twice.
 */
async function prepare(database: DatabaseSync, busyTimeoutMs: number): Promise<void> {
	const mode = await whenFree(busyTimeoutMs, () => database.prepare('pragma journal_mode = wal').get());
	if (mode?.['journal_mode'] !== 'wal') {
		throw new StoreError(
			'read-only',
			"The sync store's folder cannot hold a shared database (no write-ahead log there). Put it on a local disk, not on a network share, and make it writable.",
		);
	}
	database.exec(
		`pragma synchronous = full; pragma foreign_keys = on; pragma journal_size_limit = ${WAL_BYTES_KEPT}; pragma cache_size = ${CACHE_KIB}`,
	);
}

/** Owner-only from its first byte: the log holds values that gave way. SQLite gives its side files the same rights. */
async function makeFile(file: string, existing: 'may exist' | 'must be new' = 'may exist'): Promise<void> {
	try {
		await mkdir(dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
		const handle = await open(file, 'wx', OWNER_ONLY_FILE);
		await handle.close();
	} catch (error) {
		const code = errorCode(error);
		if (code === 'EEXIST' && existing === 'may exist') return checkWritable(file);
		if (code === 'EEXIST')
			throw new StoreError(
				'invalid-use',
				`The backup was not made: ${file} exists already. Give the name of a new file.`,
				{ cause: error },
			);
		throw cannotWrite(file, error);
	}
}

async function checkWritable(file: string): Promise<void> {
	try {
		await access(file, constants.R_OK | constants.W_OK);
		await access(dirname(file), constants.W_OK);
	} catch (error) {
		throw cannotWrite(file, error);
	}
}

const cannotWrite = (file: string, cause: unknown): StoreError => {
	const code = errorCode(cause) ?? 'unknown';
	if (code === 'ENOSPC' || code === 'EDQUOT') return new StoreError('disk-full', diskFull(file), { cause });
	return new StoreError(
		'read-only',
		`The sync store ${file} cannot be written (${code}). Check that the folder exists on a writable disk and belongs to the user that n8n runs as.`,
		{ cause },
	);
};

const diskFull = (file: string): string =>
	`The disk that holds the sync store ${file} is full. Nothing was lost: the last step was taken back. Free some space; the sync goes on by itself.`;

/** Result codes: https://sqlite.org/rescode.html */
function explainSqlite(file: string, error: unknown): unknown {
	const as = (code: StoreError['code'], message: string): StoreError => new StoreError(code, message, { cause: error });
	switch (resultCode(error)) {
		case 5: // SQLITE_BUSY
		case 6: // SQLITE_LOCKED
			return as(
				'locked',
				`Another process keeps the sync store ${file} locked. If no other n8n (or database tool, or backup) uses it, restart n8n; the sync goes on where it was.`,
			);
		case 13: // SQLITE_FULL
			return as('disk-full', diskFull(file));
		case 11: // SQLITE_CORRUPT
		case 26: // SQLITE_NOTADB
			return as(
				'corrupt',
				`The sync store ${file} is damaged or not a database. Stop n8n, keep a copy of the file, remove ${file}-wal and ${file}-shm, and put the last backup (with its .key file) in its place. ` +
					'Without a backup, remove the file and its .key file: the next sync starts anew and links existing records by their match keys.',
			);
		case 8: // SQLITE_READONLY
		case 3: // SQLITE_PERM
		case 14: // SQLITE_CANTOPEN
			return as(
				'read-only',
				`The sync store ${file} cannot be written. Check that the file and its folder belong to the user that n8n runs as and are not on a read-only disk.`,
			);
		case 10: // SQLITE_IOERR
			return as(
				'read-only',
				`The disk that holds the sync store ${file} reported an error. The last step was taken back. Check the disk (or network share) and restart n8n.`,
			);
		default:
			return error;
	}
}
