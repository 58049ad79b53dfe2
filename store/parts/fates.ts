import type { RecordRef } from '../../engine/model';
import type { Fate, Gone } from '../../engine/run/store-port';
import { refKey } from '../engine-values';
import { chunks } from '../chunks';
import { lastNumber } from '../counter';
import { byPlace, placeOf, placeWord } from '../places';
import type { FateRow } from '../schema';
import type { Scope } from '../session';

const COLUMNS = 9;

/** What is known of those of these records that are gone. */
export async function fatesOf({ db, words }: Scope, refs: readonly RecordRef[]): Promise<Fate[]> {
	const groups = byPlace(refs);
	const ids = await words.find(groups.keys());
	const rows: FateRow[] = [];
	for (const [place, records] of groups) {
		const placeId = ids.get(place);
		if (placeId === undefined) continue;
		for (const chunk of chunks(records))
			rows.push(...(await db.selectFrom('fates').selectAll().where('place', '=', placeId).where('record', 'in', chunk).execute()));
	}
	const spell = await words.spell(rows.flatMap(({ place, into_place: into, because_place: because }) => [place, ...[into, because].filter((one) => one !== null)]));
	return rows.map((row) => ({ ref: { ...placeOf(spell(row.place)), id: row.record }, ...goneOf(row, spell) }));
}

/** A stored fate in the engine's words. */
export function goneOf({ kind, into_place: place, into_record: record, at, seq, because_place: causePlace, because_record: cause }: Omit<FateRow, 'place' | 'record'>, spell: (id: number) => string): Gone {
	return {
		kind: kind as Gone['kind'],
		...(place === null || record === null ? {} : { into: { ...placeOf(spell(place)), id: record } }),
		...(causePlace === null || cause === null ? {} : { because: { ...placeOf(spell(causePlace)), id: cause } }),
		at,
		...(seq === null ? {} : { seq }),
	};
}

/** Notes records as gone, and others as there again. */
export async function noteFates(scope: Scope, fates: readonly Fate[], alive: readonly RecordRef[]): Promise<void> {
	const { db, words } = scope;
	for (const [place, records] of byPlace(alive)) {
		const placeId = (await words.find([place])).get(place);
		if (placeId === undefined) continue;
		for (const chunk of chunks(records)) await db.deleteFrom('fates').where('place', '=', placeId).where('record', 'in', chunk).execute();
	}
	if (fates.length === 0) return;
	const last = [...new Map(fates.map((fate) => [refKey(fate.ref), fate])).values()];
	const number = await words.number(last.flatMap(({ ref, into, because }) => [ref, into, because].flatMap((one) => (one === undefined ? [] : [placeWord(one)]))));
	const seq = await lastNumber(scope);
	const rows = last.map(({ ref, kind, into, because, at }): FateRow => ({
		place: number(placeWord(ref)),
		record: ref.id,
		kind,
		into_place: into === undefined ? null : number(placeWord(into)),
		into_record: into?.id ?? null,
		because_place: because === undefined ? null : number(placeWord(because)),
		because_record: because?.id ?? null,
		at,
		seq,
	}));
	for (const chunk of chunks(rows, COLUMNS)) {
		await db
			.insertInto('fates')
			.values(chunk)
			.onConflict((conflict) =>
				conflict.columns(['place', 'record']).doUpdateSet((set) => ({
					kind: set.ref('excluded.kind'),
					into_place: set.ref('excluded.into_place'),
					into_record: set.ref('excluded.into_record'),
					because_place: set.ref('excluded.because_place'),
					because_record: set.ref('excluded.because_record'),
					at: set.ref('excluded.at'),
					seq: set.ref('excluded.seq'),
				})),
			)
			.execute();
	}
}
