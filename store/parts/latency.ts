import { sql } from 'kysely';
import type { UsageStore } from '../../engine/run/usage-port';
import type { Scope } from '../session';
import { msOf } from '../times';

type Latency = UsageStore['latency'];

/** By span of time; dry runs are left out. Server clocks differ: what seems to have been written before it was changed took no time. */
export async function latency({ db }: Scope, { since, spanMs }: Parameters<Latency>[0]): Promise<Awaited<ReturnType<Latency>>> {
	const written = db
		.selectFrom('log')
		.select([sql<number>`at / ${sql.lit(spanMs)}`.as('span'), sql<number>`case when at > changed_at then at - changed_at else 0 end`.as('took')])
		.where('at', '>=', msOf(since))
		.where('changed_at', 'is not', null)
		.where('dry_run', '=', 0)
		.where('outcome', 'in', ['created', 'updated']);
	const ranked = db
		.selectFrom(written.as('written'))
		.select(['span', 'took', sql<number>`row_number() over (partition by span order by took)`.as('rank'), sql<number>`count(*) over (partition by span)`.as('of')]);
	// The nearest-rank method: the smallest one that so many are not above.
	const rows = await db
		.selectFrom(ranked.as('ranked'))
		.select(['span', 'of', 'took', 'rank'])
		.where(({ or, eb }) => or([eb('rank', '=', rankOf(50)), eb('rank', '=', rankOf(95))]))
		.orderBy('span')
		.orderBy('rank')
		.execute();
	const spans = new Map<number, { at: string; count: number; medianMs: number; p95Ms: number }>();
	for (const { span, of, took } of rows) {
		const key = Number(span);
		const before = spans.get(key);
		const ms = Number(took);
		spans.set(key, before === undefined ? { at: new Date(key * spanMs).toISOString(), count: Number(of), medianMs: ms, p95Ms: ms } : { ...before, p95Ms: ms });
	}
	return [...spans.values()];
}

/** The rank of a percentile, in whole numbers: the least integer that is not below `of · percent / 100`. */
const rankOf = (percent: number) => sql<number>`(ranked.of * ${sql.lit(percent)} + 99) / 100`;
