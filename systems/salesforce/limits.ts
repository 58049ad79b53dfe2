import type { Clock } from '../../engine/run/clock-port';
import type { HttpResponse } from '../../engine/run/http-port';
import type { SystemErrorDetails } from '../../engine/model';
import { DAILY_CEILING, DailyBudget } from '../common/budget';
import { Limiter } from '../common/limiter';
import { shared } from '../common/shared';

/** Rows of one answer: REST API Developer Guide, "Query Options Header" (200 to 2,000). */
export const MAX_PAGE_ROWS = 2_000;

/**
 * Longest URI that is sent; a longer query goes into the body of a composite call. Salesforce refuses 16,384 bytes of URI and headers
 * together (414, 431: Salesforce Help 000386264); a JWT access token and a proxy's own headers may take 4 KB of it.
 */
export const MAX_URI_BYTES = 12_000;

/** Longest SOQL statement (SOQL and SOSL Reference, "SOQL SELECT Syntax": 100,000 characters). */
export const MAX_SOQL_CHARACTERS = 100_000;

/** Ids in one `IN (…)`: 300 take 7 KB of a URI and leave 5 KB for the names of fields, so that the query stays a plain GET. */
export const MAX_IDS_PER_QUERY = 300;

/** Records of one sObject Collections call (REST API Developer Guide, "sObject Collections"). */
export const MAX_COLLECTION_RECORDS = 200;

/** As long as Salesforce lets a query run (SOQL and SOSL Reference, QUERY_TIMEOUT: 120 s), and some for the way. */
export const TIMEOUT_MS = 125_000;

/**
 * Calls at a time. Salesforce limits only those that run for 20 s or longer (25 in production, 5 in developer orgs: "API Request Limits
 * and Allocations"), so that few at a time can never be refused for it.
 */
export const MAX_CONCURRENT_CALLS = 4;

export interface SalesforceLimits {
	limiter: Limiter;
	/** Throws nothing; answers what to say when no call may be made now. */
	refusal(): SystemErrorDetails | undefined;
	/** One call is sent. */
	count(): void;
	/** Reads `Sforce-Limit-Info: api-usage=18/15000`. */
	noteAnswer(response: HttpResponse): void;
}

/** The limits of one org, shared by all nodes of the process. The first caller's share counts. */
export function limitsFor(clock: Clock, connection: string, dailyShare: number): SalesforceLimits {
	return shared(clock, `limits|salesforce|${connection}`, () => createLimits(clock, dailyShare));
}

function createLimits(clock: Clock, dailyShare: number): SalesforceLimits {
	const budget = new DailyBudget(clock, { ownShare: dailyShare, ceiling: DAILY_CEILING });
	return {
		limiter: new Limiter(clock, MAX_CONCURRENT_CALLS),
		count: () => budget.count(),
		refusal() {
			const state = budget.state();
			if (!state.spent) return undefined;
			const message =
				state.by === 'us'
					? `The sync has made ${state.used} Salesforce calls in 24 hours, which is its share of the org's ${state.max}. It goes on by itself as the hours pass; raise the share of daily calls if the org can spare more.`
					: `The org has used ${state.used} of its ${state.max} Salesforce calls of 24 hours. The rest is left to people and other tools; the sync goes on by itself.`;
			return { class: 'quota-spent', message, retryAfterMs: state.retryAfterMs };
		},
		noteAnswer(response) {
			const [, used, max] = /api-usage=(\d+)\/(\d+)/.exec(response.headers['sforce-limit-info'] ?? '') ?? [];
			if (used !== undefined && max !== undefined) budget.note(Number(used), Number(max));
		},
	};
}
