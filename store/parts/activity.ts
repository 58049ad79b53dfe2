import { sql } from 'kysely';
import type { Outcome } from '../../engine/model';
import type { ReviewStore } from '../../engine/run/store-port';
import type { Scope } from '../session';
import { msOf } from '../times';

type Question = Parameters<ReviewStore['activity']>[0];

/** How changes ended, counted by span of time; dry runs are left out. */
export async function activity({ db }: Scope, { since, spanMs }: Question): Promise<Awaited<ReturnType<ReviewStore['activity']>>> {
	const span = sql<number>`at / ${sql.lit(spanMs)}`;
	const rows = await db
		.selectFrom('log')
		.select([span.as('span'), 'outcome', ({ fn }) => fn.countAll<number>().as('count')])
		.where('at', '>=', msOf(since))
		.where('dry_run', '=', 0)
		// What a person decided is no change's end.
		.where('person', 'is', null)
		.groupBy(['span', 'outcome'])
		.orderBy('span')
		.execute();
	return rows.map(({ span: number, outcome, count }) => ({
		at: new Date(Number(number) * spanMs).toISOString(),
		outcome: outcome as Outcome,
		count: Number(count),
	}));
}
