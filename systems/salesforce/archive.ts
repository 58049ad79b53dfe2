import type { SystemErrorDetails } from '../../engine/model';
import type { ArchiveResult } from '../../engine/run/system-port';
import { archiveInChunks } from '../common/archive-in-chunks';
import type { SalesforceClient } from './client';
import type { CollectionAnswer } from './contract';
import { errorOfRefusal } from './errors';
import { MAX_COLLECTION_RECORDS } from './limits';

/**
 * Moves records to Salesforce's recycle bin, 200 a call, where people find them for 15 days; what hangs on an account goes with it. There is
 * no way back by the REST API: `undelete()` is a SOAP call that takes the session itself, which n8n does not hand out.
 */
export async function toRecycleBin(client: Pick<SalesforceClient, 'deleteCollection'>, ids: readonly string[]): Promise<ArchiveResult[]> {
	return await archiveInChunks(ids, MAX_COLLECTION_RECORDS, async (chunk) => {
		const answers = await client.deleteCollection(chunk);
		// Fewer answers than records: those that are missing are looked at again.
		return chunk.map((_id, index) => resultOf(answers[index]));
	});
}

function resultOf(answer: CollectionAnswer[number] | undefined): ArchiveResult {
	if (answer === undefined) return { ok: false, error: { class: 'temporary', message: 'Salesforce answered for fewer records than it was sent.' } };
	if (answer.success) return { ok: true };
	const [refusal] = answer.errors;
	const error: SystemErrorDetails = refusal
		? errorOfRefusal(refusal)
		: { class: 'bad-answer', message: 'Salesforce refused to delete the record without a reason.' };
	return error.class === 'not-found' || error.code === 'INVALID_CROSS_REFERENCE_KEY' ? { ok: true } : { ok: false, error };
}
