import type { ArchiveResult } from '../../engine/run/system-port';
import { inPool } from '../common/pool';
import type { PactClient } from './client';
import { ARCHIVED_TAG, type PactObject, TAGS_FIELD } from './contract';
import { detailsOf } from './errors';
import { isArchived, modifiedAt, tagsOf } from './values';

/**
 * Gives records the tag that says "archived", or takes it away. Nothing is deleted: Pact's one delete is an erasure for good. A record that
 * is gone needs no tag, and cannot be brought back by taking one away.
 */
export async function tagArchived(client: PactClient, object: PactObject, ids: readonly string[], archived: boolean): Promise<ArchiveResult[]> {
	return await inPool(ids, client.state.limiter.concurrency, async (id): Promise<ArchiveResult> => {
		try {
			const record = await client.get(object, id);
			if (record === undefined) return archived ? { ok: true } : { ok: false, error: notThere };
			const tags = tagsOf(record);
			if (isArchived(record) === archived) return { ok: true };
			const wanted = archived ? [...tags, ARCHIVED_TAG] : tags.filter((tag) => tag !== ARCHIVED_TAG);
			const written = await client.update(object, id, { [TAGS_FIELD]: wanted });
			return isArchived(written) === archived ? { ok: true, modifiedAt: modifiedAt(written) } : { ok: false, error: notTagged };
		} catch (error) {
			return { ok: false, error: detailsOf(error) };
		}
	});
}

const notThere = { class: 'not-found', message: 'Pact has no such record any more.' } as const;
const notTagged = { class: 'invalid', message: `Pact did not take the tag "${ARCHIVED_TAG}" on the record. See "Check Pact API".` } as const;
