import { createVerify, generateKeyPairSync } from 'node:crypto';
import { checkedBaseUrl } from './base-url';
import { loginUrl, organizationIdOf, signedAssertion } from './salesforce-login';

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
	modulusLength: 2048,
	privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
	publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const claims = { clientId: '3MVG9', username: 'sync@acme.com', audience: 'https://acme.my.salesforce.com', privateKey, now: 1_700_000_000_000 };

const parts = (assertion: string) => assertion.split('.') as [string, string, string];
const verifies = (assertion: string) => {
	const [header, body, signature] = parts(assertion);
	return createVerify('RSA-SHA256').update(`${header}.${body}`).verify(publicKey, Buffer.from(signature, 'base64url'));
};

describe('a JWT for Salesforce', () => {
	it('names client, user and My Domain, lives three minutes, and carries a valid signature', () => {
		const assertion = signedAssertion(claims);
		expect(JSON.parse(Buffer.from(parts(assertion)[1], 'base64url').toString())).toEqual({
			iss: '3MVG9',
			sub: 'sync@acme.com',
			aud: 'https://acme.my.salesforce.com',
			exp: 1_700_000_180,
		});
		expect(verifies(assertion)).toBe(true);
	});

	it.each([
		['spaces', privateKey.trim().replaceAll('\n', ' ')],
		['written-out line breaks', privateKey.replaceAll('\n', '\\n')],
	])('is signed with a key that an input made one line with %s', (_, oneLine) => {
		expect(verifies(signedAssertion({ ...claims, privateKey: oneLine }))).toBe(true);
	});

	it('says in plain words that a key cannot be read, without quoting it', () => {
		const sign = () => signedAssertion({ ...claims, privateKey: '-----BEGIN PRIVATE KEY-----\nsecretsecret\n-----END PRIVATE KEY-----' });
		expect(sign).toThrow(/private key could not be read/);
		expect(sign).not.toThrow(/secretsecret/);
	});
});

describe('the sign-in server', () => {
	it.each([
		[{ environment: 'production' }, 'https://login.salesforce.com'],
		[{ environment: 'sandbox', baseUrl: 'https://ignored.example' }, 'https://test.salesforce.com'],
		[{ environment: 'myDomain', baseUrl: ' https://acme.my.salesforce.com/ ' }, 'https://acme.my.salesforce.com'],
		[{ environment: 'myDomain', baseUrl: 'http://localhost:4010' }, 'http://localhost:4010'],
	])('of %j is %s', (credential, expected) => expect(loginUrl(credential)).toBe(expected));

	it('is never reached unencrypted over a network', () => {
		expect(() => loginUrl({ environment: 'myDomain', baseUrl: 'http://acme.my.salesforce.com' })).toThrow(/must start with https/);
	});
});

describe('a Base URL', () => {
	it.each(['http://localhost.evil.example', 'http://127.0.0.1.evil.example', 'ftp://localhost', 'http://10.0.0.5'])('is refused: %s', (url) => {
		expect(() => checkedBaseUrl(url, 'The Base URL')).toThrow(/^The Base URL must start with https/);
	});

	it('is refused in words when it is no web address', () => {
		expect(() => checkedBaseUrl('app.pact.place', 'The Base URL')).toThrow(/is not a web address/);
	});
});

it('the org is read from the identity URL of a token', () => {
	expect(organizationIdOf('https://login.salesforce.com/id/00DR00000001234EAA/005R0000000XyzAAA')).toBe('00DR00000001234EAA');
	expect(organizationIdOf('https://login.salesforce.com/id/')).toBeUndefined();
	expect(organizationIdOf(undefined)).toBeUndefined();
});
