import type { ChangeSourcePort } from '../../../engine/run/system-port';
import { schemaCache } from '../schema-cache';
import { queryFor, schemaOf } from './queries';
import type { Watch, Watched } from './watch';

/**
 * The connection's changes with the fields that it has *now*: a field that an admin adds is read without a restart, and one that an admin
 * deletes does not stop the others.
 */
export function liveSource(watch: Pick<Watch, 'settings' | 'fieldsToRead' | 'isUnknownField'>, watched: Watched): ChangeSourcePort {
	const { source } = watched;

	async function reading<T>(object: string, read: (fields: readonly string[]) => Promise<T>): Promise<T> {
		const ask = async () => await read((await queryFor(watch, watched, object)).fields);
		return await ask().catch(async (error: unknown) => {
			if (!watch.isUnknownField(error)) throw error;
			schemaCache.forget(schemaOf(watched), object);
			return await ask();
		});
	}

	return {
		system: source.system,
		connection: source.connection,
		start: (object, from) => source.start(object, from),
		count: (query, options) => source.count(query, options),
		usage: () => source.usage?.(),
		readPage: (query, cursor, options) => reading(query.object, (fields) => source.readPage({ ...query, fields }, cursor, options)),
		readAgain: (query, ids) => reading(query.object, (fields) => source.readAgain({ ...query, fields }, ids)),
		sample: (query) => reading(query.object, (fields) => source.sample({ ...query, fields })),
	};
}
