import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../../common/clock';

/** Session timeout of a fresh org: Setup, "Session Settings". Virtual time. */
export const SESSION_MS = 2 * 60 * 60 * 1_000;

/** Authorization codes live this long: OAuth 2.0 Web Server Flow, Salesforce Help. */
const CODE_MS = 15 * 60 * 1_000;

export interface Session {
	userId: string;
	scope: string;
	expiresAt: number;
}

interface AuthorizationCode {
	userId: string;
	scope: string;
	redirectUri: string;
	/** PKCE, S256. */
	challenge: string | undefined;
	expiresAt: number;
}

/** Access tokens, refresh tokens and authorization codes that are valid now. */
export class Sessions {
	private readonly sessions = new Map<string, Session>();

	private readonly refreshTokens = new Map<string, { userId: string; scope: string }>();

	private readonly codes = new Map<string, AuthorizationCode>();

	constructor(
		private readonly clock: SandboxClock,
		private readonly orgId: string,
	) {}

	/** A new access token; or makes the given one valid. */
	open(
		userId: string,
		scope: string,
		token = `${this.orgId.slice(0, 15)}!AQ${randomBytes(48).toString('base64url')}`,
	): string {
		this.sessions.set(token, { userId, scope, expiresAt: this.now() + SESSION_MS });
		return token;
	}

	/** The live session of an access token. */
	find(token: string): Session | undefined {
		const session = this.sessions.get(token);
		return session && session.expiresAt > this.now() ? session : undefined;
	}

	/** A session that streams does not end by itself; false when it has ended already. Streaming API Developer Guide, "Handling Streaming API Errors". */
	extend(token: string): boolean {
		const session = this.find(token);
		if (session) session.expiresAt = this.now() + SESSION_MS;
		return session !== undefined;
	}

	/** Ends all sessions; refresh tokens stay good. */
	expireAll(): void {
		this.sessions.clear();
	}

	/** Registers a refresh token, a new one unless given. */
	grantRefresh(userId: string, scope: string, token = `5Aep861${randomBytes(36).toString('base64url')}`): string {
		this.refreshTokens.set(token, { userId, scope });
		return token;
	}

	refreshTarget(token: string): { userId: string; scope: string } | undefined {
		return this.refreshTokens.get(token);
	}

	revokeRefresh(token: string): void {
		this.refreshTokens.delete(token);
	}

	issueCode(code: Omit<AuthorizationCode, 'expiresAt'>): string {
		const text = `aPrx${randomBytes(30).toString('base64url')}==`;
		this.codes.set(text, { ...code, expiresAt: this.now() + CODE_MS });
		return text;
	}

	/** A code works once. */
	takeCode(text: string): AuthorizationCode | undefined {
		const code = this.codes.get(text);
		this.codes.delete(text);
		return code && code.expiresAt > this.now() ? code : undefined;
	}

	private now(): number {
		return this.clock.now().getTime();
	}
}
