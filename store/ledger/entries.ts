import type { RecordRef } from '../../engine/model';
import { refKey } from '../engine-values';
import { chunks } from '../chunks';
import { byPlace, placeOf, placeWord } from '../places';
import type { PendingRow } from '../schema';
import type { Scope } from '../session';

const COLUMNS = 11;

/** Entries by their seq, in the feed. */
export async function entriesBySeq({ db, words }: Scope, feed: string, seqs: readonly number[]): Promise<PendingRow[]> {
	const feedId = (await words.find([feed])).get(feed);
	if (feedId === undefined) return [];
	const rows: PendingRow[] = [];
	for (const chunk of chunks([...new Set(seqs)])) {
		rows.push(
			...(await db
				.selectFrom('pending')
				.selectAll()
				.where('seq', 'in', chunk)
				.where('feed', '=', feedId)
				.orderBy('seq')
				.execute()),
		);
	}
	return rows;
}

/** The seqs under which these records are in the feed's ledger now. */
export async function seqsOf({ db, words }: Scope, feed: string, refs: readonly RecordRef[]): Promise<number[]> {
	const groups = byPlace(refs);
	const ids = await words.find([feed, ...groups.keys()]);
	const feedId = ids.get(feed);
	if (feedId === undefined) return [];
	const seqs: number[] = [];
	for (const [place, records] of groups) {
		const placeId = ids.get(place);
		if (placeId === undefined) continue;
		for (const chunk of chunks(records)) {
			const rows = await db
				.selectFrom('pending')
				.select('seq')
				.where('feed', '=', feedId)
				.where('place', '=', placeId)
				.where('record', 'in', chunk)
				.execute();
			seqs.push(...rows.map((row) => row.seq));
		}
	}
	return seqs;
}

/** Enters records, or replaces what the ledger had for them; whatever they waited for is forgotten. `refs` must be unique. */
export async function enter(
	scope: Scope,
	feed: string,
	refs: readonly RecordRef[],
	firstSeq: number,
	as: Pick<PendingRow, 'state' | 'due_at' | 'reason' | 'message'> & { gone?: 1 },
): Promise<void> {
	if (refs.length === 0) return;
	await forgetWaits(scope, await seqsOf(scope, feed, refs));
	const number = await scope.words.number([feed, ...refs.map(placeWord)]);
	const rows = refs.map((ref, index): PendingRow & { gone: number } => ({
		feed: number(feed),
		place: number(placeWord(ref)),
		record: ref.id,
		seq: firstSeq + index,
		attempts: 0,
		entered_at: scope.now,
		gone: 0,
		...as,
	}));
	for (const chunk of chunks(rows, COLUMNS)) {
		await scope.db
			.insertInto('pending')
			.values(chunk)
			.onConflict((conflict) =>
				conflict.columns(['feed', 'place', 'record']).doUpdateSet((set) => ({
					seq: set.ref('excluded.seq'),
					state: set.ref('excluded.state'),
					attempts: set.ref('excluded.attempts'),
					due_at: set.ref('excluded.due_at'),
					reason: set.ref('excluded.reason'),
					message: set.ref('excluded.message'),
					gone: set.ref('excluded.gone'),
				})),
			)
			.execute();
	}
}

export async function removeEntries(scope: Scope, seqs: readonly number[]): Promise<void> {
	await forgetWaits(scope, seqs);
	for (const chunk of chunks(seqs)) await scope.db.deleteFrom('pending').where('seq', 'in', chunk).execute();
}

export async function forgetWaits({ db }: Scope, seqs: readonly number[]): Promise<void> {
	for (const chunk of chunks(seqs)) await db.deleteFrom('waits').where('seq', 'in', chunk).execute();
}

/** The records behind entries, by their seq. */
export async function refsOf({ words }: Scope, rows: readonly PendingRow[]): Promise<Map<number, RecordRef>> {
	const spell = await words.spell(rows.map((row) => row.place));
	return new Map(rows.map((row) => [row.seq, { ...placeOf(spell(row.place)), id: row.record }]));
}

/** First of its kind wins its place in the order, last wins the content. */
export function lastOfEach<T extends { ref: RecordRef }>(list: readonly T[]): T[] {
	return [...new Map(list.map((entry) => [refKey(entry.ref), entry])).values()];
}
