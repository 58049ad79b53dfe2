import type { ArchiveResult } from '../../engine/run/system-port';
import { archiveInChunks } from '../common/archive-in-chunks';
import type { HubSpotClient } from './client';
import { MAX_BATCH } from './limits';

/**
 * Moves records to HubSpot's recycle bin, 100 a call, where people find them for 90 days. HubSpot has no call that takes them out again,
 * and answers nothing about single records: one that is gone already is as wanted.
 */
export async function archiveRecords(client: Pick<HubSpotClient, 'batchArchive'>, object: string, ids: readonly string[]): Promise<ArchiveResult[]> {
	return await archiveInChunks(ids, MAX_BATCH, async (chunk) => {
		await client.batchArchive(object, chunk);
		return chunk.map(() => ({ ok: true }));
	});
}
