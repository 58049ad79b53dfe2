import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
	interface FastifyContextConfig {
		/** A page for people: not counted as an API call, never hit by faults. */
		sandboxPage?: boolean;
		/** Overrides the guess "every method but GET and HEAD writes" in the statistics. */
		sandboxWrite?: boolean;
	}
}

/** Route option for pages: `app.get('/', PAGE, handler)`. */
export const PAGE = { config: { sandboxPage: true } } as const;

/** Route option for calls that read although their method is POST. */
export const READ_ONLY = { config: { sandboxWrite: false } } as const;

/** The prefix of the control endpoints. */
export const CONTROL_PREFIX = '/__sandbox/';

/** True for what the real service would answer: everything but control endpoints and pages. */
export function isApiCall(request: FastifyRequest): boolean {
	return !request.url.startsWith(CONTROL_PREFIX) && request.routeOptions.config.sandboxPage !== true;
}
