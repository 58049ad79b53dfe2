import { SWEEP_REACH_MS } from '../../systems/pact';
import type { TriggerLimits } from '../common/sync-trigger';

/** What Pact allows, and the defaults of the trigger. */
export const LIMITS: TriggerLimits = {
	/** Pact's smallest plan allows 60 calls a minute for everything: more often would leave too few to the writes. */
	minPollSeconds: 10,
	defaultPollSeconds: 60,
	/** Two pages of a list, which answers at most 100 records (systems/pact/contract.ts, MAX_PAGE): a Salesforce call writes 200. */
	maxPageSize: 200,
	pageSize: 200,
	/** A look-back is a sweep here: it reaches everything. */
	lateMinutes: SWEEP_REACH_MS / 60_000,
	/** Twice an hour costs 10,000 contacts 200 calls of the 3,600 that the smallest plan allows in it. */
	lookBackEveryMinutes: 30,
};

/** More often, a sweep of a large workspace would never rest. */
export const MIN_SWEEP_MINUTES = 5;
