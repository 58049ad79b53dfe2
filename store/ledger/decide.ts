import type { LogEntry, RecordRef, Side } from '../../engine/model';
import type { FieldDecision } from '../../engine/run/console-port';
import { refKey, SIDES } from '../engine-values';
import { chunks } from '../chunks';
import { commitLinks } from '../commit/links';
import { takeNumbers } from '../counter';
import { feedsOf } from '../parts/feeds';
import { closeIntents, intentsOf } from '../parts/intents';
import { decideValue, letDeletesPass } from '../parts/decisions';
import { linksById, linksOf } from '../parts/links';
import { appendLog } from '../parts/log';
import { noteReviews } from '../parts/reviews';
import { byPlace } from '../places';
import type { PendingRow } from '../schema';
import type { Scope } from '../session';
import { enter, refsOf, removeEntries } from './entries';
import { ENTERED, originOf } from './origin';
import { release } from './release';
import { retryIssues } from './by-person';

/*
 * What a person decides about fields, matches and deletes. Nothing is written to a system here: the records come by once more, and the
 * runner finds the person's word with their link.
 */

/** A link that nothing of its records was seen over. ISO 8601. */
const NEVER = new Date(0).toISOString();

/** See `ConsoleStore.decideField`. */
export async function decideField(scope: Scope, link: string, row: string, decision: FieldDecision): Promise<string[] | undefined> {
	const [found] = await linksById(scope, [link]);
	if (found === undefined) return undefined;
	if ('value' in decision) {
		await decideValue(scope, link, row, decision.value);
		for (const side of SIDES) {
			const feeds = await setDue(scope, found.pair, side, found[side]);
			if (feeds.length > 0) return feeds;
		}
		return [];
	}
	const { id, pair, left, right, leftModifiedAt, rightModifiedAt } = found;
	await commitLinks(scope, [{ link: { id, left, right, leftModifiedAt, rightModifiedAt, base: { [row]: decision.base } }, log: { pair } }]);
	return await setDue(scope, pair, decision.winner, found[decision.winner]);
}

/** The record is due in the feeds of its side; answers these. */
async function setDue(scope: Scope, pair: string, side: Side, ref: RecordRef): Promise<string[]> {
	const feeds = await feedsOf(scope, pair, side, ref);
	for (const feed of feeds) {
		const first = await takeNumbers(scope, 1);
		await enter(scope, feed, [ref], first, { state: 'due', due_at: scope.now, reason: ENTERED.repair, message: 'A person has decided about it.' });
	}
	return feeds;
}

/** See `ConsoleStore.linkByPerson`. */
export async function linkByPerson(scope: Scope, pair: string, side: Side, left: RecordRef, right: RecordRef): Promise<void> {
	const link = { left, right, leftModifiedAt: NEVER, rightModifiedAt: NEVER, base: {} };
	const { linked, reviews } = await commitLinks(scope, [{ link, log: { pair } }]);
	await noteReviews(scope, reviews);
	const intents = [...(await intentsOf(scope, pair, [left], right)), ...(await intentsOf(scope, pair, [right], left))];
	await closeIntents(
		scope,
		intents.map(({ id }) => id),
	);
	await release(
		scope,
		linked.map((ref) => `link|${refKey(ref)}`),
	);
	const source = side === 'left' ? left : right;
	if ((await retryIssues(scope, { refs: [source] })) === 0) await setDue(scope, pair, side, source);
}

/** See `ConsoleStore.allowDeletes`. */
export async function allowDeletes(scope: Scope, pair: string, side: Side, refs: readonly RecordRef[]): Promise<void> {
	const links = await linksOf(scope, pair, side, refs);
	await letDeletesPass(
		scope,
		links.map(({ id }) => id),
	);
	await retryIssues(scope, { refs });
}

/** See `ConsoleStore.closeIssues`. */
export async function closeIssues(scope: Scope, refs: readonly RecordRef[], message: string): Promise<number> {
	const { db, words, now } = scope;
	const places = byPlace(refs);
	const ids = await words.find(places.keys());
	const rows: PendingRow[] = [];
	for (const [place, records] of places) {
		for (const chunk of chunks(records)) {
			rows.push(...(await db.selectFrom('pending').selectAll().where('state', '=', 'issue').where('place', '=', ids.get(place) ?? 0).where('record', 'in', chunk).execute()));
		}
	}
	const sources = await refsOf(scope, rows);
	const lines = rows.flatMap((row): LogEntry[] => {
		const source = sources.get(row.seq);
		const end = { pair: '', outcome: 'skipped', reason: row.reason as LogEntry['reason'], message, movements: [] } as const;
		return source === undefined ? [] : [{ at: new Date(now).toISOString(), source, origin: originOf(row.reason, source.system), ...end, movements: [] }];
	});
	await appendLog(scope, lines);
	await removeEntries(
		scope,
		rows.map(({ seq }) => seq),
	);
	return rows.length;
}

