import type { ArchiveResult } from '../../engine/run/system-port';
import { chunksOf } from '../common/chunks';
import { SystemError } from '../common/engine';
import type { HubSpotClient } from './client';
import { MAX_BATCH } from './limits';

/**
 * Moves records to HubSpot's recycle bin, 100 a call, where people find them for 90 days. HubSpot has no call that takes them out again,
 * and answers nothing about single records: one that is gone already is as wanted.
 */
export async function archiveRecords(client: Pick<HubSpotClient, 'batchArchive'>, object: string, ids: readonly string[]): Promise<ArchiveResult[]> {
	const results: ArchiveResult[] = [];
	for (const chunk of chunksOf(ids, MAX_BATCH)) {
		try {
			await client.batchArchive(object, chunk);
			results.push(...chunk.map((): ArchiveResult => ({ ok: true })));
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			const { details } = error;
			results.push(...chunk.map((): ArchiveResult => ({ ok: false, error: details })));
		}
	}
	return results;
}
