import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import type { IHttpRequestHelper } from 'n8n-workflow';
import { checkedBaseUrl } from '../../../credentials/base-url';
import { PactSalesforceJwtApi } from '../../../credentials/PactSalesforceJwtApi.credentials';
import { loginUrl, organizationIdOf, signedAssertion } from '../../../credentials/salesforce-login';
import { httpFor, type NodeContext } from '../../../nodes/common/http';
import { anyJson, anyText, expectOurs, MARKER, oddName, PERSONAL, runs, SECRET } from './fuzz';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048, privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
const CREDENTIAL = { clientId: 'id', username: 'sync@acme.example', privateKey, environment: 'production', baseUrl: '' };

const address = fc.oneof(fc.constantFrom('https://acme.my.salesforce.com', 'http://evil.example', 'javascript:alert(1)', 'https://', '//evil.example', 'file:///etc/passwd', `https://${MARKER}@evil.example`), anyText);
/** What a sign-in server may answer: near misses of a token, a page, anything. */
const answer = fc.oneof(
	fc.record({ access_token: fc.oneof(fc.constant(SECRET), anyJson), instance_url: fc.oneof(address, anyJson), id: fc.oneof(fc.constant('https://login.salesforce.com/id/00D000000000001AAA/005'), anyText, anyJson), error: fc.constant(PERSONAL) }, { requiredKeys: [] }),
	fc.constantFrom(`<html>${PERSONAL}</html>`, '', null, undefined, []),
	anyJson,
);

/** What the HTTP client of n8n may throw: errors in errors, with whatever hangs on them. */
const thrown = fc.oneof(
	fc.record({ code: fc.oneof(fc.constantFrom('ECONNRESET', 'EAUTH', 'DEPTH_ZERO_SELF_SIGNED_CERT', '__proto__'), anyJson), httpCode: fc.oneof(fc.constantFrom('401', '503', '-1', 'NaN'), anyJson), status: anyJson, response: fc.oneof(fc.record({ status: fc.oneof(fc.constantFrom(400, 401, 429, 500, 1e9), anyJson), data: fc.oneof(anyJson, fc.constant(PERSONAL)) }), anyJson), context: fc.record({ data: fc.oneof(anyJson, fc.constant(PERSONAL)) }), message: fc.constantFrom(SECRET, PERSONAL, '') }, { requiredKeys: [] }),
	anyJson,
);

describe('a session by JWT, whatever the sign-in server answers,', () => {
	it('is a token and an address, both texts, or an error that gives nothing away', async () => {
		await fc.assert(
			fc.asyncProperty(answer, async (given) => {
				const helpers = { httpRequest: async () => await Promise.resolve(given) } as unknown as IHttpRequestHelper['helpers'];
				try {
					const session = await new PactSalesforceJwtApi().preAuthentication.call({ helpers }, CREDENTIAL);
					expect(Object.keys(session)).toEqual(['sessionToken', 'instanceUrl', 'organizationId']);
					for (const value of Object.values(session)) expect(typeof value).toBe('string');
					expect(session.sessionToken).not.toBe('');
					expect(session.organizationId).toMatch(/^(00D[0-9A-Za-z]{15})?$/);
				} catch (error) {
					if (!(error instanceof Error)) throw error;
					// What is expected is told by name, what came is not.
					expect(error.name).toBe('ZodError');
					expect(error.message).not.toContain(MARKER);
				}
			}),
			runs(1_000),
		);
	});

	it('is asked for at a host of Salesforce, or where the credential says, over https; no key is quoted that cannot be read', () => {
		fc.assert(
			fc.property(fc.oneof(fc.constantFrom('production', 'sandbox', 'myDomain'), anyJson), fc.oneof(address, anyJson), fc.oneof(anyText, fc.constant(`-----BEGIN PRIVATE KEY-----${MARKER}-----END PRIVATE KEY-----`)), (environment, baseUrl, key) => {
				const where = outcomeOf(() => loginUrl({ environment, baseUrl }));
				if (where.ok) expect(where.value).toMatch(/^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:|$|\/))/);
				const signed = outcomeOf(() => signedAssertion({ clientId: 'id', username: 'u', audience: 'a', privateKey: key, now: 0 }));
				expect(signed.ok ? '' : signed.error.message).not.toContain(MARKER);
			}),
			runs(500),
		);
	});

	it('names the org by an id of 18 characters, or not at all', () => {
		fc.assert(fc.property(fc.oneof(anyJson, anyText.map((text) => `https://x/id/${text}`)), (id) => expect(organizationIdOf(id) ?? '00D000000000001AAA').toMatch(/^00D[0-9A-Za-z]{15}$/)), runs(1_000));
	});
});

describe('a credential’s address, whatever it is,', () => {
	it('is one that may be called, without user, query or anything behind it, or is refused in words', () => {
		fc.assert(
			fc.property(fc.oneof(address, anyText, oddName), (given) => {
				const checked = outcomeOf(() => checkedBaseUrl(given, 'The Base URL'));
				if (!checked.ok) return expect(checked.error.message).toContain('The Base URL');
				const url = new URL(checked.value);
				expect(url.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)).toBe(true);
			}),
			runs(1_000),
		);
	});
});

describe('a call whose token cannot be had, whatever n8n throws,', () => {
	it('ends as an answer with a status, or as an error of ours that gives nothing away', async () => {
		await fc.assert(
			fc.asyncProperty(thrown, fc.constantFrom<'GET' | 'POST'>('GET', 'POST'), fc.boolean(), async (what, method, renewable) => {
				const helper = async () => await Promise.reject(typeof what === 'object' && what !== null ? Object.assign(new Error('x'), { ...(what), cause: what }) : (what as Error));
				const context = { helpers: { httpRequestWithAuthentication: helper } } as unknown as NodeContext;
				try {
					const { status, body } = await httpFor(context, 'any', { renewable })({ method, url: `https://app.pact.place/v1/contacts?search=${encodeURIComponent(PERSONAL)}` });
					expect([status, typeof body]).toEqual([401, 'string']);
				} catch (error) {
					if (error instanceof Error) delete error.cause;
					expectOurs(error);
				}
			}),
			runs(1_000),
		);
	});
});

function outcomeOf<T>(work: () => T): { ok: true; value: T } | { ok: false; error: Error } {
	try {
		return { ok: true, value: work() };
	} catch (error) {
		if (!(error instanceof Error)) throw error;
		return { ok: false, error };
	}
}
