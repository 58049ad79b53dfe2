import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Client } from 'pg';
import { openStore, type PostgresOptions, type Store } from '../../../store';
import type { Home } from './home';

const LISTENER = `application_name = 'n8n-nodes-pact nudges'`;

/** A real PostgreSQL server for a test file; `stop` removes it with its data. */
export class PostgresServer {
	private homes = 0;

	private constructor(
		private readonly process: ChildProcessWithoutNullStreams,
		readonly port: number,
	) {}

	static async start(): Promise<PostgresServer> {
		const child = spawn(process.execPath, [join(__dirname, 'postgres-server.mjs')]);
		let problem = '';
		child.stderr.on('data', (data: Buffer) => (problem += data.toString()));
		const port = await new Promise<number>((resolve, reject) => {
			child.stdout.once('data', (data: Buffer) => resolve(Number(data.toString())));
			child.once('exit', (code) => reject(new Error(`PostgreSQL did not start (${code}).\n${problem}`)));
		});
		return new PostgresServer(child, port);
	}

	options(schema: string, extra: Partial<PostgresOptions> = {}): PostgresOptions {
		const connection = { host: '127.0.0.1', port: this.port, user: 'store', password: 'store', database: 'postgres' };
		return { connection, schema, hashKey: 'a secret of the credential', ...extra };
	}

	async open(schema: string): Promise<Store> {
		return await openStore({ postgres: this.options(schema) });
	}

	/** The settings of an n8n process with its store here. */
	environment(schema: string): Record<string, string> {
		return { N8N_PACT_STORE_URL: `postgres://store:store@127.0.0.1:${this.port}/postgres`, N8N_PACT_STORE_SCHEMA: schema, N8N_PACT_STORE_KEY: this.options(schema).hashKey };
	}

	/** Feeds and records that somebody holds are free, as if their time had run out. */
	async expireHolds(schema: string): Promise<void> {
		await this.query(`update "${schema}".feeds set until = 0; update "${schema}".locks set until = 0`);
	}

	/** How many connections listen for nudges. */
	async listeners(): Promise<number> {
		return (await this.query(`select pid from pg_stat_activity where ${LISTENER}`)).length;
	}

	/** Breaks them, as a server does that is restarted. Answers how many these were. */
	async endListeners(): Promise<number> {
		return (await this.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${LISTENER}`)).length;
	}

	private async query(sql: string): Promise<unknown[]> {
		const client = new Client(this.options('').connection);
		await client.connect();
		try {
			return (await client.query<Record<string, unknown>>(sql)).rows;
		} finally {
			await client.end();
		}
	}

	/** A schema of its own for each test. */
	async home(): Promise<Home> {
		const schema = `store_${++this.homes}`;
		return { open: (now) => openStore({ postgres: this.options(schema), now }), remove: () => Promise.resolve() };
	}

	async stop(): Promise<void> {
		this.process.stdin.end();
		await once(this.process, 'exit');
	}
}
