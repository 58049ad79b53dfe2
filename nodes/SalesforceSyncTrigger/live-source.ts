import { SystemError } from '../../engine/model';
import type { ChangeSourcePort } from '../../engine/run/system-port';
import { schemaCache } from '../common/schema-cache';
import type { Salesforce } from '../common/systems';
import { queryFor } from './queries';
import type { TriggerSettings } from './settings';

/**
 * The org's changes with the fields that it has *now*: a field that an admin adds is read without a restart, and one that an admin
 * deletes does not stop the others.
 */
export function liveSource(salesforce: Salesforce, settings: TriggerSettings): ChangeSourcePort {
	const { source } = salesforce;
	const schemaOf = { system: 'salesforce' as const, connection: salesforce.connection, schema: salesforce.schema };

	async function reading<T>(object: string, read: (fields: readonly string[]) => Promise<T>): Promise<T> {
		const ask = async () => await read((await queryFor(salesforce, settings, object)).fields);
		return await ask().catch(async (error: unknown) => {
			if (!isUnknownField(error)) throw error;
			schemaCache.forget(schemaOf, object);
			return await ask();
		});
	}

	return {
		system: source.system,
		connection: source.connection,
		start: (object, from) => source.start(object, from),
		count: (query) => source.count(query),
		readPage: (query, cursor, options) => reading(query.object, (fields) => source.readPage({ ...query, fields }, cursor, options)),
		readAgain: (query, ids) => reading(query.object, (fields) => source.readAgain({ ...query, fields }, ids)),
		sample: (query) => reading(query.object, (fields) => source.sample({ ...query, fields })),
	};
}

/** Salesforce's code for a query that names a field which is not there, or which the user may not see any more. */
function isUnknownField(error: unknown): boolean {
	return error instanceof SystemError && error.details.code === 'INVALID_FIELD';
}
