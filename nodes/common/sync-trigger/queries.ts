import type { SourceQuery } from '../../../engine/run/system-port';
import { schemaCache } from '../schema-cache';
import type { Watch, Watched } from './watch';

type Asking = Pick<Watch, 'settings' | 'fieldsToRead'>;

/** What is asked of the system for one object, by its schema of now. @throws SystemError, Error */
export async function queryFor({ settings, fieldsToRead }: Asking, watched: Watched, object: string): Promise<Omit<SourceQuery, 'limit'>> {
	const schema = await schemaCache.describe(schemaOf(watched), object);
	return { object, fields: fieldsToRead(schema, settings.fieldsOf?.(object)), ...filterFor(settings, object) };
}

export function filterFor(settings: Watch['settings'], object: string): { filter?: string } {
	const filter = settings.filterOf(object);
	return filter === undefined ? {} : { filter };
}

/** Where the schema cache keeps a connection's objects. */
export const schemaOf = ({ source, connection, schema }: Watched) => ({ system: source.system, connection, schema });
