import { DEMO_KEYS } from '../index';
import { sandboxPerTest, type AnswerBody } from '../testClient';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

const pact = sandboxPerTest(() => ({ plan: 'unlimited' }));

/** Codes of the complaints in a 422, by field. */
const complaints = (body: AnswerBody): Record<string, string> =>
	Object.fromEntries(body.error.fields.map(({ field, code }) => [field, code]));

describe('an empty workspace', () => {
	it('has no records, but users, pipelines and custom fields', async () => {
		for (const path of ['companies', 'contacts', 'opportunities']) {
			const { body } = await pact.call('GET', `/v1/${path}`);
			expect(body).toEqual({ items: [], total: 0, limit: 25, offset: 0 });
		}
		expect((await pact.call('GET', '/v1/users')).body.total).toBe(8);
		const pipelines = (await pact.call('GET', '/v1/pipelines')).body.items;
		expect(pipelines.map((pipeline) => pipeline.name)).toEqual(['New Business', 'Renewals']);
		expect((pipelines[0]!['stages'] as unknown[])[4]).toMatchObject({
			name: 'Closed Won',
			type: 'won',
			probability: 100,
		});
	});

	it('knows all ten types of custom fields', async () => {
		const { body } = await pact.call('GET', '/v1/custom-fields?limit=100');
		const types = new Set(body.items.map((field) => field.type));
		expect(types.size).toBe(10);
		const companies = await pact.call('GET', '/v1/custom-fields?object=companies');
		expect(companies.body.items.map((field) => field.key)).toContain('renewal_date');
	});
});

describe('lists', () => {
	beforeEach(() => {
		for (let n = 0; n < 130; n++) {
			pact.sandbox.create('contacts', { name: `Person ${n}`, email: `person${n}@acme.example` });
		}
	});

	it('page in order of creation and echo limit and offset', async () => {
		const { body } = await pact.call('GET', '/v1/contacts?limit=2&offset=3');
		expect(body).toMatchObject({ total: 130, limit: 2, offset: 3 });
		expect(body.items.map((item) => item.name)).toEqual(['Person 3', 'Person 4']);
	});

	it('give at most 100 records, and refuse to be asked for more', async () => {
		expect((await pact.call('GET', '/v1/contacts?limit=100')).body.items).toHaveLength(100);
		const refused = await pact.call('GET', '/v1/contacts?limit=101');
		expect([refused.status, complaints(refused.body)]).toEqual([422, { limit: 'invalid_value' }]);
		expect((await pact.call('GET', '/v1/contacts?offset=-1')).status).toBe(422);
	});

	it('search substrings in any case, so that the first hit may be the wrong person', async () => {
		const { body } = await pact.call('GET', '/v1/contacts?search=PERSON1@acme.example');
		expect(body.total).toBe(1);
		pact.sandbox.create('contacts', { name: 'Other', email: 'aperson1@acme.example' });
		expect((await pact.call('GET', '/v1/contacts?search=person1@acme.example')).body.total).toBe(2);
		expect((await pact.call('GET', '/v1/contacts?search=acme&limit=1')).body.total).toBe(131);
	});

	it('find a record by its new text and no longer by its old one', async () => {
		const [first, second] = pact.sandbox.records('contacts');
		pact.sandbox.edit('contacts', second!.public_id, { email: 'moved@elsewhere.example' });
		expect((await pact.call('GET', '/v1/contacts?search=person1@acme')).body.total).toBe(0);
		expect((await pact.call('GET', '/v1/contacts?search=elsewhere')).body.items[0]!['public_id']).toBe(
			second!.public_id,
		);
		pact.sandbox.remove('contacts', first!.public_id);
		expect((await pact.call('GET', '/v1/contacts?search=moved@')).body.total).toBe(1);
		expect((await pact.call('GET', '/v1/contacts?search=person0@')).body.total).toBe(0);
		expect((await pact.call('GET', '/v1/contacts?search=person129@')).body.total).toBe(1);
	});

	it('filter companies and deals by stage', async () => {
		await pact.call('POST', '/v1/companies', { name: 'A', stage: 'customer', domain: 'a.example' });
		await pact.call('POST', '/v1/companies', { name: 'B', stage: 'new', domain: 'b.example' });
		const { body } = await pact.call('GET', '/v1/companies?stage=customer');
		expect(body.items.map((item) => item.name)).toEqual(['A']);
		expect((await pact.call('GET', '/v1/companies?search=B.EX')).body.items[0]!['name']).toBe('B');
	});

	it('export every contact at once as JSON', async () => {
		const { body } = await pact.call('GET', '/v1/contacts/export?format=json');
		expect([body.total, body.items.length]).toEqual([130, 130]);
		expect((await pact.call('GET', '/v1/contacts/export?format=csv')).status).toBe(422);
	});
});

describe('records', () => {
	it('are addressed by a UUID; the internal integer id opens nothing', async () => {
		const { body } = await pact.call('POST', '/v1/companies', { name: 'Acme' });
		expect(body.public_id).toMatch(UUID);
		expect(body.id).toEqual(expect.any(Number));
		expect((await pact.call('GET', `/v1/companies/${body.public_id}`)).body).toEqual(body);
		expect((await pact.call('GET', `/v1/companies/${body.id}`)).status).toBe(404);
		expect((await pact.call('PATCH', `/v1/companies/${body.id}`, { name: 'B' })).status).toBe(404);
	});

	it('answer 201 with the whole record, blank fields included', async () => {
		const { status, body } = await pact.call('POST', '/v1/contacts', { name: 'Ann', email: ' Ann@ACME.example ' });
		expect(status).toBe(201);
		expect(body).toMatchObject({ name: 'Ann', email: 'ann@acme.example', phone: null, tags: [], custom_fields: {} });
		expect(body.created_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
		expect(body.updated_at).toBe(body.created_at);
	});

	it('refuse what they do not know, naming each field', async () => {
		const { status, body } = await pact.call('POST', '/v1/companies', {
			name: 'Acme',
			employee_count: 5,
			employees_total: 'many',
			revenue_usd: '12',
			public_id: 'x',
			custom_fields: { unknown_key: 1, tier: 'D', is_partner: 'yes', renewal_date: '2026-02-30', score: '5' },
		});
		expect(status).toBe(422);
		expect(complaints(body)).toEqual({
			employee_count: 'unknown_field',
			employees_total: 'invalid_value',
			revenue_usd: 'invalid_value',
			public_id: 'read_only_field',
			'custom_fields.unknown_key': 'unknown_custom_field',
			'custom_fields.tier': 'invalid_option',
			'custom_fields.is_partner': 'invalid_value',
			'custom_fields.renewal_date': 'invalid_value',
			'custom_fields.score': 'invalid_value',
		});
		expect(body.error.message).toContain("'employee_count'");
		expect(pact.sandbox.records('companies')).toHaveLength(0);
	});

	it('refuse a body that is no object, or no JSON', async () => {
		expect((await pact.call('POST', '/v1/companies', ['Acme'])).status).toBe(422);
		const response = await fetch(`${pact.sandbox.url}/v1/companies`, {
			method: 'POST',
			headers: { Authorization: `Bearer ${DEMO_KEYS.full}`, 'Content-Type': 'application/json' },
			body: '{"name":',
		});
		expect(response.status).toBe(400);
	});

	it('keep valid custom values of every type', async () => {
		const values = {
			tier: 'A',
			score: 4.5,
			renewal_date: '2028-02-29',
			is_partner: false,
			regions: ['EMEA', 'NA'],
			billing_email: 'bills@acme.example',
			support_phone: '+49 (0)30 / 123',
			notes: 'text',
			raw: { nested: [1, null] },
			salesforce_id: '001000000000001AAA',
		};
		const { body } = await pact.call('POST', '/v1/companies', { name: 'Acme', custom_fields: values });
		expect(body.custom_fields).toEqual(values);
		const contact = { name: 'A', custom_fields: { linkedin: 'https://linkedin.example/in/a' } };
		expect((await pact.call('POST', '/v1/contacts', contact)).status).toBe(201);
		expect((await pact.call('POST', '/v1/contacts', { name: 'A', custom_fields: { linkedin: 'no url' } })).status).toBe(
			422,
		);
	});

	it('change only the fields that an update names; null clears', async () => {
		const { body: made } = await pact.call('POST', '/v1/companies', {
			name: 'Acme',
			domain: 'acme.example',
			industry: 'Tools',
			tags: ['vip'],
			custom_fields: { tier: 'A', score: 3 },
		});
		const { status, body } = await pact.call('PATCH', `/v1/companies/${made.public_id}`, {
			industry: null,
			tags: null,
			custom_fields: { tier: null, notes: 'new' },
		});
		expect(status).toBe(200);
		expect(body).toMatchObject({ name: 'Acme', domain: 'acme.example', industry: null, tags: [] });
		expect(body.custom_fields).toEqual({ score: 3, notes: 'new' });
		expect((await pact.call('PATCH', `/v1/companies/${made.public_id}`, { name: null })).status).toBe(422);
	});

	it('move updated_at with every change, also when time stands still, and not without one', async () => {
		pact.sandbox.clock.freeze();
		const { body: made } = await pact.call('POST', '/v1/companies', { name: 'Acme' });
		const { body: changed } = await pact.call('PATCH', `/v1/companies/${made.public_id}`, { name: 'Acme Inc' });
		expect(Date.parse(changed.updated_at)).toBeGreaterThan(Date.parse(made.updated_at));
		const { body: same } = await pact.call('PATCH', `/v1/companies/${made.public_id}`, { name: 'Acme Inc' });
		expect(same.updated_at).toBe(changed.updated_at);
	});

	it('normalise the older names of ICP tiers', async () => {
		expect((await pact.call('POST', '/v1/companies', { name: 'A', icp_tier: 'Tier 2' })).body.icp_tier).toBe('B');
		expect((await pact.call('POST', '/v1/companies', { name: 'A', icp_score: 101 })).status).toBe(422);
	});

	it('have no idempotency: the same POST twice makes two companies', async () => {
		await pact.call('POST', '/v1/companies', { name: 'Acme' });
		await pact.call('POST', '/v1/companies', { name: 'Acme' });
		expect(pact.sandbox.records('companies')).toHaveLength(2);
	});

	it('cannot be deleted, but for contacts', async () => {
		const { public_id: id } = pact.sandbox.create('companies', { name: 'Acme' });
		const refused = await pact.call('DELETE', `/v1/companies/${id}`);
		expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, PATCH']);
	});
});

describe('contacts', () => {
	it('derive their name from its parts, and keep both', async () => {
		const { body } = await pact.call('POST', '/v1/contacts', { first_name: 'Ann', last_name: 'Lee' });
		expect(body).toMatchObject({ name: 'Ann Lee', first_name: 'Ann', last_name: 'Lee' });
		const changed = await pact.call('PATCH', `/v1/contacts/${body.public_id}`, { last_name: 'Lie' });
		expect(changed.body.name).toBe('Ann Lie');
		expect((await pact.call('POST', '/v1/contacts', { email: 'no.name@acme.example' })).status).toBe(422);
	});

	it('keep phones exactly as given', async () => {
		const { body } = await pact.call('POST', '/v1/contacts', { name: 'A', phone: ' (030) 12-34 x5 ' });
		expect(body.phone).toBe(' (030) 12-34 x5 ');
	});

	it('belong to a company that exists', async () => {
		const company = pact.sandbox.create('companies', { name: 'Acme' });
		const values = { name: 'A', company_id: company.public_id };
		expect((await pact.call('POST', '/v1/contacts', values)).status).toBe(201);
		const refused = await pact.call('POST', '/v1/contacts', { name: 'B', company_id: String(company.id) });
		expect(complaints(refused.body)).toEqual({ company_id: 'unknown_reference' });
		pact.sandbox.remove('companies', company.public_id);
		expect(pact.sandbox.records('contacts')[0]!['company_id']).toBeNull();
	});

	it('are erased for good by DELETE, which the sandbox remembers', async () => {
		const contact = pact.sandbox.create('contacts', { name: 'A', email: 'a@acme.example' });
		expect(pact.sandbox.erasures()).toEqual([]);
		expect((await pact.call('DELETE', `/v1/contacts/${contact.public_id}`)).status).toBe(204);
		expect((await pact.call('GET', `/v1/contacts/${contact.public_id}`)).status).toBe(404);
		expect(pact.sandbox.activities().filter((entry) => entry.contact_id === contact.public_id)).toEqual([]);
		expect((await pact.call('GET', '/__sandbox/erasures')).body).toEqual({ count: 1, ids: [contact.public_id] });
		expect((await pact.call('POST', '/v1/contacts', { name: 'A', email: 'a@acme.example' })).status).toBe(201);
	});
});

describe('consent', () => {
	it('starts as pending and is written by the API', async () => {
		const { body } = await pact.call('POST', '/v1/contacts', { name: 'A' });
		expect(body.consent_status).toBe('pending');
		const path = `/v1/contacts/${body.public_id}`;
		expect((await pact.call('PATCH', path, { consent_status: 'declined' })).body.consent_status).toBe('declined');
		expect((await pact.call('PATCH', path, { consent_status: 'maybe' })).status).toBe(422);
		expect((await pact.call('PATCH', path, { consent_status: null })).status).toBe(422);
	});

	it.each(['confirmed', 'pending'])('does not go from declined to %s without proof', async (status) => {
		const contact = pact.sandbox.create('contacts', { name: 'A', consent_status: 'declined' });
		const path = `/v1/contacts/${contact.public_id}`;
		const refused = await pact.call('PATCH', path, { consent_status: status, title: 'CEO' });
		expect(complaints(refused.body)).toEqual({ consent_status: 'consent_proof_required' });
		expect((await pact.call('GET', path)).body).toMatchObject({ consent_status: 'declined', title: null });
		const proven = await pact.call('PATCH', path, { consent_status: status, consent_proof: 'form of 3 March' });
		expect(proven.body.consent_status).toBe(status);
		expect(proven.body).not.toHaveProperty('consent_proof');
	});
});

describe('deals', () => {
	const deal = { name: 'Seats', pipeline: 'New Business', stage: 'proposal' };

	it('derive probability and forecast from their stage', async () => {
		const { body } = await pact.call('POST', '/v1/opportunities', deal);
		expect(body).toMatchObject({ probability: 50, forecast_category: 'Best Case' });
		const won = await pact.call('PATCH', `/v1/opportunities/${body.public_id}`, { stage: 'Closed Won' });
		expect(won.body).toMatchObject({ probability: 100, forecast_category: 'Won' });
		const written = await pact.call('POST', '/v1/opportunities', { ...deal, probability: 90 });
		expect(complaints(written.body)).toEqual({ probability: 'read_only_field' });
	});

	it('need a name, a pipeline and a stage that the pipeline has, letter by letter', async () => {
		const missing = await pact.call('POST', '/v1/opportunities', {});
		expect(complaints(missing.body)).toEqual({ name: 'required', pipeline: 'required', stage: 'required' });
		const unknown = await pact.call('POST', '/v1/opportunities', { ...deal, stage: 'Proposal' });
		expect(complaints(unknown.body)).toEqual({ stage: 'unknown_stage' });
		const pipeline = await pact.call('POST', '/v1/opportunities', { ...deal, pipeline: 'new business' });
		expect(complaints(pipeline.body)).toEqual({ pipeline: 'unknown_pipeline' });
	});

	it("do not move to another pipeline's stage, unless the pipeline moves with it", async () => {
		const { public_id: id } = pact.sandbox.create('opportunities', deal);
		const refused = await pact.call('PATCH', `/v1/opportunities/${id}`, { stage: 'Renewed' });
		expect(complaints(refused.body)).toEqual({ stage: 'stage_of_other_pipeline' });
		expect((await pact.call('PATCH', `/v1/opportunities/${id}`, { pipeline: 'Renewals' })).status).toBe(422);
		const moved = await pact.call('PATCH', `/v1/opportunities/${id}`, { pipeline: 'Renewals', stage: 'Renewed' });
		expect(moved.body).toMatchObject({ pipeline: 'Renewals', stage: 'Renewed', forecast_category: 'Won' });
	});

	it('check dates, currencies, contacts and owners', async () => {
		const { status, body } = await pact.call('POST', '/v1/opportunities', {
			...deal,
			close_date: '2026-13-01',
			currency: 'euro',
			value: '5',
		});
		expect([status, Object.keys(complaints(body)).toSorted()]).toEqual([422, ['close_date', 'currency', 'value']]);
		const contacts = await pact.call('POST', '/v1/opportunities', { ...deal, contact_ids: ['nobody'] });
		expect(complaints(contacts.body)).toEqual({ contact_ids: 'unknown_reference' });
		const owner = await pact.call('POST', '/v1/opportunities', { ...deal, owner: 'nobody@sandbox-org.example' });
		expect(complaints(owner.body)).toEqual({ owner: 'unknown_user' });
		const known = await pact.call('POST', '/v1/opportunities', { ...deal, owner: 'User2@Sandbox-Org.example' });
		expect(known.body.owner).toBe('user2@sandbox-org.example');
	});
});

describe('the activity feed', () => {
	it('grows with every change, and names the actor', async () => {
		const { body: contact } = await pact.call('POST', '/v1/contacts', { name: 'A' });
		pact.sandbox.edit('contacts', contact.public_id, { title: 'CEO' });
		const { body } = await pact.call('GET', `/v1/activities?contact_id=${contact.public_id}`);
		expect(body.items.map((item) => [item.type, item.actor])).toEqual([
			['contact.added', 'user1@sandbox-org.example'],
			['contact.updated', 'hugo.weber@pact-demo.example'],
		]);
	});

	it('tells of stage moves and of deals won', async () => {
		const deal = pact.sandbox.create('opportunities', { name: 'D', pipeline: 'New Business', stage: 'Discovery' });
		pact.sandbox.edit('opportunities', deal.public_id, { stage: 'Closed Won' });
		const types = pact.sandbox.activities().map((entry) => entry.type);
		expect(types).toEqual(['deal.added', 'deal.updated', 'deal.stage_changed', 'deal.won']);
	});

	it('takes entries, once per dedupe_key, and never changes one', async () => {
		const contact = pact.sandbox.create('contacts', { name: 'A' });
		const note = { type: 'note.added', contact_id: contact.public_id, payload: { text: 'hi' }, dedupe_key: 'k1' };
		const first = await pact.call('POST', '/v1/activities', note);
		const second = await pact.call('POST', '/v1/activities', note);
		expect([first.status, second.status]).toEqual([201, 200]);
		expect(second.body.public_id).toBe(first.body.public_id);
		expect((await pact.call('DELETE', `/v1/activities/${first.body.public_id}`)).status).toBe(405);
		expect((await pact.call('POST', '/v1/activities', { type: 'note.added' })).status).toBe(422);
		expect((await pact.call('POST', '/v1/activities', { ...note, contact_id: 'nobody' })).status).toBe(422);
	});
});
