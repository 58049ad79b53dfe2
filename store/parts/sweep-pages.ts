import type { RecordRef } from '../../engine/model';
import type { SweepFound, SweepPage, SweepWork } from '../../engine/run/sweep-port';
import { refKey } from '../engine-values';
import { chunks } from '../chunks';
import { takeNumbers } from '../counter';
import { enter, lastOfEach } from '../ledger/entries';
import { ENTERED } from '../ledger/origin';
import { noteSeen } from '../ledger/page';
import { byPlace } from '../places';
import type { Scope } from '../session';
import { noteLooks } from './sweep-looks';
import { partOf } from './sweep-work';

/** See `SweepStore.noteSweepPage`. */
export async function noteSweepPage(scope: Scope, page: SweepPage): Promise<Map<string, number> | undefined> {
	const { db, now } = scope;
	const { work } = page;
	const row = await db
		.selectFrom('sweep_parts')
		.innerJoin('sweeps', 'sweeps.id', 'sweep_parts.sweep')
		.select(['sweep_parts.found', 'sweep_parts.done'])
		.where('sweeps.id', '=', Number(work.sweep))
		.where('sweeps.ended_at', 'is', null)
		.where('sweep_parts.side', '=', work.side)
		.where('sweep_parts.feed', '=', work.feed)
		.executeTakeFirst();
	if (row === undefined) return undefined;
	await markSeen(scope, work, page.seen);
	const emitted = lastOfEach(page.emitted);
	const first = await takeNumbers(scope, emitted.length);
	const lease = { state: 'emitted', due_at: now + page.leaseMs, reason: ENTERED[work.kind], message: 'A reading of everything found it.' } as const;
	const [there, gone] = [emitted.filter((one) => one.gone === undefined), emitted.filter((one) => one.gone !== undefined)];
	await enter(scope, work.feed, there.map(({ ref }) => ref), first, lease);
	await enter(scope, work.feed, gone.map(({ ref }) => ref), first + there.length, { ...lease, gone: 1 });
	await noteSeen(scope, work.feed, there);
	await noteLooks(scope, work, emitted);
	await partOf(scope, work)
		.set({
			state: page.state,
			done: row.done + page.read,
			found: JSON.stringify(sum(JSON.parse(row.found) as SweepFound, page.found)),
			rests_because: null,
			...(page.cursor === undefined ? {} : { cursor: page.cursor }),
			...(page.after === undefined ? {} : { after_link: Number(page.after) }),
		})
		.execute();
	return new Map([...there, ...gone].map(({ ref }, index) => [refKey(ref), first + index]));
}

/** Of a backfill nobody asks what it has not seen. */
async function markSeen({ db, words }: Scope, { kind, pair, side, sweep }: SweepWork, refs: readonly RecordRef[]): Promise<void> {
	if (kind === 'backfill') return;
	const places = byPlace(refs);
	const ids = await words.find([pair, ...places.keys()]);
	const pairId = ids.get(pair);
	if (pairId === undefined) return;
	for (const [place, records] of places) {
		const placeId = ids.get(place);
		if (placeId === undefined) continue;
		for (const chunk of chunks(records)) {
			await db
				.updateTable('links')
				.set(side === 'left' ? { left_seen: Number(sweep) } : { right_seen: Number(sweep) })
				.where(`${side}_place`, '=', placeId)
				.where(`${side}_record`, 'in', chunk)
				.where('pair', '=', pairId)
				.execute();
		}
	}
}

/** Two findings together; rows of either. */
function sum(one: SweepFound, other: SweepFound): SweepFound {
	const drift = { ...one.drift };
	for (const [row, records] of Object.entries(other.drift)) drift[row] = (drift[row] ?? 0) + records;
	return {
		inStep: one.inStep + other.inStep,
		emitted: one.emitted + other.emitted,
		orphans: one.orphans + other.orphans,
		gone: one.gone + other.gone,
		outOfScope: one.outOfScope + other.outOfScope,
		underWay: one.underWay + other.underWay,
		resting: one.resting + other.resting,
		drift,
	};
}
