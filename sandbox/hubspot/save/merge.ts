import { CONTACTS } from '../schema/objectTypes';
import { LIFECYCLE_STAGES } from '../schema/properties/lifecycle';
import type { ObjectType } from '../schema/types';
import type { Portal } from '../store/portal';
import type { Author, HistoryEntry, StoredRecord } from '../store/record';
import { associate } from './associate';
import { refresh } from './save';

const MERGED: Author = { sourceType: 'MERGE_OBJECTS', sourceId: 'MergeObjects' };
const STAGES: readonly string[] = Object.keys(LIFECYCLE_STAGES);

/**
 * Merges two live records of one type into a third with a new id. Values are those of the primary one, gaps are filled from
 * the other (changelog "Updated merge functionality for contacts and companies"). Both old ids resolve to the new record.
 */
export function mergeRecords(
	portal: Portal,
	type: ObjectType,
	primary: StoredRecord,
	other: StoredRecord,
	author: Author,
): StoredRecord {
	const number = portal.nextId();
	const id = String(number);
	const at = portal.now();
	const createdAt = Math.min(primary.createdAt, other.createdAt);
	const properties: Record<string, string> = {
		...other.properties,
		...primary.properties,
		...mergedValues(type, primary, other),
		hs_object_id: id,
		hs_merged_object_ids: mergedIds(primary, other).join(';'),
		[type.createdProperty]: new Date(createdAt).toISOString(),
		[type.modifiedProperty]: new Date(at).toISOString(),
	};
	const winner: StoredRecord = {
		objectTypeId: type.id,
		id,
		number,
		properties,
		history: { ...mergedHistory(primary, other), hs_merged_object_ids: [mergeEntry(mergedIds(primary, other).join(';'), at)] },
		createdAt,
		updatedAt: at,
	};
	for (const loser of [primary, other]) portal.put({ ...loser, mergedInto: id });
	portal.put(winner);
	// The primary record first: its primary company is the one that stays.
	for (const loser of [primary, other]) moveAssociations(portal, type, loser.id, id);
	refresh(portal, type, id);
	const record = portal.find(type.id, id) ?? winner;
	portal.tell({
		kind: 'merged',
		objectTypeId: type.id,
		at,
		author,
		record,
		primaryId: primary.id,
		mergedIds: [primary.id, other.id],
		propertiesMoved: Object.keys(other.properties).filter((name) => !(name in primary.properties)).length,
	});
	return record;
}

/** Exceptions to "the primary record's value" (knowledge base "Merge records"). */
function mergedValues(type: ObjectType, primary: StoredRecord, other: StoredRecord): Record<string, string> {
	if (type.id !== CONTACTS) return {};
	const emails = [primary, other].flatMap(({ properties }) => [
		properties['email'] ?? '',
		...(properties['hs_additional_emails'] ?? '').split(';'),
	]);
	const [email, ...additional] = [...new Set(emails.filter((each) => each !== ''))];
	const stages = [primary, other].map(({ properties }) => properties['lifecyclestage'] ?? '');
	const [stage] = stages.filter((each) => each !== '').toSorted((a, b) => STAGES.indexOf(b) - STAGES.indexOf(a));
	return {
		...(email === undefined ? {} : { email }),
		...(additional.length === 0 ? {} : { hs_additional_emails: additional.join(';') }),
		...(stage === undefined ? {} : { lifecyclestage: stage }),
	};
}

/** All ids that ever went into the new record. */
function mergedIds(...records: readonly StoredRecord[]): string[] {
	return records.flatMap(({ id, properties }) => [
		...(properties['hs_merged_object_ids'] ?? '').split(';').filter((each) => each !== ''),
		id,
	]);
}

/** When the merge was made, as the history of the property that names the merged records tells it. */
const mergeEntry = (value: string, at: number): HistoryEntry => ({ value, timestamp: new Date(at).toISOString(), ...MERGED });

function mergedHistory(primary: StoredRecord, other: StoredRecord): Record<string, readonly HistoryEntry[]> {
	const names = new Set([...Object.keys(primary.history), ...Object.keys(other.history)]);
	const merged: Record<string, readonly HistoryEntry[]> = {};
	for (const name of names) {
		const [first, ...older] = primary.history[name] ?? other.history[name] ?? [];
		const rest = primary.history[name] === undefined ? older : [...older, ...(other.history[name] ?? [])];
		const sorted = rest.toSorted((a, b) => b.timestamp.localeCompare(a.timestamp));
		merged[name] = first === undefined ? sorted : [first, ...sorted];
	}
	return merged;
}

function moveAssociations(portal: Portal, type: ObjectType, fromId: string, toId: string): void {
	const { associations, associationTypes, catalog } = portal;
	for (const otherTypeId of associations.objectsOf(type.id, fromId)) {
		const otherType = catalog.objectType(otherTypeId);
		if (!otherType) continue;
		const primary = associationTypes.primary(type.id, otherTypeId);
		const isPrimary = (typeIds: ReadonlySet<number>): boolean => primary !== undefined && typeIds.has(primary.id);
		// The primary one first: `associate` makes the first one primary by itself.
		const others = associations
			.of(type.id, fromId, otherTypeId)
			.toSorted((a, b) => Number(isPrimary(b.typeIds)) - Number(isPrimary(a.typeIds)));
		for (const { id: otherId, typeIds } of others) {
			const hasPrimary = associations.of(type.id, toId, otherTypeId).some((each) => isPrimary(each.typeIds));
			const types = [...typeIds]
				.map((typeId) => associationTypes.find(typeId, type.id, otherTypeId))
				.filter((each) => each !== undefined);
			for (const each of types) {
				associations.remove({ type: type.id, id: fromId }, { type: otherTypeId, id: otherId }, each.id);
				associations.remove({ type: otherTypeId, id: otherId }, { type: type.id, id: fromId }, each.inverse);
			}
			// A contact or deal has one primary company (the type with the lower id starts at it), a company many of them.
			const kept = types.filter((each) => !each.primary || each.id > each.inverse || !hasPrimary);
			associate(portal, { type, id: toId }, { type: otherType, id: otherId }, kept, MERGED);
		}
	}
}
