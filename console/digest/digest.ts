import { groupBy, pick, sumBy } from 'lodash';
import { SYSTEM_NAMES, type Outcome, type RecordRef } from '../../engine/model';
import type { ReviewItem, SyncStore } from '../../engine/run/store-port';
import { alertsOf, type Alert, type AlertedStore } from '../alerts';
import type { ConnectionHealth } from '../connections';
import { healthOf, type Health } from '../health';
import { causesOf } from '../issues';
import { reasonInWords } from '../reasons';
import { nameOfPair } from '../words';

/** What happened in a span of time, and what is open at its end. It holds no values of records. */
export interface DigestFigures {
	/** ISO 8601. */
	since: string;
	until: string;
	status: Health['status'];
	/** Ends of changes in the span, over all syncs. */
	outcomes: Partial<Record<Outcome, number>>;
	syncs: Array<{ pair: string; name: string; links: number; outcomes: Partial<Record<Outcome, number>>; questions: number }>;
	/** Alerts that stand now. */
	alerts: Alert[];
	/** Changes that ended as a conflict in the span. */
	conflicts: number;
	/** Open now, by kind. */
	questions: { total: number; byKind: Array<{ kind: ReviewItem['kind']; count: number }> };
	/** Given up, by cause, the most frequent first. */
	issues: { total: number; causes: Array<{ cause: string; count: number; what: string; why: string; fix: string }> };
	/** API calls of the last 24 hours, by connection. */
	calls: Array<Pick<ConnectionHealth, 'system' | 'connection' | 'own' | 'ownLimit' | 'everybody' | 'limit'>>;
	/** Changes that took longest from their system to the other. */
	slowest: Array<{ sync: string; record: RecordRef; seconds: number; at: string }>;
}

type DigestStore = AlertedStore & Pick<SyncStore, 'outcomesIn' | 'slowestIn'>;

/** More would be a list that nobody reads. */
const SLOWEST = 3;

export async function digestOf(store: DigestStore, { since, now }: { since: Date; now: Date }): Promise<DigestFigures> {
	const span = { since: since.toISOString(), until: now.toISOString() };
	const pairs = await store.pairStates();
	const health = await healthOf({ feedStates: async () => await store.feedStates(), pairStates: async () => pairs, usage: async () => await store.usage() }, now);
	const ends = await store.outcomesIn(span);
	const open = await store.openReviews();
	const causes = await causesOf(store);
	const nameOf = (pair: string): string => {
		const state = pairs.find((one) => one.pair === pair);
		return state === undefined ? pair : nameOfPair(state.mapping);
	};
	const outcomesOf = (of: typeof ends): DigestFigures['outcomes'] => {
		const counts: DigestFigures['outcomes'] = {};
		for (const { outcome, count } of of) counts[outcome] = (counts[outcome] ?? 0) + count;
		return counts;
	};
	const outcomes = outcomesOf(ends);
	return {
		...span,
		status: health.status,
		outcomes,
		syncs: health.syncs.map(({ pair, name, links, questions }) => ({ pair, name, links, outcomes: outcomesOf(ends.filter((end) => end.pair === pair)), questions })),
		alerts: await alertsOf(store, now),
		conflicts: outcomes.conflict ?? 0,
		questions: { total: open.length, byKind: Object.values(groupBy(open, 'kind')).flatMap((of) => (of[0] === undefined ? [] : [{ kind: of[0].kind, count: of.length }])) },
		issues: {
			total: sumBy(causes, 'count'),
			causes: causes.map(({ cause, count, reason, fix, examples: [example] }) => ({
				cause,
				count,
				what: example === undefined ? 'records' : `${SYSTEM_NAMES[example.system]} ${example.object}`,
				why: reasonInWords(reason),
				fix,
			})),
		},
		calls: health.connections.map((connection) => pick(connection, ['system', 'connection', 'own', 'ownLimit', 'everybody', 'limit'])),
		slowest: (await store.slowestIn({ ...span, limit: SLOWEST })).map(({ pair, source, seconds, at }) => ({ sync: nameOf(pair), record: source, seconds, at })),
	};
}
