import { OUTCOMES } from '../../engine/model';
import type { SyncStore } from '../../engine/run/store-port';
import type { ConnectionCondition, ConnectionHealth } from '../connections';
import { FEED_CONDITIONS, healthOf, type FeedHealth, type Health, type PairHealth } from '../health';
import { exposition, type Labels, type Metric, type Sample } from './exposition';

export { EXPOSITION_TYPE } from './exposition';

const PREFIX = 'n8n_pact_sync_';
/** States of a ledger's entries; `issue` has a metric of its own. */
const BACKLOG_STATES = ['emitted', 'answered', 'due', 'waiting'];
const CONNECTION_CONDITIONS: readonly ConnectionCondition[] = ['well', 'limited', 'expired'];

/** How all syncs fare, for a monitoring system (Prometheus text format). Names of workflows, pairs and connections; no data of records. */
export async function metricsOf(store: Pick<SyncStore, 'feedStates' | 'pairStates' | 'usage'>, now: Date): Promise<string> {
	const { syncs, triggers, connections } = await healthOf(store, now);
	return exposition([...ofSyncs(syncs), ...ofTriggers(triggers), ...ofConnections(connections)]);
}

function ofSyncs(syncs: Health['syncs']): Metric[] {
	const each = (value: (sync: PairHealth) => number): Sample[] => syncs.map((sync) => ({ labels: { pair: sync.pair }, value: value(sync) }));
	return [
		{
			name: `${PREFIX}outcomes_total`,
			help: 'Changes that ended so, since the store began.',
			type: 'counter',
			samples: syncs.flatMap(({ pair, outcomes }) => OUTCOMES.map((outcome) => ({ labels: { pair, outcome }, value: outcomes[outcome] ?? 0 }))),
		},
		{ name: `${PREFIX}links`, help: 'Records that are linked.', type: 'gauge', samples: each(({ links }) => links) },
		{ name: `${PREFIX}open_questions`, help: 'Questions that wait for a person.', type: 'gauge', samples: each(({ questions }) => questions) },
	];
}

function ofTriggers(triggers: Health['triggers']): Metric[] {
	const labels = ({ feed, name = feed }: FeedHealth) => ({ feed, name });
	const each = (value: (trigger: FeedHealth) => number | undefined): Sample[] => triggers.map((trigger) => ({ labels: labels(trigger), value: value(trigger) }));
	return [
		{
			name: `${PREFIX}backlog`,
			help: 'Changes in the ledger by state: emitted and answered (under way), due, waiting (for a parent, a partner or a person).',
			type: 'gauge',
			samples: triggers.flatMap((trigger) => BACKLOG_STATES.map((state) => ({ labels: { ...labels(trigger), state }, value: trigger.backlog[state] ?? 0 }))),
		},
		{ name: `${PREFIX}issues`, help: 'Records that were given up and wait for a person.', type: 'gauge', samples: each(({ issues }) => issues) },
		{ name: `${PREFIX}lag_seconds`, help: 'How long the oldest change that is due or under way has been in the ledger.', type: 'gauge', samples: each(({ lagSeconds }) => lagSeconds) },
		{
			name: `${PREFIX}last_round_timestamp_seconds`,
			help: 'When the last round over all objects ended well (Unix time).',
			type: 'gauge',
			samples: each(({ polledAt }) => (polledAt === undefined ? undefined : Date.parse(polledAt) / 1_000)),
		},
		{ name: `${PREFIX}first_sync_records_done`, help: 'Records that the first sync of an object has read so far.', type: 'gauge', samples: ofFirstSyncs(triggers, labels, 'done') },
		{ name: `${PREFIX}first_sync_records_total`, help: 'Records that there were when the first sync of an object began.', type: 'gauge', samples: ofFirstSyncs(triggers, labels, 'total') },
		{
			name: `${PREFIX}trigger_condition`,
			help: 'Of all conditions of a trigger, 1 for the present one.',
			type: 'gauge',
			samples: triggers.flatMap((trigger) => FEED_CONDITIONS.map((condition) => ({ labels: { ...labels(trigger), condition }, value: Number(trigger.condition === condition) }))),
		},
	];
}

const ofFirstSyncs = (triggers: Health['triggers'], labels: (trigger: FeedHealth) => Labels, what: 'done' | 'total'): Sample[] =>
	triggers.flatMap((trigger) => Object.entries(trigger.progress).map(([object, progress]) => ({ labels: { ...labels(trigger), object }, value: progress[what] })));

function ofConnections(connections: Health['connections']): Metric[] {
	const labels = ({ system, connection }: ConnectionHealth) => ({ system, connection });
	const each = (value: (connection: ConnectionHealth) => number | undefined): Sample[] => connections.map((one) => ({ labels: labels(one), value: value(one) }));
	return [
		{ name: `${PREFIX}api_calls_total`, help: 'API calls of the sync, since the store began.', type: 'counter', samples: each(({ total }) => total) },
		{ name: `${PREFIX}api_calls_last_day`, help: 'API calls of the sync in the last 24 hours.', type: 'gauge', samples: each(({ own }) => own) },
		{ name: `${PREFIX}api_calls_last_day_everybody`, help: 'API calls of the day by everybody, as the system last said.', type: 'gauge', samples: each(({ everybody }) => everybody) },
		{ name: `${PREFIX}api_limit`, help: 'API calls that there may be in a day, as the system last said.', type: 'gauge', samples: each(({ limit }) => limit) },
		{ name: `${PREFIX}api_own_limit`, help: 'API calls that the sync may make in a day: its share of the limit.', type: 'gauge', samples: each(({ ownLimit }) => ownLimit) },
		{
			name: `${PREFIX}connection_condition`,
			help: 'Of all conditions of a connection, 1 for the present one.',
			type: 'gauge',
			samples: connections.flatMap((one) => CONNECTION_CONDITIONS.map((condition) => ({ labels: { ...labels(one), condition }, value: Number(one.condition === condition) }))),
		},
	];
}
