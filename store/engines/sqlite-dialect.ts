import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { SqliteDialect, type CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';

/** Primary result code SQLITE_BUSY: https://sqlite.org/rescode.html#busy */
const BUSY = 5;
/** The low byte of an extended code is its primary code: https://sqlite.org/rescode.html#primary_result_codes_versus_extended_result_codes */
const PRIMARY_CODE = 0xff;
const FIRST_WAIT_MS = 1;
const LONGEST_WAIT_MS = 25;
/** Statements kept ready; longer ones are rare in one exact length and would crowd the memory. */
const KEPT_STATEMENTS = 100;
const KEPT_LENGTH = 20_000;

/** SQLite's primary result code of an error thrown by node:sqlite; undefined for any other error. */
export function resultCode(error: unknown): number | undefined {
	const code = typeof error === 'object' && error !== null && 'errcode' in error ? error.errcode : undefined;
	return typeof code === 'number' ? code & PRIMARY_CODE : undefined;
}

/**
 * Tries again while another connection holds the lock, until `timeoutMs` has passed. SQLite's own busy timeout is not used: it
 * would stop the whole thread, and with it the other connection of this process that must go on for the lock to be freed.
 */
export async function whenFree<T>(timeoutMs: number, attempt: () => T): Promise<T> {
	const deadline = performance.now() + timeoutMs;
	for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
		try {
			return attempt();
		} catch (error) {
			if (resultCode(error) !== BUSY || performance.now() > deadline) throw error;
		}
		await sleep(wait);
	}
}

/** Kysely on node:sqlite: one connection, transactions that take the write lock at once. */
export class NodeSqliteDialect extends SqliteDialect {
	constructor(
		private readonly database: DatabaseSync,
		private readonly busyTimeoutMs: number,
	) {
		super({ database: () => Promise.reject(new Error('NodeSqliteDialect opens its own driver')) });
	}

	override createDriver(): Driver {
		return new NodeSqliteDriver(this.database, this.busyTimeoutMs);
	}
}

class NodeSqliteDriver implements Driver {
	private readonly connection: NodeSqliteConnection;

	constructor(
		private readonly database: DatabaseSync,
		busyTimeoutMs: number,
	) {
		this.connection = new NodeSqliteConnection(database, busyTimeoutMs);
	}

	async init(): Promise<void> {}

	async acquireConnection(): Promise<DatabaseConnection> {
		return this.connection;
	}

	async beginTransaction(): Promise<void> {
		await this.connection.run('begin immediate');
	}

	async commitTransaction(): Promise<void> {
		await this.connection.run('commit');
	}

	async rollbackTransaction(): Promise<void> {
		// SQLite may have rolled back by itself (disk full, I/O error): https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction
		if (this.database.isTransaction) await this.connection.run('rollback');
	}

	async releaseConnection(): Promise<void> {}

	async destroy(): Promise<void> {
		this.database.close();
	}
}

class NodeSqliteConnection implements DatabaseConnection {
	private readonly kept = new Map<string, StatementSync>();

	constructor(
		private readonly database: DatabaseSync,
		private readonly busyTimeoutMs: number,
	) {}

	run(sql: string): Promise<unknown> {
		return whenFree(this.busyTimeoutMs, () => this.prepare(sql).run());
	}

	async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
		const values = parameters as SQLInputValue[];
		return whenFree(this.busyTimeoutMs, () => {
			const statement = this.prepare(sql);
			if (statement.columns().length > 0) return { rows: statement.all(...values) as R[] };
			const { changes } = statement.run(...values);
			return { rows: [], numAffectedRows: BigInt(changes) };
		});
	}

	// eslint-disable-next-line require-yield
	async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
		throw new Error('The store does not stream.');
	}

	private prepare(sql: string): StatementSync {
		const ready = this.kept.get(sql);
		if (ready) return ready;
		const statement = this.database.prepare(sql);
		if (sql.length <= KEPT_LENGTH) {
			if (this.kept.size >= KEPT_STATEMENTS) this.kept.clear();
			this.kept.set(sql, statement);
		}
		return statement;
	}
}
