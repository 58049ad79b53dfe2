import { testPortal, type TestPortal } from './client.test-helper';

/** Type ids in `results[].associationTypes`, by id of the other record. */
type Associated = Array<{ toObjectId: number; associationTypes: Array<{ typeId: number }> }>;

describe('associations', () => {
	let portal: TestPortal;
	let contact: string;
	let acme: string;
	let globex: string;

	beforeEach(async () => {
		portal = await testPortal();
		contact = portal.sandbox.create('contacts', { email: 'a@x.example' });
		acme = portal.sandbox.create('companies', { name: 'Acme' });
		globex = portal.sandbox.create('companies', { name: 'Globex' });
	});
	afterEach(() => portal.sandbox.close());

	const companiesOf = async (id = contact) => {
		const { body } = await portal.call(`/crm/v4/objects/contacts/${id}/associations/companies`);
		const results = body.results as unknown as Associated;
		return Object.fromEntries(
			results.map((each) => [each.toObjectId, each.associationTypes.map(({ typeId }) => typeId).sort((a, b) => a - b)]),
		);
	};
	const batch = (what: string, body: unknown, path = '/crm/v4/associations/contacts/companies/batch') =>
		portal.post(`${path}/${what}`, body);
	const primary = (id: string, to: string) => ({
		from: { id },
		to: { id: to },
		types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 }],
	});

	it('make the first company the primary one, and further ones not', async () => {
		await portal.call(`/crm/v4/objects/contacts/${contact}/associations/default/companies/${acme}`, { method: 'PUT' });
		await batch('associate/default', { inputs: [{ from: { id: contact }, to: { id: globex } }] });
		expect(await companiesOf()).toEqual({ [acme]: [1, 279], [globex]: [279] });
	});

	it('keep one primary company: a new one takes the place of the old, which stays associated', async () => {
		await batch('create', { inputs: [primary(contact, acme)] });
		portal.clock.advance(1_000);
		const { status } = await batch('create', { inputs: [primary(contact, globex)] });
		expect(status).toBe(201);
		expect(await companiesOf()).toEqual({ [acme]: [279], [globex]: [1, 279] });
		expect(portal.sandbox.record('contacts', contact)?.properties).toMatchObject({
			associatedcompanyid: globex,
			lastmodifieddate: '2026-11-21T08:00:01.000Z',
		});
	});

	it('can be set from the company, which may be primary for many', async () => {
		const other = portal.sandbox.create('contacts', {});
		const inputs = [contact, other].map((id) => ({
			from: { id: acme },
			to: { id },
			types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 2 }],
		}));
		await batch('create', { inputs }, '/crm/associations/2026-03/companies/contacts/batch');
		expect(await companiesOf()).toEqual({ [acme]: [1, 279] });
		expect(await companiesOf(other)).toEqual({ [acme]: [1, 279] });
		expect(portal.sandbox.record('companies', acme)?.properties['num_associated_contacts']).toBe('2');
	});

	it('do not move dates when they are there already', async () => {
		await batch('create', { inputs: [primary(contact, acme)] });
		portal.clock.advance(1_000);
		await batch('create', { inputs: [primary(contact, acme)] });
		expect(portal.sandbox.record('contacts', contact)?.properties['lastmodifieddate']).toBe('2026-11-21T08:00:00.000Z');
	});

	it('read in batches say in a 207 which records have none and which are not there', async () => {
		portal.sandbox.associate('contacts', contact, 'companies', acme, 'primary');
		const lonely = portal.sandbox.create('contacts', {});
		const { status, body } = await batch('read', { inputs: [{ id: contact }, { id: lonely }, { id: '1' }] });
		expect(status).toBe(207);
		expect(body.results).toMatchObject([{ from: { id: contact }, to: [{ toObjectId: Number(acme) }] }]);
		expect(body.errors).toMatchObject([
			{ subCategory: 'crm.associations.NO_ASSOCIATIONS_FOUND', context: { fromObjectId: [lonely] } },
			{ category: 'OBJECT_NOT_FOUND', context: { ids: ['1'] } },
		]);
	});

	it('have their own sizes of batches', async () => {
		const inputs = (count: number, input: unknown) => ({ inputs: Array.from({ length: count }, () => input) });
		expect((await batch('read', inputs(1_001, { id: contact }))).status).toBe(400);
		expect((await batch('read', inputs(1_000, { id: contact }))).status).toBe(207);
		expect((await batch('create', inputs(2_001, primary(contact, acme)))).status).toBe(400);
		expect((await batch('create', inputs(2_000, primary(contact, acme)))).status).toBe(201);
		expect((await batch('archive', inputs(101, { from: { id: contact }, to: [{ id: acme }] }))).status).toBe(400);
	});

	it('are ended by archive, which empties the primary company', async () => {
		portal.sandbox.associate('contacts', contact, 'companies', acme, 'primary');
		expect((await batch('archive', { inputs: [{ from: { id: contact }, to: [{ id: acme }] }] })).status).toBe(204);
		expect(await companiesOf()).toEqual({});
		expect(portal.sandbox.record('contacts', contact)?.properties).not.toHaveProperty('associatedcompanyid');
	});

	it('refuse types that do not fit the objects', async () => {
		const wrong = {
			...primary(contact, acme),
			types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 5 }],
		};
		expect(await batch('create', { inputs: [wrong] })).toMatchObject({
			status: 400,
			body: { category: 'VALIDATION_ERROR' },
		});
	});

	it('rest while a record is archived, and come back with it', async () => {
		portal.sandbox.associate('contacts', contact, 'companies', acme, 'primary');
		portal.sandbox.archive('companies', acme);
		expect(await companiesOf()).toEqual({});
		expect(portal.sandbox.record('contacts', contact)?.properties).not.toHaveProperty('associatedcompanyid');
		portal.sandbox.restore('companies', acme);
		expect(portal.sandbox.record('contacts', contact)?.properties['associatedcompanyid']).toBe(acme);
	});

	it('move to the winner of a merge, with the primary record’s primary company', async () => {
		const other = portal.sandbox.create('contacts', {});
		portal.sandbox.associate('contacts', contact, 'companies', globex, 'primary');
		portal.sandbox.associate('contacts', other, 'companies', acme, 'primary');
		const winner = portal.sandbox.merge('contacts', contact, other);
		expect(await companiesOf(winner)).toEqual({ [acme]: [279], [globex]: [1, 279] });
		expect(portal.sandbox.record('contacts', winner)?.properties['associatedcompanyid']).toBe(globex);
		const company = portal.sandbox.merge('companies', acme, globex);
		expect(await companiesOf(winner)).toEqual({ [company]: [1, 279] });
	});

	it('come with a new record, and show in a read that asks for them', async () => {
		const { body } = await portal.post('/crm/v3/objects/deals', {
			properties: { dealname: 'Big', dealstage: 'contractsent' },
			associations: [
				{ to: { id: acme }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 5 }] },
				{ to: { id: contact }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 3 }] },
			],
		});
		expect(body.properties['num_associated_contacts']).toBe('1');
		const read = await portal.call(`/crm/v3/objects/deals/${body.id}?associations=companies,contacts`);
		expect(read.body['associations']).toMatchObject({
			companies: { results: expect.arrayContaining([{ id: acme, type: 'deal_to_company' }]) as unknown },
			contacts: { results: [{ id: contact, type: 'deal_to_contact' }] },
		});
	});

	it('can have labels of the account, which are listed with HubSpot’s own', async () => {
		const path = '/crm/v4/associations/contacts/companies/labels';
		const made = await portal.post(path, { label: 'Advisor', name: 'advisor' });
		const [{ typeId }] = made.body.results as unknown as [{ typeId: number }];
		const { body } = await portal.call(path);
		expect(body.results).toEqual(
			expect.arrayContaining([
				{ category: 'HUBSPOT_DEFINED', typeId: 1, label: 'Primary' },
				{ category: 'HUBSPOT_DEFINED', typeId: 279, label: null },
				{ category: 'USER_DEFINED', typeId, label: 'Advisor' },
			]),
		);
	});
});
