import { testPortal, type TestPortal } from './client.test-helper';

describe('definitions', () => {
	let portal: TestPortal;

	beforeEach(async () => {
		portal = await testPortal();
	});
	afterEach(() => portal.sandbox.close());

	const newProperty = (name: string, more: object = {}) =>
		portal.post('/crm/v3/properties/contacts', {
			name,
			label: name,
			type: 'string',
			fieldType: 'text',
			groupName: 'contactinformation',
			...more,
		});

	it('of properties say what can be written, and where values come from', async () => {
		const { body } = await portal.call('/crm/v3/properties/contacts');
		const byName = new Map(body.results.map((each) => [each['name'], each as unknown]));
		expect(byName.get('lastmodifieddate')).toMatchObject({ modificationMetadata: { readOnlyValue: true } });
		expect(byName.get('num_associated_deals')).toMatchObject({ calculated: true });
		expect(byName.get('email')).toMatchObject({ hasUniqueValue: true, type: 'string' });
		expect(byName.get('hubspot_owner_id')).toMatchObject({ referencedObjectType: 'OWNER', externalOptions: true });
		expect(byName.get('lifecyclestage')).toMatchObject({ type: 'enumeration', options: expect.any(Array) as unknown });
	});

	it('of properties are created with 201, used at once, and not twice', async () => {
		expect((await newProperty('crm_key', { hasUniqueValue: true })).status).toBe(201);
		expect((await newProperty('crm_key')).status).toBe(409);
		portal.sandbox.create('contacts', { crm_key: 'k1' });
		expect((await portal.call('/crm/v3/objects/contacts/K1?idProperty=crm_key')).status).toBe(200);
		expect((await newProperty('Bad Name')).status).toBe(400);
		expect((await newProperty('number_as_text', { type: 'number' })).status).toBe(400);
	});

	it('allow ten unique properties an object', async () => {
		const statuses = [];
		for (let i = 0; i < 9; i++) statuses.push((await newProperty(`key_${i}`, { hasUniqueValue: true })).status);
		expect(statuses).toEqual([...Array<number>(8).fill(201), 400]);
	});

	it('of properties need a scope of their own to be created', async () => {
		const { DEMO_TOKENS } = await import('./index');
		const body = { name: 'x', label: 'x', type: 'string', fieldType: 'text', groupName: 'g' };
		const refused = await portal.call('/crm/v3/properties/contacts', { body, token: DEMO_TOKENS.readOnly });
		expect(refused).toMatchObject({ status: 403, body: { category: 'MISSING_SCOPES' } });
		expect(refused.body.errors[0]?.context).toEqual({ requiredGranularScopes: ['crm.schemas.contacts.write'] });
	});

	it('of pipelines have stages with ids of their own, closed ones marked', async () => {
		const { body } = await portal.call('/crm/v3/pipelines/deals');
		const [sales, renewals] = body.results as unknown as Array<{
			id: string;
			stages: Array<{ id: string; label: string; metadata: object }>;
		}>;
		expect(sales?.id).toBe('default');
		expect(sales?.stages.at(5)).toMatchObject({ id: 'closedwon', metadata: { isClosed: 'true', probability: '1.0' } });
		expect(renewals?.stages.find(({ label }) => label === 'Closed Won')?.id).not.toBe('closedwon');
	});

	it('of owners are listed in pages, active and archived ones apart, and found by e-mail', async () => {
		const page = await portal.call('/crm/v3/owners?limit=2');
		expect(page.body.results).toHaveLength(2);
		const rest = await portal.call(`/crm/v3/owners/?after=${page.body.paging.next.after}`);
		expect(rest.body.results.map(({ id }) => id)).not.toContain(page.body.results[0]?.id);
		const archived = await portal.call('/crm/v3/owners?archived=true');
		expect(archived.body.results).toMatchObject([{ archived: true, userId: null }]);
		const email = String(page.body.results[1]?.['email']);
		const found = await portal.call(`/crm/v3/owners?email=${encodeURIComponent(email.toUpperCase())}`);
		expect(found.body.results).toEqual([page.body.results[1]]);
	});

	it('of the account tell the portal id under both versions of the path', async () => {
		for (const version of ['v3', '2026-03']) {
			const { body } = await portal.call(`/account-info/${version}/details`);
			expect(body['portalId']).toBe(portal.sandbox.portalId);
		}
	});
});
