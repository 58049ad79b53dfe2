import { createHash } from 'node:crypto';

import { z } from 'zod';

import type { SandboxClock } from '../../common/clock';
import type { Random } from '../../common/random';
import type { Assumptions } from '../assumptions';
import { unauthorized } from '../errors';
import { isScope, SCOPES, type Scope } from './scopes';

/** An app registered in the workspace's developer settings. */
export const oauthAppSchema = z.strictObject({
	clientId: z.string().min(1),
	/** Absent for public clients, which get no secret. */
	clientSecret: z.string().min(1).optional(),
	name: z.string().min(1),
	redirectUris: z.array(z.url()).min(1),
	scopes: z.array(z.enum(SCOPES)).default([...SCOPES]),
});
export type OAuthApp = z.output<typeof oauthAppSchema>;

/** Redirects of an n8n on its usual port, both spellings of this machine. */
const N8N_CALLBACKS = ['localhost', '127.0.0.1'].map((host) => `http://${host}:5678/rest/oauth2-credential/callback`);

/** Apps that every sandbox knows: one confidential, one public. */
export const DEMO_APPS: readonly OAuthApp[] = [
	{
		clientId: 'pact_app_demo',
		clientSecret: 'pact_secret_demo',
		name: 'n8n (demo)',
		redirectUris: N8N_CALLBACKS,
		scopes: [...SCOPES],
	},
	{ clientId: 'pact_app_public', name: 'Public demo app', redirectUris: N8N_CALLBACKS, scopes: [...SCOPES] },
];

/** Documented: an access token lives one hour, a refresh token thirty days. */
export const ACCESS_TOKEN_SECONDS = 3_600;
const REFRESH_TOKEN_SECONDS = 30 * 24 * 3_600;
/** RFC 6749 recommends at most ten minutes for a code. */
const CODE_SECONDS = 600;

/** An error of the OAuth endpoints, in the words of RFC 6749. */
export class OAuthError extends Error {
	constructor(
		readonly error: 'invalid_request' | 'invalid_client' | 'invalid_grant' | 'invalid_scope' | 'unsupported_grant_type',
		description: string,
	) {
		super(description);
		this.name = 'OAuthError';
	}
}

/** What a person allowed an app to do. */
export interface Grant {
	readonly clientId: string;
	readonly scopes: readonly Scope[];
	/** E-mail of the person who consented. */
	readonly user: string;
}

interface Pending extends Grant {
	readonly redirectUri: string;
	readonly challenge: string;
	readonly expiresAt: number;
}

interface Token extends Grant {
	expiresAt: number;
}

/** The query of `GET /oauth/authorize`, checked. */
export interface AuthorizeRequest {
	readonly app: OAuthApp;
	readonly redirectUri: string;
	readonly scopes: readonly Scope[];
	readonly challenge: string;
	readonly state: string | undefined;
}

/** Authorization codes and tokens of the workspace. */
export class OAuth {
	private readonly apps = new Map<string, OAuthApp>();
	private readonly codes = new Map<string, Pending>();
	private readonly accessTokens = new Map<string, Token>();
	private readonly refreshTokens = new Map<string, Token>();

	constructor(
		private readonly clock: SandboxClock,
		private readonly random: Random,
		private readonly assumptions: Assumptions,
		apps: readonly OAuthApp[],
	) {
		for (const app of apps) this.register(app);
	}

	register(app: OAuthApp): void {
		this.apps.set(app.clientId, app);
	}

	/** The app and redirect of an authorization request. Errors here are shown, never redirected. @throws OAuthError */
	appFor(clientId: string | undefined, redirectUri: string | undefined): OAuthApp {
		const app = this.apps.get(clientId ?? '');
		if (!app) throw new OAuthError('invalid_client', 'This client_id is not registered.');
		if (!app.redirectUris.includes(redirectUri ?? '')) {
			throw new OAuthError('invalid_request', 'The redirect_uri must match a registered one exactly.');
		}
		return app;
	}

	/** The scopes an app asks for. @throws OAuthError */
	scopesFor(app: OAuthApp, scope: string | undefined): readonly Scope[] {
		const wanted = (scope ?? '').split(' ').filter((word) => word !== '');
		const bad = wanted.find((word) => !isScope(word) || !app.scopes.includes(word));
		if (wanted.length === 0 || bad !== undefined) {
			throw new OAuthError('invalid_scope', bad ? `Scope '${bad}' is not allowed.` : 'No scope was asked for.');
		}
		return wanted.filter(isScope);
	}

	/** A code for a request that a person consented to. */
	issueCode(request: AuthorizeRequest, user: string): string {
		const code = this.secret('pact_code_');
		this.codes.set(code, {
			clientId: request.app.clientId,
			scopes: request.scopes,
			user,
			redirectUri: request.redirectUri,
			challenge: request.challenge,
			expiresAt: this.inSeconds(CODE_SECONDS),
		});
		return code;
	}

	/** Exchanges a code, once. @throws OAuthError */
	exchangeCode(form: Readonly<Record<string, string>>, app: OAuthApp): Record<string, unknown> {
		const pending = this.codes.get(form['code'] ?? '');
		this.codes.delete(form['code'] ?? '');
		if (!pending || pending.clientId !== app.clientId || this.isPast(pending.expiresAt)) {
			throw new OAuthError('invalid_grant', 'The code is wrong, used or expired.');
		}
		if (pending.redirectUri !== form['redirect_uri']) {
			throw new OAuthError('invalid_grant', 'The redirect_uri differs from that of the authorization request.');
		}
		const digest = createHash('sha256')
			.update(form['code_verifier'] ?? '')
			.digest('base64url');
		if (digest !== pending.challenge) throw new OAuthError('invalid_grant', 'The code_verifier does not fit.');
		return this.issueTokens(pending);
	}

	/** Renews an access token. @throws OAuthError */
	refresh(form: Readonly<Record<string, string>>, app: OAuthApp): Record<string, unknown> {
		const secret = form['refresh_token'] ?? '';
		const token = this.refreshTokens.get(secret);
		if (!token || token.clientId !== app.clientId || this.isPast(token.expiresAt)) {
			throw new OAuthError('invalid_grant', 'The refresh token is wrong, used or expired.');
		}
		if (!this.assumptions.rotateRefreshTokens) return this.issueTokens(token, secret);
		this.refreshTokens.delete(secret);
		return this.issueTokens(token);
	}

	/** The app that calls the token endpoint. @throws OAuthError */
	authenticateClient(clientId: string | undefined, clientSecret: string | undefined): OAuthApp {
		const app = this.apps.get(clientId ?? '');
		if (!app || app.clientSecret !== clientSecret) {
			throw new OAuthError('invalid_client', 'The client is unknown or its secret is wrong.');
		}
		return app;
	}

	/** @throws PactError 401 */
	authenticate(accessToken: string): Grant {
		const token = this.accessTokens.get(accessToken);
		if (!token) throw unauthorized('This access token is not valid.');
		if (this.isPast(token.expiresAt)) throw unauthorized('This access token has expired.');
		return token;
	}

	/** Ends all access tokens at once, and the refresh tokens too when asked to. */
	expireTokens(refreshTokensToo: boolean): void {
		const now = this.clock.now().getTime();
		const ended = refreshTokensToo ? [this.accessTokens, this.refreshTokens] : [this.accessTokens];
		for (const tokens of ended) for (const token of tokens.values()) token.expiresAt = now;
	}

	private issueTokens(grant: Grant, keptRefreshToken?: string): Record<string, unknown> {
		const { clientId, scopes, user } = grant;
		const accessToken = this.secret('pact_at_');
		this.accessTokens.set(accessToken, { clientId, scopes, user, expiresAt: this.inSeconds(ACCESS_TOKEN_SECONDS) });
		const refreshToken = keptRefreshToken ?? this.secret('pact_rt_');
		if (!keptRefreshToken) {
			const expiresAt = this.inSeconds(REFRESH_TOKEN_SECONDS);
			this.refreshTokens.set(refreshToken, { clientId, scopes, user, expiresAt });
		}
		return {
			access_token: accessToken,
			token_type: 'Bearer',
			expires_in: ACCESS_TOKEN_SECONDS,
			refresh_token: refreshToken,
			scope: scopes.join(' '),
		};
	}

	private secret(prefix: string): string {
		return `${prefix}${this.random.uuid().replaceAll('-', '')}`;
	}

	private inSeconds(seconds: number): number {
		return this.clock.now().getTime() + seconds * 1000;
	}

	private isPast(time: number): boolean {
		return time <= this.clock.now().getTime();
	}
}
