import { constants, copyFile } from 'node:fs/promises';
import type { SyncStore } from '../engine/run/store-port';
import { commitBatch } from './commit/commit';
import type { Engine } from './engines/engine';
import { openPostgres, type PostgresOptions } from './engines/postgres';
import { openSqlite } from './engines/sqlite';
import { hasher } from './key';
import { keyFromFile, keyFromSecret } from './key-check';
import { reclaim, takeDue } from './ledger/due';
import { enterLinked } from './ledger/enter-linked';
import { noteHints } from './ledger/hints';
import { notePage, noteSeen } from './ledger/page';
import { acknowledge, closeUnreadable, runFailed } from './ledger/run-end';
import { dropIntent, retryIssues, unfreeze } from './ledger/by-person';
import { allowDeletes, closeIssues, decideField, linkByPerson } from './ledger/decide';
import { migrate } from './migrations/migrate';
import { activity } from './parts/activity';
import { latency } from './parts/latency';
import { callsByHour, noteUsage, usage } from './parts/usage';
import * as alerts from './parts/alerts';
import * as decided from './parts/decided';
import { forget } from './forget/forget';
import { knownSyncs } from './forget/known';
import * as feedStates from './parts/feed-states';
import * as massEdits from './parts/mass-edits';
import * as feeds from './parts/feeds';
import { intend, intentsInto, intentsOf } from './parts/intents';
import { fatesOf } from './parts/fates';
import { linksOf, linksTo } from './parts/links';
import { lock, unlock } from './parts/locks';
import { outcomeCounts, readLog } from './parts/log';
import { connectionsOf, latestMapping, pairsOf, readMapping, saveMapping } from './parts/mappings';
import { allAssignments, entriesOf, issues, pairStates, recordsWithId, review } from './parts/overview';
import { plannedCreates, plannedLinks } from './parts/planned';
import { plan } from './parts/plans';
import { prune } from './parts/prune';
import { beginRehearsals, goLive, knownRehearsing, rehearsals, rehearse } from './parts/rehearsals';
import { noteSweepPage } from './parts/sweep-pages';
import * as sweepLooks from './parts/sweep-looks';
import * as sweepWork from './parts/sweep-work';
import { orderSweep, stopSweep, sweeps } from './parts/sweeps';
import { assignments, assignValue, noteReviews, openReviews, settleReviews, settleValues } from './parts/reviews';
import { Session, type Scope } from './session';

export type StoreOptions = {
	/** For tests that hold the time. */
	now?: () => Date;
} & (
	| {
			/** The database file; made with its folder when missing. On a local disk. */
			file: string;
			/** Default: `<file>.key`. */
			keyFile?: string;
			/** How long a writer waits for other processes before it says `locked`. Default 30 s. */
			busyTimeoutMs?: number;
	  }
	| { postgres: PostgresOptions }
);

/** The store with what only its keeper needs. Every method throws `StoreError` for what a person can put right. */
export interface Store extends SyncStore {
	/** A complete copy in a new file while the store is in use, with its key in `<to>.key`. SQLite only. To restore: see README.md here. */
	backup(to: string): Promise<void>;
}

/** Opens the store, makes it when it is new, and brings it up to this version. Safe to open several times and in several processes. */
export async function openStore(options: StoreOptions): Promise<Store> {
	const engine = 'file' in options ? await openSqlite(options) : await openPostgres(options.postgres);
	try {
		await migrate(engine);
		const keyFile = 'file' in options ? (options.keyFile ?? `${options.file}.key`) : undefined;
		const key =
			'file' in options
				? await keyFromFile(engine, keyFile ?? '')
				: await keyFromSecret(engine, options.postgres.hashKey);
		return storeOn(engine, key, options.now ?? (() => new Date()), keyFile);
	} catch (error) {
		await engine.close();
		throw engine.explain(error);
	}
}

function storeOn(engine: Engine, key: Buffer, now: () => Date, keyFile: string | undefined): Store {
	const session = new Session(engine, now);
	const hash = hasher(key);
	/** A write of a loop that must hold the feed to make it. */
	const held = <T>(feed: string, owner: string | undefined, work: (scope: Scope) => Promise<T>): Promise<T> =>
		session.write(async (scope) => {
			if (owner !== undefined) await feeds.mustHold(scope, feed, owner);
			return await work(scope);
		});
	return {
		hash,
		mapping: (version) => session.read((scope) => readMapping(scope, version)),
		lock: (keys, owner, ttlMs) => session.write((scope) => lock(scope, keys, owner, ttlMs)),
		unlock: (owner) => session.write((scope) => unlock(scope, owner)),
		links: (pair, side, refs) => session.read((scope) => linksOf(scope, pair, side, refs)),
		linksTo: (refs) => session.read((scope) => linksTo(scope, refs)),
		fates: (refs) => session.read((scope) => fatesOf(scope, refs)),
		pairsOf: (left, right) => session.read((scope) => pairsOf(scope, left, right)),
		plannedLinks: (pair, refs) => session.read((scope) => plannedLinks(scope, pair, refs)),
		plannedCreates: (keys) => session.read((scope) => plannedCreates(scope, keys)),
		intents: (pair, sources, target) => session.read((scope) => intentsOf(scope, pair, sources, target)),
		intentsInto: (place) => session.read((scope) => intentsInto(scope, place)),
		intend: (pair, entries) => session.write((scope) => intend(scope, pair, entries)),
		commit: (commits, owner) =>
			session.write(async (scope) => {
				await commitBatch(scope, commits);
				if (owner !== undefined) await unlock(scope, owner);
			}),

		recentChanges: (pair, side, since, links) => session.read((scope) => massEdits.recentChanges(scope, pair, side, since, links)),
		countLinks: (pair) => session.read((scope) => massEdits.countLinks(scope, pair)),
		allowChanges: (pair, side) => session.write((scope) => massEdits.allowChanges(scope, pair, side)),
		holdChanges: (pair, side, message) => session.write((scope) => massEdits.holdChanges(scope, pair, side, message)),

		holdFeed: (feed, owner, ttlMs) => session.write((scope) => feeds.holdFeed(scope, feed, owner, ttlMs)),
		releaseFeed: (feed, owner) => session.write((scope) => feeds.releaseFeed(scope, feed, owner)),
		cursor: (feed, object) => session.read((scope) => feeds.cursor(scope, feed, object)),
		notePage: (page) => held(page.feed, page.owner, (scope) => notePage(scope, page)),
		noteHints: (feed, hints) => session.write((scope) => noteHints(scope, feed, hints, hash)),
		noteSeen: (feed, refs, owner) => held(feed, owner, (scope) => noteSeen(scope, feed, refs)),
		takeDue: (feed, limit, leaseMs, owner) => held(feed, owner, (scope) => takeDue(scope, feed, limit, leaseMs)),
		reclaim: (feed, owner) => held(feed, owner, (scope) => reclaim(scope, feed)),
		acknowledge: (feed, seqs) => session.write((scope) => acknowledge(scope, feed, seqs)),
		runFailed: (feed, seqs, message) => session.write((scope) => runFailed(scope, feed, seqs, message)),
		closeUnreadable: (feed, refs) => session.write((scope) => closeUnreadable(scope, feed, refs)),
		progress: (feed) => session.read((scope) => feeds.progress(scope, feed)),
		setProgress: (feed, object, progress) => session.write((scope) => feeds.setProgress(scope, feed, object, progress)),
		prune: (options) => session.write((scope) => prune(scope, options)),

		ring: (about) => session.guard(() => engine.bell.ring(about)),
		hearRings: (hear) => engine.bell.listen(hear),

		latestMapping: (pair, connections) => session.read((scope) => latestMapping(scope, pair, connections)),
		connectionsOf: (pair) => session.read((scope) => connectionsOf(scope, pair)),
		saveMapping: (mapping, connections) => session.write((scope) => saveMapping(scope, mapping, connections)),
		noteFeed: (pair, side, feed, connection) => session.write((scope) => feeds.noteFeed(scope, pair, side, feed, connection)),
		assignments: (pair, side) => session.read((scope) => assignments(scope, pair, side)),
		noteReview: (items) => session.write((scope) => noteReviews(scope, items)),
		settleValues: (pair, keys) => session.write((scope) => settleValues(scope, pair, keys)),
		enterLinked: (pair, side, page) => session.write((scope) => enterLinked(scope, pair, side, page)),
		settleReviews: (pair, kind, keys) => session.write((scope) => settleReviews(scope, pair, kind, keys)),

		openReviews: (filter) => session.read((scope) => openReviews(scope, filter)),
		assignValue: (pair, row, side, from, to) => session.write((scope) => assignValue(scope, pair, row, side, from, to)),
		log: (filter) => session.read((scope) => readLog(scope, filter)),
		activity: (question) => session.read((scope) => activity(scope, question)),
		latency: (question) => session.read((scope) => latency(scope, question)),
		noteUsage: (notes) => session.write((scope) => noteUsage(scope, notes)),
		usage: () => session.read((scope) => usage(scope)),
		callsByHour: (question) => session.read((scope) => callsByHour(scope, question)),
		outcomeCounts: (pair) => session.read((scope) => outcomeCounts(scope, pair)),
		pendingCounts: (feed) => session.read((scope) => feeds.pendingCounts(scope, feed)),
		dropIntent: (pair, source) => session.write((scope) => dropIntent(scope, pair, source)),
		unfreeze: (link, row) => session.write((scope) => unfreeze(scope, link, row)),
		syncs: () => session.read((scope) => knownSyncs(scope)),
		forget: (what, by) => forget(session, what, by),
		retryIssues: (filter) => session.write((scope) => retryIssues(scope, filter)),

		describeFeed: (feed, about) => session.write((scope) => feedStates.describeFeed(scope, feed, about)),
		noteEvents: (feed, why) => session.write((scope) => feedStates.noteEvents(scope, feed, why)),
		noteRound: (feed, round) => session.write((scope) => feedStates.noteRound(scope, feed, round)),
		isPaused: (feed) => session.read((scope) => feedStates.isPaused(scope, feed)),
		pauseFeed: (feed, because) => session.write((scope) => feedStates.pauseFeed(scope, feed, because)),
		resumeFeed: (feed) => session.write((scope) => feedStates.resumeFeed(scope, feed)),
		feedStates: () => session.read((scope) => feedStates.feedStates(scope)),
		pairStates: () => session.read((scope) => pairStates(scope)),
		issues: (page) => session.read((scope) => issues(scope, page)),
		closeIssues: (refs, message) => session.write((scope) => closeIssues(scope, refs, message)),
		review: (id) => session.read((scope) => review(scope, id)),
		recordsWithId: (id) => session.read((scope) => recordsWithId(scope, id)),
		entriesOf: (refs) => session.read((scope) => entriesOf(scope, refs)),
		allAssignments: () => session.read((scope) => allAssignments(scope)),
		questionGroups: () => session.read((scope) => decided.questionGroups(scope)),
		noteDecision: (line) => session.write((scope) => decided.noteDecision(scope, line)),
		persons: () => session.read((scope) => decided.persons(scope)),
		removeAssignment: (assignment) => session.write((scope) => decided.removeAssignment(scope, assignment)),
		decideField: (link, row, decision) => session.write((scope) => decideField(scope, link, row, decision)),
		linkByPerson: (pair, side, left, right) => session.write((scope) => linkByPerson(scope, pair, side, left, right)),
		allowDeletes: (pair, side, refs) => session.write((scope) => allowDeletes(scope, pair, side, refs)),

		pendingGroups: (filter) => session.read((scope) => alerts.pendingGroups(scope, filter)),
		tellAlerts: (listener, standing) => session.write((scope) => alerts.tellAlerts(scope, listener, standing)),
		outcomesIn: (span) => session.read((scope) => alerts.outcomesIn(scope, span)),
		slowestIn: (span) => session.read((scope) => alerts.slowestIn(scope, span)),

		rehearsing: async (pairs) => (await session.read((scope) => knownRehearsing(scope, pairs))) ?? (await session.write((scope) => beginRehearsals(scope, pairs))),
		rehearsals: () => session.read((scope) => rehearsals(scope)),
		goLive: (pair, by) => session.write((scope) => goLive(scope, pair, by)),
		rehearse: (pair) => session.write((scope) => rehearse(scope, pair)),
		plan: (pair, options) => session.read((scope) => plan(scope, pair, options)),

		orderSweep: (order) => session.write((scope) => orderSweep(scope, order)),
		stopSweep: (id, by) => session.write((scope) => stopSweep(scope, id, by)),
		sweeps: (filter) => session.read((scope) => sweeps(scope, filter)),
		openParts: (feed) => session.read((scope) => sweepWork.openParts(scope, feed)),
		beginPart: (work, start) => session.write((scope) => sweepWork.beginPart(scope, work, start)),
		sweepTargets: (work, connection) => session.read((scope) => sweepWork.sweepTargets(scope, work, connection)),
		lookedAt: (work, refs) => session.read((scope) => sweepLooks.lookedAt(scope, work, refs)),
		underWay: (feed, refs) => session.read((scope) => sweepWork.underWay(scope, feed, refs)),
		noteSweepPage: (page, owner) => held(page.work.feed, owner, (scope) => noteSweepPage(scope, page)),
		unseenLinks: (work, place, limit) => session.read((scope) => sweepWork.unseenLinks(scope, work, place, limit)),
		notePartRests: (work, because) => session.write((scope) => sweepWork.notePartRests(scope, work, because)),
		endPart: (work, end) => session.write((scope) => sweepWork.endPart(scope, work, end)),

		backup: (to) =>
			session.guard(async () => {
				await engine.backup(to);
				if (keyFile !== undefined) await copyFile(keyFile, `${to}.key`, constants.COPYFILE_EXCL);
			}),
		close: () => session.close(),
	};
}
