import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { N8nApi } from './n8n-api';
import { N8nHost } from './n8n-host';
import { saveSandboxCredentials, type SandboxCredentials } from './sandbox-credentials';
import { Sandboxes } from './sandboxes';

/** Everything an end-to-end test needs, in a folder of its own. */
export interface Setup {
	host: N8nHost;
	api: N8nApi;
	sandboxes: Sandboxes;
	credentials: SandboxCredentials;
	/** Stops everything and removes the folder. */
	end: () => Promise<void>;
}

/** Starts fresh sandboxes and a fresh n8n with the packed tarball, signs in and saves credentials. `env` goes to n8n. */
export async function startSetup(env: Record<string, string> = {}): Promise<Setup> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pact-e2e-'));
	const started: Array<{ stop: () => Promise<void> }> = [];
	const end = async () => {
		for (const part of [...started].reverse()) await part.stop();
		await rm(folder, { recursive: true, force: true });
	};
	try {
		const sandboxes = await Sandboxes.start({ logFile: join(folder, 'sandboxes.log') });
		started.push(sandboxes);
		const host = await N8nHost.start({ userFolder: join(folder, 'n8n'), env });
		started.push(host);
		const api = await N8nApi.signIn(host.url);
		return { host, api, sandboxes, credentials: await saveSandboxCredentials(api, sandboxes), end };
	} catch (error) {
		await end();
		throw error;
	}
}
