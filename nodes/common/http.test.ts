import { SystemError } from '../../engine/model';
import type { HttpRequest } from '../../engine/run/http-port';
import { httpFor, type NodeContext } from './http';

const URL_WITH_EMAIL = 'https://app.pact.place/v1/contacts?search=ann%40acme.com';
const request = (method: HttpRequest['method'] = 'GET'): HttpRequest => ({ method, url: URL_WITH_EMAIL });

/** A node context whose helper does what it is told. */
function contextThat(exchange: (options: Record<string, unknown>) => unknown) {
	const calls: Array<{ credential: string; options: Record<string, unknown> }> = [];
	const helper = async (credential: string, options: Record<string, unknown>) => {
		calls.push({ credential, options });
		return exchange(options);
	};
	return { context: { helpers: { httpRequestWithAuthentication: helper } } as unknown as NodeContext, calls };
}

const throwing = (error: object) => contextThat(() => { throw Object.assign(new Error('x'), error); }).context;

async function refusal(context: NodeContext, method: HttpRequest['method'] = 'GET') {
	const error: unknown = await httpFor(context, 'pactApi', { renewable: true })(request(method)).catch((caught: unknown) => caught);
	if (!(error instanceof SystemError)) throw new Error('Expected a SystemError');
	return error.details;
}

describe('HTTP with a node credential', () => {
	it('answers what the server answered, 4xx and 5xx included, with header names in lower case', async () => {
		const { context } = contextThat(() => ({ statusCode: 503, headers: { 'Retry-After': '7', 'Set-Cookie': ['a', 'b'] }, body: 'busy' }));
		const answer = await httpFor(context, 'pactApi', { renewable: false })(request());
		expect(answer).toEqual({ status: 503, headers: { 'retry-after': '7', 'set-cookie': 'a, b' }, body: 'busy' });
	});

	it('follows no redirect, and lets n8n see a 401 only where it can renew the token', async () => {
		const { context, calls } = contextThat(() => ({ statusCode: 200, headers: {}, body: '' }));
		await httpFor(context, 'pactApi', { renewable: false })(request());
		await httpFor(context, 'pactOAuth2Api', { renewable: true })(request());
		expect(calls.map(({ options }) => options.ignoreHttpStatusErrors)).toEqual([true, { ignore: true, except: [401] }]);
		expect(calls.every(({ options }) => options.disableFollowRedirect === true && Number(options.timeout) > 0)).toBe(true);
	});

	it('can be called off', async () => {
		const { context, calls } = contextThat(() => ({ statusCode: 200, headers: {}, body: '' }));
		const { signal } = new AbortController();
		await httpFor(context, 'pactApi', { renewable: false })({ ...request(), signal });
		expect(calls[0]?.options.abortSignal).toBe(signal);
	});

	it('takes a 401 that outlived the renewal as the answer', async () => {
		const context = throwing({ httpCode: '401', context: { data: '[{"errorCode":"INVALID_SESSION_ID"}]' } });
		expect(await httpFor(context, 'pactSalesforceOAuth2Api', { renewable: true })(request())).toEqual({
			status: 401,
			headers: {},
			body: '[{"errorCode":"INVALID_SESSION_ID"}]',
		});
	});

	it('knows a write that may have been applied from one that was never sent', async () => {
		expect((await refusal(throwing({ cause: { code: 'ECONNRESET' } }), 'POST')).class).toBe('unknown-outcome');
		expect((await refusal(throwing({ cause: { code: 'ECONNABORTED' } }), 'PATCH')).class).toBe('unknown-outcome');
		expect((await refusal(throwing({ cause: { cause: { code: 'ECONNREFUSED' } } }), 'POST')).class).toBe('temporary');
		expect((await refusal(throwing({ cause: { code: 'ECONNRESET' } }), 'GET')).class).toBe('temporary');
	});

	it('says that the credential must be connected again when the sign-in server refuses it', async () => {
		const details = await refusal(throwing({ response: { status: 400, data: { error: 'invalid_grant' } } }));
		expect(details).toMatchObject({ class: 'credential-refused', status: 400 });
		expect(details.message).toMatch(/connect it again/);
		expect((await refusal(throwing({ code: 'EAUTH', body: { error: 'invalid_grant' } }))).class).toBe('credential-refused');
	});

	it('takes a broken sign-in server for a passing trouble', async () => {
		expect((await refusal(throwing({ response: { status: 503 } }))).class).toBe('temporary');
	});

	it('never repeats the query in a message: it can hold field values', async () => {
		for (const code of ['ECONNRESET', 'ECONNREFUSED']) expect((await refusal(throwing({ code }))).message).not.toContain('ann');
	});
});
