import type { FieldValues } from '../../../engine/model';

/** A webhook delivery as it arrives. */
export interface Delivery {
	body: Buffer;
	headers: Record<string, string>;
}

/** What not every system does. Each is held by the suite: that it works, or that its lack is said. */
export interface Abilities {
	/** A poll tells that a record was deleted, after so long at the latest. */
	tellsDeleted: { withinMs: number };
	/** A user brings back a record that was deleted. */
	bringBack(object: string, id: string): void;
	/** A user makes one record of two; answers the id of what is left. */
	merge(object: string, winner: string, loser: string): Promise<string>;
	/** `RecordPort.archive`. */
	archive: true;
	/** `RecordPort.restore`. */
	restore: true;
	/** `RecordPort.times`. */
	history: true;
	/** Earlier values of a field of people, once an admin's `keep` has chosen it. */
	past: { field: string; keep(): void };
	/** `SourceQuery.filter` for people: one that only the title "CEO" passes, and one that makes no sense. */
	filter: { ceo: string; nonsense: string };
	/** Changes that become visible after others that were made later. `edit` is one of them, by `lateMs`. */
	lateRows: { lateMs: number; edit(id: string, values: Record<string, string>): void };
	/** Lists or campaigns that people are in, as a field. `names`: two that there are once `make` was called. */
	memberships: { field: string; names: readonly [string, string]; make(): void };
	/** What was done with somebody, as a record: `about` points at the person. */
	activities: { object: string; about: string; values: FieldValues };
	/** Signed deliveries about people. */
	webhooks: {
		about(id: string, at: Date, secret: string): Delivery;
		accepts(delivery: Delivery, now: Date, secret: string): boolean;
		records(delivery: Delivery): Array<{ object: string; id: string }>;
	};
}

/** What a system does not do, with the reason. The adapter says it too (no such method, a refusal in words): never halfway, never in silence. */
export type Lacks = Readonly<Partial<Record<keyof Abilities, string>>>;
