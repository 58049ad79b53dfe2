import { SandboxClock } from '../../common/clock';
import { DEMO_KEYS } from '../index';
import { sandboxPerTest } from '../testClient';
import { policyFor } from './policies';

const MINUTE_START = new Date('2026-03-01T10:00:00.000Z');

describe('the most specific policy', () => {
	const policies = [
		{ pattern: '*', perMinute: 60 },
		{ pattern: '/v1/email/*', perMinute: 20 },
		{ pattern: '/v1/email/send', perMinute: 10 },
	];

	it.each([
		['/v1/email/send', '/v1/email/send'],
		['/v1/email/preview', '/v1/email/*'],
		['/v1/emails', '*'],
	])('for %s is %s', (path, pattern) => {
		expect(policyFor(path, policies)?.pattern).toBe(pattern);
	});
});

describe('rate limits', () => {
	const pact = sandboxPerTest(() => ({
		plan: 'starter',
		clock: new SandboxClock({ startAt: MINUTE_START, frozen: true }),
	}));

	async function callTimes(times: number, path = '/v1/companies', credential: string = DEMO_KEYS.full) {
		let last = await pact.call('GET', path, undefined, credential);
		for (let done = 1; done < times; done++) last = await pact.call('GET', path, undefined, credential);
		return last;
	}

	it('are told on every authenticated answer, the reset in epoch seconds', async () => {
		const { headers } = await pact.call('GET', '/v1/contacts/unknown');
		expect(headers.get('x-ratelimit-limit')).toBe('60');
		expect(headers.get('x-ratelimit-remaining')).toBe('59');
		expect(headers.get('x-ratelimit-reset')).toBe(String(MINUTE_START.getTime() / 1000 + 60));
		expect(headers.get('x-ratelimit-policy')).toBeNull();
	});

	it('are told on a 403 but not on a 401', async () => {
		const forbidden = await pact.call('GET', '/v1/opportunities', undefined, DEMO_KEYS.noDeals);
		const unauthorized = await pact.call('GET', '/v1/opportunities', undefined, null);
		expect(forbidden.headers.get('x-ratelimit-limit')).toBe('60');
		expect(unauthorized.headers.get('x-ratelimit-limit')).toBeNull();
	});

	it('let 60 calls a minute pass on Starter, then answer 429 with the seconds to wait', async () => {
		expect((await callTimes(60)).status).toBe(200);
		pact.sandbox.clock.advance(15_000);
		const refused = await pact.call('GET', '/v1/companies');
		expect(refused.status).toBe(429);
		expect(refused.headers.get('retry-after')).toBe('45');
		expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
		pact.sandbox.clock.advance(45_000);
		expect((await pact.call('GET', '/v1/companies')).status).toBe(200);
	});

	it('give sending e-mail its own, tighter limit, and name its policy', async () => {
		const send = () => pact.call('POST', '/v1/email/send', {});
		for (let sent = 0; sent < 10; sent++) expect((await send()).status).toBe(422);
		const refused = await send();
		expect(refused.status).toBe(429);
		expect(refused.headers.get('x-ratelimit-policy')).toBe('/v1/email/send');
		expect((await pact.call('GET', '/v1/companies')).status).toBe(200);
	});

	it('count each key over a rolling minute, apart from the workspace', async () => {
		const { secret } = pact.sandbox.createKey({ ratePerMinute: 3 });
		await callTimes(2, '/v1/companies', secret);
		pact.sandbox.clock.advance(40_000);
		await callTimes(1, '/v1/companies', secret);
		const refused = await pact.call('GET', '/v1/companies', undefined, secret);
		expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '20']);
		expect((await pact.call('GET', '/v1/companies')).status).toBe(200);
		pact.sandbox.clock.advance(20_000);
		expect((await callTimes(2, '/v1/companies', secret)).status).toBe(200);
		expect((await pact.call('GET', '/v1/companies', undefined, secret)).status).toBe(429);
	});

	it('share the workspace policy between keys', async () => {
		await callTimes(40);
		await callTimes(20, '/v1/companies', DEMO_KEYS.readOnly);
		expect((await pact.call('GET', '/v1/companies', undefined, DEMO_KEYS.noDeals)).status).toBe(429);
	});

	it('follow the plan, with own policies on top', async () => {
		await pact.call('PUT', '/__sandbox/plan', {
			plan: 'enterprise',
			policies: [{ pattern: '/v1/contacts/*', perMinute: 1 }],
		});
		expect((await pact.call('GET', '/v1/companies')).headers.get('x-ratelimit-limit')).toBe('6000');
		await callTimes(1, '/v1/contacts/x');
		const refused = await callTimes(1, '/v1/contacts/y');
		expect([refused.status, refused.headers.get('x-ratelimit-policy')]).toEqual([429, '/v1/contacts/*']);
	});

	it('never count control calls', async () => {
		for (let done = 0; done < 70; done++) await pact.call('GET', '/__sandbox/plan-does-not-exist', undefined, null);
		expect((await pact.call('GET', '/v1/companies')).headers.get('x-ratelimit-remaining')).toBe('59');
	});
});
