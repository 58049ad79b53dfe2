import type { ObjectType } from '../schema/types';
import type { Portal } from '../store/portal';
import type { Author, StoredRecord } from '../store/record';
import { refresh } from './save';

/** How long an archived record can be restored: "Restore deleted records" in HubSpot's knowledge base. */
const RESTORABLE_MS = 90 * 86_400_000;

/** True for archived records whose time to be restored is over: no call shows them any more. */
export const isPurged = (portal: Portal, { archivedAt }: StoredRecord): boolean =>
	archivedAt !== undefined && portal.now() - archivedAt > RESTORABLE_MS;

/** Moves a record to the recycle bin; its associations rest until it is restored. Archived ones stay as they are. */
export function archiveRecord(portal: Portal, type: ObjectType, record: StoredRecord, author: Author): void {
	if (record.archivedAt !== undefined) return;
	const at = portal.now();
	const archived: StoredRecord = { ...record, archivedAt: at };
	portal.put(archived);
	portal.tell({ kind: 'archived', objectTypeId: type.id, at, author, record: archived, changed: [] });
	refreshNeighbours(portal, type, record.id);
}

/** Takes a record out of the recycle bin; answers undefined when its 90 days are over. */
export function restoreRecord(
	portal: Portal,
	type: ObjectType,
	record: StoredRecord,
	author: Author,
): StoredRecord | undefined {
	const { archivedAt, ...rest } = record;
	const at = portal.now();
	if (archivedAt === undefined) return record;
	if (isPurged(portal, record)) return undefined;
	const restored: StoredRecord = {
		...rest,
		updatedAt: at,
		properties: { ...rest.properties, [type.modifiedProperty]: new Date(at).toISOString() },
	};
	portal.put(restored);
	portal.tell({ kind: 'restored', objectTypeId: type.id, at, author, record: restored, changed: [] });
	refreshNeighbours(portal, type, record.id);
	return restored;
}

/** Deletes a record for good, as for a privacy request: it is noted, and no listing shows its values again. */
export function eraseRecord(portal: Portal, type: ObjectType, record: StoredRecord, author: Author): void {
	archiveRecord(portal, type, record, author);
	const erased: StoredRecord = {
		...record,
		properties: { hs_object_id: record.id },
		history: {},
		// So long ago that no call shows it.
		archivedAt: portal.now() - RESTORABLE_MS - 1,
	};
	portal.put(erased);
	portal.erasures.push(record.id);
	portal.tell({ kind: 'erased', objectTypeId: type.id, at: portal.now(), author, record: erased, changed: [] });
}

/** Works out anew what the records around one know of it. */
function refreshNeighbours(portal: Portal, type: ObjectType, id: string): void {
	for (const otherTypeId of portal.associations.objectsOf(type.id, id)) {
		const otherType = portal.catalog.objectType(otherTypeId);
		if (!otherType) continue;
		for (const other of portal.associations.of(type.id, id, otherTypeId)) refresh(portal, otherType, other.id);
	}
}
