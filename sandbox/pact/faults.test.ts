import { sandboxPerTest } from './testClient';

const pact = sandboxPerTest(() => ({ plan: 'unlimited' }));

describe('faults', () => {
	it('drop-after applies the write: the repeated POST makes a second company', async () => {
		pact.sandbox.faults.add({ match: { method: 'POST', path: '^/v1/companies' }, kind: 'drop-after' });
		await expect(pact.call('POST', '/v1/companies', { name: 'Acme' })).rejects.toThrow();
		expect(pact.sandbox.records('companies')).toHaveLength(1);
		await pact.call('POST', '/v1/companies', { name: 'Acme' });
		expect(pact.sandbox.records('companies')).toHaveLength(2);
	});

	it('drop-before applies nothing', async () => {
		pact.sandbox.faults.add({ match: { method: 'POST' }, kind: 'drop-before' });
		await expect(pact.call('POST', '/v1/companies', { name: 'Acme' })).rejects.toThrow();
		expect(pact.sandbox.records('companies')).toHaveLength(0);
	});

	it('a status comes as asked for and as often', async () => {
		pact.sandbox.faults.add({ kind: 'status', status: 503, times: 2, headers: { 'Retry-After': '7' } });
		const first = await pact.call('GET', '/v1/companies');
		expect([first.status, first.headers.get('retry-after')]).toEqual([503, '7']);
		expect((await pact.call('GET', '/v1/companies')).status).toBe(503);
		expect((await pact.call('GET', '/v1/companies')).status).toBe(200);
	});

	it('calls are counted by route, and what is done by hand is not', async () => {
		await pact.call('POST', '/__sandbox/records?object=contacts', { name: 'By hand' });
		const [record] = pact.sandbox.records('contacts');
		await pact.call('PATCH', `/__sandbox/records?object=contacts&id=${record!.public_id}`, { title: 'CEO' });
		expect(pact.sandbox.stats.snapshot().calls).toBe(0);
		await pact.call('GET', `/v1/contacts/${record!.public_id}`);
		const { calls, writes, byRoute } = pact.sandbox.stats.snapshot();
		expect([calls, writes, byRoute]).toEqual([1, 0, { 'GET /v1/contacts/:public_id': 1 }]);
	});
});

describe('records by hand', () => {
	it('are made in bulk, read, changed and deleted over the control endpoint', async () => {
		const made = await pact.call('POST', '/__sandbox/records?object=companies', [{ name: 'A' }, { name: 'B' }]);
		expect(made.body).toEqual({ created: 2 });
		const all = (await pact.call('GET', '/__sandbox/records?object=companies')).body;
		await pact.call('DELETE', `/__sandbox/records?object=companies&id=${all[0].public_id}`);
		expect(pact.sandbox.records('companies').map((record) => record['name'])).toEqual(['B']);
		expect((await pact.call('POST', '/__sandbox/records?object=companies', { name: 5 })).status).toBe(422);
		expect((await pact.call('GET', '/__sandbox/records?object=leads')).status).toBe(400);
	});

	it('follow new custom fields at once', async () => {
		const field = { object: 'contacts', key: 'shoe_size', label: 'Shoe size', type: 'number' };
		expect((await pact.call('POST', '/v1/contacts', { name: 'A', custom_fields: { shoe_size: 42 } })).status).toBe(422);
		expect((await pact.call('POST', '/__sandbox/custom-fields', field)).status).toBe(201);
		expect((await pact.call('POST', '/__sandbox/custom-fields', field)).status).toBe(422);
		expect((await pact.call('POST', '/v1/contacts', { name: 'A', custom_fields: { shoe_size: 42 } })).status).toBe(201);
	});
});
