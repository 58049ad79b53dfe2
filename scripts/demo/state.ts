import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PROJECT_ROOT } from '../../test/e2e/support/locate';

export const DEMO_FOLDER = join(PROJECT_ROOT, '.demo');
export const N8N_FOLDER = join(DEMO_FOLDER, 'n8n');
const STATE_FILE = join(DEMO_FOLDER, 'state.json');

const stateSchema = z.object({
	/** The process that uses the folder; absent when none does. */
	pid: z.number().optional(),
	/** `hubspot` is missing in what a version without that stand-in has left behind. */
	ports: z.object({ n8n: z.number(), salesforce: z.number(), hubspot: z.number().default(4_830), pact: z.number() }),
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
 * Drops what the package remembers of earlier syncs. The stand-ins keep their records in memory and start from the sample data each time,
 * so links to what was created in them before would lead nowhere. Workflows, credentials and executions in n8n stay.
 */
export function forgetSync(): void {
	rmSync(join(N8N_FOLDER, '.n8n', 'n8n-nodes-pact'), { recursive: true, force: true });
}

/** True while the process that wrote the state lives. */
export function isRunning({ pid }: DemoState): boolean {
	if (pid === undefined || pid === process.pid) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: it lives, and belongs to somebody else. ESRCH: it is gone.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
