import type { Kysely } from 'kysely';
import { chunks } from './chunks';
import type { Tables } from './schema';

/** Words that are known to be committed; shared by all transactions of a store. Words are never removed or changed. */
export class KnownWords {
	readonly ids = new Map<string, number>();
	readonly words = new Map<number, string>();

	add(word: string, id: number): void {
		this.ids.set(word, id);
		this.words.set(id, word);
	}
}

/** The words of one transaction (or read). Those that it makes are known to others only after `keep`, that is after its commit. */
export class Words {
	private readonly made = new Map<string, number>();

	constructor(
		private readonly db: Kysely<Tables>,
		private readonly known: KnownWords,
	) {}

	/** The numbers of those words that exist. */
	async find(words: Iterable<string>): Promise<Map<string, number>> {
		const wanted = [...new Set(words)];
		const missing = wanted.filter((word) => !this.made.has(word) && !this.known.ids.has(word));
		for (const chunk of chunks(missing)) {
			const rows = await this.db.selectFrom('words').selectAll().where('word', 'in', chunk).execute();
			for (const row of rows) this.known.add(row.word, row.id);
		}
		const found = new Map<string, number>();
		for (const word of wanted) {
			const id = this.made.get(word) ?? this.known.ids.get(word);
			if (id !== undefined) found.set(word, id);
		}
		return found;
	}

	/** The number of each word; new words get one. Only inside a write transaction: writers are serialised, so the next number is ours. */
	async number(words: Iterable<string>): Promise<(word: string) => number> {
		const wanted = [...new Set(words)];
		const ids = await this.find(wanted);
		const fresh = wanted.filter((word) => !ids.has(word));
		if (fresh.length > 0) {
			const top = await this.db
				.selectFrom('words')
				.select((select) => select.fn.max('id').as('id'))
				.executeTakeFirst();
			let next = Number(top?.id ?? 0);
			const rows = fresh.map((word) => ({ id: ++next, word }));
			for (const chunk of chunks(rows, 2)) await this.db.insertInto('words').values(chunk).execute();
			for (const row of rows) {
				ids.set(row.word, row.id);
				this.made.set(row.word, row.id);
			}
		}
		return (word) => {
			const id = ids.get(word);
			if (id === undefined) throw new Error('A word was used that had not been numbered.');
			return id;
		};
	}

	/** The words behind these numbers. */
	async spell(ids: Iterable<number>): Promise<(id: number) => string> {
		const made = new Map([...this.made].map(([word, id]) => [id, word]));
		const missing = [...new Set(ids)].filter((id) => !made.has(id) && !this.known.words.has(id));
		for (const chunk of chunks(missing)) {
			const rows = await this.db.selectFrom('words').selectAll().where('id', 'in', chunk).execute();
			for (const row of rows) this.known.add(row.word, row.id);
		}
		return (id) => {
			const word = made.get(id) ?? this.known.words.get(id);
			if (word === undefined) throw new Error(`Word ${id} is missing from the store.`);
			return word;
		};
	}

	keep(): void {
		for (const [word, id] of this.made) this.known.add(word, id);
	}
}
