import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { SyncStore } from '../../engine/run/store-port';
import { openStore } from '../../store';
import { schemaCache } from './schema-cache';
import { isQueueMode, postgresFrom } from './store-environment';

/** Thrown when the embedded store would be used by several n8n processes, which do not see each other's file. */
export class QueueModeError extends Error {
	readonly advice =
		'In queue mode the main process and the workers must share one store, and the embedded store is a file of one machine. ' +
		'Give all of them a store in PostgreSQL (docs/queue-mode.md), or run n8n in regular mode (EXECUTIONS_MODE=regular).';

	constructor() {
		// n8n shows no more than the message where a workflow that was published could not be started.
		super('The embedded sync store does not work in queue mode: set N8N_PACT_STORE_URL and N8N_PACT_STORE_KEY for every n8n process');
		this.name = 'QueueModeError';
	}
}

let open: Promise<SyncStore> | undefined;

/**
 * The store of this n8n, opened on first use: the one in PostgreSQL that `N8N_PACT_STORE_…` names, else the embedded one of this process,
 * `<n8n user folder>/n8n-nodes-pact/sync.sqlite`. @throws QueueModeError, StoreSettingsError, StoreError
 */
export async function syncStore(environment: NodeJS.ProcessEnv = process.env): Promise<SyncStore> {
	open ??= openFrom(environment).then((store) => (schemaCache.shareBy(store), store));
	// The callers get the error; the next one tries anew.
	open.catch(() => (open = undefined));
	return await open;
}

/** n8n's own rule for its user folder (`InstanceSettings` in n8n-core). */
export function storeFolder(environment: NodeJS.ProcessEnv): string {
	return join(environment.N8N_USER_FOLDER || homedir(), '.n8n', 'n8n-nodes-pact');
}

async function openFrom(environment: NodeJS.ProcessEnv): Promise<SyncStore> {
	const postgres = await postgresFrom(environment);
	if (postgres !== undefined) return await openStore({ postgres });
	if (isQueueMode(environment)) throw new QueueModeError();
	const folder = storeFolder(environment);
	// Owner only: the folder also holds the key of the hashes.
	await mkdir(folder, { recursive: true, mode: 0o700 });
	return await openStore({ file: join(folder, 'sync.sqlite') });
}
