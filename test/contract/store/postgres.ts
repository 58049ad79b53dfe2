import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { openStore, type PostgresOptions } from '../../../store';
import type { Home } from './home';

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
