import type { RecordRef } from '../../engine/model';
import type { Flips, ReviewStore } from '../../engine/run/store-port';
import { refKey } from '../engine-values';
import { chunks } from '../chunks';
import { closeIntents, intentsOf } from '../parts/intents';
import { linksById } from '../parts/links';
import { settleReviews } from '../parts/reviews';
import { byPlace } from '../places';
import type { Scope } from '../session';

/** What a person decides about single records. */

/** A create whose answer was lost did not happen: forgotten, its question closed, the record due. */
export async function dropIntent(scope: Scope, pair: string, source: RecordRef): Promise<boolean> {
	const intents = await intentsOf(scope, pair, [source]);
	if (intents.length === 0) return false;
	await closeIntents(
		scope,
		intents.map(({ id }) => id),
	);
	await settleReviews(scope, pair, 'ambiguous-match', [`create|${refKey(source)}`]);
	await retryIssues(scope, { refs: [source] });
	return true;
}

/** A fought-over row is no longer counted, its question closed, and both records due that wait for its rest to end. */
export async function unfreeze(scope: Scope, link: string, row: string): Promise<boolean> {
	const [found] = await linksById(scope, [link]);
	if (found === undefined) return false;
	const { [row]: _ended, ...rest }: Flips = found.flips ?? {};
	await scope.db
		.updateTable('flips')
		.set({ rows: JSON.stringify(rest) })
		.where('link_id', '=', Number(link))
		.execute();
	await settleReviews(scope, found.pair, 'conflict', [`ping-pong|${refKey(found.left)}|${row}`]);
	await setDue(scope, { refs: [found.left, found.right] }, { state: 'due', reason: 'ping-pong' });
	return true;
}

/** Records that were given up are tried again, as if for the first time. */
export async function retryIssues(scope: Scope, filter: Parameters<ReviewStore['retryIssues']>[0] = {}): Promise<number> {
	return await setDue(scope, filter, { state: 'issue' });
}

async function setDue(
	{ db, words, now }: Scope,
	{ feed, refs }: NonNullable<Parameters<ReviewStore['retryIssues']>[0]>,
	of: { state: 'issue' | 'due'; reason?: string },
): Promise<number> {
	const places = byPlace(refs ?? []);
	const ids = await words.find([...(feed === undefined ? [] : [feed]), ...places.keys()]);
	const update = () => {
		let query = db.updateTable('pending').set({ state: 'due', due_at: now, attempts: 0 }).where('state', '=', of.state);
		if (of.reason !== undefined) query = query.where('reason', '=', of.reason);
		return feed === undefined ? query : query.where('feed', '=', ids.get(feed) ?? 0);
	};
	if (refs === undefined) return Number((await update().executeTakeFirst()).numUpdatedRows);
	let updated = 0;
	for (const [place, records] of places) {
		for (const chunk of chunks(records)) {
			const { numUpdatedRows } = await update()
				.where('place', '=', ids.get(place) ?? 0)
				.where('record', 'in', chunk)
				.executeTakeFirst();
			updated += Number(numUpdatedRows);
		}
	}
	return updated;
}
