import type { ObjectSchema } from '../../../engine/model';
import type { SourceQuery } from '../../../engine/run/system-port';
import { schemaCache } from '../schema-cache';
import type { Watch, Watched } from './watch';

type Asking = Pick<Watch, 'settings' | 'fieldsToRead'>;

/** What is asked of the system for one object, by its schema of now. @throws SystemError, Error */
export async function queryFor({ settings, fieldsToRead }: Asking, watched: Watched, object: string): Promise<Omit<SourceQuery, 'limit'>> {
	const schema = await schemaCache.describe(schemaOf(watched), object);
	const chosen = settings.fieldsOf?.(object);
	return { object, fields: withMemberships(fieldsToRead(schema, chosen), schema, settings.memberships === true, chosen), ...filterFor(settings, object) };
}

/** Memberships are no part of a record and cost calls of their own: they are read where the node says so, or a field was chosen. */
function withMemberships(fields: readonly string[], schema: ObjectSchema, wanted: boolean, chosen: readonly string[] = []): string[] {
	const memberships = schema.fields.filter(({ type }) => type === 'memberships').map(({ name }) => name);
	const read = memberships.filter((name) => wanted || chosen.includes(name));
	return [...fields.filter((name) => !memberships.includes(name)), ...read];
}

export function filterFor(settings: Watch['settings'], object: string): { filter?: string } {
	const filter = settings.filterOf(object);
	return filter === undefined ? {} : { filter };
}

/** Where the schema cache keeps a connection's objects. */
export const schemaOf = ({ source, connection, schema }: Watched) => ({ system: source.system, connection, schema });
