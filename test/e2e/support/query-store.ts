import { Client } from 'pg';
import { DatabaseSync } from 'node:sqlite';
import type { StoreOptions } from '../../../store';

const BUSY_TIMEOUT_MS = 10_000;

/** One statement in the tables of a sync store, below its interface; beside whoever uses it. Answers the rows. */
export async function queryStore(options: StoreOptions, sql: string): Promise<Array<Record<string, unknown>>> {
	if ('file' in options) {
		const database = new DatabaseSync(options.file, { timeout: BUSY_TIMEOUT_MS });
		try {
			return database.prepare(sql).all();
		} finally {
			database.close();
		}
	}
	const { connection, schema } = options.postgres;
	const client = new Client({ ...connection, options: `-c search_path=${schema}` });
	await client.connect();
	try {
		return (await client.query<Record<string, unknown>>(sql)).rows;
	} finally {
		await client.end();
	}
}
