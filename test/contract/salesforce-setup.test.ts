import { type SalesforceSubject, salesforceSubject } from './subjects/salesforce';

/** What the Salesforce Upsert node's operations beside writing do to a real org. */
describe('setting up Salesforce', () => {
	let org: SalesforceSubject;

	beforeEach(async () => {
		org = await salesforceSubject();
	});
	afterEach(() => org.sandbox.close());

	const HUBSPOT = { object: 'Contact', field: 'HubSpot_Id__c', label: 'HubSpot ID' };
	const rights = async (body: object) =>
		await fetch(`${org.sandbox.url}/__sandbox/rights`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
	const field = async (object: string, name: string) => (await org.schema.describe(object)).fields.find((each) => each.name === name);

	describe('a match field', () => {
		it('is made as a unique External ID that the connected user may write, and records are found by it', async () => {
			expect(await field('Contact', 'HubSpot_Id__c')).toBeUndefined();
			expect(await org.setUpMatchField(HUBSPOT)).toMatchObject({ object: 'Contact', field: 'HubSpot_Id__c', result: 'created' });
			expect(await field('Contact', 'HubSpot_Id__c')).toMatchObject({ label: 'HubSpot ID', externalId: true, createable: true, updateable: true });
			const [result] = await org.records.write('Contact', [{ op: 'create', values: { LastName: 'Ann', HubSpot_Id__c: '151' } }]);
			const [found] = await org.records.find('Contact', [{ kind: 'external-id', field: 'HubSpot_Id__c', value: '151' }], ['LastName']);
			expect(found?.map(({ id }) => id)).toEqual([result?.ok ? result.id : '']);
			const [twin] = await org.records.write('Contact', [{ op: 'create', values: { LastName: 'Twin', HubSpot_Id__c: '151' } }]);
			expect(twin).toMatchObject({ ok: false, error: { class: 'duplicate' } });
		});

		it('that is there already is left alone', async () => {
			expect(await org.setUpMatchField({ object: 'Contact', field: 'Pact_Id__c', label: 'Pact ID' })).toMatchObject({ result: 'there' });
			await org.setUpMatchField(HUBSPOT);
			org.sandbox.stats.reset();
			expect(await org.setUpMatchField(HUBSPOT)).toMatchObject({ result: 'there' });
			expect(org.sandbox.stats.snapshot().writes).toBe(0);
		});

		it('of several objects shares one permission set', async () => {
			await org.setUpMatchField(HUBSPOT);
			await org.setUpMatchField({ ...HUBSPOT, object: 'Account' });
			expect(org.sandbox.records('PermissionSet')).toHaveLength(1);
			expect(org.sandbox.records('PermissionSetAssignment')).toHaveLength(1);
			expect(org.sandbox.records('FieldPermissions').map(({ Field }) => Field)).toEqual(['Contact.HubSpot_Id__c', 'Account.HubSpot_Id__c']);
		});

		it('that was made, but that the user cannot see yet, only gets the access', async () => {
			await rights({ managePermissions: false });
			expect(await org.setUpMatchField(HUBSPOT)).toMatchObject({ result: 'refused' });
			expect(await field('Contact', 'HubSpot_Id__c')).toBeUndefined();
			await rights({ managePermissions: true });
			expect(await org.setUpMatchField(HUBSPOT)).toMatchObject({ result: 'there', message: expect.stringContaining('was there already') });
			expect(await field('Contact', 'HubSpot_Id__c')).toBeDefined();
		});

		it('says what an admin is to do when the user lacks the right', async () => {
			await rights({ customizeApplication: false });
			const said = await org.setUpMatchField(HUBSPOT);
			expect(said).toMatchObject({ result: 'refused' });
			expect(said.message).toMatch(/Customize Application.*HubSpot_Id__c.*External ID/);
		});

		it('is not made of a field that is something else', async () => {
			await org.addTextFields('Contact', ['HubSpot_Id__c']);
			expect(await org.setUpMatchField(HUBSPOT)).toMatchObject({ result: 'refused', message: expect.stringContaining('no External ID') });
		});
	});

	describe('the check of the connection', () => {
		const result = async (check: string, objects = ['Contact']) =>
			(await org.checkConnection(objects, ['Pact_Id__c', 'HubSpot_Id__c'])).find((each) => each.check === check);

		it('tells the org, the user and the calls that are left', async () => {
			expect(await result('connection')).toMatchObject({ result: 'ok', details: { id: org.sandbox.orgId, sandbox: true } });
			expect(await result('user')).toMatchObject({ details: { id: org.sandbox.userId, username: org.sandbox.username } });
			expect(await result('api-calls')).toMatchObject({ result: 'ok', details: { max: 100_000 } });
		});

		it('warns when few calls are left', async () => {
			const small = await salesforceSubject({ dailyApi: 40, dailyShare: 1_000 });
			try {
				expect((await small.checkConnection([], [])).find(({ check }) => check === 'api-calls')?.result).toBe('ok');
				for (let call = 0; call < 30; call++) await small.source.count({ object: 'Contact' });
				expect((await small.checkConnection([], [])).find(({ check }) => check === 'api-calls')?.result).toBe('attention');
			} finally {
				await small.sandbox.close();
			}
		});

		it('tells the rights on each object, and whether its match fields are there', async () => {
			expect(await result('rights:Contact')).toMatchObject({ result: 'ok', details: { create: true, edit: true } });
			expect(await result('match-field:Contact.Pact_Id__c')).toMatchObject({ result: 'ok' });
			expect(await result('match-field:Contact.HubSpot_Id__c')).toMatchObject({ result: 'attention', finding: expect.stringContaining('Set Up Match Field') });
			expect(await result('rights:User', ['User'])).toMatchObject({ result: 'missing', finding: expect.stringContaining('create or edit') });
			expect(await result('rights:Nonsense__c', ['Nonsense__c'])).toMatchObject({ result: 'missing' });
		});
	});
});
