import type { Kysely } from 'kysely';
import type { Engine } from './engines/engine';
import { StoreError } from './errors';
import type { Tables } from './schema';
import { KnownWords, Words } from './words';

/** What one transaction (or one read) works with. */
export interface Scope {
	db: Kysely<Tables>;
	words: Words;
	/** ms since 1970, the same all through the transaction. */
	now: number;
}

/** Runs the store's work on its engine: fresh scope, errors in plain words. */
export class Session {
	private readonly known = new KnownWords();
	private closed = false;

	constructor(
		readonly engine: Engine,
		private readonly now: () => Date,
	) {}

	/** One transaction, serialised with all other writers. */
	async write<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
		return this.guard(async () => {
			let words: Words | undefined;
			const result = await this.engine.transaction((db) => {
				words = new Words(db, this.known);
				return work({ db, words, now: this.now().getTime() });
			});
			words?.keep();
			return result;
		});
	}

	/** Reads outside a transaction: each statement sees the last commit. */
	async read<T>(work: (scope: Scope) => Promise<T>): Promise<T> {
		return this.guard(() =>
			work({ db: this.engine.db, words: new Words(this.engine.db, this.known), now: this.now().getTime() }),
		);
	}

	async guard<T>(work: () => Promise<T>): Promise<T> {
		if (this.closed) throw new StoreError('invalid-use', 'The sync store was closed.');
		try {
			return await work();
		} catch (error) {
			throw this.engine.explain(error);
		}
	}

	async close(): Promise<void> {
		if (this.closed) return;
		this.closed = true;
		await this.engine.close();
	}
}
