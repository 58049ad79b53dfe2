import type { SystemName } from '../../engine/model';
import { NOT_WITHDRAWN_YET } from '../../engine/run/withdrawals';
import type { SyncStore } from '../../engine/run/store-port';
import { healthOf } from '../health';
import { causesOf } from '../issues';
import { THRESHOLDS, type Alert, type Thresholds } from './alert';
import { causeAlert, refusedWriters, unwrittenWithdrawals } from './ledgers';
import { limitAlert } from './limits';
import { questionAlert } from './questions';
import { triggerAlert, type Watched } from './triggers';

export { THRESHOLDS, type Alert, type AlertKind, type Severity, type Thresholds } from './alert';
export { tellAlerts, type ToldAlert } from './tell';

export type AlertedStore = Pick<SyncStore, 'feedStates' | 'pairStates' | 'usage' | 'openReviews' | 'issues' | 'pendingGroups'>;

/** Everything that somebody should know now: the urgent first, then the oldest. */
export async function alertsOf(store: AlertedStore, now: Date, thresholds: Thresholds = THRESHOLDS): Promise<Alert[]> {
	const pairs = await store.pairStates();
	const usage = await store.usage();
	const { triggers } = await healthOf({ feedStates: async () => await store.feedStates(), pairStates: async () => pairs, usage: async () => usage }, now);
	const watched: Watched = { pairs, now, thresholds };
	const ofTriggers = triggers.flatMap((feed) => triggerAlert(feed, watched) ?? []);
	const refused = new Set(ofTriggers.filter(({ kind }) => kind === 'credential').map(({ key }) => key));
	const refusedSystems = new Set<SystemName>(triggers.flatMap(({ feed, system }) => (refused.has(`credential|${feed}`) && system !== undefined ? [system] : [])));
	const alerts = [
		...ofTriggers,
		...usage.flatMap((one) => limitAlert(one, watched) ?? []),
		...refusedWriters(await store.pendingGroups({ reason: 'credential-refused' }), triggers, refusedSystems, watched),
		...unwrittenWithdrawals(await store.pendingGroups({ saying: NOT_WITHDRAWN_YET }), triggers, watched),
		...(await store.openReviews()).flatMap((review) => questionAlert(review, pairs) ?? []),
		...(await causesOf(store)).map((cause) => causeAlert(cause, triggers, watched)),
	];
	return alerts.sort((one, other) => one.severity.localeCompare(other.severity) || one.since.localeCompare(other.since) || one.key.localeCompare(other.key));
}
