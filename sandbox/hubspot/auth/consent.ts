import type { FastifyInstance, FastifyReply } from 'fastify';

import { escapeHtml, renderPage } from '../../common/page';
import { PAGE } from '../../common/routes';
import type { Hub } from '../hub';
import { askedScopes } from './app';
import { formOf, type Form } from './form';
import type { AuthorizeRequest, OAuth } from './oauth';

/** Parameters of the authorization request that travel through the consent form. */
const CARRIED = ['client_id', 'redirect_uri', 'scope', 'optional_scope', 'state', 'code_challenge'] as const;

/** The page that an install URL opens: `/oauth/authorize?client_id=…&redirect_uri=…&scope=…`. */
export function consentRoutes(app: FastifyInstance, { portal }: Hub, oauth: OAuth): void {
	const people = () =>
		portal.owners
			.all()
			.filter((owner) => !owner.archived)
			.map((owner) => owner.email);

	app.get('/oauth/authorize', PAGE, async ({ query }, reply) => {
		const form = formOf(query);
		const request = checked(oauth, form);
		if (typeof request === 'string') return page(reply.code(400), 'Cannot connect', errorBody(request));
		return page(reply, `Connect ${request.app.name}?`, consentBody(request, form, portal.portalId, people()));
	});

	app.post('/oauth/authorize', PAGE, async ({ body }, reply) => {
		const form = formOf(body);
		const request = checked(oauth, form);
		if (typeof request === 'string') return page(reply.code(400), 'Cannot connect', errorBody(request));
		const target = new URL(request.redirectUri);
		if (form['decision'] === 'approve') {
			target.searchParams.set('code', oauth.issueCode(request, form['user'] ?? people()[0] ?? 'nobody'));
		} else {
			target.searchParams.set('error', 'access_denied');
		}
		if (form['state'] !== undefined) target.searchParams.set('state', form['state']);
		return reply.redirect(target.href, 302);
	});
}

/** The request, or what HubSpot tells the person: it never sends such errors to the redirect address. */
function checked(oauth: OAuth, form: Form): AuthorizeRequest | string {
	const app = oauth.app(form['client_id']);
	if (!app) return 'This client_id is unknown.';
	const redirectUri = form['redirect_uri'];
	if (redirectUri === undefined || !app.redirectUris.includes(redirectUri)) {
		return "The redirect_uri does not match one of the app's redirect URLs.";
	}
	const asked = askedScopes(app, form['scope'], form['optional_scope']);
	if ('refused' in asked) return asked.refused;
	return { app, redirectUri, scopes: asked.scopes, challenge: form['code_challenge'] };
}

const page = (reply: FastifyReply, title: string, body: string): FastifyReply =>
	reply.type('text/html').send(renderPage({ sandbox: 'HubSpot sandbox', title, nav: [], body }));

const errorBody = (message: string): string => `<p role="alert">${escapeHtml(message)}</p>`;

function consentBody(request: AuthorizeRequest, form: Form, portalId: number, people: readonly string[]): string {
	const hidden = CARRIED.map((name) => {
		const value = form[name];
		return value === undefined ? '' : `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
	});
	const scopes = request.scopes.map((scope) => `<li>${escapeHtml(scope)}</li>`);
	const users = people.map((email) => `<option>${escapeHtml(email)}</option>`);
	return `<p>In the account ${portalId} it will be allowed to use:</p><ul>${scopes.join('')}</ul>
<form method="post" action="/oauth/authorize">${hidden.join('')}
<div class="bar"><label for="user">Signed in as</label><select id="user" name="user">${users.join('')}</select></div>
<div class="bar"><button class="main" name="decision" value="approve">Connect app</button>
<button name="decision" value="deny">Cancel</button></div></form>`;
}
