import { startPactSandbox } from './index';
import { sandboxPerTest } from './testClient';

const pact = sandboxPerTest(() => ({ plan: 'unlimited' }));

describe('each assumption can be switched', () => {
	it('updateVerb: the other verb answers 405 and names the right one', async () => {
		const { public_id: id } = pact.sandbox.create('companies', { name: 'A' });
		expect((await pact.call('PUT', `/v1/companies/${id}`, { name: 'B' })).status).toBe(405);
		pact.sandbox.assume({ updateVerb: 'PUT' });
		const refused = await pact.call('PATCH', `/v1/companies/${id}`, { name: 'B' });
		expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, PUT']);
		expect((await pact.call('PUT', `/v1/companies/${id}`, { domain: 'b.example' })).body).toMatchObject({
			name: 'A',
			domain: 'b.example',
		});
	});

	it('createStatus', async () => {
		pact.sandbox.assume({ createStatus: 200 });
		expect((await pact.call('POST', '/v1/companies', { name: 'A' })).status).toBe(200);
	});

	it.each([
		['409', 409, 1],
		['422', 422, 1],
		['create', 201, 2],
	] as const)('duplicateEmail %s', async (duplicateEmail, status, records) => {
		pact.sandbox.assume({ duplicateEmail });
		await pact.call('POST', '/v1/contacts', { name: 'A', email: 'a@acme.example' });
		const second = await pact.call('POST', '/v1/contacts', { name: 'B', email: 'A@ACME.example ' });
		expect(second.status).toBe(status);
		expect(pact.sandbox.records('contacts')).toHaveLength(records);
	});

	it('duplicateEmail also guards updates, but lets a contact keep its own e-mail', async () => {
		pact.sandbox.create('contacts', { name: 'A', email: 'a@acme.example' });
		const { public_id: id } = pact.sandbox.create('contacts', { name: 'B', email: 'b@acme.example' });
		expect((await pact.call('PATCH', `/v1/contacts/${id}`, { email: 'a@acme.example' })).status).toBe(409);
		expect((await pact.call('PATCH', `/v1/contacts/${id}`, { email: 'B@acme.example' })).status).toBe(200);
	});

	it('emailRequired', async () => {
		pact.sandbox.assume({ emailRequired: true });
		expect((await pact.call('POST', '/v1/contacts', { name: 'A' })).status).toBe(422);
	});

	it.each([
		['pipelinesEndpoint', '/v1/pipelines'],
		['customFieldsEndpoint', '/v1/custom-fields'],
		['usersEndpoint', '/v1/users'],
		['webhookManagement', '/v1/webhooks/subscriptions'],
	] as const)('%s', async (name, path) => {
		expect((await pact.call('GET', path)).status).toBe(200);
		pact.sandbox.assume({ [name]: false });
		expect((await pact.call('GET', path)).status).toBe(404);
	});

	it('listSort: lists by time of change, and an order that does not exist is refused', async () => {
		const { public_id: first } = pact.sandbox.create('companies', { name: 'A' });
		const { public_id: second } = pact.sandbox.create('companies', { name: 'B' });
		pact.sandbox.clock.advance(1_000);
		pact.sandbox.edit('companies', first, { name: 'A2' });
		const ids = async (sort: string) =>
			(await pact.call('GET', `/v1/companies?sort=${sort}`)).body.items.map((item) => item['public_id']);
		expect(await ids('-updated_at')).toEqual([first, second]);
		expect(await ids('name')).toEqual([first, second]);
		pact.sandbox.assume({ listSort: true });
		expect(await ids('-updated_at')).toEqual([first, second]);
		expect(await ids('updated_at')).toEqual([second, first]);
		expect((await pact.call('GET', '/v1/companies?sort=name')).status).toBe(422);
	});

	it('integerId', async () => {
		pact.sandbox.assume({ integerId: false });
		expect((await pact.call('POST', '/v1/companies', { name: 'A' })).body).not.toHaveProperty('id');
		expect((await pact.call('GET', '/v1/companies')).body.items[0]).not.toHaveProperty('id');
	});

	it('ownerCheck', async () => {
		pact.sandbox.assume({ ownerCheck: 'free' });
		expect((await pact.call('POST', '/v1/contacts', { name: 'A', owner: 'Anyone' })).body.owner).toBe('Anyone');
	});

	it('noopUpdateTouches', async () => {
		const { public_id: id, updated_at: before } = pact.sandbox.create('companies', { name: 'A' });
		pact.sandbox.assume({ noopUpdateTouches: true });
		const { body } = await pact.call('PATCH', `/v1/companies/${id}`, { name: 'A' });
		expect(Date.parse(body.updated_at)).toBeGreaterThan(Date.parse(before));
	});

	it('requestIdHeader', async () => {
		expect((await pact.call('GET', '/v1/nowhere')).headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
		pact.sandbox.assume({ requestIdHeader: 'none' });
		expect((await pact.call('GET', '/v1/nowhere')).headers.get('x-request-id')).toBeNull();
	});

	it('over the control endpoint as well, and at the start', async () => {
		expect((await pact.call('PUT', '/__sandbox/assumptions', { createStatus: 200 })).body.createStatus).toBe(200);
		expect((await pact.call('PUT', '/__sandbox/assumptions', { unheardOf: 1 })).status).toBe(400);
		const other = await startPactSandbox({ assumptions: { updateVerb: 'PUT' } });
		const state = await (await fetch(`${other.url}/__sandbox/assumptions`)).json();
		expect(state).toMatchObject({ updateVerb: 'PUT', createStatus: 201 });
		await other.close();
	});
});

describe('the same seed', () => {
	it('gives the same ids', async () => {
		const ids = await Promise.all(
			[7, 7, 8].map(async (seed) => {
				const other = await startPactSandbox({ seed, seedRecords: true });
				await other.close();
				return other.records('contacts').map((record) => record.public_id);
			}),
		);
		expect(ids[0]).toEqual(ids[1]);
		expect(ids[0]).not.toEqual(ids[2]);
	});
});
