import { refKey, SYSTEMS, type RecordRef } from '../model';

/**
 * Fields that tell one record of all systems from every other: they hold whole refs. Ids alone may repeat from portal to portal, and from
 * object to object. Pact's `dedupe_key` is one.
 */
const WHOLE_REFS: ReadonlySet<string> = new Set(['dedupe_key']);

/** What that field keeps of the other side's record. */
export function keptId(field: string, ref: RecordRef): string {
	return WHOLE_REFS.has(field) ? refKey(ref) : ref.id;
}

/** The id of the other side's record that such a field names, where it is one of that place; undefined for anybody else's value. */
export function idKeptIn(field: string, value: unknown, place: Pick<RecordRef, 'system' | 'object'> & Partial<Pick<RecordRef, 'connection'>>): unknown {
	if (!WHOLE_REFS.has(field)) return value;
	const [system, connection, object, id, ...rest] = typeof value === 'string' ? value.split('|') : [];
	const known = SYSTEMS.some((name) => name === system) && connection !== '' && rest.length === 0;
	const isThere = system === place.system && object === place.object && [undefined, connection].includes(place.connection);
	return known && isThere ? id : undefined;
}
