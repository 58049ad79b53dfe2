import type { FastifyInstance, FastifyReply } from 'fastify';

import { escapeHtml, renderPage } from '../../common/page';
import { PAGE, READ_ONLY } from '../../common/routes';
import { OAuthError, type AuthorizeRequest, type OAuth } from '../auth/oauth';
import { textParameter } from './lists';

/** Parameters of the authorization request that travel through the consent form. */
const CARRIED = [
	'response_type',
	'client_id',
	'redirect_uri',
	'scope',
	'state',
	'code_challenge',
	'code_challenge_method',
];

/** The consent page and the token endpoint. */
export function oauthRoutes(app: FastifyInstance, oauth: OAuth, users: ReadonlyArray<{ email: string }>): void {
	app.get('/oauth/authorize', PAGE, async ({ query }, reply) => {
		const app = checkedApp(oauth, query, reply);
		if (!app) return reply;
		const request = checkedRequest(oauth, app, query, reply);
		return request ? reply.type('text/html').send(consentPage(request, query, users)) : reply;
	});

	app.post('/oauth/authorize', PAGE, async ({ body }, reply) => {
		const app = checkedApp(oauth, body, reply);
		if (!app) return reply;
		const request = checkedRequest(oauth, app, body, reply);
		if (!request) return reply;
		if (textParameter(body, 'decision') !== 'approve') {
			return redirect(reply, request.redirectUri, { error: 'access_denied' }, request.state);
		}
		const user = textParameter(body, 'user') ?? users[0]?.email ?? 'system';
		return redirect(reply, request.redirectUri, { code: oauth.issueCode(request, user) }, request.state);
	});

	app.post('/oauth/token', READ_ONLY, async (request, reply) => {
		const form = stringsOf(request.body);
		const [clientId, clientSecret] = clientCredentials(request.headers.authorization, form);
		const app = oauth.authenticateClient(clientId, clientSecret);
		reply.header('Cache-Control', 'no-store');
		if (form['grant_type'] === 'authorization_code') return oauth.exchangeCode(form, app);
		if (form['grant_type'] === 'refresh_token') return oauth.refresh(form, app);
		throw new OAuthError('unsupported_grant_type', 'grant_type must be authorization_code or refresh_token.');
	});
}

type App = AuthorizeRequest['app'];

/** The app, or nothing after an error page: without a proven redirect there is nowhere to send the error. */
function checkedApp(oauth: OAuth, source: unknown, reply: FastifyReply): App | undefined {
	try {
		return oauth.appFor(textParameter(source, 'client_id'), textParameter(source, 'redirect_uri'));
	} catch (error) {
		if (!(error instanceof OAuthError)) throw error;
		reply
			.code(400)
			.type('text/html')
			.send(page('Cannot connect', `<p role="alert">${escapeHtml(error.message)}</p>`));
		return undefined;
	}
}

/** The whole request, or nothing after a redirect that carries the error. */
function checkedRequest(oauth: OAuth, app: App, source: unknown, reply: FastifyReply): AuthorizeRequest | undefined {
	const redirectUri = textParameter(source, 'redirect_uri') ?? '';
	const state = textParameter(source, 'state');
	try {
		const challenge = textParameter(source, 'code_challenge') ?? '';
		if (textParameter(source, 'response_type') !== 'code') {
			throw new OAuthError('invalid_request', 'response_type must be code.');
		}
		if (challenge === '' || textParameter(source, 'code_challenge_method') !== 'S256') {
			throw new OAuthError('invalid_request', 'PKCE with code_challenge_method S256 is required.');
		}
		return { app, redirectUri, state, challenge, scopes: oauth.scopesFor(app, textParameter(source, 'scope')) };
	} catch (error) {
		if (!(error instanceof OAuthError)) throw error;
		redirect(reply, redirectUri, { error: error.error, error_description: error.message }, state);
		return undefined;
	}
}

function redirect(
	reply: FastifyReply,
	redirectUri: string,
	parameters: Readonly<Record<string, string>>,
	state: string | undefined,
): FastifyReply {
	const target = new URL(redirectUri);
	for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
	if (state !== undefined) target.searchParams.set('state', state);
	return reply.redirect(target.toString(), 302);
}

const page = (title: string, body: string): string => renderPage({ sandbox: 'Pact sandbox', title, nav: [], body });

function consentPage(request: AuthorizeRequest, query: unknown, users: ReadonlyArray<{ email: string }>): string {
	const hidden = CARRIED.map((name) => {
		const value = textParameter(query, name);
		return value === undefined ? '' : `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
	});
	const people = users.map(({ email }) => `<option>${escapeHtml(email)}</option>`);
	const scopes = request.scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`);
	return page(
		`Connect ${request.app.name}?`,
		`<p>It will be allowed to:</p><ul>${scopes.join('')}</ul>
<form method="post" action="/oauth/authorize">${hidden.join('')}
<div class="bar"><label for="user">Signed in as</label><select id="user" name="user">${people.join('')}</select></div>
<div class="bar"><button class="main" name="decision" value="approve">Allow</button>
<button name="decision" value="deny">Deny</button></div></form>`,
	);
}

const stringsOf = (body: unknown): Record<string, string> =>
	Object.fromEntries(
		Object.entries((body ?? {}) as Record<string, unknown>).filter(
			(entry): entry is [string, string] => typeof entry[1] === 'string',
		),
	);

/** Client id and secret, from HTTP Basic or from the form. */
function clientCredentials(
	header: string | undefined,
	form: Readonly<Record<string, string>>,
): [id: string | undefined, secret: string | undefined] {
	const basic = /^Basic +(\S+)$/i.exec(header ?? '')?.[1];
	if (basic === undefined) return [form['client_id'], form['client_secret'] || undefined];
	const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':');
	return [decodeURIComponent(id), decodeURIComponent(secret)];
}
