import { randomUUID } from 'node:crypto';

import type { SandboxClock } from '../../common/clock';
import type { Caller } from '../auth/guard';

declare module 'fastify' {
	interface FastifyContextConfig {
		/** A search: it has a limit of its own, and answers without rate-limit headers. */
		hubSpotSearch?: boolean;
	}
}

/** Plans by name. `unlimited` is none of HubSpot's: it keeps limits out of the way of other tests. */
export const PLANS = ['starter', 'professional', 'enterprise', 'add-on', 'unlimited'] as const;
export type Plan = (typeof PLANS)[number];

/** High enough that no client reaches it. */
const UNLIMITED = 1_000_000_000;

interface PlanLimits {
	readonly tenSeconds: number;
	readonly daily: number;
	readonly oauthTenSeconds: number;
	readonly searchSecond: number;
}

/** Per OAuth app and account, and searches per account: API usage guidelines; the same on every plan. */
const SHARED = { oauthTenSeconds: 110, searchSecond: 5 };

/** API usage guidelines, "Privately distributed apps". */
const LIMITS: Readonly<Record<Plan, PlanLimits>> = {
	starter: { tenSeconds: 100, daily: 250_000, ...SHARED },
	professional: { tenSeconds: 190, daily: 625_000, ...SHARED },
	enterprise: { tenSeconds: 190, daily: 1_000_000, ...SHARED },
	'add-on': { tenSeconds: 250, daily: 1_000_000, ...SHARED },
	unlimited: { tenSeconds: UNLIMITED, daily: UNLIMITED, oauthTenSeconds: UNLIMITED, searchSecond: UNLIMITED },
};

const TEN_SECONDS_MS = 10_000;
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;

/** What a call is told about its limits. */
export interface RateVerdict {
	readonly headers: Readonly<Record<string, string>>;
	/** The body of the 429, when the call is refused. */
	readonly refusal?: Readonly<Record<string, unknown>>;
}

/** Limits of the account: a rolling ten seconds for each app, searches each second, and calls each day. */
export class RateLimits {
	private limits: PlanLimits;
	private dailyLimit: number | undefined;
	private usedToday = 0;
	private day = 0;
	private readonly byApp = new Map<number, RollingCount>();
	private searches = new RollingCount(SECOND_MS);

	constructor(
		private readonly clock: SandboxClock,
		private currentPlan: Plan,
	) {
		this.limits = LIMITS[currentPlan];
	}

	get plan(): Plan {
		return this.currentPlan;
	}

	/** Switches the plan, and if given the daily limit; the ten-second count starts again. */
	setPlan(plan: Plan, daily?: number): void {
		this.currentPlan = plan;
		this.limits = LIMITS[plan];
		this.dailyLimit = daily;
		this.byApp.clear();
		this.searches = new RollingCount(SECOND_MS);
	}

	/** Calls of the current day, and how many there may be. */
	daily(): { used: number; max: number } {
		this.roll();
		return { used: this.usedToday, max: this.dailyLimit ?? this.limits.daily };
	}

	/** Counts a call, unless a limit refuses it. Searches have their own limit, and answers without these headers. */
	admit(caller: Pick<Caller, 'kind' | 'appId'>, isSearch: boolean): RateVerdict {
		const now = this.clock.now().getTime();
		const { used, max: daily } = this.daily();
		const max = isSearch
			? this.limits.searchSecond
			: caller.kind === 'oauth'
				? this.limits.oauthTenSeconds
				: this.limits.tenSeconds;
		const window = isSearch ? this.searches : this.windowOf(caller.appId);
		const policy =
			used >= daily && caller.kind === 'key'
				? 'DAILY'
				: window.used(now) >= max
					? isSearch
						? 'SECONDLY'
						: 'TEN_SECONDLY_ROLLING'
					: undefined;
		if (policy === undefined) {
			window.count(now);
			this.usedToday++;
		}
		const headers: Record<string, string> = isSearch
			? {}
			: {
					'X-HubSpot-RateLimit-Max': String(max),
					'X-HubSpot-RateLimit-Remaining': String(Math.max(0, max - window.used(now))),
					'X-HubSpot-RateLimit-Interval-Milliseconds': String(TEN_SECONDS_MS),
					// Calls with an OAuth token are not told about the day.
					...(caller.kind === 'key'
						? {
								'X-HubSpot-RateLimit-Daily': String(daily),
								'X-HubSpot-RateLimit-Daily-Remaining': String(Math.max(0, daily - this.usedToday)),
							}
						: {}),
				};
		return policy === undefined ? { headers } : { headers, refusal: refusal(policy) };
	}

	private windowOf(appId: number): RollingCount {
		let window = this.byApp.get(appId);
		if (!window) this.byApp.set(appId, (window = new RollingCount(TEN_SECONDS_MS)));
		return window;
	}

	/** The day ends at midnight of the account's time zone; the sandbox's is UTC. */
	private roll(): void {
		const today = Math.floor(this.clock.now().getTime() / DAY_MS);
		if (today === this.day) return;
		this.day = today;
		this.usedToday = 0;
	}
}

function refusal(policyName: string): Record<string, unknown> {
	return {
		status: 'error',
		message: `You have reached your ${policyName.toLowerCase()} limit.`,
		errorType: 'RATE_LIMIT',
		correlationId: randomUUID(),
		policyName,
	};
}

/** Counts calls within the last `spanMs` before any moment. */
class RollingCount {
	private times: number[] = [];

	constructor(private readonly spanMs: number) {}

	used(now: number): number {
		if (this.times.length > 0 && (this.times[0] ?? 0) <= now - this.spanMs) {
			this.times = this.times.filter((time) => time > now - this.spanMs);
		}
		return this.times.length;
	}

	count(now: number): void {
		this.times.push(now);
	}
}
