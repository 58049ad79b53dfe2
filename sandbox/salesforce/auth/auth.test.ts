import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { SESSION_MS } from './sessions';
import { readAnswer, START, testOrg, type TestOrg } from '../client.test-helper';
import { DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_REFRESH_TOKEN } from '../index';

const client = { client_id: DEMO_CLIENT_ID, client_secret: DEMO_CLIENT_SECRET };
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function assertion(privateKey: string, claims: Record<string, unknown>, alg = 'RS256'): string {
	const content = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
	return `${content}.${createSign('RSA-SHA256').update(content).sign(privateKey, 'base64url')}`;
}

describe('authorization', () => {
	let org: TestOrg;

	beforeEach(async () => {
		org = await testOrg({ size: { accounts: 1, contacts: 1, leads: 0, opportunities: 0 } });
	});
	afterEach(() => org.sandbox.close());

	const token = async (form: Record<string, string>, headers: Record<string, string> = {}) => {
		const response = await fetch(`${org.sandbox.url}/services/oauth2/token`, {
			method: 'POST',
			body: new URLSearchParams(form),
			headers,
		});
		const { status, body } = await readAnswer(response);
		return { status, body };
	};
	const limits = (accessToken: string) =>
		fetch(`${org.sandbox.url}/services/data/v62.0/limits`, { headers: { authorization: `Bearer ${accessToken}` } });

	it('gives a working access token for the demo refresh token', async () => {
		const { status, body } = await token({ grant_type: 'refresh_token', refresh_token: DEMO_REFRESH_TOKEN, ...client });
		expect(status).toBe(200);
		expect(body).toMatchObject({
			instance_url: org.sandbox.url,
			token_type: 'Bearer',
			id: `${org.sandbox.url}/id/${org.sandbox.orgId}/${org.sandbox.userId}`,
		});
		expect(Object.keys(body)).toEqual(expect.arrayContaining(['issued_at', 'signature', 'scope']));
		expect((await limits(body.access_token)).status).toBe(200);
	});

	it('takes client credentials from a Basic header', async () => {
		const basic = `Basic ${Buffer.from(`${DEMO_CLIENT_ID}:${DEMO_CLIENT_SECRET}`).toString('base64')}`;
		const { status } = await token({ grant_type: 'client_credentials' }, { authorization: basic });
		expect(status).toBe(200);
	});

	it.each([
		[
			{ grant_type: 'refresh_token', refresh_token: 'wrong', ...client },
			'invalid_grant',
			'expired access/refresh token',
		],
		[
			{ grant_type: 'refresh_token', refresh_token: DEMO_REFRESH_TOKEN, ...client, client_id: 'x' },
			'invalid_client_id',
			'client identifier invalid',
		],
		[
			{ grant_type: 'refresh_token', refresh_token: DEMO_REFRESH_TOKEN, ...client, client_secret: 'x' },
			'invalid_client',
			'invalid client credentials',
		],
		[{ grant_type: 'password', ...client }, 'unsupported_grant_type', 'grant type not supported'],
		[
			{ grant_type: 'authorization_code', code: 'x', redirect_uri: 'http://localhost/', ...client },
			'invalid_grant',
			'expired authorization code',
		],
	])('refuses %j', async (form, error, error_description) => {
		expect(await token(form)).toEqual({ status: 400, body: { error, error_description } });
	});

	it('runs the web server flow with PKCE; a code works once and only with its verifier and redirect URI', async () => {
		const verifier = 'v'.repeat(50);
		const redirect_uri = 'http://localhost:5678/rest/oauth2-credential/callback';
		const getCode = async () => {
			const query = new URLSearchParams({
				client_id: DEMO_CLIENT_ID,
				redirect_uri,
				response_type: 'code',
				state: 's1',
				code_challenge_method: 'S256',
				code_challenge: createHash('sha256').update(verifier).digest('base64url'),
			});
			const response = await fetch(`${org.sandbox.url}/services/oauth2/authorize?${query}`, { redirect: 'manual' });
			expect(response.status).toBe(302);
			const target = new URL(response.headers.get('location') ?? '');
			expect(target.searchParams.get('state')).toBe('s1');
			return target.searchParams.get('code') ?? '';
		};
		const exchange = (code: string, code_verifier = verifier, uri = redirect_uri) =>
			token({ grant_type: 'authorization_code', code, code_verifier, redirect_uri: uri, ...client });
		const code = await getCode();
		const { status, body } = await exchange(code);
		expect(status).toBe(200);
		expect(body.refresh_token).toBeDefined();
		expect((await exchange(code)).status).toBe(400);
		expect((await exchange(await getCode(), 'other')).body.error).toBe('invalid_grant');
		expect((await exchange(await getCode(), verifier, 'http://evil.example/')).body.error).toBe(
			'redirect_uri_mismatch',
		);
	});

	describe('JWT bearer', () => {
		const grant = (jwt: string) => token({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: jwt });
		const claims = () => ({
			iss: DEMO_CLIENT_ID,
			sub: org.sandbox.username,
			aud: 'https://login.salesforce.com',
			exp: START.getTime() / 1_000 + 180,
		});

		it('gives a token for a good assertion, for the login host and for its own address', async () => {
			const { privateKey } = org.sandbox.app.keyPair;
			const { status, body } = await grant(assertion(privateKey, claims()));
			expect(status).toBe(200);
			expect(body).not.toHaveProperty('refresh_token');
			expect((await limits(body.access_token)).status).toBe(200);
			expect((await grant(assertion(privateKey, { ...claims(), aud: org.sandbox.url }))).status).toBe(200);
		});

		it.each([
			[{ aud: 'https://elsewhere.example' }, 'invalid_grant', 'audience is invalid'],
			[{ exp: START.getTime() / 1_000 - 1 }, 'invalid_grant', 'assertion expired'],
			[
				{ exp: START.getTime() / 1_000 + 3_600 },
				'invalid_grant',
				'expiration time of the assertion is too far in the future',
			],
			[{ iss: 'someone' }, 'invalid_client_id', 'client identifier invalid'],
			[{ sub: 'nobody@example.com' }, 'invalid_grant', "user hasn't approved this consumer"],
		])('refuses %j', async (change, error, error_description) => {
			const jwt = assertion(org.sandbox.app.keyPair.privateKey, { ...claims(), ...change });
			expect(await grant(jwt)).toEqual({ status: 400, body: { error, error_description } });
		});

		it('refuses a foreign key, an unsigned token and rubbish', async () => {
			const { privateKey } = generateKeyPairSync('rsa', {
				modulusLength: 2_048,
				publicKeyEncoding: { type: 'spki', format: 'pem' },
				privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
			});
			for (const jwt of [
				assertion(privateKey, claims()),
				assertion(org.sandbox.app.keyPair.privateKey, claims(), 'none'),
				'rubbish',
			]) {
				expect((await grant(jwt)).body).toEqual({ error: 'invalid_grant', error_description: 'invalid assertion' });
			}
		});
	});

	it('ends sessions after two hours of its clock, and at once on demand', async () => {
		const invalid = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }];
		org.clock.advance(SESSION_MS - 1);
		expect((await org.call('limits')).status).toBe(200);
		org.clock.advance(1);
		expect(await org.call('limits')).toMatchObject({ status: 401, body: invalid });
		const fresh = org.sandbox.openSession();
		expect((await limits(fresh)).status).toBe(200);
		await org.call('/__sandbox/expire-sessions', { method: 'POST' });
		expect((await limits(fresh)).status).toBe(401);
	});

	it('answers who the user is', async () => {
		const { body } = await org.call('/services/oauth2/userinfo');
		expect(body).toMatchObject({
			user_id: org.sandbox.userId,
			organization_id: org.sandbox.orgId,
			preferred_username: org.sandbox.username,
		});
		expect((await org.call(`/id/${org.sandbox.orgId}/${org.sandbox.userId}`)).body.display_name).toBe(
			'Ida Integration',
		);
	});

	it('tells where the identity service is, which takes the token in the query string too', async () => {
		const { body } = await org.call('/services/data/v62.0/');
		const identity = await readAnswer(await fetch(`${String(body.identity)}?oauth_token=${org.sandbox.openSession()}`));
		expect(identity.body).toMatchObject({ user_id: org.sandbox.userId });
		expect((await fetch(`${String(body.identity)}?oauth_token=wrong`)).status).toBe(403);
	});

	it('shows everything a credential needs', async () => {
		const { body } = await org.call('/__sandbox/app');
		expect(body).toMatchObject({
			clientId: DEMO_CLIENT_ID,
			clientSecret: DEMO_CLIENT_SECRET,
			username: org.sandbox.username,
			refreshToken: DEMO_REFRESH_TOKEN,
		});
		expect(body.privateKey).toContain('BEGIN PRIVATE KEY');
		expect((await limits(body.accessToken)).status).toBe(200);
	});
});

describe('an app that rotates refresh tokens', () => {
	it('ends the old one with every refresh', async () => {
		const org = await testOrg({
			rotateRefreshTokens: true,
			refreshToken: 'mine',
			accessToken: 'ready',
			size: { accounts: 0, contacts: 0, leads: 0, opportunities: 0 },
		});
		const refresh = async (refresh_token: string) => {
			const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token, ...client });
			return (await readAnswer(await fetch(`${org.sandbox.url}/services/oauth2/token`, { method: 'POST', body }))).body;
		};
		const first = await refresh('mine');
		expect(first.refresh_token).toBeDefined();
		expect(await refresh('mine')).toMatchObject({ error: 'invalid_grant' });
		expect(await refresh(first.refresh_token)).toHaveProperty('access_token');
		const ready = await fetch(`${org.sandbox.url}/services/data/v62.0/limits`, {
			headers: { authorization: 'Bearer ready' },
		});
		expect(ready.status).toBe(200);
		await org.sandbox.close();
	});
});
