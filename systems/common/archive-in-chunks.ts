import type { ArchiveResult } from '../../engine/run/system-port';
import { chunksOf } from './chunks';
import { SystemError } from './engine';

/**
 * Archives so many records a call; `send` answers one result for each of its chunk. A refused call is the result of its own records only,
 * so that the chunks before it keep theirs. Archiving twice does no harm: an answer that was lost is no reason to look first.
 */
export async function archiveInChunks(
	ids: readonly string[],
	size: number,
	send: (chunk: readonly string[]) => Promise<ArchiveResult[]>,
): Promise<ArchiveResult[]> {
	const results: ArchiveResult[] = [];
	for (const chunk of chunksOf(ids, size)) {
		try {
			results.push(...(await send(chunk)));
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			const { details } = error;
			results.push(...chunk.map((): ArchiveResult => ({ ok: false, error: details })));
		}
	}
	return results;
}
