import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { PROJECT_ROOT } from '../support/locate';
import { ManagedProcess } from '../support/managed-process';
import { freePorts } from '../support/ports';

/** n8n's first start on a busy machine, and the workflows after that. */
const START_MS = 300_000;
/** n8n gives running executions half a minute. */
const STOP_MS = 90_000;
const ADDRESS = /Open this +(http:\/\/127\.0\.0\.1:\d+)/;
const READY = 'Ctrl-C stops everything';

const stateSchema = z.object({ pid: z.number().optional(), ports: z.record(z.string(), z.number()), done: z.array(z.string()) });

/** `npm start` after everything is installed and built, with a folder of its own that outlives it. */
export class DemoProcess {
	readonly folder = mkdtempSync(join(tmpdir(), 'n8n-nodes-pact-demo-'));
	private process: ManagedProcess | undefined;

	/** @returns the landing page's address, which is there before anything else */
	async open(...args: string[]): Promise<string> {
		const [port] = await freePorts(1);
		this.process = new ManagedProcess({
			label: 'The demo',
			args: ['--import', 'tsx', join('scripts', 'demo', 'main.ts'), '--port', String(port), ...args],
			cwd: PROJECT_ROOT,
			env: { ...process.env, NODE_ENV: undefined, N8N_PACT_DEMO_FOLDER: this.folder, N8N_PACT_STARTED_AT: String(Date.now()) },
			logFile: join(tmpdir(), `${this.folder.split('/').at(-1)}.log`),
		});
		const output = await this.process.waitForOutput((text) => ADDRESS.test(text), START_MS);
		return ADDRESS.exec(output)?.[1] ?? '';
	}

	/** Waits until everything runs. */
	async ready(): Promise<string> {
		return (await this.process?.waitForOutput((text) => text.includes(READY), START_MS)) ?? '';
	}

	output(): string {
		return this.process?.output() ?? '';
	}

	state(): z.output<typeof stateSchema> {
		return stateSchema.parse(JSON.parse(readFileSync(join(this.folder, 'state.json'), 'utf8')));
	}

	log(name: string): string {
		return readFileSync(join(this.folder, name), 'utf8');
	}

	/** Ctrl-C. @returns which of its ports still answer when it has ended */
	async interrupt(): Promise<string[]> {
		const { ports } = this.state();
		if (!this.process) return [];
		process.kill(this.process.pid, 'SIGINT');
		const deadline = Date.now() + STOP_MS;
		while (this.process.running && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 100));
		if (this.process.running) throw new Error(`The demo did not end.\n${this.output().slice(-1_000)}`);
		const open = await Promise.all(Object.entries(ports).map(async ([name, port]) => ((await answers(port)) ? [name] : [])));
		return open.flat();
	}

	async end(): Promise<void> {
		await this.process?.stop(STOP_MS);
		rmSync(this.folder, { recursive: true, force: true });
		rmSync(`${this.folder}.log`, { force: true });
	}
}

async function answers(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = createConnection({ port, host: '127.0.0.1' });
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(false));
	});
}
