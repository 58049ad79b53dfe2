import type { RecordRef } from '../../engine/model';
import type { SweepPage, SweepWork } from '../../engine/run/sweep-port';
import { refKey } from '../engine-values';
import { chunks } from '../chunks';
import { byPlace, placeOf, placeWord } from '../places';
import type { Scope } from '../session';

/** What stays out of step is looked at again after so long: the other side may have changed by then. A nightly reconcile sends it one night in seven. */
const REMEMBER_MS = 7 * 24 * 60 * 60_000;

/** See `SweepStore.lookedAt`. */
export async function lookedAt({ db, words, now }: Scope, { pair }: SweepWork, refs: readonly RecordRef[]): Promise<Map<string, string>> {
	const found = new Map<string, string>();
	const groups = byPlace(refs);
	const ids = await words.find([pair, ...groups.keys()]);
	for (const [word, records] of groups) {
		const place = placeOf(word);
		for (const chunk of chunks(records)) {
			const rows = await db
				.selectFrom('sweep_looks')
				.select(['record', 'evidence'])
				.where('pair', '=', ids.get(pair) ?? 0)
				.where('place', '=', ids.get(word) ?? 0)
				.where('record', 'in', chunk)
				.where('at', '>', now - REMEMBER_MS)
				.execute();
			for (const { record, evidence } of rows) found.set(refKey({ ...place, id: record }), evidence);
		}
	}
	return found;
}

/** These are sent through the sync now. */
export async function noteLooks({ db, words, now }: Scope, { pair }: SweepWork, emitted: SweepPage['emitted']): Promise<void> {
	const number = await words.number([pair, ...emitted.map(({ ref }) => placeWord(ref))]);
	const rows = emitted.flatMap(({ ref, evidence }) => (evidence === undefined ? [] : [{ pair: number(pair), place: number(placeWord(ref)), record: ref.id, evidence, at: now }]));
	for (const chunk of chunks(rows, 5)) {
		await db
			.insertInto('sweep_looks')
			.values(chunk)
			.onConflict((conflict) => conflict.columns(['pair', 'place', 'record']).doUpdateSet((set) => ({ evidence: set.ref('excluded.evidence'), at: set.ref('excluded.at') })))
			.execute();
	}
}

/** Removes what is of no use any more. */
export async function forgetLooks({ db, now }: Scope): Promise<void> {
	await db.deleteFrom('sweep_looks').where('at', '<=', now - REMEMBER_MS).execute();
}
