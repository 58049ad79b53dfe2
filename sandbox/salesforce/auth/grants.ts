import { createHash, createHmac } from 'node:crypto';
import type { Row } from '../schema/types';
import type { Store } from '../store/store';
import type { ConnectedApp } from './app';
import { checkAssertion } from './jwt';
import type { Sessions } from './sessions';

/** A token request, with the client's credentials already taken out of an Authorization header. */
export type TokenForm = Readonly<Record<string, string | undefined>>;

/** What the token endpoint needs. */
interface GrantParts {
	store: Store;
	app: ConnectedApp;
	sessions: Sessions;
	orgId: string;
	/** The user of the demo credential and of client_credentials. */
	integrationUserId: string;
	/** Where clients reach this sandbox. */
	instanceUrl: string;
}

interface TokenAnswer {
	status: number;
	body: Record<string, string>;
}

/** Scope of a grant that asks for none. */
export const DEFAULT_SCOPE = 'api refresh_token id';
const LOGIN_HOSTS = ['https://login.salesforce.com', 'https://test.salesforce.com'];

const refuse = (error: string, description: string): TokenAnswer => {
	return { status: 400, body: { error, error_description: description } };
};

/** The identity URL of a user, as `id` of the token answer. */
export const identityUrl = (instanceUrl: string, orgId: string, userId: string) =>
	`${instanceUrl}/id/${orgId}/${userId}`;

function token(parts: GrantParts, userId: string, scope: string, extra: Record<string, string> = {}): TokenAnswer {
	const issuedAt = String(parts.store.clock.now().getTime());
	const id = identityUrl(parts.instanceUrl, parts.orgId, userId);
	const signature = createHmac('sha256', parts.app.clientSecret)
		.update(id + issuedAt)
		.digest('base64');
	const access = parts.sessions.open(userId, scope);
	return {
		status: 200,
		body: {
			access_token: access,
			instance_url: parts.instanceUrl,
			id,
			token_type: 'Bearer',
			issued_at: issuedAt,
			signature,
			scope,
			...extra,
		},
	};
}

function clientError(form: TokenForm, app: ConnectedApp): TokenAnswer | undefined {
	if (form.client_id !== app.clientId) return refuse('invalid_client_id', 'client identifier invalid');
	if (form.client_secret !== app.clientSecret) return refuse('invalid_client', 'invalid client credentials');
	return undefined;
}

function authorizationCode(form: TokenForm, parts: GrantParts): TokenAnswer {
	const code = parts.sessions.takeCode(form.code ?? '');
	if (!code) return refuse('invalid_grant', 'expired authorization code');
	if (form.redirect_uri !== code.redirectUri) {
		return refuse('redirect_uri_mismatch', 'redirect_uri must match configuration');
	}
	if (code.challenge !== undefined) {
		const actual = createHash('sha256')
			.update(form.code_verifier ?? '')
			.digest('base64url');
		if (actual !== code.challenge) return refuse('invalid_grant', 'invalid code verifier');
	}
	const refresh = parts.sessions.grantRefresh(code.userId, code.scope);
	return token(parts, code.userId, code.scope, { refresh_token: refresh });
}

function refresh(form: TokenForm, parts: GrantParts): TokenAnswer {
	const given = form.refresh_token ?? '';
	const target = parts.sessions.refreshTarget(given);
	if (!target) return refuse('invalid_grant', 'expired access/refresh token');
	if (!parts.app.rotateRefreshTokens) return token(parts, target.userId, target.scope);
	parts.sessions.revokeRefresh(given);
	const next = parts.sessions.grantRefresh(target.userId, target.scope);
	return token(parts, target.userId, target.scope, { refresh_token: next });
}

function userNamed(store: Store, username: string): Row | undefined {
	for (const row of store.table('User').all()) {
		if (row.Username === username && row.IsActive === true) return row;
	}
	return undefined;
}

function jwtBearer(form: TokenForm, parts: GrantParts): TokenAnswer {
	const audiences = [parts.instanceUrl, ...LOGIN_HOSTS];
	const check = checkAssertion(form.assertion ?? '', parts.app, audiences, parts.store.clock.now());
	if (!check.ok) return refuse(check.error, check.description);
	const user = userNamed(parts.store, check.username);
	// Salesforce gives the same answer for an unknown user and for one that has not approved the app.
	if (!user) return refuse('invalid_grant', "user hasn't approved this consumer");
	return token(parts, user.Id, 'api');
}

/** Answers a request to `/services/oauth2/token`. */
export function grantToken(form: TokenForm, parts: GrantParts): TokenAnswer {
	if (form.grant_type === 'urn:ietf:params:oauth:grant-type:jwt-bearer') return jwtBearer(form, parts);
	const known = ['authorization_code', 'refresh_token', 'client_credentials'];
	if (!known.includes(form.grant_type ?? '')) return refuse('unsupported_grant_type', 'grant type not supported');
	const wrongClient = clientError(form, parts.app);
	if (wrongClient) return wrongClient;
	if (form.grant_type === 'authorization_code') return authorizationCode(form, parts);
	if (form.grant_type === 'refresh_token') return refresh(form, parts);
	return token(parts, parts.integrationUserId, 'api');
}
