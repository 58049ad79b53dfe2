/** What went wrong with the store itself, in words a program can branch on. */
export type StoreErrorCode =
	/** Another process kept the database for itself for longer than we wait. */
	| 'locked'
	| 'disk-full'
	/** The file is not a database, or a damaged one. */
	| 'corrupt'
	/** The folder or file cannot be written (or cannot be reached). */
	| 'read-only'
	/** The database was written by a newer version of this package. */
	| 'newer-schema'
	/** The database exists, its hash key does not. */
	| 'key-missing'
	/** The hash key is not the one that the database was made with, or is damaged. */
	| 'key-wrong'
	/** The server cannot be reached or refuses the login (PostgreSQL). */
	| 'unreachable'
	/** This machine's clock is not the server's (PostgreSQL). */
	| 'clocks-apart'
	/** A trigger runs that would go on with what should be forgotten. */
	| 'in-use'
	/** The store was asked for something that it must not do (a caller's mistake). */
	| 'invalid-use';

/** Thrown by every method of the store. `message` is plain words with what to do; it never holds field values or secrets. */
export class StoreError extends Error {
	constructor(
		readonly code: StoreErrorCode,
		message: string,
		options?: ErrorOptions,
	) {
		super(message, options);
		this.name = 'StoreError';
	}
}

/** The code of an error that Node, SQLite or PostgreSQL threw; undefined for anything else. (`instanceof Error` fails across realms.) */
export function errorCode(error: unknown): string | undefined {
	const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
	return typeof code === 'string' ? code : undefined;
}
