import { chunks } from '../chunks';
import type { Scope } from '../session';

/** All or nothing. Keys that are ours are renewed; keys whose time has run out are taken over. */
export async function lock(
	{ db, now }: Scope,
	keys: readonly string[],
	owner: string,
	ttlMs: number,
): Promise<boolean> {
	const unique = [...new Set(keys)];
	for (const chunk of chunks(unique)) {
		const taken = await db
			.selectFrom('locks')
			.select('key')
			.where('key', 'in', chunk)
			.where('until', '>', now)
			.where('owner', '!=', owner)
			.limit(1)
			.executeTakeFirst();
		if (taken) return false;
	}
	await forgetExpiredLocks({ db, now });
	const until = now + ttlMs;
	for (const chunk of chunks(unique, 3)) {
		await db
			.insertInto('locks')
			.values(chunk.map((key) => ({ key, owner, until })))
			.onConflict((conflict) => conflict.column('key').doUpdateSet({ owner, until }))
			.execute();
	}
	return true;
}

export async function unlock({ db }: Scope, owner: string): Promise<void> {
	await db.deleteFrom('locks').where('owner', '=', owner).execute();
}

/** Left behind by processes that died. */
async function forgetExpiredLocks({ db, now }: Pick<Scope, 'db' | 'now'>): Promise<void> {
	await db.deleteFrom('locks').where('until', '<=', now).execute();
}
