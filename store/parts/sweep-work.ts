import type { RecordRef, Side } from '../../engine/model';
import type { SweepLimits, SweepTarget, SweepWork, UnseenLink } from '../../engine/run/sweep-port';
import { otherSide, refKey } from '../engine-values';
import { chunks } from '../chunks';
import { byPlace, placeWord, type Place } from '../places';
import type { SweepPartRow, SweepRow } from '../schema';
import type { Scope } from '../session';
import { readersOf } from './feeds';
import { latestMapping } from './mappings';

/** Links that one look passes over at most: a look that finds nothing missing stays as short as one that does. */
const LINKS_PER_LOOK = 10_000;

/** See `SweepStore.openParts`. */
export async function openParts({ db }: Scope, feed: string): Promise<SweepWork[]> {
	const own = await db.selectFrom('sweep_parts').selectAll().where('feed', '=', feed).where('state', '!=', 'ended').orderBy('sweep').orderBy('side').execute();
	const works: SweepWork[] = [];
	for (const part of own) {
		const sweep = await db.selectFrom('sweeps').selectAll().where('id', '=', part.sweep).where('ended_at', 'is', null).executeTakeFirst();
		if (sweep === undefined) continue;
		const all = await db.selectFrom('sweep_parts').selectAll().where('sweep', '=', part.sweep).where('side', '=', part.side).execute();
		const asked = await db.selectFrom('reviews').select('id').where('pair', '=', sweep.pair).where('kind', '=', 'deletes').where('key', '=', part.side).where('open', '=', 1).executeTakeFirst();
		works.push({ ...toWork(sweep, part, all), ...(asked === undefined ? {} : { deletesAsked: true as const }) });
	}
	return works;
}

function toWork(sweep: SweepRow, part: SweepPartRow, all: readonly SweepPartRow[]): SweepWork {
	// Where it is not known yet what a fellow reads, it may be the same.
	const reads = all.some(
		({ feed, state, connection }) => feed !== part.feed && (state === 'waiting' || state === 'reading') && (connection === null || part.connection === null || connection === part.connection),
	);
	return {
		sweep: String(sweep.id),
		kind: sweep.kind as SweepWork['kind'],
		pair: sweep.pair,
		feed: part.feed,
		side: part.side as Side,
		object: part.object,
		state: part.state as SweepWork['state'],
		...(part.cursor === null ? {} : { cursor: part.cursor }),
		after: String(part.after_link),
		...(reads ? { fellowsRead: true as const } : {}),
		...(part.rests_because === null ? {} : { restsBecause: part.rests_because }),
		...(JSON.parse(sweep.limits) as SweepLimits),
	};
}

/** The row of a part. */
export const partOf = ({ db }: Scope, { sweep, side, feed }: Pick<SweepWork, 'sweep' | 'side' | 'feed'>) =>
	db.updateTable('sweep_parts').where('sweep', '=', Number(sweep)).where('side', '=', side).where('feed', '=', feed);

/** See `SweepStore.beginPart`. */
export async function beginPart(scope: Scope, work: SweepWork, { connection, total, cursor }: { connection: string; total: number; cursor: string }): Promise<void> {
	await partOf(scope, work).set({ connection, total, cursor, state: 'reading', rests_because: null }).where('state', '=', 'waiting').execute();
	await scope.db.updateTable('sweeps').set({ started_at: scope.now }).where('id', '=', Number(work.sweep)).where('started_at', 'is', null).execute();
}

/** See `SweepStore.notePartRests`. */
export async function notePartRests(scope: Scope, work: SweepWork, because: string | undefined): Promise<void> {
	await partOf(scope, work).set({ rests_because: because ?? null }).where('state', '!=', 'ended').execute();
}

/** See `SweepStore.endPart`. */
export async function endPart(scope: Scope, work: SweepWork, end: { counted: number } | { because: string }): Promise<void> {
	const { db, now } = scope;
	const sweep = Number(work.sweep);
	await partOf(scope, work)
		.set({ state: 'ended', ...('counted' in end ? { counted: end.counted, rests_because: null } : { rests_because: end.because }) })
		.execute();
	const open = await db.selectFrom('sweep_parts').select('feed').where('sweep', '=', sweep).where('state', '!=', 'ended').limit(1).executeTakeFirst();
	if (open !== undefined) return;
	const linked = await linksInStep(scope, work.pair);
	await db.updateTable('sweeps').set({ ended_at: now, linked }).where('id', '=', sweep).where('ended_at', 'is', null).execute();
}

/** Links over which values flow: both records are there, as far as it is known. */
async function linksInStep({ db, words }: Scope, pair: string): Promise<number> {
	const id = (await words.find([pair])).get(pair) ?? 0;
	const { count } = await db
		.selectFrom('links')
		.leftJoin('fates as lf', (join) => join.onRef('lf.place', '=', 'links.left_place').onRef('lf.record', '=', 'links.left_record'))
		.leftJoin('fates as rf', (join) => join.onRef('rf.place', '=', 'links.right_place').onRef('rf.record', '=', 'links.right_record'))
		.select((select) => select.fn.countAll<number>().as('count'))
		.where('links.pair', '=', id)
		.where('links.rests', '=', 0)
		.where('lf.record', 'is', null)
		.where('rf.record', 'is', null)
		.executeTakeFirstOrThrow();
	return Number(count);
}

/** See `SweepStore.sweepTargets`. */
export async function sweepTargets(scope: Scope, { pair, side }: Pick<SweepWork, 'pair' | 'side'>, connection: string): Promise<SweepTarget[]> {
	const rows = await scope.db.selectFrom('present_mappings').select('connections').where('pair', '=', pair).orderBy('connections').execute();
	const readers = await readersOf(scope, pair, otherSide(side));
	const read = new Set(readers.map((reader) => reader.connection));
	const targets: SweepTarget[] = [];
	for (const { connections } of rows) {
		const other = side === 'left' ? after(connections, `${connection}~`) : before(connections, `~${connection}`);
		// One that no trigger reads any more was disconnected, unless the sync goes one way only.
		if (other === undefined || (readers.length > 0 && !read.has(null) && !read.has(other))) continue;
		const mapping = await latestMapping(scope, pair, connections);
		if (mapping !== undefined) targets.push({ connection: other, mapping });
	}
	if (targets.length > 0) return targets;
	const mapping = await latestMapping(scope, pair);
	return mapping === undefined ? [] : [{ mapping }];
}

const after = (text: string, start: string): string | undefined => (text.startsWith(start) ? text.slice(start.length) : undefined);
const before = (text: string, end: string): string | undefined => (text.endsWith(end) ? text.slice(0, -end.length) : undefined);

/** See `SweepStore.underWay`. */
export async function underWay({ db, words }: Scope, feed: string, refs: readonly RecordRef[]): Promise<Map<string, 'waiting' | 'moving'>> {
	const found = new Map<string, 'waiting' | 'moving'>();
	const groups = byPlace(refs);
	const ids = await words.find([feed, ...groups.keys()]);
	const feedId = ids.get(feed);
	if (feedId === undefined) return found;
	const byId = new Map(refs.map((ref) => [`${placeWord(ref)}|${ref.id}`, ref]));
	for (const [place, records] of groups) {
		const placeId = ids.get(place);
		if (placeId === undefined) continue;
		for (const chunk of chunks(records)) {
			const rows = await db.selectFrom('pending').select(['record', 'state']).where('feed', '=', feedId).where('place', '=', placeId).where('record', 'in', chunk).execute();
			for (const { record, state } of rows) {
				const ref = byId.get(`${place}|${record}`);
				if (ref !== undefined) found.set(refKey(ref), state === 'waiting' ? 'waiting' : 'moving');
			}
		}
	}
	return found;
}

/** See `SweepStore.unseenLinks`. */
export async function unseenLinks(
	{ db, words }: Scope,
	{ pair, side, sweep, object, after: from = '0' }: SweepWork,
	place: Omit<Place, 'object'>,
	limit: number,
): Promise<{ links: UnseenLink[]; after?: string; more: boolean }> {
	const word = placeWord({ ...place, object });
	const ids = await words.find([pair, word]);
	const [pairId, placeId] = [ids.get(pair), ids.get(word)];
	if (pairId === undefined || placeId === undefined) return { links: [], more: false };
	const first = Number(from);
	// By their ids alone: over an index of the place, every look would pass over all of its links.
	const window = db.selectFrom('links').selectAll().where('id', '>', first).where('id', '<=', Number(sweep)).orderBy('id');
	const end = (await window.offset(LINKS_PER_LOOK - 1).limit(1).executeTakeFirst())?.id ?? Number(sweep);
	const rows = await db
		.selectFrom(window.limit(LINKS_PER_LOOK).as('looked'))
		.leftJoin('fates', (join) => join.onRef('fates.place', '=', `looked.${side}_place`).onRef('fates.record', '=', `looked.${side}_record`))
		.select(['looked.id', `looked.${side}_record as record`])
		.where('looked.pair', '=', pairId)
		.where(`looked.${side}_place`, '=', placeId)
		.where('looked.rests', '=', 0)
		.where('fates.record', 'is', null)
		.where((where) => where.or([where(`looked.${side}_seen`, 'is', null), where(`looked.${side}_seen`, '!=', Number(sweep))]))
		.orderBy('looked.id')
		.limit(limit)
		.execute();
	const last = rows.length === limit ? (rows.at(-1)?.id ?? end) : end;
	return { links: rows.map(({ id, record }) => ({ id: String(id), ref: { ...place, object, id: record } })), after: String(last), more: last < Number(sweep) };
}
