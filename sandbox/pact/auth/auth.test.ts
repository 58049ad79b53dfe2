import { createHash } from 'node:crypto';

import { DEMO_KEYS } from '../index';
import { sandboxPerTest } from '../testClient';

const REDIRECT = 'http://localhost:5678/rest/oauth2-credential/callback';
const VERIFIER = 'a-verifier-that-is-long-enough-for-the-standard-0123456789';
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

describe('API keys', () => {
	const pact = sandboxPerTest();

	it('opens a list with a valid key, as the documented check does', async () => {
		expect((await pact.call('GET', '/v1/companies?limit=1')).status).toBe(200);
	});

	it.each([
		['no credential', null],
		['a key that never existed', 'pact_live_0123456789abcdef0123456789abcdef'],
		['a token of another service', 'pat-na1-123'],
		['a revoked key', DEMO_KEYS.revoked],
		['an expired key', DEMO_KEYS.expired],
	])('answers 401 with a JSON error and a request id for %s', async (_name, credential) => {
		const answer = await pact.call('GET', '/v1/companies', undefined, credential);
		expect(answer.status).toBe(401);
		expect(answer.body.error.code).toBe('unauthorized');
		expect(answer.headers.get('x-request-id')).toBe(answer.body.request_id);
	});

	it('answers 403, not 401, and names the scope that is missing', async () => {
		const answer = await pact.call('GET', '/v1/opportunities', undefined, DEMO_KEYS.noDeals);
		expect(answer.status).toBe(403);
		expect(answer.body.error.message).toContain('read:deals');
	});

	it('does not let a read scope write', async () => {
		const answer = await pact.call('POST', '/v1/contacts', { name: 'A' }, DEMO_KEYS.readOnly);
		expect(answer.status).toBe(403);
		expect(answer.body.error.message).toContain('write:contacts');
		expect(pact.sandbox.records('contacts')).toHaveLength(0);
	});

	it('refuses the credential before it looks at the body', async () => {
		expect((await pact.call('POST', '/v1/contacts', { nonsense: 1 }, null)).status).toBe(401);
	});

	it('guards paths that do not exist like the others', async () => {
		expect((await pact.call('GET', '/v1/leads', undefined, null)).status).toBe(401);
		const missing = await pact.call('GET', '/v1/leads');
		expect([missing.status, missing.body.error.code]).toEqual([404, 'not_found']);
		expect(missing.headers.get('x-ratelimit-remaining')).toBe('599');
	});

	it('makes keys with chosen scopes and revokes them', async () => {
		const { body } = await pact.call('POST', '/__sandbox/keys', { scopes: ['read:contacts'], environment: 'live' });
		expect(body.secret).toMatch(/^pact_live_[0-9a-f]{32}$/);
		expect((await pact.call('GET', '/v1/contacts', undefined, body.secret)).status).toBe(200);
		expect((await pact.call('GET', '/v1/companies', undefined, body.secret)).status).toBe(403);
		await pact.call('DELETE', `/__sandbox/keys/${body.secret}`);
		expect((await pact.call('GET', '/v1/contacts', undefined, body.secret)).status).toBe(401);
	});
});

describe('OAuth 2.0 authorization code with PKCE', () => {
	const pact = sandboxPerTest();

	const request = (changed: Record<string, string> = {}): URLSearchParams =>
		new URLSearchParams({
			response_type: 'code',
			client_id: 'pact_app_public',
			redirect_uri: REDIRECT,
			scope: 'read:contacts write:contacts',
			state: 'state-1',
			code_challenge: CHALLENGE,
			code_challenge_method: 'S256',
			...changed,
		});

	const post = (path: string, form: URLSearchParams, headers: Record<string, string> = {}): Promise<Response> =>
		fetch(pact.sandbox.url + path, { method: 'POST', body: form, headers, redirect: 'manual' });

	async function approve(changed: Record<string, string> = {}): Promise<string> {
		const form = request(changed);
		form.set('decision', 'approve');
		const location = new URL((await post('/oauth/authorize', form)).headers.get('location') ?? '');
		expect(location.searchParams.get('state')).toBe('state-1');
		return location.searchParams.get('code') ?? '';
	}

	const exchange = (code: string, changed: Record<string, string> = {}): Promise<Response> =>
		post(
			'/oauth/token',
			new URLSearchParams({
				grant_type: 'authorization_code',
				code,
				redirect_uri: REDIRECT,
				client_id: 'pact_app_public',
				code_verifier: VERIFIER,
				...changed,
			}),
		);

	it('shows a consent page that lists the scopes', async () => {
		const page = await (await fetch(`${pact.sandbox.url}/oauth/authorize?${request()}`)).text();
		expect(page).toContain('write:contacts');
		expect(page).toContain('Public demo app');
	});

	it('gives an hour of access within the granted scopes', async () => {
		const token = (await (await exchange(await approve())).json()) as { access_token: string; expires_in: number };
		expect(token).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'read:contacts write:contacts' });
		expect((await pact.call('GET', '/v1/contacts', undefined, token.access_token)).status).toBe(200);
		expect((await pact.call('GET', '/v1/companies', undefined, token.access_token)).status).toBe(403);
		pact.sandbox.clock.advance(3_600_001);
		expect((await pact.call('GET', '/v1/contacts', undefined, token.access_token)).status).toBe(401);
	});

	it('refuses a redirect that differs by one character, without redirecting', async () => {
		const response = await fetch(`${pact.sandbox.url}/oauth/authorize?${request({ redirect_uri: `${REDIRECT}/` })}`, {
			redirect: 'manual',
		});
		expect(response.status).toBe(400);
		expect(response.headers.get('location')).toBeNull();
	});

	it.each([
		['no PKCE', { code_challenge: '' }, 'invalid_request'],
		['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
		['a scope that does not exist', { scope: 'write:workflows' }, 'invalid_scope'],
	])('redirects with an error for %s', async (_name, changed, error) => {
		const response = await fetch(`${pact.sandbox.url}/oauth/authorize?${request(changed)}`, { redirect: 'manual' });
		const location = new URL(response.headers.get('location') ?? '');
		expect(location.searchParams.get('error')).toBe(error);
		expect(location.searchParams.get('state')).toBe('state-1');
	});

	it('accepts a code once, and only with its own verifier', async () => {
		const wrong = await exchange(await approve(), { code_verifier: 'something else' });
		expect(wrong.status).toBe(400);
		expect(await wrong.json()).toMatchObject({ error: 'invalid_grant' });
		const code = await approve();
		expect((await exchange(code)).status).toBe(200);
		expect((await exchange(code)).status).toBe(400);
	});

	it('asks confidential clients for their secret, in the form or as HTTP Basic', async () => {
		const code = await approve({ client_id: 'pact_app_demo' });
		expect((await exchange(code, { client_id: 'pact_app_demo' })).status).toBe(401);
		const form = new URLSearchParams({
			grant_type: 'authorization_code',
			code,
			redirect_uri: REDIRECT,
			code_verifier: VERIFIER,
		});
		const basic = Buffer.from('pact_app_demo:pact_secret_demo').toString('base64');
		expect((await post('/oauth/token', form, { Authorization: `Basic ${basic}` })).status).toBe(200);
	});

	async function refresh(refreshToken: string): Promise<Response> {
		const form = { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: 'pact_app_public' };
		return post('/oauth/token', new URLSearchParams(form));
	}

	it('renews access for thirty days', async () => {
		const token = (await (await exchange(await approve())).json()) as { refresh_token: string };
		await pact.call('POST', '/__sandbox/expire-tokens');
		const renewed = (await (await refresh(token.refresh_token)).json()) as { access_token: string };
		expect((await pact.call('GET', '/v1/contacts', undefined, renewed.access_token)).status).toBe(200);
		pact.sandbox.clock.advance(30 * 24 * 3_600_000 + 1);
		expect((await refresh(token.refresh_token)).status).toBe(400);
	});

	it('voids the old refresh token when rotation is assumed', async () => {
		pact.sandbox.assume({ rotateRefreshTokens: true });
		const token = (await (await exchange(await approve())).json()) as { refresh_token: string };
		const renewed = (await (await refresh(token.refresh_token)).json()) as { refresh_token: string };
		expect(renewed.refresh_token).not.toBe(token.refresh_token);
		expect((await refresh(token.refresh_token)).status).toBe(400);
		expect((await refresh(renewed.refresh_token)).status).toBe(200);
	});
});
