import { testPortal, type TestPortal } from './client.test-helper';

const CONTACTS = '/crm/v3/objects/contacts';

describe('records', () => {
	let portal: TestPortal;

	beforeEach(async () => {
		portal = await testPortal();
	});
	afterEach(() => portal.sandbox.close());

	const newContact = (properties: Record<string, unknown>) => portal.post(CONTACTS, { properties });

	it('are created with the e-mail in lower case, and read back with the default properties', async () => {
		const { status, body } = await newContact({ email: 'Ada@Acme.example', firstname: 'Ada', jobtitle: 'CTO' });
		expect(status).toBe(201);
		const read = await portal.call(`${CONTACTS}/${body.id}`);
		expect(read.body.properties).toEqual({
			email: 'ada@acme.example',
			firstname: 'Ada',
			lastname: null,
			createdate: '2026-11-21T08:00:00.000Z',
			lastmodifieddate: '2026-11-21T08:00:00.000Z',
			hs_object_id: body.id,
		});
	});

	it.each(['/crm/v3/objects/contacts', '/crm/objects/2026-03/contact', '/crm/objects/2026-09/0-1'])(
		'are there under %s',
		async (path) => {
			const id = portal.sandbox.create('contacts', { email: 'ada@acme.example' });
			const byEmail = await portal.call(`${path}/ADA@acme.example?idProperty=email&properties=email,nope,phone`);
			expect(byEmail.body).toMatchObject({ id, properties: { email: 'ada@acme.example', phone: null } });
			expect(byEmail.body.properties).not.toHaveProperty('nope');
		},
	);

	it('are refused with 409 when a contact has the e-mail, as a first or an additional one', async () => {
		const id = portal.sandbox.create('contacts', {
			email: 'ada@acme.example',
			hs_additional_emails: 'ada@old.example',
		});
		for (const email of ['ADA@acme.example', 'ada@old.example']) {
			const { status, body } = await newContact({ email });
			expect(status).toBe(409);
			expect(body).toMatchObject({
				category: 'CONFLICT',
				message: `Contact already exists. Existing ID: ${id}`,
			});
		}
	});

	it('keep a unique property unique', async () => {
		const id = portal.sandbox.create('companies', { name: 'Acme', pact_id: 'p-1' });
		const { status, body } = await portal.post('/crm/v3/objects/companies', { properties: { pact_id: 'P-1' } });
		expect(status).toBe(400);
		expect(body.errors).toMatchObject([{ code: 'CONFLICTING_UNIQUE_VALUE', context: { propertyName: ['pact_id'] } }]);
		expect(body.message).toContain(`${id} already has that value`);
	});

	it.each([
		['contacts', { nope: 'x' }, 'PROPERTY_DOESNT_EXIST'],
		['contacts', { createdate: '2026-01-01' }, 'READ_ONLY_VALUE'],
		['contacts', { num_associated_deals: '3' }, 'READ_ONLY_VALUE'],
		['contacts', { email: 'no address' }, 'INVALID_EMAIL'],
		['contacts', { hs_lead_status: 'New' }, 'INVALID_OPTION'],
		['contacts', { preferred_channels: 'email;pigeon' }, 'INVALID_OPTION'],
		['contacts', { hubspot_owner_id: '9001' }, 'INVALID_OPTION'],
		['contacts', { is_champion: 'yes' }, 'INVALID_OPTION'],
		['contacts', { engagement_score: 'high' }, 'INVALID_INTEGER'],
		['contacts', { engagement_score: '12 ' }, 'INVALID_INTEGER'],
		['contacts', { date_of_birth_day: '2026-02-30' }, 'INVALID_DATE'],
		['contacts', { date_of_birth_day: '1767225600001' }, 'INVALID_DATE'],
		['contacts', { last_demo_at: 'yesterday' }, 'INVALID_LONG'],
		['deals', { dealname: 'D', dealstage: '98001' }, 'INVALID_OPTION'],
	])('of %s with %j are refused with %s', async (object, properties, code) => {
		const { status, body } = await portal.post(`/crm/v3/objects/${object}`, { properties });
		expect(status).toBe(400);
		expect(body.category).toBe('VALIDATION_ERROR');
		const embedded = JSON.parse(body.message.replace('Property values were not valid: ', '')) as unknown;
		expect(embedded).toMatchObject([{ isValid: false, error: code }]);
		expect(body.errors).toMatchObject([{ code }]);
	});

	it('refuse null, which is no way to clear a value', async () => {
		expect(await newContact({ firstname: null })).toMatchObject({
			status: 400,
			body: { category: 'VALIDATION_ERROR' },
		});
	});

	it('keep days as YYYY-MM-DD, times as ISO, and lists joined by semicolons', async () => {
		const { body } = await newContact({
			date_of_birth_day: '1767225600000',
			last_demo_at: 1_767_225_600_123,
			preferred_channels: 'email;phone',
			is_champion: true,
		});
		expect(body.properties).toMatchObject({
			date_of_birth_day: '2026-01-01',
			last_demo_at: '2026-01-01T00:00:00.123Z',
			preferred_channels: 'email;phone',
			is_champion: 'true',
		});
		const patched = await portal.call(`${CONTACTS}/${body.id}`, {
			method: 'PATCH',
			body: { properties: { preferred_channels: ';linkedin' } },
		});
		expect(patched.body.properties['preferred_channels']).toBe('email;phone;linkedin');
	});

	it('are cleared by an empty text, and remember their values newest first', async () => {
		const id = portal.sandbox.create('contacts', { jobtitle: 'CTO' });
		portal.clock.advance(1_000);
		await portal.call(`${CONTACTS}/${id}`, { method: 'PATCH', body: { properties: { jobtitle: '' } } });
		const { body } = await portal.call(`${CONTACTS}/${id}?properties=jobtitle&propertiesWithHistory=jobtitle`);
		expect(body.properties['jobtitle']).toBeNull();
		expect(body.propertiesWithHistory['jobtitle']).toMatchObject([
			{ value: '', sourceType: 'INTEGRATION', timestamp: '2026-11-21T08:00:01.000Z' },
			{ value: 'CTO', sourceType: 'CRM_UI', timestamp: '2026-11-21T08:00:00.000Z' },
		]);
	});

	it('move their modification date only when something changes, each object under its own name', async () => {
		const id = portal.sandbox.create('companies', { name: 'Acme' });
		portal.clock.advance(1_000);
		portal.sandbox.edit('companies', id, { name: 'Acme' });
		expect(portal.sandbox.record('companies', id)?.properties['hs_lastmodifieddate']).toBe('2026-11-21T08:00:00.000Z');
		portal.sandbox.edit('companies', id, { name: 'Acme Ltd' });
		expect(portal.sandbox.record('companies', id)?.properties['hs_lastmodifieddate']).toBe('2026-11-21T08:00:01.000Z');
	});

	it('pass over a step back of the lifecycle stage unless it was cleared before', async () => {
		const id = portal.sandbox.create('contacts', { lifecyclestage: 'customer' });
		const patch = (lifecyclestage: string) =>
			portal.call(`${CONTACTS}/${id}`, { method: 'PATCH', body: { properties: { lifecyclestage } } });
		expect((await patch('lead')).status).toBe(200);
		expect(portal.sandbox.record('contacts', id)?.properties['lifecyclestage']).toBe('customer');
		await patch('');
		await patch('lead');
		expect(portal.sandbox.record('contacts', id)?.properties['lifecyclestage']).toBe('lead');
	});

	it('of deals take the default pipeline, need name and stage, and know whether they are won', async () => {
		const deals = '/crm/v3/objects/deals';
		expect((await portal.post(deals, { properties: { amount: '5' } })).body).toMatchObject({
			message: 'Error creating DEAL. Some required properties were not set.',
			context: { properties: ['dealname', 'dealstage'] },
		});
		const { body } = await portal.post(deals, { properties: { dealname: 'Big', dealstage: 'closedwon' } });
		expect(body.properties).toMatchObject({ pipeline: 'default', hs_is_closed_won: 'true' });
	});

	it('are listed in pages by id, live and archived ones apart', async () => {
		const ids = ['a', 'b', 'c'].map((name) => portal.sandbox.create('companies', { name }));
		portal.sandbox.archive('companies', ids[1] ?? '');
		const first = await portal.call('/crm/v3/objects/companies?limit=1');
		expect(first.body.results.map(({ id }) => id)).toEqual([ids[0]]);
		const second = await portal.call(`/crm/v3/objects/companies?limit=1&after=${first.body.paging.next.after}`);
		expect(second.body.results.map(({ id }) => id)).toEqual([ids[2]]);
		expect(second.body.paging).toBeUndefined();
		const archived = await portal.call('/crm/v3/objects/companies?archived=true');
		expect(archived.body.results).toMatchObject([{ id: ids[1], archived: true }]);
	});

	it('answers pages of at most 100, or of 50 with history', async () => {
		expect((await portal.call(`${CONTACTS}?limit=101`)).status).toBe(400);
		expect((await portal.call(`${CONTACTS}?limit=51&propertiesWithHistory=email`)).status).toBe(400);
		expect((await portal.call(`${CONTACTS}?limit=51`)).status).toBe(200);
	});

	it('are archived by DELETE, hidden from then on, and restorable for 90 days', async () => {
		const id = portal.sandbox.create('contacts', { email: 'ada@acme.example' });
		expect((await portal.call(`${CONTACTS}/${id}`, { method: 'DELETE' })).status).toBe(204);
		expect(await portal.call(`${CONTACTS}/${id}`)).toMatchObject({
			status: 404,
			body: { category: 'OBJECT_NOT_FOUND' },
		});
		expect((await portal.call(`${CONTACTS}/${id}?archived=true`)).body.archived).toBe(true);
		expect((await newContact({ email: 'ada@acme.example' })).status).toBe(201);
		portal.sandbox.restore('contacts', id);
		expect((await portal.call(`${CONTACTS}/${id}`)).status).toBe(200);
		portal.sandbox.archive('contacts', id);
		portal.clock.advance(91 * 86_400_000);
		expect(() => portal.sandbox.restore('contacts', id)).toThrow('can not be restored');
		expect((await portal.call(`${CONTACTS}?archived=true`)).body.results).toEqual([]);
	});

	it('merge into a new id that both old ones lead to, also after a second merge', async () => {
		const create = (email: string, more = {}) => portal.sandbox.create('contacts', { email, ...more });
		const [a, b, c] = [
			create('a@x.example', { lastname: 'A' }),
			create('b@x.example', { city: 'Bonn' }),
			create('c@x.example'),
		];
		const merge = (primaryObjectId: string, objectIdToMerge: string) =>
			portal.post(`${CONTACTS}/merge`, { primaryObjectId, objectIdToMerge });
		const first = await merge(a, b);
		expect([a, b]).not.toContain(first.body.id);
		expect(first.body.properties).toMatchObject({
			email: 'a@x.example',
			hs_additional_emails: 'b@x.example',
			city: 'Bonn',
			hs_merged_object_ids: `${a};${b}`,
		});
		const second = await merge(c, first.body.id);
		expect((await portal.call(`${CONTACTS}/${b}`)).body.id).toBe(second.body.id);
		expect(second.body.properties['hs_merged_object_ids']).toBe(`${c};${a};${b};${first.body.id}`);
		const found = await portal.search('contacts', {});
		expect(found.body.results.map(({ id }) => id)).toEqual([second.body.id]);
		const patched = await portal.call(`${CONTACTS}/${a}`, { method: 'PATCH', body: { properties: { city: 'Köln' } } });
		expect(patched.body).toMatchObject({ id: second.body.id, properties: { city: 'Köln' } });
	});

	it('that were erased for good are shown nowhere, and noted', async () => {
		const id = portal.sandbox.create('contacts', { email: 'ada@acme.example' });
		expect((await portal.post(`${CONTACTS}/gdpr-delete`, { objectId: id })).status).toBe(204);
		expect((await portal.call(`${CONTACTS}/${id}?archived=true`)).status).toBe(404);
		expect(JSON.stringify(portal.sandbox.records('contacts'))).not.toContain('ada@acme.example');
		expect(portal.sandbox.erasures()).toEqual([id]);
	});

	it('take an additional address that becomes the first one off the list', () => {
		const id = portal.sandbox.create('contacts', {
			email: 'a@x.example',
			hs_additional_emails: 'b@x.example;c@x.example',
		});
		portal.sandbox.edit('contacts', id, { email: 'b@x.example' });
		expect(portal.sandbox.record('contacts', id)?.properties).toMatchObject({
			email: 'b@x.example',
			hs_additional_emails: 'c@x.example',
		});
	});

	it('tell every change to listeners', () => {
		const told: string[] = [];
		const stop = portal.sandbox.portal.onChange((change) => told.push(change.kind));
		const id = portal.sandbox.create('contacts', { email: 'a@x.example' });
		const other = portal.sandbox.create('contacts', { email: 'b@x.example' });
		portal.sandbox.edit('contacts', id, { city: 'Bonn' });
		portal.sandbox.archive('contacts', id);
		portal.sandbox.restore('contacts', id);
		portal.sandbox.merge('contacts', id, other);
		stop();
		portal.sandbox.create('contacts', {});
		expect(told).toEqual(['created', 'created', 'updated', 'archived', 'restored', 'merged']);
	});

	it('of a new custom object work like the others, under all its names', async () => {
		const schema = await portal.post('/crm/v3/schemas', {
			name: 'licence',
			labels: { singular: 'Licence', plural: 'Licences' },
			primaryDisplayProperty: 'number',
			requiredProperties: ['number'],
			properties: [{ name: 'number', label: 'Number', type: 'string', fieldType: 'text', hasUniqueValue: true }],
			associatedObjects: ['companies'],
		});
		const { objectTypeId, fullyQualifiedName } = schema.body as unknown as Record<string, string>;
		expect(objectTypeId).toMatch(/^2-\d+$/);
		expect((await portal.post('/crm/v3/objects/p_licence', { properties: {} })).status).toBe(400);
		const { body } = await portal.post('/crm/v3/objects/p_licence', { properties: { number: 'L-1' } });
		for (const name of [objectTypeId, fullyQualifiedName, 'licence']) {
			const read = await portal.call(`/crm/v3/objects/${name}/l-1?idProperty=number`);
			expect(read.body.id).toBe(body.id);
			expect(read.body.properties).toHaveProperty('hs_lastmodifieddate');
		}
	});
});
