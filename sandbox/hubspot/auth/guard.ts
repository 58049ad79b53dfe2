import { randomUUID } from 'node:crypto';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import type { SandboxClock } from '../../common/clock';
import { HubSpotError } from '../errors';
import type { RateLimits } from '../limits/rateLimits';
import type { Author } from '../store/record';
import { ALL_SCOPES, NO_PREFERENCES_SCOPES, READ_SCOPES } from './scopes';

/** The holder of a valid access token. */
export interface Caller {
	readonly token: string;
	/** OAuth apps have a smaller limit in ten seconds than service keys and private apps. */
	readonly kind: 'key' | 'oauth';
	readonly scopes: readonly string[];
	readonly appId: number;
	/** Epoch milliseconds; absent: does not expire. */
	readonly expiresAt?: number;
}

/** Tokens of service keys that every sandbox knows. */
export const DEMO_TOKENS = {
	full: 'pat-na1-00000000-demo-4000-8000-000000000001',
	readOnly: 'pat-na1-00000000-demo-4000-8000-000000000002',
	noDeals: 'pat-na1-00000000-demo-4000-8000-000000000003',
	/** Everything but communication preferences. */
	noPreferences: 'pat-na1-00000000-demo-4000-8000-000000000004',
} as const;

const DEMO_APP_ID = 300_001;

/** The access tokens the portal accepts. */
export class AccessTokens {
	private readonly callers = new Map<string, Caller>();

	constructor(private readonly clock: SandboxClock) {
		this.addKey(ALL_SCOPES, DEMO_TOKENS.full);
		this.addKey(READ_SCOPES, DEMO_TOKENS.readOnly);
		this.addKey(
			ALL_SCOPES.filter((scope) => !scope.includes('deals')),
			DEMO_TOKENS.noDeals,
		);
		this.addKey(NO_PREFERENCES_SCOPES, DEMO_TOKENS.noPreferences);
	}

	/** Makes a service key, or makes the given one valid again; answers its token. */
	addKey(scopes: readonly string[], token = `pat-na1-${randomUUID()}`): string {
		this.add({ token, kind: 'key', scopes, appId: DEMO_APP_ID });
		return token;
	}

	add(caller: Caller): void {
		this.callers.set(caller.token, caller);
	}

	remove(token: string): void {
		this.callers.delete(token);
	}

	/** The holder of a token, expired or not. */
	find(token: string): Caller | undefined {
		return this.callers.get(token);
	}

	/** Everybody who holds a token now. */
	all(): Caller[] {
		return [...this.callers.values()];
	}

	/** Whole seconds until a token runs out; 0 when it has or was never there. */
	secondsLeft(token: string): number {
		const expiresAt = this.callers.get(token)?.expiresAt ?? 0;
		return Math.max(0, Math.floor((expiresAt - this.clock.now().getTime()) / 1_000));
	}

	/** @throws HubSpotError 401 */
	authenticate(token: string | undefined): Caller {
		const caller = token === undefined ? undefined : this.callers.get(token);
		if (!caller) throw invalidAuthentication();
		const now = this.clock.now().getTime();
		if (caller.expiresAt !== undefined && caller.expiresAt <= now) throw expired(caller.expiresAt, now);
		return caller;
	}
}

declare module 'fastify' {
	interface FastifyRequest {
		/** Who calls the HubSpot sandbox; set by its guard. */
		hubSpotCaller: Caller | null;
	}
}

/** Adds the checks that every API route has: 401 first, then the rate limits. Routes check scopes by `requireScope`. */
export function guard(app: FastifyInstance, tokens: AccessTokens, limits: RateLimits): void {
	app.decorateRequest('hubSpotCaller', null);
	app.addHook('onRequest', async (request, reply) => {
		const caller = tokens.authenticate(/^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]);
		request.hubSpotCaller = caller;
		const verdict = limits.admit(caller, request.routeOptions.config.hubSpotSearch === true);
		reply.headers(verdict.headers);
		if (verdict.refusal) return reply.code(429).send(verdict.refusal);
		return undefined;
	});
}

/** The caller of a guarded request. */
export function callerOf(request: FastifyRequest): Caller {
	if (!request.hubSpotCaller) throw invalidAuthentication();
	return request.hubSpotCaller;
}

/** The author of what a guarded request changes. */
export function authorOf(request: FastifyRequest): Author {
	return { sourceType: 'INTEGRATION', sourceId: String(callerOf(request).appId) };
}

/** Refuses a caller that has none of these scopes. @throws HubSpotError 403 */
export function requireScope(request: FastifyRequest, ...anyOf: readonly string[]): void {
	const { scopes } = callerOf(request);
	if (anyOf.some((scope) => scopes.includes(scope))) return;
	throw new HubSpotError(
		403,
		'MISSING_SCOPES',
		"This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
		{
			errors: [
				{
					message: 'One or more of the following scopes are required.',
					context: { requiredGranularScopes: [...anyOf] },
				},
			],
			links: { scopes: 'https://developers.hubspot.com/scopes' },
		},
	);
}

const invalidAuthentication = (): HubSpotError =>
	new HubSpotError(
		401,
		'INVALID_AUTHENTICATION',
		'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
	);

const expired = (expiresAt: number, now: number): HubSpotError =>
	new HubSpotError(
		401,
		'EXPIRED_AUTHENTICATION',
		`The OAuth token used to make this call expired ${Math.floor((now - expiresAt) / 1_000)} second(s) ago.`,
		{ context: { 'expire time': [new Date(expiresAt).toISOString()] } },
	);
