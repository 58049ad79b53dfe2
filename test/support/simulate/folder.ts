import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulate, type Report } from './simulation';

/** In memory where there is such a folder: power cuts are not the subject here, and each commit would wait for the disk. */
const MEMORY = '/dev/shm';

/** One run in a folder of its own, which is gone afterwards. */
export async function simulateOnce(seed: number): Promise<Report> {
	const folder = await mkdtemp(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'n8n-nodes-pact-simulation-'));
	try {
		return await simulate(seed, folder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
