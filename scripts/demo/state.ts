import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { PROJECT_ROOT } from '../../test/e2e/support/locate';

/** Another folder is for tests, which run beside somebody's demo. */
export const DEMO_FOLDER = resolve(PROJECT_ROOT, process.env.N8N_PACT_DEMO_FOLDER ?? '.demo');
export const N8N_FOLDER = join(DEMO_FOLDER, 'n8n');
/** All records of the three stand-ins. */
export const RECORDS_FOLDER = join(DEMO_FOLDER, 'records');
const STATE_FILE = join(DEMO_FOLDER, 'state.json');

/** First choices. */
export const PORTS = { landing: 4_800, n8n: 5_678, salesforce: 4_810, hubspot: 4_830, pact: 4_820 } as const;

const stateSchema = z.object({
	/** The process that uses the folder; absent when none does. */
	pid: z.number().optional(),
	/** What is missing was not there in the version that has left this behind. */
	ports: z.object({ landing: z.number().default(PORTS.landing), n8n: z.number(), salesforce: z.number(), hubspot: z.number().default(PORTS.hubspot), pact: z.number() }),
	/** Sample records that it began with. */
	records: z.enum(['small', 'full']).optional(),
	/** Try-this steps that are done. */
	done: z.array(z.string()).default([]),
});
export type DemoState = z.output<typeof stateSchema>;

/** What the last start left behind; undefined before the first. */
export function loadState(): DemoState | undefined {
	return existsSync(STATE_FILE) ? stateSchema.parse(JSON.parse(readFileSync(STATE_FILE, 'utf8'))) : undefined;
}

export function saveState(state: DemoState): void {
	mkdirSync(DEMO_FOLDER, { recursive: true });
	writeFileSync(STATE_FILE, `${JSON.stringify(state, null, 2)}\n`);
}

export function forgetEverything(): void {
	rmSync(DEMO_FOLDER, { recursive: true, force: true });
}

/**
 * Drops what the package remembers of earlier syncs, where that may not fit the records any more: nothing is lost by it, as the next sync finds by
 * e-mail address and domain which records belong together. Workflows, credentials and executions in n8n stay.
 */
export function forgetSync(): void {
	rmSync(join(N8N_FOLDER, '.n8n', 'n8n-nodes-pact'), { recursive: true, force: true });
}

/** True while the process that wrote the state lives and shows its landing page; a process of that number alone may be any other. */
export async function isRunning({ pid, ports }: DemoState): Promise<boolean> {
	if (pid === undefined || pid === process.pid || !isAlive(pid)) return false;
	return await fetch(`http://127.0.0.1:${ports.landing}/state`).then(
		({ ok }) => ok,
		() => false,
	);
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: it lives, and belongs to somebody else. ESRCH: it is gone.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
