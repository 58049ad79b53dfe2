import type { TriggerLimits } from '../common/sync-trigger';

/** What HubSpot allows, and the defaults of the trigger. */
export const LIMITS: TriggerLimits = {
	/** An account may make 5 searches a second, all its tools together (CRM search guide): more often would leave too few to them. */
	minPollSeconds: 5,
	defaultPollSeconds: 10,
	/** A search answers at most 200 records (CRM search guide). */
	maxPageSize: 200,
	pageSize: 200,
	/** The search index lags by up to tens of seconds, and by minutes when HubSpot is busy. */
	lateMinutes: 15,
	lookBackEveryMinutes: 5,
};
