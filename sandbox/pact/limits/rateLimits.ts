import type { SandboxClock } from '../../common/clock';
import type { Assumptions } from '../assumptions';
import { CATCH_ALL, PLAN_POLICIES, policyFor, type Plan, type Policy } from './policies';
import { FixedWindow, RollingWindow, type RateWindow } from './windows';

/** What a request is told about its limits. */
export interface RateVerdict {
	readonly allowed: boolean;
	/** The documented headers, `Retry-After` among them when the request is refused. */
	readonly headers: Readonly<Record<string, string>>;
}

interface Level {
	readonly window: RateWindow;
	readonly limit: number;
	/** Named only when a policy more specific than `*` matched. */
	readonly policy?: string;
}

/** Limits of the workspace (by plan and path) and of each key; a request must pass both. */
export class RateLimits {
	private policies: readonly Policy[];
	private workspaceWindows = new Map<string, RateWindow>();
	private readonly keyWindows = new Map<string, RollingWindow>();

	constructor(
		private readonly clock: SandboxClock,
		private readonly assumptions: Assumptions,
		plan: Plan,
	) {
		this.policies = PLAN_POLICIES[plan];
	}

	/** Switches the plan; counting starts again. Own policies (an Enterprise feature) add to or replace the plan's. */
	setPlan(plan: Plan, own: readonly Policy[] = []): void {
		const replaced = new Set(own.map((policy) => policy.pattern));
		this.policies = [...PLAN_POLICIES[plan].filter((policy) => !replaced.has(policy.pattern)), ...own];
		this.workspaceWindows = new Map();
		this.keyWindows.clear();
	}

	/**
	 * Counts a request, unless one of the limits refuses it.
	 * @param key the API key's secret and own limit a minute (`null`: that of the plan); absent for OAuth tokens
	 */
	admit(path: string, key?: { readonly secret: string; readonly perMinute: number | null }): RateVerdict {
		const now = this.clock.now().getTime();
		const levels = [this.workspaceLevel(path), ...(key ? [this.keyLevel(key)] : [])];
		const refusing = levels.filter(({ window, limit }) => window.used(now) >= limit);
		if (refusing.length === 0) for (const { window } of levels) window.count(now);
		const shown = refusing.length > 0 ? latestReset(refusing, now) : scarcest(levels, now);
		return { allowed: refusing.length === 0, headers: headersOf(shown, now, refusing.length > 0) };
	}

	private workspaceLevel(path: string): Level {
		const policy = policyFor(path, this.policies) ?? { pattern: CATCH_ALL, perMinute: 1 };
		const kind = this.assumptions.workspaceWindow;
		const name = `${kind} ${policy.pattern}`;
		let window = this.workspaceWindows.get(name);
		if (!window) {
			window = kind === 'fixed' ? new FixedWindow() : new RollingWindow();
			this.workspaceWindows.set(name, window);
		}
		return { window, limit: policy.perMinute, ...(policy.pattern === CATCH_ALL ? {} : { policy: policy.pattern }) };
	}

	private keyLevel(key: { readonly secret: string; readonly perMinute: number | null }): Level {
		let window = this.keyWindows.get(key.secret);
		if (!window) this.keyWindows.set(key.secret, (window = new RollingWindow()));
		const tier = this.policies.find((policy) => policy.pattern === CATCH_ALL)?.perMinute ?? 1;
		return { window, limit: key.perMinute ?? tier };
	}
}

const latestReset = (levels: readonly Level[], now: number): Level =>
	levels.reduce((a, b) => (b.window.resetAt(now) > a.window.resetAt(now) ? b : a));

const scarcest = (levels: readonly Level[], now: number): Level =>
	levels.reduce((a, b) => (b.limit - b.window.used(now) < a.limit - a.window.used(now) ? b : a));

function headersOf({ window, limit, policy }: Level, now: number, refused: boolean): Record<string, string> {
	const resetAt = window.resetAt(now);
	return {
		'X-RateLimit-Limit': String(limit),
		'X-RateLimit-Remaining': String(Math.max(0, limit - window.used(now))),
		'X-RateLimit-Reset': String(Math.ceil(resetAt / 1000)),
		...(policy === undefined ? {} : { 'X-RateLimit-Policy': policy }),
		...(refused ? { 'Retry-After': String(Math.max(1, Math.ceil((resetAt - now) / 1000))) } : {}),
	};
}
