import { join } from 'node:path';
import { z } from 'zod';
import { PROJECT_ROOT } from './locate';
import { ManagedProcess } from './managed-process';
import { SandboxControl } from './sandbox-control';

/** Seeding takes about a second; the rest is room for a busy machine. */
const START_TIMEOUT_MS = 60_000;
const STOP_GRACE_MS = 5_000;
const ANY_PORTS = { salesforce: 0, hubspot: 0, pact: 0 };

/** The line that `sandbox/main.ts --json` prints when its servers listen. */
const address = z.looseObject({ url: z.url() });
const readySchema = z.looseObject({ salesforce: address, hubspot: address, pact: address });

interface SandboxOptions {
	/** Ports on 127.0.0.1; free ones by default. */
	ports?: { salesforce: number; hubspot: number; pact: number };
	/** How many sample records; all of them by default. */
	records?: 'full' | 'small';
	/** A folder that keeps them; by default every start begins with the sample data. */
	keep?: string;
	/** Log of the sandbox process. */
	logFile: string;
}

/** The local stand-ins for the Salesforce, HubSpot and Pact APIs, in a process of their own. */
export class Sandboxes {
	private constructor(
		private readonly process: ManagedProcess,
		readonly salesforce: SandboxControl,
		readonly hubspot: SandboxControl,
		readonly pact: SandboxControl,
	) {}

	/** Starts them and waits until all listen. */
	static async start({ ports = ANY_PORTS, records = 'full', keep, logFile }: SandboxOptions): Promise<Sandboxes> {
		const child = new ManagedProcess({
			label: 'The sandboxes',
			args: ['--import', 'tsx', join(PROJECT_ROOT, 'sandbox', 'main.ts'), '--json', '--records', records, ...(keep === undefined ? [] : ['--keep', keep]), ...portArguments(ports)],
			cwd: PROJECT_ROOT,
			env: { ...process.env, NODE_ENV: undefined },
			logFile,
		});
		try {
			const output = await child.waitForOutput((text) => readyLine(text) !== undefined, START_TIMEOUT_MS);
			const { salesforce, hubspot, pact } = readySchema.parse(readyLine(output));
			return new Sandboxes(child, new SandboxControl(salesforce.url), new SandboxControl(hubspot.url), new SandboxControl(pact.url));
		} catch (error) {
			await child.kill();
			throw error;
		}
	}

	async stop(): Promise<void> {
		await this.process.stop(STOP_GRACE_MS);
	}
}

function portArguments(ports: NonNullable<SandboxOptions['ports']>): string[] {
	return Object.entries(ports).flatMap(([name, port]) => [`--port-${name}`, String(port)]);
}

/** The first whole line that is a JSON object. */
function readyLine(output: string): unknown {
	const lines = output.split('\n').slice(0, -1);
	const line = lines.find((text) => text.startsWith('{'));
	return line === undefined ? undefined : (JSON.parse(line) as unknown);
}
