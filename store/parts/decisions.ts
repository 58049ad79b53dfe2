import type { Canonical } from '../../engine/model';
import type { LinkWithBase } from '../../engine/run/store-port';
import { chunks } from '../chunks';
import type { Scope } from '../session';

/** As long as a person who lets many deletes pass may have to wait for them. */
const DELETES_PASS_MS = 24 * 60 * 60_000;

/** What people decided about a link, from its row in `decisions` (null: nothing). */
export function decidedOf(rows: string | null, deletesUntil: number | null, now: number): Pick<LinkWithBase, 'decided' | 'deletesPass'> {
	const decided = JSON.parse(rows ?? '{}') as Record<string, Canonical>;
	return {
		...(Object.keys(decided).length === 0 ? {} : { decided }),
		...(deletesUntil !== null && deletesUntil > now ? { deletesPass: true as const } : {}),
	};
}

export async function decideValue(scope: Scope, link: string, row: string, value: Canonical): Promise<void> {
	const known = await rowsOf(scope, link);
	await saveRows(scope, link, { ...known, [row]: value });
}

/** Decisions that were written, by link. */
export async function forgetDecisions(scope: Scope, done: ReadonlyMap<string, readonly string[]>): Promise<void> {
	for (const [link, rows] of done) {
		const known = await rowsOf(scope, link);
		await saveRows(scope, link, Object.fromEntries(Object.entries(known).filter(([row]) => !rows.includes(row))));
	}
}

export async function letDeletesPass({ db, now }: Scope, links: readonly string[]): Promise<void> {
	await db.deleteFrom('decisions').where('rows', '=', '{}').where('deletes_until', '<=', now).execute();
	const until = now + DELETES_PASS_MS;
	for (const chunk of chunks(links, 3)) {
		await db
			.insertInto('decisions')
			.values(chunk.map((link) => ({ link_id: Number(link), rows: '{}', deletes_until: until })))
			.onConflict((conflict) => conflict.column('link_id').doUpdateSet({ deletes_until: until }))
			.execute();
	}
}

async function rowsOf({ db }: Scope, link: string): Promise<Record<string, Canonical>> {
	const row = await db.selectFrom('decisions').select('rows').where('link_id', '=', Number(link)).executeTakeFirst();
	return JSON.parse(row?.rows ?? '{}') as Record<string, Canonical>;
}

async function saveRows({ db }: Scope, link: string, decided: Record<string, Canonical>): Promise<void> {
	const rows = JSON.stringify(decided);
	await db
		.insertInto('decisions')
		.values({ link_id: Number(link), rows, deletes_until: 0 })
		.onConflict((conflict) => conflict.column('link_id').doUpdateSet({ rows }))
		.execute();
}
