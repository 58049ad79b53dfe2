import type { Random } from '../../common/random';
import type { Portal } from '../store/portal';
import type { HistoryEntry, StoredRecord } from '../store/record';
import type { Preferences } from '../preferences/preferences';

/** The seed's records were made and changed in this many days before the clock's start. */
const HISTORY_DAYS = 400;
const DAY_MS = 86_400_000;

/** What the makers of seed records share. */
export interface SeedWorld {
	readonly portal: Portal;
	readonly preferences: Preferences;
	readonly random: Random;
	/** Virtual time when seeding began, in epoch milliseconds. */
	readonly now: number;
	/** Owner ids by e-mail; not all are active. */
	readonly ownerIds: ReadonlyMap<string, string>;
	/** E-mail addresses that are taken, in lower case. */
	readonly takenEmails: Set<string>;
}

/** Values of a seed record; blank ones are left out. */
export type SeedValues = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Moments in the past 400 days, oldest first, in epoch milliseconds. */
export function pastMoments({ random, now }: SeedWorld, count: number): number[] {
	const span = HISTORY_DAYS * DAY_MS;
	return Array.from({ length: count }, () => now - Math.floor(random.next() * span)).sort((a, b) => a - b);
}

/** A date `days` from now (negative: in the past), `YYYY-MM-DD`. */
export const dayFromNow = ({ now }: SeedWorld, days: number): string =>
	new Date(now + days * DAY_MS).toISOString().slice(0, 10);

/** A past moment, ISO. */
export const someTimeAgo = ({ now, random }: SeedWorld): string =>
	new Date(now - random.int(1, HISTORY_DAYS) * DAY_MS - random.int(0, DAY_MS)).toISOString();

/** The value, or nothing with the given chance. */
export const orBlank = <T>({ random }: SeedWorld, blankChance: number, value: () => T): T | undefined =>
	random.chance(blankChance) ? undefined : value();

/** An owner: the same person as in Salesforce where there is one, most of the time. */
export function ownerFor({ random, ownerIds }: SeedWorld, email: string | undefined): string | undefined {
	if (random.chance(0.08)) return undefined;
	const same = ownerIds.get(email ?? '');
	return same !== undefined && random.chance(0.8) ? same : random.pick([...ownerIds.values()]);
}

const IMPORTED = { sourceType: 'IMPORT', sourceId: '7402' };
const EDITED = { sourceType: 'CRM_UI', sourceId: 'userId:1001', updatedByUserId: 1_001 };

/**
 * Stores a record past every rule, as an old import would have: values stay exactly as given. One of its properties was
 * edited by a person when the record was last changed. Nothing is told, and search knows the record at once.
 */
export function seedRecord(
	world: SeedWorld,
	objectTypeId: string,
	values: SeedValues,
	createdAt: number,
): StoredRecord {
	const { portal, random, now } = world;
	const type = portal.catalog.objectType(objectTypeId);
	if (!type) throw new Error(`No object ${objectTypeId}`);
	const number = portal.nextId();
	const updatedAt = createdAt + Math.floor(random.next() * (now - createdAt));
	const filled = Object.entries(values)
		.filter(([, value]) => value !== null && value !== undefined && value !== '')
		.map(([name, value]): [string, string] => [name, String(value)]);
	const edited = filled.length === 0 ? undefined : random.pick(filled)[0];
	const entry = (name: string, value: string): HistoryEntry =>
		name === edited
			? { value, timestamp: new Date(updatedAt).toISOString(), ...EDITED }
			: { value, timestamp: new Date(createdAt).toISOString(), ...IMPORTED };
	const record: StoredRecord = {
		objectTypeId,
		id: String(number),
		number,
		properties: {
			...Object.fromEntries(filled),
			hs_object_id: String(number),
			hs_object_source_label: IMPORTED.sourceType,
			[type.createdProperty]: new Date(createdAt).toISOString(),
			[type.modifiedProperty]: new Date(updatedAt).toISOString(),
		},
		history: Object.fromEntries(filled.map(([name, value]) => [name, [entry(name, value)]])),
		createdAt,
		updatedAt,
	};
	portal.table(objectTypeId).put(record, now);
	return record;
}

/** Associates two seed records, past the rules and untold; as the primary company where there is such a thing. */
export function seedAssociation({ portal }: SeedWorld, from: StoredRecord, to: StoredRecord): void {
	const { associationTypes, associations } = portal;
	const plain = associationTypes.plain(from.objectTypeId, to.objectTypeId);
	const primary = associationTypes.primary(from.objectTypeId, to.objectTypeId);
	for (const type of primary ? [plain, primary] : [plain]) {
		associations.add(endOf(from), endOf(to), type.id);
		associations.add(endOf(to), endOf(from), type.inverse);
	}
}

const endOf = ({ objectTypeId, id }: StoredRecord) => ({ type: objectTypeId, id });
