import type { Forgettable, Forgotten } from '../../engine/run/forget-port';
import { StoreError } from '../errors';
import type { Scope, Session } from '../session';
import { forgetFeed } from './feed';
import { forgetFates } from './fates';
import { forgetLinks, linksWanted } from './links';
import { noteForgotten, placesOf } from './note';
import { feedsOfSync, withdraw } from './pair-feeds';
import { forgetIntents, forgetReviews } from './questions';
import { forgetRehearsal } from './rehearsal';
import { forgetSweeps } from './sweeps';

/** One short transaction; refused while one of the sync's triggers runs. */
export type Step = <T>(work: (scope: Scope) => Promise<T>) => Promise<T>;

export type PairOnly = Extract<Forgettable, { pair: string }>;

/** See `ReviewStore.forget`. */
export async function forget(session: Session, what: Forgettable, by: string): Promise<Forgotten> {
	const counts: Forgotten = { links: 0, fates: 0, intents: 0, reviews: 0, feeds: 0, pending: 0 };
	const places = await session.read((scope) => placesOf(scope, what));
	const feeds = 'feed' in what ? [what.feed] : await session.read((scope) => feedsOfSync(scope, what));
	const step: Step = (work) =>
		session.write(async (scope) => {
			await assertNoneRuns(scope, feeds);
			return await work(scope);
		});
	if ('feed' in what) await forgetFeed(step, what.feed, counts);
	else await forgetPair(step, what, feeds, counts);
	if (Object.values(counts).some((count) => count > 0)) await session.write((scope) => noteForgotten(scope, what, places, by, counts));
	return counts;
}

async function forgetPair(step: Step, what: PairOnly, feeds: readonly string[], counts: Forgotten): Promise<void> {
	const wanted = await step((scope) => linksWanted(scope, what));
	await forgetLinks(step, wanted, counts);
	await forgetFates(step, wanted, counts);
	counts.intents += await step((scope) => forgetIntents(scope, what));
	counts.reviews += await step((scope) => forgetReviews(scope, what));
	await step((scope) => forgetRehearsal(scope, what));
	for (const feed of feeds) if (await step((scope) => withdraw(scope, what, feed))) await forgetFeed(step, feed, counts);
	await step((scope) => forgetSweeps(scope, what));
}

/** It would go on in the middle of a record: with half of its bases, or with a cursor that comes back. */
async function assertNoneRuns({ db, now }: Scope, feeds: readonly string[]): Promise<void> {
	if (feeds.length === 0) return;
	const running = await db.selectFrom('feeds').select('feed').where('feed', 'in', [...feeds]).where('until', '>', now).executeTakeFirst();
	if (running === undefined) return;
	const [workflow = ''] = running.feed.split(':');
	throw new StoreError(
		'in-use',
		`Workflow ${workflow} is published, and its trigger feeds this sync. Nothing more was forgotten. Unpublish it first; what it has under way ends within seconds.`,
	);
}
