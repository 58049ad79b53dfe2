/** Another record that one is associated with, and by which types. */
interface AssociatedRecord {
	readonly id: string;
	readonly typeIds: ReadonlySet<number>;
}

/** Associations of all records, kept in both directions. Knows no rules: `save/associate.ts` does. */
export class Associations {
	/** Record → object type id of the others → id of the other → type ids in this direction. */
	private readonly byRecord = new Map<string, Map<string, Map<string, Set<number>>>>();

	/** The records of an object that one is associated with, oldest association first. */
	of(objectTypeId: string, id: string, toObjectTypeId: string): AssociatedRecord[] {
		const others = this.byRecord.get(key(objectTypeId, id))?.get(toObjectTypeId);
		return [...(others ?? [])].map(([otherId, typeIds]) => ({ id: otherId, typeIds }));
	}

	/** Object type ids that a record has associations with. */
	objectsOf(objectTypeId: string, id: string): string[] {
		return [...(this.byRecord.get(key(objectTypeId, id))?.keys() ?? [])];
	}

	has(from: { type: string; id: string }, to: { type: string; id: string }, typeId: number): boolean {
		return this.typesOf(from, to)?.has(typeId) ?? false;
	}

	/** Adds a type in one direction; false when it was there. */
	add(from: { type: string; id: string }, to: { type: string; id: string }, typeId: number): boolean {
		const objects = getOrMake(
			this.byRecord,
			key(from.type, from.id),
			() => new Map<string, Map<string, Set<number>>>(),
		);
		const others = getOrMake(objects, to.type, () => new Map<string, Set<number>>());
		const types = getOrMake(others, to.id, () => new Set<number>());
		if (types.has(typeId)) return false;
		types.add(typeId);
		return true;
	}

	/** Takes a type away in one direction; false when it was not there. */
	remove(from: { type: string; id: string }, to: { type: string; id: string }, typeId: number): boolean {
		const types = this.typesOf(from, to);
		if (!types?.delete(typeId)) return false;
		if (types.size === 0) this.byRecord.get(key(from.type, from.id))?.get(to.type)?.delete(to.id);
		return true;
	}

	clear(): void {
		this.byRecord.clear();
	}

	private typesOf(from: { type: string; id: string }, to: { type: string; id: string }): Set<number> | undefined {
		return this.byRecord.get(key(from.type, from.id))?.get(to.type)?.get(to.id);
	}
}

const key = (objectTypeId: string, id: string): string => `${objectTypeId}/${id}`;

function getOrMake<K, V>(map: Map<K, V>, name: K, make: () => V): V {
	let value = map.get(name);
	if (value === undefined) map.set(name, (value = make()));
	return value;
}
