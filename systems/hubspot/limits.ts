import type { SystemErrorDetails } from '../../engine/model';
import type { Clock } from '../../engine/run/clock-port';
import type { HttpResponse } from '../../engine/run/http-port';
import type { Usage } from '../../engine/run/usage-port';
import { DailyBudget } from '../common/budget';
import { meterFor, type CallMeter } from '../common/call-meter';
import { Limiter } from '../common/limiter';
import { shared } from '../common/shared';
import type { CallsOfDay } from './api';

/** Records of one batch call (CRM API guides, "Limits": 100 inputs). */
export const MAX_BATCH = 100;
/** With property history the batch is smaller (CRM API guides, "propertiesWithHistory": 50). */
export const MAX_BATCH_WITH_HISTORY = 50;
/** Records of one page of a list (GET, `limit`). */
export const MAX_LIST_PAGE = 100;
/** Results of one page of a search (CRM search guide: 200). Results beyond 10,000 cannot be paged to, which is why nothing here pages by offset. */
export const MAX_SEARCH_PAGE = 200;
/** Longest body of a search (CRM search guide: 3,000 characters). */
export const MAX_SEARCH_BODY = 3_000;
/** Filter groups of one search, and filters in one group (CRM search guide: 5 and 6, 18 in all). */
export const MAX_FILTER_GROUPS = 5;
export const MAX_FILTERS_PER_GROUP = 6;
/** Associations v4: records of one batch read, and pairs of one batch create and archive. */
export const MAX_ASSOCIATION_READ = 1_000;
export const MAX_ASSOCIATION_CREATE = 2_000;
export const MAX_ASSOCIATION_ARCHIVE = 100;
/** Members of one page of a list's memberships (lists API: 250). */
export const MAX_MEMBER_PAGE = 250;
/** Records that come into or leave a list with one call (lists guide: 100,000); fewer, so that one call stays short. */
export const MAX_MEMBER_CHANGES = 10_000;

/**
 * Longest query of a GET: gateways commonly take 8 KB of request line and headers together, and a token may take 2 KB of it. What does
 * not fit is read by a batch, whose properties stand in the body.
 */
export const MAX_QUERY_CHARACTERS = 5_000;

/** A batch of 100 with many properties takes HubSpot several seconds; its own gateways give up after 60. */
export const TIMEOUT_MS = 65_000;

/** Calls at a time: four at a quarter of a second use up the smallest limit (100 calls in 10 s) with some left to others. */
export const MAX_CONCURRENT_CALLS = 4;

/** Between two searches: an account may make 5 a second, whoever asks (CRM search guide, "Limits"); one of them is left to others. */
const SEARCH_GAP_MS = 250;

/** With so few calls left in the ten seconds, the next ones wait until some of them have passed. */
const FEW_LEFT = 5;
const BREATHER_MS = 1_000;

/** Limits of one portal, shared by all nodes of the process. */
interface HubSpotLimits {
	limiter: Limiter;
	/** Answers when a search may be sent. */
	searchTurn(): Promise<void>;
	meter: CallMeter;
	/** What to say when no call may be made now; `share` (0 to 1): how much of the day's calls we may make. */
	refusal(share: number): SystemErrorDetails | undefined;
	usage(share: number): Usage;
	/** Reads the `X-HubSpot-RateLimit-*` headers; searches answer without them. */
	noteAnswer(response: HttpResponse): void;
}

/** The limits of one portal, shared by all nodes of the process. */
export function limitsFor(clock: Clock, connection: string): HubSpotLimits {
	return shared(clock, `limits|hubspot|${connection}`, () => createLimits(clock, connection));
}

function createLimits(clock: Clock, connection: string): HubSpotLimits {
	const meter = meterFor(clock, { system: 'hubspot', connection });
	const budget = new DailyBudget(clock, meter, { system: 'HubSpot', holder: 'account' });
	const limiter = new Limiter(clock, MAX_CONCURRENT_CALLS);
	const searches = new Limiter(clock, 1);
	return {
		limiter,
		searchTurn: async () =>
			await searches.run(() => {
				searches.pause(SEARCH_GAP_MS);
				return Promise.resolve();
			}),
		meter,
		refusal: (share) => budget.refusal(share),
		usage: (share) => budget.usage(share),
		noteAnswer(response) {
			const calls = callsIn(response);
			if (calls) meter.tell(calls.max - calls.remaining, calls.max);
			if (told(response, 'remaining') <= FEW_LEFT) limiter.pause(BREATHER_MS);
		},
	};
}

const told = ({ headers }: HttpResponse, name: string): number => Number(headers[`x-hubspot-ratelimit-${name}`] ?? Number.NaN);

/** The calls of the day, where the answer's headers tell them. */
export function callsIn(response: HttpResponse): CallsOfDay | undefined {
	const calls = { max: told(response, 'daily'), remaining: told(response, 'daily-remaining') };
	return calls.max > 0 && calls.remaining >= 0 ? calls : undefined;
}
