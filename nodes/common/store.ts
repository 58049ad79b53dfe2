import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SyncStore } from '../../engine/run/store-port';
import { openStore } from '../../store';

/** Thrown when the embedded store would be used by several n8n processes, which do not see each other's file. */
export class QueueModeError extends Error {
	readonly advice =
		'In queue mode the main process and the workers must share one store, and the embedded store is a file of one machine. ' +
		'Run n8n in regular mode (EXECUTIONS_MODE=regular).';

	constructor() {
		super('The embedded sync store does not work in queue mode');
		this.name = 'QueueModeError';
	}
}

let open: Promise<SyncStore> | undefined;

/** The store of this n8n process, opened on first use: `<n8n user folder>/n8n-nodes-pact/sync.sqlite`. */
export async function syncStore(environment: NodeJS.ProcessEnv = process.env): Promise<SyncStore> {
	if (environment.EXECUTIONS_MODE === 'queue') throw new QueueModeError();
	open ??= openIn(storeFolder(environment));
	// The callers get the error; the next one tries anew.
	open.catch(() => (open = undefined));
	return await open;
}

/** n8n's own rule for its user folder (`InstanceSettings` in n8n-core). */
export function storeFolder(environment: NodeJS.ProcessEnv): string {
	return join(environment.N8N_USER_FOLDER || homedir(), '.n8n', 'n8n-nodes-pact');
}

async function openIn(folder: string): Promise<SyncStore> {
	// Owner only: the folder also holds the key of the hashes.
	await mkdir(folder, { recursive: true, mode: 0o700 });
	return await openStore({ file: join(folder, 'sync.sqlite') });
}
