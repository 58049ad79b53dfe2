import type { FastifyInstance, FastifyRequest } from 'fastify';

import { missingScope, PactError, unauthorized } from '../errors';
import type { RateLimits } from '../limits/rateLimits';
import type { Author } from '../store/workspace';
import { looksLikeApiKey, type ApiKeys } from './apiKeys';
import type { OAuth } from './oauth';
import type { Scope } from './scopes';

declare module 'fastify' {
	interface FastifyContextConfig {
		/** Scope that a route of the Pact sandbox asks for; absent: any valid credential will do. */
		pactScope?: Scope;
	}
	interface FastifyRequest {
		/** Who calls the Pact sandbox; set by its guard. */
		pactCaller: Caller | null;
	}
}

/** The holder of a valid credential. */
export interface Caller {
	readonly actor: string;
	readonly scopes: readonly Scope[];
	readonly key?: { readonly secret: string; readonly perMinute: number | null };
}

/** Adds the checks that every `/v1` route has: 401 first, then the limits, then 403 for a scope that is missing. */
export function guard(app: FastifyInstance, keys: ApiKeys, oauth: OAuth, limits: RateLimits): void {
	app.decorateRequest('pactCaller', null);
	app.addHook('onRequest', async (request, reply) => {
		const caller = authenticate(request.headers.authorization, keys, oauth);
		const verdict = limits.admit(request.url.split('?')[0] ?? '', caller.key);
		reply.headers(verdict.headers);
		if (!verdict.allowed) {
			throw new PactError(429, 'rate_limited', 'Too many requests. Retry after the time given in Retry-After.');
		}
		const scope = request.routeOptions.config.pactScope;
		if (scope && !caller.scopes.includes(scope)) throw missingScope(scope);
		request.pactCaller = caller;
	});
}

/** The author of what a guarded request changes. */
export function authorOf(request: FastifyRequest): Author {
	if (!request.pactCaller) throw unauthorized('No credential was given.');
	return { actor: request.pactCaller.actor, source: 'api' };
}

function authenticate(header: string | undefined, keys: ApiKeys, oauth: OAuth): Caller {
	const token = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1];
	if (token === undefined) throw unauthorized('Send the credential as: Authorization: Bearer <API key or token>.');
	if (looksLikeApiKey(token)) {
		const key = keys.authenticate(token);
		return {
			actor: key.createdBy,
			scopes: key.scopes,
			key: { secret: key.secret, perMinute: key.ratePerMinute },
		};
	}
	const grant = oauth.authenticate(token);
	return { actor: grant.user, scopes: grant.scopes };
}
