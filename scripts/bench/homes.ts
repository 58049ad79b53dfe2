import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Client } from 'pg';
import { openStore, type Store } from '../../store';
import { PostgresServer } from '../../test/contract/store/postgres';

/** One row of the reference: the texts and the packed base of one link. */
export type BareRow = readonly [id: number, left: string, right: string, base: Uint8Array];

/** A new, empty store on one engine, with what the benchmark asks of the engine itself. */
export interface BenchHome {
	engine: 'SQLite' | 'PostgreSQL';
	store: Store;
	/** The reference: the same bytes written by hand, a transaction a batch. */
	bareInsert(batches: ReadonlyArray<readonly BareRow[]>): Promise<void>;
	/** Bytes by table, indexes included. Ends the store. */
	sizes(): Promise<Map<string, number>>;
	remove(): Promise<void>;
}

const BARE_TABLE = 'create table bare (id integer primary key, l text not null unique, r text not null, base';

export async function sqliteHome(): Promise<BenchHome> {
	const folder = await mkdtemp(join(tmpdir(), 'sync-bench-'));
	const file = join(folder, 'sync.db');
	const store = await openStore({ file });
	return {
		engine: 'SQLite',
		store,
		bareInsert: async (batches) => {
			const database = new DatabaseSync(join(folder, 'bare.db'));
			// As the store has it.
			database.exec(
				`pragma journal_mode = wal; pragma synchronous = full; ${BARE_TABLE} blob); create index bare_r on bare (r)`,
			);
			const insert = database.prepare('insert into bare values (?, ?, ?, ?)');
			for (const rows of batches) {
				database.exec('begin immediate');
				for (const row of rows) insert.run(...row);
				database.exec('commit');
			}
			database.close();
		},
		sizes: async () => {
			await store.close();
			const database = new DatabaseSync(file, { readOnly: true });
			const rows = database
				.prepare(
					'select m.tbl_name as name, sum(s.pgsize) as bytes from dbstat s join sqlite_schema m on m.name = s.name group by 1',
				)
				.all();
			database.close();
			return new Map(rows.map(({ name, bytes }) => [String(name), Number(bytes)]));
		},
		remove: () => rm(folder, { recursive: true }),
	};
}

const SCHEMA = 'sync_bench';

/** Throws when PostgreSQL cannot be started here. */
export async function postgresHome(): Promise<BenchHome> {
	const server = await PostgresServer.start();
	const options = server.options(SCHEMA);
	const store = await openStore({ postgres: options });
	const withClient = async <T>(work: (client: Client) => Promise<T>): Promise<T> => {
		const client = new Client(options.connection);
		await client.connect();
		try {
			return await work(client);
		} finally {
			await client.end();
		}
	};
	return {
		engine: 'PostgreSQL',
		store,
		bareInsert: (batches) =>
			withClient(async (client) => {
				await client.query(`${BARE_TABLE} bytea)`);
				await client.query('create index bare_r on bare (r)');
				for (const rows of batches) {
					const columns = [0, 1, 2, 3].map((column) => rows.map((row) => row[column]));
					await client.query(
						'insert into bare select * from unnest($1::bigint[], $2::text[], $3::text[], $4::bytea[])',
						columns,
					);
				}
			}),
		sizes: async () => {
			await store.close();
			return withClient(async (client) => {
				const { rows } = await client.query<{ name: string; bytes: string }>(
					'select relname as name, pg_total_relation_size(oid) as bytes from pg_class where relkind = $1 and relnamespace = $2::regnamespace',
					['r', SCHEMA],
				);
				return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]));
			});
		},
		remove: () => server.stop(),
	};
}
