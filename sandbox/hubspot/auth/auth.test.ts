import { createHash } from 'node:crypto';

import { testPortal, type TestPortal } from '../client.test-helper';
import { DEMO_APP, DEMO_REFRESH_TOKEN, DEMO_TOKENS } from '../index';
import { ACCESS_TOKEN_SECONDS } from './oauth';

const CONTACTS = '/crm/v3/objects/contacts';
const client = { client_id: DEMO_APP.clientId, client_secret: DEMO_APP.clientSecret };
const refreshing = { grant_type: 'refresh_token', refresh_token: DEMO_REFRESH_TOKEN, ...client };

let hubspot: TestPortal;

beforeEach(async () => {
	hubspot = await testPortal();
});
afterEach(() => hubspot.sandbox.close());

const token = async (form: Record<string, string>, path = '/oauth/2026-03/token') => {
	const response = await fetch(hubspot.sandbox.url + path, { method: 'POST', body: new URLSearchParams(form) });
	return { status: response.status, body: (await response.json()) as Record<string, string> };
};
const control = (path: string, body: unknown) => hubspot.post(`/__sandbox/${path}`, body);
const statusWith = async (accessToken: string | undefined) =>
	(await hubspot.call(CONTACTS, { token: accessToken ?? '' })).status;

describe('service keys', () => {
	it('open what their scopes allow', async () => {
		const { readOnly, noPreferences } = DEMO_TOKENS;
		expect(await statusWith(readOnly)).toBe(200);
		const refused = await hubspot.call(CONTACTS, { token: readOnly, body: { properties: { email: 'a@b.example' } } });
		expect(refused).toMatchObject({ status: 403, body: { status: 'error', category: 'MISSING_SCOPES' } });
		expect(refused.body.errors[0]?.context).toEqual({ requiredGranularScopes: ['crm.objects.contacts.write'] });
		const preferences = '/communication-preferences/v3/definitions';
		expect((await hubspot.call(preferences, { token: noPreferences })).status).toBe(403);
		expect((await hubspot.call(preferences)).status).toBe(200);
	});

	it('answer 401 in the words of the service when they are unknown or revoked', async () => {
		expect(await hubspot.call(CONTACTS, { token: 'pat-na1-wrong' })).toMatchObject({
			status: 401,
			body: { status: 'error', category: 'INVALID_AUTHENTICATION' },
		});
		await control('revoke', { token: DEMO_TOKENS.full });
		expect(await statusWith(DEMO_TOKENS.full)).toBe(401);
		await control('service-keys', { token: DEMO_TOKENS.full });
		expect(await statusWith(DEMO_TOKENS.full)).toBe(200);
	});

	it('are made on demand, with the scopes asked for', async () => {
		const { body } = await control('service-keys', { scopes: ['crm.objects.deals.read'] });
		expect(await statusWith(String(body['token']))).toBe(403);
		expect((await hubspot.call('/crm/v3/objects/deals', { token: String(body['token']) })).status).toBe(200);
	});
});

describe('the token endpoint', () => {
	it.each(['/oauth/v1/token', '/oauth/2026-03/token'])('%s renews access for half an hour', async (path) => {
		const { status, body } = await token(refreshing, path);
		expect(status).toBe(200);
		expect(body).toMatchObject({
			expires_in: ACCESS_TOKEN_SECONDS,
			refresh_token: DEMO_REFRESH_TOKEN,
			token_type: 'bearer',
		});
		expect(await statusWith(body['access_token'])).toBe(200);
		hubspot.clock.advance(ACCESS_TOKEN_SECONDS * 1_000);
		expect(await hubspot.call(CONTACTS, { token: body['access_token'] ?? '' })).toMatchObject({
			status: 401,
			body: { category: 'EXPIRED_AUTHENTICATION', context: { 'expire time': ['2026-11-21T08:30:00.000Z'] } },
		});
	});

	it.each([
		[{ ...refreshing, refresh_token: 'wrong' }, 'BAD_REFRESH_TOKEN', 'invalid_grant'],
		[{ ...refreshing, client_secret: 'wrong' }, 'BAD_CLIENT_SECRET', 'invalid_client'],
		[{ ...refreshing, client_id: 'wrong' }, 'BAD_CLIENT_ID', 'invalid_client'],
		[{ ...client, grant_type: 'password' }, 'BAD_GRANT_TYPE', 'unsupported_grant_type'],
		[{ ...client, grant_type: 'authorization_code', code: 'x' }, 'BAD_AUTH_CODE', 'invalid_grant'],
	])('refuses %j', async (form, status, error) => {
		expect(await token(form)).toMatchObject({ status: 400, body: { status, error } });
	});

	it('takes no client credentials from a Basic header', async () => {
		const basic = Buffer.from(`${DEMO_APP.clientId}:${DEMO_APP.clientSecret}`).toString('base64');
		const response = await fetch(`${hubspot.sandbox.url}/oauth/2026-03/token`, {
			method: 'POST',
			headers: { authorization: `Basic ${basic}` },
			body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: DEMO_REFRESH_TOKEN }),
		});
		expect(response.status).toBe(400);
	});

	it('tells whose tokens they are', async () => {
		const { body } = await token(refreshing);
		const info = await hubspot.call(`/oauth/v1/access-tokens/${body['access_token']}`);
		expect(info.body).toMatchObject({ hub_id: hubspot.sandbox.portalId, app_id: DEMO_APP.appId });
		expect(info.body['scopes']).toContain('crm.objects.contacts.read');
		expect(
			(await token({ ...client, token: body['access_token'] ?? '' }, '/oauth/2026-03/token/introspect')).body,
		).toMatchObject({
			active: true,
			token_use: 'access_token',
			hub_id: hubspot.sandbox.portalId,
		});
		expect((await token({ ...client, token: 'x' }, '/oauth/2026-03/token/introspect')).body).toEqual({ active: false });
		expect((await hubspot.call('/oauth/v1/access-tokens/wrong')).status).toBe(404);
	});

	it('ends all tokens of an app that is uninstalled, until it is connected again', async () => {
		const { body } = await token(refreshing);
		expect((await hubspot.call(`/oauth/v1/refresh-tokens/${DEMO_REFRESH_TOKEN}`, { method: 'DELETE' })).status).toBe(
			204,
		);
		expect(await statusWith(body['access_token'])).toBe(401);
		expect((await token(refreshing)).body['status']).toBe('BAD_REFRESH_TOKEN');
		await control('reconnect', {});
		expect((await token(refreshing)).status).toBe(200);
	});

	it('can be made to have given tokens that have run out, while keys stay good', async () => {
		const { body } = await token(refreshing);
		await control('expire-tokens', {});
		expect(await statusWith(body['access_token'])).toBe(401);
		expect(await statusWith(DEMO_TOKENS.full)).toBe(200);
		expect((await token(refreshing)).status).toBe(200);
	});
});

describe('connecting an app', () => {
	const redirect_uri = DEMO_APP.redirectUris[0] ?? '';
	const verifier = 'v'.repeat(50);
	const asked = {
		client_id: DEMO_APP.clientId,
		redirect_uri,
		scope: 'oauth crm.objects.contacts.read',
		optional_scope: 'crm.objects.deals.read something.else',
		state: 's1',
	};
	const open = (query: Record<string, string>) =>
		fetch(`${hubspot.sandbox.url}/oauth/authorize?${new URLSearchParams(query)}`, { redirect: 'manual' });
	const decide = async (form: Record<string, string>) => {
		const answer = await fetch(`${hubspot.sandbox.url}/oauth/authorize`, {
			method: 'POST',
			body: new URLSearchParams(form),
			redirect: 'manual',
		});
		return new URL(answer.headers.get('location') ?? '').searchParams;
	};

	it('asks a person, and gives a code that works once with its redirect address and verifier', async () => {
		expect(await (await open(asked)).text()).toContain('Connect n8n (demo)?');
		const code_challenge = createHash('sha256').update(verifier).digest('base64url');
		const answer = await decide({ ...asked, code_challenge, decision: 'approve' });
		expect(answer.get('state')).toBe('s1');
		const form = { grant_type: 'authorization_code', code: answer.get('code') ?? '', redirect_uri, ...client };
		const { body } = await token({ ...form, code_verifier: verifier });
		expect(body['scopes']).toEqual(['oauth', 'crm.objects.contacts.read', 'crm.objects.deals.read']);
		expect(await statusWith(body['access_token'])).toBe(200);
		expect((await hubspot.call('/crm/v3/objects/companies', { token: body['access_token'] ?? '' })).status).toBe(403);
		expect((await token({ ...form, code_verifier: verifier })).body['status']).toBe('BAD_AUTH_CODE');
		const second = await decide({ ...asked, code_challenge, decision: 'approve' });
		expect((await token({ ...form, code: second.get('code') ?? '' })).body['status']).toBe('BAD_CODE_VERIFIER');
		const third = await decide({ ...asked, decision: 'approve' });
		const elsewhere = { ...form, code: third.get('code') ?? '', redirect_uri: 'http://evil.example/' };
		expect((await token(elsewhere)).body['status']).toBe('MISMATCH_REDIRECT_URI_AUTH_CODE');
	});

	it('tells the app that a person said no', async () => {
		expect((await decide({ ...asked, decision: 'deny' })).get('error')).toBe('access_denied');
	});

	it.each([
		[{ ...asked, client_id: 'wrong' }, 'unknown'],
		[{ ...asked, redirect_uri: 'http://evil.example/' }, 'does not match'],
		[{ ...asked, scope: 'oauth made.up' }, 'made.up'],
		[{ ...asked, scope: 'crm.objects.contacts.read' }, 'required scope oauth'],
	])('shows an error page for %j', async (query, words) => {
		const answer = await open(query);
		expect(answer.status).toBe(400);
		expect(await answer.text()).toContain(words);
	});
});
