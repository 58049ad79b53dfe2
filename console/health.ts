import { sumBy } from 'lodash';
import type { FeedState, PairState } from '../engine/run/console-port';
import type { SyncStore } from '../engine/run/store-port';
import type { ConnectionPlace } from '../engine/run/usage-port';
import { connectionHealth, type ConnectionHealth } from './connections';
import { paceOf, type Pace } from './pace';
import { reconnect } from './reconnect';
import { nameOfPair } from './words';

/**
 * `expired`: the credential is refused. `limited`: a rate or daily limit holds it. `stopped`: nobody runs its loop. `quiet`: it has not had a
 * round for longer than a slow poll takes.
 */
export const FEED_CONDITIONS = ['well', 'first sync', 'expired', 'limited', 'trouble', 'paused', 'stopped', 'quiet'] as const;
export type FeedCondition = (typeof FEED_CONDITIONS)[number];

export interface FeedHealth extends FeedState {
	condition: FeedCondition;
	/** What is the matter and what to do; absent when all is well. */
	advice?: string;
	/** Under way or due. */
	waitingToFlow: number;
	/** For a parent, for a stage's partner, or for a quieter moment. */
	waiting: number;
	issues: number;
	/** How long the oldest of those that wait to flow has been in the ledger. */
	lagSeconds: number;
	/** First syncs that are not over. */
	firstSyncs: Array<{ object: string; done: number; total: number } & Pace>;
}

export interface PairHealth {
	pair: string;
	name: string;
	links: number;
	questions: number;
	outcomes: PairState['outcomes'];
	/** Names of the triggers that feed each side. */
	triggers: { left: string[]; right: string[] };
}

export interface Health {
	/** Of the worst trigger or connection; `attention` also when questions or issues are open. */
	status: 'well' | 'attention' | 'trouble';
	triggers: FeedHealth[];
	syncs: PairHealth[];
	/** Those that were called in the last day, or that a trigger reads. */
	connections: ConnectionHealth[];
	questions: number;
	issues: number;
	waitingToFlow: number;
}

type HealthStore = Pick<SyncStore, 'feedStates' | 'pairStates' | 'usage'>;

/** The slowest sensible poll and a long page: whoever has been silent for longer is not well. */
const QUIET_AFTER_MS = 30 * 60_000;

/** How every trigger and every sync fares now. */
export async function healthOf(store: HealthStore, now: Date): Promise<Health> {
	const [feeds, pairs, usage] = await Promise.all([store.feedStates(), store.pairStates(), store.usage()]);
	const readBy = ({ system, connection }: ConnectionPlace) => feeds.filter((feed) => feed.system === system && feed.connection === connection);
	const connections = usage.filter((one) => one.recent.length > 0 || readBy(one).length > 0).map((one) => connectionHealth(one, now));
	const triggers = feeds.map((feed) => feedHealth(feed, connections.find((one) => readBy(one).includes(feed)), now));
	const nameOf = (feed: string): string => feeds.find((one) => one.feed === feed)?.name ?? feed;
	const syncs = pairs.map(({ pair, mapping, feeds: { left, right }, links, questions, outcomes }): PairHealth => ({
		pair,
		name: nameOfPair(mapping),
		links,
		questions,
		outcomes,
		triggers: { left: left.map(nameOf), right: right.map(nameOf) },
	}));
	const counts = { questions: sumBy(syncs, 'questions'), issues: sumBy(triggers, 'issues'), waitingToFlow: sumBy(triggers, 'waitingToFlow') };
	const conditions = new Set<string>([...triggers, ...connections].map(({ condition }) => condition));
	const inTrouble = ['expired', 'trouble', 'quiet'].some((bad) => conditions.has(bad));
	const attention = counts.questions + counts.issues > 0 || ['limited', 'stopped', 'paused'].some((odd) => conditions.has(odd));
	return { status: inTrouble ? 'trouble' : attention ? 'attention' : 'well', triggers, syncs, connections, ...counts };
}

function feedHealth(feed: FeedState, connection: ConnectionHealth | undefined, now: Date): FeedHealth {
	const { backlog, oldest } = feed;
	const count = (...states: string[]): number => sumBy(states, (state) => backlog[state] ?? 0);
	return {
		...feed,
		...conditionOf(feed, connection, now),
		waitingToFlow: count('emitted', 'answered', 'due'),
		waiting: count('waiting'),
		issues: count('issue'),
		lagSeconds: oldest === undefined ? 0 : Math.max(0, Math.round((now.getTime() - Date.parse(oldest)) / 1000)),
		firstSyncs: Object.entries(feed.progress).flatMap(([object, { done, total, since }]) =>
			done < total ? [{ object, done, total, ...paceOf({ done, total, seconds: since === undefined ? 0 : Math.round((now.getTime() - Date.parse(since)) / 1000) }) }] : [],
		),
	};
}

const LIMITS: ReadonlySet<string | undefined> = new Set(['rate-limited', 'quota-spent']);

function conditionOf({ system, paused, heldBy, trouble, polledAt, progress, events }: FeedState, connection: ConnectionHealth | undefined, now: Date): Pick<FeedHealth, 'condition' | 'advice'> {
	if (paused !== undefined) return { condition: 'paused', advice: `Paused by a person${paused.because === undefined ? '' : `: ${paused.because}`}. Changes are kept and flow when it is resumed.` };
	// A credential that does not work keeps the loop from starting at all.
	if (trouble?.class === 'credential-refused') return { condition: 'expired', advice: `${trouble.message} ${reconnect(system, connection?.credential)}` };
	if (heldBy !== undefined && trouble !== undefined && LIMITS.has(trouble.class)) return { condition: 'limited', advice: trouble.message };
	if (trouble === undefined && heldBy !== undefined && connection?.condition === 'limited' && connection.advice !== undefined) return { condition: 'limited', advice: connection.advice };
	if (trouble !== undefined) return { condition: 'trouble', advice: `${trouble.message} It is tried again by itself; nothing is lost.` };
	if (heldBy === undefined) return { condition: 'stopped', advice: 'No n8n process runs this trigger. Publish its workflow to go on where it stopped.' };
	if (Object.values(progress).some(({ done, total }) => done < total)) return { condition: 'first sync' };
	if (polledAt !== undefined && now.getTime() - Date.parse(polledAt) > QUIET_AFTER_MS) {
		return { condition: 'quiet', advice: 'It has not finished a round for half an hour. A run may be stuck: look at the workflow’s executions.' };
	}
	// The poll does it all: nothing is wrong, only slower than it could be.
	return { condition: 'well', ...(events === undefined ? {} : { advice: events }) };
}
