import { createHash } from 'node:crypto';

import type { SandboxClock } from '../../common/clock';
import type { Random } from '../../common/random';
import { DEMO_APP, type OAuthApp } from './app';
import type { Form } from './form';
import type { AccessTokens } from './guard';
import { ALL_SCOPES } from './scopes';

/** A refresh token that works from the start, for credentials written by a test or a guide. */
export const DEMO_REFRESH_TOKEN = 'na1-de30-0000-4000-8000-00000000f0aa';

/** "Access tokens are short-lived (30 minutes)": OAuth guide. Refresh tokens do not expire. */
export const ACCESS_TOKEN_SECONDS = 1_800;
/** Not published; RFC 6749 recommends at most ten minutes for a code. */
const CODE_SECONDS = 600;

/** The refusals of the token endpoint: HubSpot's `status`, its message, and the word of RFC 6749 that newer paths add. */
const REFUSALS = {
	BAD_CLIENT_ID: ['missing or unknown client id', 'invalid_client'],
	BAD_CLIENT_SECRET: ['missing or invalid client secret', 'invalid_client'],
	BAD_GRANT_TYPE: ['missing or unknown grant type', 'unsupported_grant_type'],
	BAD_AUTH_CODE: ['missing or unknown auth code', 'invalid_grant'],
	BAD_REFRESH_TOKEN: ['missing or invalid refresh token', 'invalid_grant'],
	MISMATCH_REDIRECT_URI_AUTH_CODE: ['redirect URI does not match that of the auth code', 'invalid_grant'],
	BAD_CODE_VERIFIER: ['missing or invalid code verifier', 'invalid_grant'],
} as const;

/** An error of the OAuth endpoints; all are 400. */
export class OAuthError extends Error {
	readonly error: string;

	constructor(readonly status: keyof typeof REFUSALS) {
		super(REFUSALS[status][0]);
		this.name = 'OAuthError';
		this.error = REFUSALS[status][1];
	}
}

/** What a person allowed an app to do. */
export interface Grant {
	readonly clientId: string;
	readonly appId: number;
	readonly scopes: readonly string[];
	/** E-mail of the person who consented. */
	readonly user: string;
}

interface Code extends Grant {
	readonly redirectUri: string;
	/** PKCE with S256; optional at HubSpot. */
	readonly challenge: string | undefined;
	readonly expiresAt: number;
}

/** A checked request for a person's consent. */
export interface AuthorizeRequest {
	readonly app: OAuthApp;
	readonly redirectUri: string;
	readonly scopes: readonly string[];
	readonly challenge: string | undefined;
}

/** What a token request was answered with. */
export interface IssuedTokens extends Grant {
	readonly accessToken: string;
	readonly refreshToken: string;
}

/** Authorization codes and tokens of the portal's installed apps. */
export class OAuth {
	private readonly apps = new Map<string, OAuthApp>();
	private readonly codes = new Map<string, Code>();
	/** Whose access token is whose. The tokens themselves are with those of service keys. */
	private readonly accessGrants = new Map<string, Grant>();
	private readonly refreshTokens = new Map<string, Grant>();

	constructor(
		private readonly clock: SandboxClock,
		private readonly random: Random,
		private readonly tokens: AccessTokens,
		apps: readonly OAuthApp[],
		demoUser: string,
	) {
		for (const app of apps) this.register(app);
		const { clientId, appId } = DEMO_APP;
		this.refreshTokens.set(DEMO_REFRESH_TOKEN, { clientId, appId, scopes: ALL_SCOPES, user: demoUser });
	}

	register(app: OAuthApp): void {
		this.apps.set(app.clientId, app);
	}

	app(clientId: string | undefined): OAuthApp | undefined {
		return this.apps.get(clientId ?? '');
	}

	/** A code for a request that a person consented to. */
	issueCode({ app, scopes, redirectUri, challenge }: AuthorizeRequest, user: string): string {
		const code = `na1-${this.random.uuid()}`;
		const expiresAt = this.now() + CODE_SECONDS * 1_000;
		this.codes.set(code, { ...grantOf(app, scopes, user), redirectUri, challenge, expiresAt });
		return code;
	}

	/** Answers a token request. @throws OAuthError */
	grant(form: Form): IssuedTokens {
		const app = this.client(form);
		if (form['grant_type'] === 'authorization_code') return this.exchange(form, app);
		if (form['grant_type'] === 'refresh_token') return this.refresh(form['refresh_token'] ?? '', app);
		throw new OAuthError('BAD_GRANT_TYPE');
	}

	/** The app that proves itself in a form. HubSpot takes no Basic header. @throws OAuthError */
	client(form: Form): OAuthApp {
		const app = this.app(form['client_id']);
		if (!app) throw new OAuthError('BAD_CLIENT_ID');
		if (app.clientSecret !== form['client_secret']) throw new OAuthError('BAD_CLIENT_SECRET');
		return app;
	}

	/** Who allowed an access token, whether it still lives or not. */
	findAccess(token: string): Grant | undefined {
		return this.accessGrants.get(token);
	}

	findRefresh(token: string): Grant | undefined {
		return this.refreshTokens.get(token);
	}

	/** Ends a refresh token and its app's access tokens, as uninstalling the app does. False when there is none. */
	revokeRefresh(token: string): boolean {
		const grant = this.refreshTokens.get(token);
		if (!grant) return false;
		this.refreshTokens.delete(token);
		for (const [access, { clientId }] of this.accessGrants) if (clientId === grant.clientId) this.end(access);
		return true;
	}

	/** Makes a refresh token valid, with all scopes of its app, as a new consent would. @throws OAuthError */
	grantRefresh(token: string, clientId: string, user: string): void {
		const app = this.app(clientId);
		if (!app) throw new OAuthError('BAD_CLIENT_ID');
		this.refreshTokens.set(token, grantOf(app, app.optionalScopes, user));
	}

	private exchange(form: Form, app: OAuthApp): IssuedTokens {
		const code = this.codes.get(form['code'] ?? '');
		this.codes.delete(form['code'] ?? '');
		if (!code || code.clientId !== app.clientId || code.expiresAt <= this.now()) throw new OAuthError('BAD_AUTH_CODE');
		if (code.redirectUri !== form['redirect_uri']) throw new OAuthError('MISMATCH_REDIRECT_URI_AUTH_CODE');
		if (code.challenge !== undefined && digest(form['code_verifier'] ?? '') !== code.challenge) {
			throw new OAuthError('BAD_CODE_VERIFIER');
		}
		const grant = grantOf(app, code.scopes, code.user);
		const refreshToken = `na1-${this.random.uuid()}`;
		this.refreshTokens.set(refreshToken, grant);
		return this.issue(grant, refreshToken);
	}

	/** HubSpot answers with the refresh token it was given: they are not rotated. */
	private refresh(refreshToken: string, app: OAuthApp): IssuedTokens {
		const grant = this.refreshTokens.get(refreshToken);
		if (!grant || grant.clientId !== app.clientId) throw new OAuthError('BAD_REFRESH_TOKEN');
		return this.issue(grant, refreshToken);
	}

	private issue(grant: Grant, refreshToken: string): IssuedTokens {
		const token = `CLy${this.random.uuid().replaceAll('-', '')}${this.random.uuid().replaceAll('-', '')}`;
		const { scopes, appId } = grant;
		this.accessGrants.set(token, grant);
		const expiresAt = this.now() + ACCESS_TOKEN_SECONDS * 1_000;
		this.tokens.add({ token, kind: 'oauth', scopes, appId, expiresAt });
		return { ...grant, accessToken: token, refreshToken };
	}

	private end(accessToken: string): void {
		this.accessGrants.delete(accessToken);
		this.tokens.remove(accessToken);
	}

	private now(): number {
		return this.clock.now().getTime();
	}
}

const grantOf = ({ clientId, appId }: OAuthApp, scopes: readonly string[], user: string): Grant => ({
	clientId,
	appId,
	scopes,
	user,
});

const digest = (verifier: string) => createHash('sha256').update(verifier).digest('base64url');
