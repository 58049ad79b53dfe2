import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { escapeHtml, renderPage } from '../../common/page';
import { PAGE, READ_ONLY } from '../../common/routes';
import { DEFAULT_SCOPE, grantToken, identityUrl, type TokenForm } from '../auth/grants';
import { notFound, SalesforceError } from '../errors';
import type { Org } from '../org';
import type { Row } from '../schema/types';
import { param, queryParam, sessionUser } from './request';

const formSchema = z.record(z.string(), z.string()).catch({});

/** Where the caller reaches this sandbox: tokens answer with the name the caller used. */
export const instanceUrl = (request: FastifyRequest) => `${request.protocol}://${request.host}`;

/** The form of a token request, with credentials of a Basic header taken in. */
function tokenForm(request: FastifyRequest): TokenForm {
	const form = formSchema.parse(request.body ?? {});
	const [, basic] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
	if (basic === undefined) return form;
	const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':').map(decodeURIComponent);
	return { ...form, client_id: id, client_secret: secret };
}

function identity(user: Row, org: Org, url: string): Record<string, unknown> {
	return {
		id: identityUrl(url, org.orgId, user.Id),
		sub: identityUrl(url, org.orgId, user.Id),
		asserted_user: true,
		user_id: user.Id,
		organization_id: org.orgId,
		username: user.Username,
		preferred_username: user.Username,
		nick_name: user.FirstName,
		display_name: user.Name,
		name: user.Name,
		email: user.Email,
		email_verified: true,
		first_name: user.FirstName,
		last_name: user.LastName,
		timezone: user.TimeZoneSidKey,
		active: user.IsActive,
		user_type: 'STANDARD',
		language: 'en_US',
		locale: user.LocaleSidKey,
		urls: { rest: `${url}/services/data/v{version}/`, query: `${url}/services/data/v{version}/query/` },
	};
}

function consentPage(request: FastifyRequest): string {
	const back = `${request.url}&approved=true`;
	const body = `<p>An app asks for access to this sandbox org.</p><p><a href="${escapeHtml(back)}">Allow</a></p>`;
	return renderPage({ sandbox: 'Salesforce sandbox', title: 'Allow access?', nav: [], body });
}

const authorizeSchema = z.looseObject({
	client_id: z.string(),
	redirect_uri: z.url(),
	response_type: z.literal('code'),
	scope: z.string().default(DEFAULT_SCOPE),
	state: z.string().optional(),
	code_challenge: z.string().optional(),
	approved: z.string().optional(),
});

function plainError(error: string, description: string): SalesforceError {
	return new SalesforceError(400, error, description);
}

/** Adds `/services/oauth2/*` and the identity service. */
export function oauthRoutes(app: FastifyInstance, org: Org): void {
	app.post('/services/oauth2/token', READ_ONLY, async (request, reply) => {
		const { orgId, integrationUserId, store, sessions } = org;
		const parts = { store, sessions, orgId, integrationUserId, app: org.app, instanceUrl: instanceUrl(request) };
		const answer = grantToken(tokenForm(request), parts);
		return reply.code(answer.status).header('cache-control', 'no-store').send(answer.body);
	});

	app.get('/services/oauth2/authorize', PAGE, async (request, reply) => {
		const parsed = authorizeSchema.safeParse(request.query);
		if (!parsed.success) throw plainError('invalid_request', 'missing or wrong authorize parameters');
		const { client_id, redirect_uri, scope, state, code_challenge, approved } = parsed.data;
		if (client_id !== org.app.clientId) throw plainError('invalid_client_id', 'client identifier invalid');
		if (org.app.redirectUris && !org.app.redirectUris.includes(redirect_uri)) {
			throw plainError('redirect_uri_mismatch', 'redirect_uri must match configuration');
		}
		if (!org.app.autoApprove && approved !== 'true') return reply.type('text/html').send(consentPage(request));
		const userId = org.integrationUserId;
		const code = org.sessions.issueCode({ userId, scope, redirectUri: redirect_uri, challenge: code_challenge });
		const target = new URL(redirect_uri);
		target.searchParams.set('code', code);
		if (state !== undefined) target.searchParams.set('state', state);
		return reply.redirect(target.href);
	});

	app.get('/services/oauth2/userinfo', async (request) => {
		const user = org.store.table('User').get(sessionUser(request, org));
		if (!user) throw notFound();
		return identity(user, org, instanceUrl(request));
	});

	app.get('/id/:org/:user', async (request) => {
		// The identity service takes the token from the query string too, and answers 403 where the data API answers 401.
		const token = queryParam(request, 'oauth_token') ?? (request.headers.authorization ?? '').replace(/^Bearer /i, '');
		if (!org.sessions.find(token)) {
			throw new SalesforceError(403, 'Bad_OAuth_Token', 'Bad_OAuth_Token');
		}
		const user = org.store.table('User').get(param(request, 'user'));
		if (!user || param(request, 'org') !== org.orgId) throw notFound();
		return identity(user, org, instanceUrl(request));
	});
}
