import type { Mapping, Side } from '../../engine/model';
import type { Sweep, SweepFound, SweepLimits, SweepOrder, SweepPart, SweepState } from '../../engine/run/sweep-port';
import { SIDES } from '../engine-values';
import { takeNumbers } from '../counter';
import { StoreError } from '../errors';
import type { SweepPartRow, SweepRow } from '../schema';
import type { Scope } from '../session';
import { readersOf } from './feeds';
import { latestMapping } from './mappings';
import { checkedLimits } from './sweep-limits';
import { isoOf } from '../times';

const NOTHING_FOUND: SweepFound = { inStep: 0, emitted: 0, orphans: 0, gone: 0, outOfScope: 0, underWay: 0, resting: 0, drift: {} };

/** See `SweepStore.orderSweep`. */
export async function orderSweep(scope: Scope, order: SweepOrder): Promise<Sweep> {
	const { db, now } = scope;
	const limits = checkedLimits(order);
	const [open] = await sweeps(scope, { pair: order.pair, open: true, limit: 1 });
	if (open !== undefined) return open;
	const mapping = await latestMapping(scope, order.pair);
	if (mapping === undefined) throw new StoreError('invalid-use', `No mapper has made the pair ${order.pair} yet. Publish its workflow and let one record through, then try again.`);
	const id = await takeNumbers(scope, 1);
	const parts = await partsOf(scope, id, order, mapping);
	await db
		.insertInto('sweeps')
		.values({ id, kind: order.kind, pair: order.pair, ordered_by: order.by, limits: JSON.stringify(limits), ordered_at: now, started_at: null, ended_at: null, stopped_by: null, linked: null })
		.execute();
	for (const part of parts) await db.insertInto('sweep_parts').values(part).execute();
	const [made] = await sweeps(scope, { pair: order.pair, open: true, limit: 1 });
	return made as Sweep;
}

/** One part for each trigger that reads a side: several portals are several parts. */
async function partsOf(scope: Scope, sweep: number, { pair, sides = SIDES }: SweepOrder, mapping: Mapping): Promise<SweepPartRow[]> {
	const readers = { left: await readersOf(scope, pair, 'left'), right: await readersOf(scope, pair, 'right') };
	const parts = [...new Set(sides)].flatMap((side) =>
		readers[side].map(({ feed, connection }): SweepPartRow => ({
			sweep,
			side,
			feed,
			connection,
			object: mapping[side].object,
			state: 'waiting',
			cursor: null,
			after_link: 0,
			done: 0,
			total: 0,
			counted: null,
			found: JSON.stringify(NOTHING_FOUND),
			rests_because: null,
		})),
	);
	if (parts.length > 0) return parts;
	const wanted = sides.length === 1 ? `the ${sides[0]} side of the pair ${pair}` : `the pair ${pair}`;
	throw new StoreError('invalid-use', `No trigger reads ${wanted} yet. Publish the workflow with its trigger and let one record through, then try again.`);
}

/** See `SweepStore.stopSweep`. */
export async function stopSweep(scope: Scope, id: string, by: string): Promise<Sweep | undefined> {
	const { db, now } = scope;
	const row = await rowOf(scope, id);
	if (row === undefined) return undefined;
	if (row.ended_at === null) {
		await db.updateTable('sweeps').set({ ended_at: now, stopped_by: by }).where('id', '=', row.id).execute();
		await db.updateTable('sweep_parts').set({ rests_because: null }).where('sweep', '=', row.id).execute();
	}
	const [stopped] = await spoken(scope, [(await rowOf(scope, id)) as SweepRow]);
	return stopped;
}

async function rowOf({ db }: Scope, id: string): Promise<SweepRow | undefined> {
	const number = Number(id);
	return Number.isSafeInteger(number) ? await db.selectFrom('sweeps').selectAll().where('id', '=', number).executeTakeFirst() : undefined;
}

/** See `SweepStore.sweeps`. */
export async function sweeps(scope: Scope, { pair, open, before, limit }: { pair?: string; open?: boolean; before?: string; limit: number }): Promise<Sweep[]> {
	let query = scope.db.selectFrom('sweeps').selectAll().orderBy('id', 'desc').limit(limit);
	if (pair !== undefined) query = query.where('pair', '=', pair);
	if (before !== undefined) query = query.where('id', '<', Number(before));
	if (open !== undefined) query = query.where('ended_at', open ? 'is' : 'is not', null);
	return await spoken(scope, await query.execute());
}

async function spoken(scope: Scope, rows: readonly SweepRow[]): Promise<Sweep[]> {
	const { db } = scope;
	if (rows.length === 0) return [];
	const ids = rows.map(({ id }) => id);
	const parts = await db.selectFrom('sweep_parts').selectAll().where('sweep', 'in', ids).orderBy('side').orderBy('feed').execute();
	return await Promise.all(
		rows.map(async (row) => {
			const own = parts.filter(({ sweep }) => sweep === row.id);
			const isOpen = row.ended_at === null;
			return toSweep(row, await Promise.all(own.map(async (part) => toPart(part, isOpen ? await hindrance(scope, part) : undefined))));
		}),
	);
}

function toSweep(row: SweepRow, parts: SweepPart[]): Sweep {
	const { id, kind, pair, ordered_by: by, started_at: started, ended_at: ended, stopped_by: stoppedBy, linked } = row;
	return {
		id: String(id),
		kind: kind as Sweep['kind'],
		pair,
		by,
		...(JSON.parse(row.limits) as SweepLimits),
		orderedAt: isoOf(row.ordered_at),
		...(started === null ? {} : { startedAt: isoOf(started) }),
		...(ended === null ? {} : { endedAt: isoOf(ended) }),
		...(ended === null || stoppedBy === null ? {} : { stopped: { at: isoOf(ended), by: stoppedBy } }),
		parts,
		...(linked === null ? {} : { counts: { ...countOf(parts, 'left'), ...countOf(parts, 'right'), linked } }),
	};
}

/** Of a side that several triggers read, the records of all of them. */
function countOf(parts: readonly SweepPart[], side: Side): { left?: number; right?: number } {
	const counted = parts.filter((part) => part.side === side).map((part) => part.counted);
	return counted.length === 0 || counted.includes(undefined) ? {} : { [side]: counted.reduce<number>((sum, count = 0) => sum + count, 0) };
}

function toPart(row: SweepPartRow, hindered: string | undefined): SweepPart {
	const because = hindered ?? row.rests_because ?? undefined;
	return {
		feed: row.feed,
		side: row.side as Side,
		...(row.connection === null ? {} : { connection: row.connection }),
		object: row.object,
		state: row.state as SweepState,
		done: row.done,
		total: row.total,
		...(row.counted === null ? {} : { counted: row.counted }),
		...(JSON.parse(row.found) as SweepFound),
		...(because === undefined ? {} : { restsBecause: because }),
	};
}

/** What only others than its loop can say. */
async function hindrance({ db, now }: Scope, { feed, state }: SweepPartRow): Promise<string | undefined> {
	if (state === 'ended') return undefined;
	const about = await db.selectFrom('feed_states').select('paused_at').where('feed', '=', feed).executeTakeFirst();
	if ((about?.paused_at ?? null) !== null) return 'The trigger is paused.';
	const held = await db.selectFrom('feeds').select('feed').where('feed', '=', feed).where('until', '>', now).executeTakeFirst();
	return held === undefined ? 'No n8n process runs the trigger: its workflow is not published, or n8n is starting.' : undefined;
}

/** So many of the latest are kept, however old they are. */
const KEEP_SWEEPS = 50;

/** Removes sweeps that ended before the time (ms), but for the latest. */
export async function forgetOldSweeps({ db }: Scope, before: number): Promise<void> {
	const oldest = await db.selectFrom('sweeps').select('id').orderBy('id', 'desc').offset(KEEP_SWEEPS - 1).limit(1).executeTakeFirst();
	if (oldest !== undefined) await db.deleteFrom('sweeps').where('id', '<', oldest.id).where('ended_at', '<', before).execute();
}
