import type { ObjectType } from '../schema/types';
import type { Portal } from '../store/portal';
import type { StoredRecord } from '../store/record';

/** What of a record an answer shows. */
export interface Selection {
	/** Property names; empty: the object's default ones. */
	readonly properties: readonly string[];
	readonly withHistory?: readonly string[];
	/** Names of object types whose associated ids are wanted. */
	readonly associations?: readonly string[];
}

/** Nothing special: the default properties. */
export const DEFAULTS: Selection = { properties: [] };

type Shown = Record<string, unknown>;

const iso = (at: number): string => new Date(at).toISOString();

/** A record as the API answers it. Properties that are asked for and not set are null, unknown ones are left out. */
export function shown(portal: Portal, type: ObjectType, record: StoredRecord, selection: Selection): Shown {
	const { properties, withHistory = [], associations = [] } = selection;
	const always = [type.createdProperty, type.modifiedProperty, 'hs_object_id'];
	const names = new Set([...always, ...(properties.length > 0 ? properties : type.defaultProperties)]);
	const values: Record<string, string | null> = {};
	for (const name of names) {
		if (portal.catalog.property(type.id, name)) values[name] = record.properties[name] ?? null;
	}
	return {
		id: record.id,
		properties: values,
		...(withHistory.length === 0 ? {} : { propertiesWithHistory: historyOf(portal, type, record, withHistory) }),
		createdAt: iso(record.createdAt),
		updatedAt: iso(record.updatedAt),
		archived: record.archivedAt !== undefined,
		...(record.archivedAt === undefined ? {} : { archivedAt: iso(record.archivedAt) }),
		...(associations.length === 0 ? {} : { associations: associatedOf(portal, type, record, associations) }),
		url: portal.recordUrl(type, record.id),
	};
}

function historyOf(portal: Portal, type: ObjectType, record: StoredRecord, names: readonly string[]): Shown {
	const known = names.filter((name) => portal.catalog.property(type.id, name));
	return Object.fromEntries(known.map((name) => [name, record.history[name] ?? []]));
}

/** Associated ids in the words of v3: `{companies: {results: [{id, type: 'contact_to_company'}]}}`. */
function associatedOf(portal: Portal, type: ObjectType, record: StoredRecord, names: readonly string[]): Shown {
	const result: Shown = {};
	for (const name of names) {
		const other = portal.catalog.objectType(name);
		if (!other) continue;
		const hasPrimary = portal.associationTypes.primary(type.id, other.id) !== undefined;
		const results = portal.associations
			.of(type.id, record.id, other.id)
			.filter((each) => portal.find(other.id, each.id)?.archivedAt === undefined)
			.flatMap((each) =>
				[...each.typeIds].map((typeId) => {
					const plain = portal.associationTypes.find(typeId, type.id, other.id)?.label === null;
					const words = `${type.singular}_to_${other.singular}`;
					return { id: each.id, type: hasPrimary && plain ? `${words}_unlabeled` : words };
				}),
			);
		if (results.length > 0) result[other.name] = { results };
	}
	return result;
}
