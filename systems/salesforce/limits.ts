import type { Clock } from '../../engine/run/clock-port';
import type { HttpResponse } from '../../engine/run/http-port';
import type { SystemErrorDetails } from '../../engine/model';
import type { Usage } from '../../engine/run/usage-port';
import { DailyBudget } from '../common/budget';
import { meterFor, type CallMeter } from '../common/call-meter';
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

interface SalesforceLimits {
	limiter: Limiter;
	meter: CallMeter;
	/** What to say when no call may be made now; `share` (0 to 1): how much of the day's calls we may make. */
	refusal(share: number): SystemErrorDetails | undefined;
	usage(share: number): Usage;
	/** Reads `Sforce-Limit-Info: api-usage=18/15000`. */
	noteAnswer(response: HttpResponse): void;
}

/** The limits of one org, shared by all nodes of the process. */
export function limitsFor(clock: Clock, connection: string): SalesforceLimits {
	return shared(clock, `limits|salesforce|${connection}`, () => createLimits(clock, connection));
}

function createLimits(clock: Clock, connection: string): SalesforceLimits {
	const meter = meterFor(clock, { system: 'salesforce', connection });
	const budget = new DailyBudget(clock, meter, { system: 'Salesforce', holder: 'org' });
	return {
		limiter: new Limiter(clock, MAX_CONCURRENT_CALLS),
		meter,
		refusal: (share) => budget.refusal(share),
		usage: (share) => budget.usage(share),
		noteAnswer(response) {
			const [, used, max] = /api-usage=(\d+)\/(\d+)/.exec(response.headers['sforce-limit-info'] ?? '') ?? [];
			if (used !== undefined && max !== undefined) meter.tell(Number(used), Number(max));
		},
	};
}
