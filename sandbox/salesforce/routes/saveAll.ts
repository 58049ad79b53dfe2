import { z } from 'zod';
import { itemError, type SalesforceErrorBody } from '../errors';
import type { Org } from '../org';
import { failed, type SaveContext, type SaveResult } from '../save/context';

const INJECTED = itemError('UNABLE_TO_LOCK_ROW', 'unable to obtain exclusive access to this record or 1 records');
const injectedSchema = z.object({
	statusCode: z.string(),
	message: z.string().default('injected'),
	fields: z.array(z.string()).default([]),
});

function injectedError(body: unknown): SalesforceErrorBody {
	const given = injectedSchema.safeParse(body);
	return given.success ? itemError(given.data.statusCode, given.data.message, given.data.fields) : INJECTED;
}

function resultBody(result: SaveResult, upserted: boolean): Record<string, unknown> {
	if (result.success)
		return { id: result.id, success: true, errors: [], ...(upserted ? { created: result.created } : {}) };
	const errors = result.errors.map(({ code, message, fields, extra }) => ({
		statusCode: code,
		message,
		fields,
		...extra,
	}));
	return { success: false, errors };
}

const ROLLED_BACK = itemError(
	'ALL_OR_NONE_OPERATION_ROLLED_BACK',
	'Record rolled back because not all records were valid and the request was using AllOrNone header',
);

/** Saves items in order, with injected failures; undoes all when `allOrNone` and one failed. */
export function saveAll<T>(
	org: Org,
	items: T[],
	allOrNone: boolean,
	context: SaveContext,
	save: (item: T) => SaveResult,
	upserted = false,
) {
	const work = () => {
		return items.map((item, i) => {
			return context.partial?.fails(i) ? failed(injectedError(context.partial.body)) : save(item);
		});
	};
	const allGood = (results: SaveResult[]) => results.every((result) => result.success);
	if (!allOrNone) return work().map((result) => resultBody(result, upserted));
	const results = org.store.transaction(work, allGood);
	if (allGood(results)) return results.map((result) => resultBody(result, upserted));
	return results.map((result) => resultBody(result.success ? failed(ROLLED_BACK) : result, upserted));
}
