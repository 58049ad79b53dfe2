import type { FeedStore, SeenRef } from '../../engine/run/store-port';
import { refKey } from '../engine-values';
import { chunks } from '../chunks';
import { takeNumbers } from '../counter';
import { byPlace, placeOf, placeWord } from '../places';
import type { Scope } from '../session';
import { enter, lastOfEach } from './entries';

type Page = Parameters<FeedStore['notePage']>[0];

/** Enters a page in the ledger and moves the cursor. Answers the new refs (by `refKey`) with their seq, in page order. */
export async function notePage(scope: Scope, page: Page): Promise<Map<string, number>> {
	const refs = lastOfEach(page.refs);
	const before = await stamps(scope, page.feed, refs);
	const fresh = refs.filter(({ ref, stamp }) => before.get(refKey(ref)) !== stamp);
	await saveCursor(scope, page);
	const seqs = new Map<string, number>();
	if (fresh.length > 0) {
		const first = await takeNumbers(scope, fresh.length);
		fresh.forEach(({ ref }, index) => seqs.set(refKey(ref), first + index));
		const lease = { state: 'emitted', due_at: scope.now + page.leaseMs, reason: '', message: '' } as const;
		await enter(
			scope,
			page.feed,
			fresh.map(({ ref }) => ref),
			first,
			lease,
		);
		await saveStamps(scope, page.feed, fresh);
	}
	if (page.forgetBefore !== undefined) await forgetStamps(scope, page, page.forgetBefore);
	return seqs;
}

/** These versions are under way by another entry of the ledger: a page that brings them again holds no news. */
export async function noteSeen(scope: Scope, feed: string, refs: readonly SeenRef[]): Promise<void> {
	await saveStamps(scope, feed, lastOfEach(refs));
}

async function saveCursor({ db }: Scope, { feed, object, cursor }: Page): Promise<void> {
	await db
		.insertInto('cursors')
		.values({ feed, object, cursor })
		.onConflict((conflict) => conflict.columns(['feed', 'object']).doUpdateSet({ cursor }))
		.execute();
}

async function stamps({ db, words }: Scope, feed: string, refs: readonly SeenRef[]): Promise<Map<string, string>> {
	const groups = byPlace(refs.map(({ ref }) => ref));
	const ids = await words.find([feed, ...groups.keys()]);
	const feedId = ids.get(feed);
	const found = new Map<string, string>();
	for (const [word, records] of groups) {
		const placeId = ids.get(word);
		if (feedId === undefined || placeId === undefined) continue;
		const place = placeOf(word);
		for (const chunk of chunks(records)) {
			const rows = await db
				.selectFrom('seen')
				.select(['record', 'stamp'])
				.where('feed', '=', feedId)
				.where('place', '=', placeId)
				.where('record', 'in', chunk)
				.execute();
			for (const row of rows) found.set(refKey({ ...place, id: row.record }), row.stamp);
		}
	}
	return found;
}

async function saveStamps({ db, words }: Scope, feed: string, refs: readonly SeenRef[]): Promise<void> {
	const number = await words.number([feed, ...refs.map(({ ref }) => placeWord(ref))]);
	const rows = refs.map(({ ref, stamp }) => ({
		feed: number(feed),
		place: number(placeWord(ref)),
		record: ref.id,
		stamp,
	}));
	for (const chunk of chunks(rows, 4)) {
		await db
			.insertInto('seen')
			.values(chunk)
			.onConflict((conflict) =>
				conflict.columns(['feed', 'place', 'record']).doUpdateSet((set) => ({ stamp: set.ref('excluded.stamp') })),
			)
			.execute();
	}
}

async function forgetStamps({ db, words }: Scope, { feed, refs }: Page, before: string): Promise<void> {
	const ids = await words.find([feed, ...byPlace(refs.map(({ ref }) => ref)).keys()]);
	const feedId = ids.get(feed);
	if (feedId === undefined) return;
	for (const [word, id] of ids) {
		if (word === feed) continue;
		await db
			.deleteFrom('seen')
			.where('feed', '=', feedId)
			.where('place', '=', id)
			.where('stamp', '<', before)
			.execute();
	}
}
