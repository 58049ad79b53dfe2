import type { Scope } from '../session';
import type { PairOnly } from './forget';

/** After a sync's links and triggers: its sweeps, or (where others have links in the pair) what open ones would ask of triggers that it has no more. */
export async function forgetSweeps(scope: Scope, { pair }: PairOnly): Promise<void> {
	const { db, words } = scope;
	const id = (await words.find([pair])).get(pair) ?? 0;
	const isLeft = (await db.selectFrom('links').select('id').where('pair', '=', id).limit(1).executeTakeFirst()) !== undefined;
	if (!isLeft) {
		await db.deleteFrom('sweeps').where('pair', '=', pair).execute();
		await db.deleteFrom('sweep_looks').where('pair', '=', id).execute();
		return;
	}
	const readers = await db.selectFrom('pair_feeds').select(['side', 'feed']).where('pair', '=', pair).execute();
	const known = new Set(readers.map(({ side, feed }) => `${side}|${feed}`));
	const parts = await db.selectFrom('sweep_parts').innerJoin('sweeps', 'sweeps.id', 'sweep_parts.sweep').select(['sweep', 'side', 'feed']).where('sweeps.pair', '=', pair).where('sweeps.ended_at', 'is', null).execute();
	for (const part of parts.filter(({ side, feed }) => !known.has(`${side}|${feed}`)))
		await db.deleteFrom('sweep_parts').where('sweep', '=', part.sweep).where('side', '=', part.side).where('feed', '=', part.feed).execute();
	await endEmpty(scope);
}

/** A trigger's share of open sweeps goes with it; what was done stays told. */
export async function forgetParts(scope: Scope, feed: string): Promise<void> {
	const open = scope.db.selectFrom('sweeps').select('id').where('ended_at', 'is', null);
	await scope.db.deleteFrom('sweep_parts').where('feed', '=', feed).where('sweep', 'in', open).execute();
	await endEmpty(scope);
}

/** Open sweeps that nobody carries out any more. */
async function endEmpty({ db, now }: Scope): Promise<void> {
	const carried = db.selectFrom('sweep_parts').select('sweep').where('state', '!=', 'ended');
	await db.updateTable('sweeps').set({ ended_at: now, stopped_by: 'its trigger was forgotten' }).where('ended_at', 'is', null).where('id', 'not in', carried).execute();
}
