import type { TriggerLimits } from '../common/sync-trigger';

/** What Salesforce allows, and the defaults of the trigger. */
export const LIMITS: TriggerLimits = {
	/** Below this the org's daily API calls are spent on asking. */
	minPollSeconds: 5,
	defaultPollSeconds: 60,
	/** Salesforce answers at most 2,000 rows a query page (SOQL "batch size"). */
	maxPageSize: 2000,
	pageSize: 200,
	/** Rows of long transactions become visible minutes after their time stamp. */
	lateMinutes: 30,
	lookBackEveryMinutes: 5,
};
