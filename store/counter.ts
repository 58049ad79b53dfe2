import { sql } from 'kysely';
import type { Scope } from './session';

/** The first of `count` numbers that were never given out before. One sequence serves the whole store: ledger, links, log, reviews, intents. */
export async function takeNumbers({ db }: Scope, count: number): Promise<number> {
	const { value } = await db
		.updateTable('counters')
		.set({ value: sql<number>`value + ${count}` })
		.where('name', '=', 'seq')
		.returning('value')
		.executeTakeFirstOrThrow();
	return value - count + 1;
}

/** The last number that was given out. */
export async function lastNumber({ db }: Scope): Promise<number> {
	const { value } = await db.selectFrom('counters').select('value').where('name', '=', 'seq').executeTakeFirstOrThrow();
	return value;
}
