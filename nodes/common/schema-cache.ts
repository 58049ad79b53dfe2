import type { ObjectSchema, SystemName } from '../../engine/model';
import type { RingStore } from '../../engine/run/store-port';
import type { SchemaPort } from '../../engine/run/system-port';

/** A new field or stage of an admin is known after this at the latest. */
const MAX_AGE_MS = 10 * 60_000;

/** What other processes are told to forget: `schema <key>`, or all of them. */
const PREFIX = 'schema ';
const ALL = `${PREFIX}*`;

interface Entry {
	at: number;
	schema: Promise<ObjectSchema>;
	/** What else remembers it is told, too, when it is to be forgotten. */
	forget(): void;
}

/**
 * Live schemas by connection and object, shared by all nodes of the process. Failures are not kept. What one process is told to forget, all
 * forget: in queue mode the trigger, the mapper and the person who says "Check again" are in different ones.
 */
export function createSchemaCache(now: () => number = Date.now) {
	const entries = new Map<string, Entry>();
	let tell: (about: string) => void = () => undefined;
	const forgetHere = (): void => {
		for (const entry of entries.values()) entry.forget();
		entries.clear();
	};
	return {
		/** The object's schema, at most ten minutes old. Callers at the same time share one request. @throws SystemError */
		async describe(where: { system: SystemName; connection: string; schema: SchemaPort }, object: string): Promise<ObjectSchema> {
			const key = keyOf(where, object);
			const known = entries.get(key);
			if (known && now() - known.at < MAX_AGE_MS) return await known.schema;
			const entry: Entry = { at: now(), schema: where.schema.describe(object), forget: () => where.schema.forget?.(object) };
			entries.set(key, entry);
			// The callers get the error; the next one asks anew.
			entry.schema.catch(() => entries.get(key) === entry && entries.delete(key));
			return await entry.schema;
		},
		/** The next one who asks, in any process, gets the schema of then. */
		forget(where: { system: SystemName; connection: string; schema?: SchemaPort }, object: string): void {
			where.schema?.forget?.(object);
			entries.delete(keyOf(where, object));
			tell(PREFIX + keyOf(where, object));
		},
		/** The same for all that is known. */
		forgetAll(): void {
			forgetHere();
			tell(ALL);
		},
		/** Tells the other processes that use this store, and hears of them, from now on. */
		shareBy(store: RingStore): void {
			// Best effort: a store that cannot be reached just now delays the others by the ten minutes.
			tell = (about) => void store.ring(about).catch(() => undefined);
			store.hearRings((about) => {
				if (about === undefined || about === ALL) return forgetHere();
				const key = about.startsWith(PREFIX) ? about.slice(PREFIX.length) : '';
				entries.get(key)?.forget();
				entries.delete(key);
			});
		},
	};
}

const keyOf = ({ system, connection }: { system: SystemName; connection: string }, object: string) => `${system}|${connection}|${object}`;

export const schemaCache = createSchemaCache();
