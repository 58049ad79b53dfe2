import { testPortal, type TestPortal } from './client.test-helper';
import { DEMO_TOKENS, type Plan } from './index';

describe('tokens and limits', () => {
	let portal: TestPortal;
	afterEach(() => portal.sandbox.close());

	const start = async (plan: Plan) => {
		portal = await testPortal({ plan });
	};
	const details = (token?: string) => portal.call('/account-info/v3/details', token === undefined ? {} : { token });
	const times = async <T>(count: number, call: () => Promise<T>): Promise<T[]> => {
		const answers = [];
		for (let i = 0; i < count; i++) answers.push(await call());
		return answers;
	};

	it('refuse a token that is unknown, and one that has run out', async () => {
		await start('unlimited');
		expect(await details('nobody')).toMatchObject({ status: 401, body: { category: 'INVALID_AUTHENTICATION' } });
		const expiresAt = portal.clock.now().getTime() + 1_000;
		portal.sandbox.tokens.add({ token: 'short', kind: 'oauth', scopes: ['oauth'], appId: 1, expiresAt });
		expect((await details('short')).status).toBe(200);
		portal.clock.advance(1_000);
		expect(await details('short')).toMatchObject({ status: 401, body: { category: 'EXPIRED_AUTHENTICATION' } });
	});

	it('refuse objects that the token has no scope for', async () => {
		await start('unlimited');
		const deals = await portal.call('/crm/v3/objects/deals', { token: DEMO_TOKENS.noDeals });
		expect(deals).toMatchObject({ status: 403, body: { category: 'MISSING_SCOPES' } });
		const write = await portal.call('/crm/v3/objects/contacts', {
			token: DEMO_TOKENS.readOnly,
			body: { properties: {} },
		});
		expect(write.status).toBe(403);
		expect((await portal.call('/crm/v3/objects/contacts', { token: DEMO_TOKENS.readOnly })).status).toBe(200);
	});

	it('allow a number of calls in any ten seconds, told in headers', async () => {
		await start('starter');
		const answers = await times(101, details);
		expect(answers[0]?.headers.get('x-hubspot-ratelimit-max')).toBe('100');
		expect(answers[0]?.headers.get('x-hubspot-ratelimit-remaining')).toBe('99');
		expect(answers[0]?.headers.get('x-hubspot-ratelimit-interval-milliseconds')).toBe('10000');
		expect(answers[99]?.status).toBe(200);
		expect(answers[100]).toMatchObject({
			status: 429,
			body: { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING', status: 'error' },
		});
		portal.clock.advance(10_000);
		expect((await details()).status).toBe(200);
	});

	it('allow OAuth apps 110, whatever the plan, and tell them nothing about the day', async () => {
		await start('enterprise');
		portal.sandbox.tokens.add({ token: 'app', kind: 'oauth', scopes: ['oauth'], appId: 1 });
		const answers = await times(111, () => details('app'));
		expect(answers[0]?.headers.get('x-hubspot-ratelimit-daily')).toBeNull();
		expect(answers.map(({ status }) => status).filter((status) => status === 429)).toHaveLength(1);
	});

	it('allow five searches a second, with no headers and a refusal of their own', async () => {
		await start('starter');
		const answers = await times(6, () => portal.search('contacts', {}));
		expect(answers[4]?.status).toBe(200);
		expect(answers[4]?.headers.get('x-hubspot-ratelimit-max')).toBeNull();
		expect(answers[5]).toMatchObject({ status: 429, body: { policyName: 'SECONDLY' } });
		portal.clock.advance(1_000);
		expect((await portal.search('contacts', {})).status).toBe(200);
	});

	it('end a day’s calls at midnight', async () => {
		await start('starter');
		portal.sandbox.setPlan('starter', 2);
		const [, second, third] = await times(3, details);
		expect(second?.headers.get('x-hubspot-ratelimit-daily-remaining')).toBe('0');
		expect(third).toMatchObject({ status: 429, body: { policyName: 'DAILY' } });
		portal.clock.advance(16 * 3_600_000);
		expect((await details()).status).toBe(200);
	});

	it('are steered by control calls, which count as none', async () => {
		await start('starter');
		const control = (path: string, method: string, body: unknown) =>
			portal.call(`/__sandbox/${path}`, { method, body });
		const { body } = await control('records', 'POST', { object: 'contacts', properties: { email: 'a@x.example' } });
		expect(
			(await control('records', 'POST', { object: 'contacts', properties: { email: 'a@x.example' } })).status,
		).toBe(422);
		await control('records', 'PATCH', { object: 'contacts', id: body.id, properties: { city: 'Bonn' } });
		await control('bulk', 'POST', { object: 'contacts', properties: { country: 'DE' } });
		const listed = await portal.call('/__sandbox/records?object=contacts');
		expect(listed.body).toMatchObject([{ id: body.id, properties: { city: 'Bonn', country: 'DE' } }]);
		await control('search', 'PUT', { lagMs: 20_000 });
		expect(portal.sandbox.portal.searchLagMs).toBe(20_000);
		await control('limits', 'PUT', { plan: 'add-on' });
		expect((await details()).headers.get('x-hubspot-ratelimit-max')).toBe('250');
		await control('reset', 'POST', {});
		expect(portal.sandbox.records('contacts')).toEqual([]);
		expect(portal.sandbox.stats.snapshot().calls).toBe(1);
	});

	it('lose the answer to a write that was made when the connection drops after it', async () => {
		await start('unlimited');
		portal.sandbox.faults.add({ kind: 'drop-after', match: { method: 'POST' } });
		await expect(portal.post('/crm/v3/objects/contacts', { properties: { email: 'a@x.example' } })).rejects.toThrow();
		expect(portal.sandbox.records('contacts')).toHaveLength(1);
	});
});
