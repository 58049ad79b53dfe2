import type { FastifyInstance, FastifyReply } from 'fastify';

import { READ_ONLY } from '../../common/routes';
import { HubSpotError } from '../errors';
import type { Hub } from '../hub';
import { consentRoutes } from './consent';
import { formOf } from './form';
import { OAuthError, type Grant, type IssuedTokens, type OAuth } from './oauth';

/** Where the token endpoint answers. v1 is switched off on 16 February 2027. */
const V1 = '/oauth/v1';
const DATED = ['/oauth/2026-03', '/oauth/2026-09', '/oauth/v3'];

/** Address of the portal as tokens tell it. */
const HUB_DOMAIN = 'sandbox-hub.hubspot.example';

/** Adds the consent page, the token endpoints of both generations, and what tells about tokens. */
export async function oauthRoutes(server: FastifyInstance, hub: Hub, oauth: OAuth): Promise<void> {
	await server.register(async (app) => {
		app.setErrorHandler((error, _request, reply) => {
			if (error instanceof OAuthError) return refuse(reply, error);
			throw error;
		});
		consentRoutes(app, hub, oauth);
		v1Routes(app, hub, oauth);
		for (const path of DATED) datedRoutes(app, hub, oauth, path);
	});
}

function refuse(reply: FastifyReply, error: OAuthError): FastifyReply {
	const { correlationId } = new HubSpotError(400, '', '').body();
	return reply.code(400).send({
		status: error.status,
		message: error.message,
		correlationId,
		error: error.error,
		error_description: error.message,
	});
}

/** The first generation takes its parameters from the query string, too. */
function v1Routes(app: FastifyInstance, { portal, tokens }: Hub, oauth: OAuth): void {
	app.post(`${V1}/token`, READ_ONLY, async ({ body, query }, reply) => {
		const issued = oauth.grant({ ...formOf(query), ...formOf(body) });
		return reply.header('cache-control', 'no-store').send(plainTokens(issued, tokens.secondsLeft(issued.accessToken)));
	});
	app.get<{ Params: { token: string } }>(`${V1}/access-tokens/:token`, async ({ params: { token } }) => {
		const grant = oauth.findAccess(token);
		const left = tokens.secondsLeft(token);
		if (!grant || left <= 0) throw tokenNotFound();
		return { token, ...described(grant, portal.portalId), app_id: grant.appId, expires_in: left, token_type: 'access' };
	});
	app.get<{ Params: { token: string } }>(`${V1}/refresh-tokens/:token`, async ({ params: { token } }) => {
		const grant = oauth.findRefresh(token);
		if (!grant) throw tokenNotFound();
		return { token, ...described(grant, portal.portalId), client_id: grant.clientId, token_type: 'refresh' };
	});
	app.delete<{ Params: { token: string } }>(`${V1}/refresh-tokens/:token`, async ({ params }, reply) => {
		if (!oauth.revokeRefresh(params.token)) throw tokenNotFound();
		return reply.code(204).send();
	});
}

/** The dated generation: everything in the form body, so that no secret stands in a URL. */
function datedRoutes(app: FastifyInstance, { portal, tokens }: Hub, oauth: OAuth, path: string): void {
	app.post(`${path}/token`, READ_ONLY, async ({ body }, reply) => {
		const issued = oauth.grant(formOf(body));
		const { scopes, user } = issued;
		return reply.header('cache-control', 'no-store').send({
			token_use: 'access_token',
			...plainTokens(issued, tokens.secondsLeft(issued.accessToken)),
			hub_id: portal.portalId,
			user_id: userId(user),
			scopes,
		});
	});
	app.post(`${path}/token/introspect`, READ_ONLY, async ({ body }) => {
		const form = formOf(body);
		oauth.client(form);
		const token = form['token'] ?? '';
		const access = oauth.findAccess(token);
		const left = tokens.secondsLeft(token);
		const grant = access && left > 0 ? access : oauth.findRefresh(token);
		if (!grant) return { active: false };
		const kind = grant === access ? { token_use: 'access_token', expires_in: left } : { token_use: 'refresh_token' };
		const { appId, clientId } = grant;
		const about = { ...described(grant, portal.portalId), client_id: clientId, app_id: appId, token_type: 'bearer' };
		return { active: true, token, ...kind, ...about };
	});
	app.post(`${path}/token/revoke`, async ({ body }, reply) => {
		const form = formOf(body);
		oauth.client(form);
		// RFC 7009: revoking what is not there is a success.
		oauth.revokeRefresh(form['token'] ?? '');
		return reply.code(200).send();
	});
}

const plainTokens = ({ accessToken, refreshToken }: IssuedTokens, expiresIn: number) => ({
	token_type: 'bearer',
	refresh_token: refreshToken,
	access_token: accessToken,
	expires_in: expiresIn,
});

const described = ({ scopes, user }: Grant, portalId: number) => ({
	user,
	user_id: userId(user),
	hub_domain: HUB_DOMAIN,
	hub_id: portalId,
	scopes,
});

/** A number that stays the same for an e-mail. */
function userId(email: string): number {
	return [...email].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 100_000_000, 7);
}

const tokenNotFound = (): HubSpotError => new HubSpotError(404, 'OBJECT_NOT_FOUND', 'missing or unknown token');
