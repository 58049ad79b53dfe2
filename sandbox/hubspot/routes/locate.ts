import { invalid, objectNotFound } from '../errors';
import { isPurged } from '../save/remove';
import type { ObjectType } from '../schema/types';
import type { Portal } from '../store/portal';
import type { StoredRecord } from '../store/record';

/**
 * The record that a call names, by id (old ids of merged records too) or by a unique property. Live records only, or with
 * `archived` archived ones only.
 * @throws HubSpotError 400 for a property that is not unique
 */
export function locate(
	portal: Portal,
	type: ObjectType,
	id: string,
	idProperty?: string,
	archived = false,
): StoredRecord | undefined {
	const record = byProperty(portal, type, id, idProperty);
	if (!record || isPurged(portal, record)) return undefined;
	return (record.archivedAt !== undefined) === archived ? record : undefined;
}

/** The same for a call about a single record. @throws HubSpotError 404 when there is none */
export function mustLocate(...args: Parameters<typeof locate>): StoredRecord {
	const record = locate(...args);
	if (!record) throw objectNotFound();
	return record;
}

function byProperty(
	portal: Portal,
	type: ObjectType,
	id: string,
	idProperty = 'hs_object_id',
): StoredRecord | undefined {
	if (idProperty === 'hs_object_id') return portal.find(type.id, id);
	checkIdProperty(portal, type, idProperty);
	return portal.table(type.id).withUnique(idProperty, id);
}

/** Only unique properties identify records. @throws HubSpotError 400 */
export function checkIdProperty(portal: Portal, type: ObjectType, idProperty: string): void {
	if (idProperty === 'hs_object_id' || portal.catalog.isUnique(type.id, idProperty)) return;
	throw invalid(`${idProperty} is not a unique identifier property of ${type.singular.toUpperCase()}`);
}
