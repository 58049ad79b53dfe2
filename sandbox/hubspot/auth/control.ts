import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { Hub } from '../hub';
import { DEMO_APP, oauthAppSchema } from './app';
import { DEMO_TOKENS } from './guard';
import { DEMO_REFRESH_TOKEN, type OAuth } from './oauth';
import { ALL_SCOPES, isScope } from './scopes';

const newKeySchema = z.strictObject({
	/** Given: this token works from now on, also when it was revoked before. */
	token: z.string().startsWith('pat-').optional(),
	scopes: z.array(z.string().refine(isScope, 'this scope does not exist here')).default([...ALL_SCOPES]),
});
const tokenSchema = z.strictObject({ token: z.string() });
const someTokensSchema = z.strictObject({ token: z.string().optional() }).default({});
const refreshSchema = z.strictObject({
	token: z.string().default(DEMO_REFRESH_TOKEN),
	clientId: z.string().default(DEMO_APP.clientId),
});

/** Adds what a person would do in HubSpot's settings: service keys, apps, and their ends. */
export function authControl(app: FastifyInstance, { tokens, clock }: Hub, oauth: OAuth, user: string): void {
	app.get('/__sandbox/app', async () => ({
		serviceKeys: DEMO_TOKENS,
		...DEMO_APP,
		refreshToken: DEMO_REFRESH_TOKEN,
	}));
	app.post('/__sandbox/apps', async ({ body }, reply) => {
		const added = oauthAppSchema.parse(body);
		oauth.register(added);
		return reply.code(201).send(added);
	});
	app.post('/__sandbox/service-keys', async ({ body }, reply) => {
		const { token, scopes } = newKeySchema.parse(body ?? {});
		return reply.code(201).send({ token: tokens.addKey(scopes, token), scopes });
	});
	/** Ends a service key, an access token, or a refresh token with all access tokens of its app. */
	app.post('/__sandbox/revoke', async ({ body }, reply) => {
		const { token } = tokenSchema.parse(body);
		const known = oauth.revokeRefresh(token) || tokens.find(token) !== undefined;
		tokens.remove(token);
		return reply.code(known ? 204 : 404).send();
	});
	/** A new consent for an app whose refresh token was revoked. */
	app.post('/__sandbox/reconnect', async ({ body }, reply) => {
		const { token, clientId } = refreshSchema.parse(body ?? {});
		oauth.grantRefresh(token, clientId, user);
		return reply.code(204).send();
	});
	/** One access token, or those of all apps, have run out now; refresh tokens stay good. */
	app.post('/__sandbox/expire-tokens', async ({ body }, reply) => {
		const { token } = someTokensSchema.parse(body ?? {});
		const now = clock.now().getTime();
		for (const caller of tokens.all()) {
			if (token === undefined ? caller.kind === 'oauth' : caller.token === token) {
				tokens.add({ ...caller, expiresAt: Math.min(caller.expiresAt ?? now, now) });
			}
		}
		return reply.code(204).send();
	});
}
