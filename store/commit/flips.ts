import type { Commit } from '../../engine/run/store-port';
import { chunks } from '../chunks';
import type { Scope } from '../session';
import { msOf } from '../times';

type LinkFlips = NonNullable<NonNullable<Commit['link']>['flips']>;

/** Keeps the counts of the links that were written, and forgets those that matter no more. */
export async function saveFlips({ db, now }: Scope, flips: ReadonlyMap<string, LinkFlips>): Promise<void> {
	if (flips.size === 0) return;
	await db.deleteFrom('flips').where('until', '<=', now).execute();
	const rows = [...flips].map(([id, { rows: counts, until }]) => ({
		link_id: Number(id),
		rows: JSON.stringify(counts),
		until: msOf(until),
	}));
	for (const chunk of chunks(rows, 3)) {
		await db
			.insertInto('flips')
			.values(chunk)
			.onConflict((conflict) =>
				conflict
					.column('link_id')
					.doUpdateSet((set) => ({ rows: set.ref('excluded.rows'), until: set.ref('excluded.until') })),
			)
			.execute();
	}
}
