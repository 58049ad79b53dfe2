import type { Kysely } from 'kysely';
import type { ColumnTypes } from '../migrations';
import type { Tables } from '../schema';

/** Tells other processes that use the same store that there is something to do. A courtesy: what does not get through is found in the store. */
export interface Bell {
	/** Rings for whoever listens in another process. */
	ring(about: string): Promise<void>;
	/** `hear` is called with what was rung about; undefined: something may have been missed. Answers how to stop. */
	listen(hear: (about: string | undefined) => void): () => void;
}

/** A database under the store. All that differs between engines is behind this. */
export interface Engine {
	readonly types: ColumnTypes;
	/** For single statements that read. */
	readonly db: Kysely<Tables>;
	/**
	 * All or nothing, and one at a time over all processes that share the database: writers are serialised from the
	 * transaction's first statement on, so that what it has read stays true until it has written.
	 */
	transaction<T>(work: (db: Kysely<Tables>) => Promise<T>): Promise<T>;
	readonly bell: Bell;
	hasTable(name: string): Promise<boolean>;
	/** The engine's own error as a `StoreError` in plain words, where it is one that a person can act on; else the error itself. */
	explain(error: unknown): unknown;
	/** Writes a complete, consistent copy while the store is in use. */
	backup(to: string): Promise<void>;
	close(): Promise<void>;
}
