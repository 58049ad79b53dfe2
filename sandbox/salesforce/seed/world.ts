import type { Random } from '../../common/random';
import type { Row, Value } from '../schema/types';
import { stamp } from '../stamps';
import type { Store } from '../store/store';

/** The seed's records were made and changed in this many days before the clock's start. */
export const HISTORY_DAYS = 400;

const DAY_MS = 86_400_000;

/** What the makers of seed records share. */
export interface SeedWorld {
	store: Store;
	random: Random;
	/** Virtual time when seeding began. */
	now: Date;
	/** Ids of users that may own records; the last one has left the company. */
	ownerIds: string[];
	/** E-mail addresses that are taken, in lower case. */
	takenEmails: Set<string>;
}

/** Moments in the past 400 days, oldest first. */
export function pastMoments(world: SeedWorld, count: number): Date[] {
	const span = HISTORY_DAYS * DAY_MS;
	return Array.from(
		{ length: count },
		() => new Date(world.now.getTime() - Math.floor(world.random.next() * span)),
	).sort((a, b) => a.getTime() - b.getTime());
}

/** A date `days` from now (negative: in the past), as the API writes it. */
export function dayFromNow(world: SeedWorld, days: number): string {
	return new Date(world.now.getTime() + days * DAY_MS).toISOString().slice(0, 10);
}

/** The value, or null with the given chance. */
export function orBlank<T extends Value>(world: SeedWorld, blankChance: number, value: () => T): T | null {
	return world.random.chance(blankChance) ? null : value();
}

/** Owners as they are spread in a real org: many records on few people, some on one who has left. */
export const someOwner = (world: SeedWorld) => world.random.pick(world.ownerIds);

/**
 * Stores a record past every rule, as an old import would have: values stay exactly as given. Fields that are not
 * given get their defaults. Changed some time after `createdAt`; one in ten moved once more by an automatic job.
 */
export function seedRow(world: SeedWorld, object: string, fields: Record<string, Value>, createdAt: Date): Row {
	const { store, random, now } = world;
	const schema = store.catalog.object(object);
	if (!schema) throw new Error(`No object ${object}`);
	const blank = Object.fromEntries(schema.fields.map((field) => [field.name, field.defaultValue]));
	const age = now.getTime() - createdAt.getTime();
	const modifiedAt = new Date(createdAt.getTime() + Math.floor(random.next() * age));
	const touchedAt = random.chance(0.1)
		? new Date(modifiedAt.getTime() + Math.floor((now.getTime() - modifiedAt.getTime()) / 2))
		: modifiedAt;
	const by = String(fields.OwnerId ?? world.ownerIds[0] ?? '');
	const audit = {
		CreatedDate: stamp(createdAt),
		CreatedById: by,
		LastModifiedDate: stamp(modifiedAt),
		LastModifiedById: by,
		SystemModstamp: stamp(touchedAt),
	};
	const row: Row = { ...blank, ...fields, ...audit, IsDeleted: false, Id: store.nextId(object) };
	store.table(object).put(row);
	return row;
}
