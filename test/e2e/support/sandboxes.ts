import { join } from 'node:path';
import { z } from 'zod';
import { PROJECT_ROOT } from './locate';
import { ManagedProcess } from './managed-process';
import { SandboxControl } from './sandbox-control';

/** Seeding takes about a second; the rest is room for a busy machine. */
const START_TIMEOUT_MS = 60_000;
const STOP_GRACE_MS = 5_000;
const ANY_PORTS = { salesforce: 0, pact: 0 };

/** The line that `sandbox/main.ts --json` prints when its servers listen. */
const readySchema = z.looseObject({ salesforce: z.looseObject({ url: z.url() }), pact: z.looseObject({ url: z.url() }) });

export interface SandboxOptions {
	/** Ports on 127.0.0.1; free ones by default. */
	ports?: { salesforce: number; pact: number };
	/** Log of the sandbox process. */
	logFile: string;
}

/** The local stand-ins for the Salesforce and Pact APIs, in a process of their own. */
export class Sandboxes {
	private constructor(
		private readonly process: ManagedProcess,
		readonly salesforce: SandboxControl,
		readonly pact: SandboxControl,
	) {}

	/** Starts them and waits until both listen. */
	static async start({ ports = ANY_PORTS, logFile }: SandboxOptions): Promise<Sandboxes> {
		const child = new ManagedProcess({
			label: 'The sandboxes',
			args: ['--import', 'tsx', join(PROJECT_ROOT, 'sandbox', 'main.ts'), '--json', '--port-salesforce', String(ports.salesforce), '--port-pact', String(ports.pact)],
			cwd: PROJECT_ROOT,
			env: { ...process.env, NODE_ENV: undefined },
			logFile,
		});
		try {
			const output = await child.waitForOutput((text) => readyLine(text) !== undefined, START_TIMEOUT_MS);
			const { salesforce, pact } = readySchema.parse(readyLine(output));
			return new Sandboxes(child, new SandboxControl(salesforce.url), new SandboxControl(pact.url));
		} catch (error) {
			await child.kill();
			throw error;
		}
	}

	async stop(): Promise<void> {
		await this.process.stop(STOP_GRACE_MS);
	}
}

/** The first whole line that is a JSON object. */
function readyLine(output: string): unknown {
	const lines = output.split('\n').slice(0, -1);
	const line = lines.find((text) => text.startsWith('{'));
	return line === undefined ? undefined : (JSON.parse(line) as unknown);
}
