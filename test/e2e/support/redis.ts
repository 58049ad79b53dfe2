import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from './ports';

const CANDIDATES = ['/usr/bin/redis-server', '/usr/local/bin/redis-server', '/opt/homebrew/bin/redis-server', '/usr/bin/valkey-server'];
const START_TIMEOUT_MS = 30_000;
const LOOK_MS = 100;

/** A real Redis with nothing in it, which keeps nothing. It does not outlive this process. */
export class RedisServer {
	private readonly dieWithParent = () => this.child.kill('SIGKILL');

	private constructor(
		private readonly child: ChildProcess,
		readonly port: number,
	) {
		process.once('exit', this.dieWithParent);
	}

	/** REDIS_SERVER_PATH, or one in the usual places. */
	static async start(folder: string): Promise<RedisServer> {
		const program = process.env.REDIS_SERVER_PATH ?? CANDIDATES.find((file) => existsSync(file));
		if (!program) throw new Error('No Redis found. Install redis-server, or set REDIS_SERVER_PATH to its program file.');
		await mkdir(folder, { recursive: true });
		const [port] = await freePorts(1);
		const child = spawn(program, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder], { stdio: 'ignore' });
		const server = new RedisServer(child, port!);
		const deadline = Date.now() + START_TIMEOUT_MS;
		while (!(await answers(port!))) {
			if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${program} does not answer on port ${port}.`);
			await sleep(LOOK_MS);
		}
		return server;
	}

	async stop(): Promise<void> {
		process.removeListener('exit', this.dieWithParent);
		const exited = once(this.child, 'exit');
		this.child.kill('SIGTERM');
		await exited;
	}
}

async function answers(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = createConnection(port, '127.0.0.1', () => socket.write('PING\r\n'));
		const end = (answer: boolean) => {
			socket.destroy();
			resolve(answer);
		};
		socket.once('data', (data) => end(data.toString().startsWith('+PONG')));
		socket.once('error', () => end(false));
	});
}
