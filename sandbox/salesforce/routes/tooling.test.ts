import { testOrg, type TestOrg } from '../client.test-helper';

describe('the Tooling API', () => {
	let org: TestOrg;

	beforeEach(async () => {
		org = await testOrg();
	});
	afterEach(() => org.sandbox.close());

	const field = (metadata: object = {}, FullName = 'Contact.Ext__c') => ({
		FullName,
		Metadata: { label: 'Ext', type: 'Text', length: 80, externalId: true, unique: true, ...metadata },
	});
	const make = (body: object) => org.call('tooling/sobjects/CustomField', { method: 'POST', body });
	const post = (object: string, body: object) => org.call(`sobjects/${object}`, { method: 'POST', body });
	const rights = (body: object) => org.call('/__sandbox/rights', { method: 'PUT', body });
	const isSeen = async () => (await org.query('SELECT Ext__c FROM Contact')).status === 200;
	const permissions = (ParentId: string, more: object = {}) =>
		post('FieldPermissions', { ParentId, SobjectType: 'Contact', Field: 'Contact.Ext__c', PermissionsRead: true, PermissionsEdit: true, ...more });

	it('makes a field that nobody sees until a permission set of theirs gives access', async () => {
		expect(await make(field())).toMatchObject({ status: 201, body: { success: true, id: expect.stringMatching(/^00N/) } });
		expect(await isSeen()).toBe(false);
		const set = (await post('PermissionSet', { Name: 'Sync', Label: 'Sync' })).body.id;
		expect((await permissions(set)).status).toBe(201);
		expect(await isSeen()).toBe(false);
		expect((await post('PermissionSetAssignment', { PermissionSetId: set, AssigneeId: org.sandbox.userId })).status).toBe(201);
		expect(await isSeen()).toBe(true);
		const described = (await org.call('sobjects/Contact/describe')).body.fields.find(({ name }) => name === 'Ext__c');
		expect(described).toMatchObject({ externalId: true, unique: true, createable: true, length: 80 });
	});

	it('gives no more than the permission: read without edit', async () => {
		await make(field());
		const set = (await post('PermissionSet', { Name: 'Sync', Label: 'Sync' })).body.id;
		await post('PermissionSetAssignment', { PermissionSetId: set, AssigneeId: org.sandbox.userId });
		await permissions(set, { PermissionsEdit: false });
		expect(await isSeen()).toBe(true);
		expect((await post('Contact', { LastName: 'A', Ext__c: '1' })).items[0]?.errorCode).toBe('INVALID_FIELD_FOR_INSERT_UPDATE');
	});

	it.each<[string, object, number, string]>([
		['a name that is taken', field({}, 'Contact.Pact_Id__c'), 400, 'DUPLICATE_DEVELOPER_NAME'],
		['a name without __c', field({}, 'Contact.Ext'), 400, 'FIELD_INTEGRITY_EXCEPTION'],
		['an unknown object', field({}, 'Nothing.Ext__c'), 400, 'INVALID_CROSS_REFERENCE_KEY'],
		['a text that is too long', field({ length: 256 }), 400, 'FIELD_INTEGRITY_EXCEPTION'],
		['an unknown key', field({ colour: 'red' }), 400, 'FIELD_INTEGRITY_EXCEPTION'],
	])('refuses %s', async (_what, body, status, code) => {
		expect(await make(body)).toMatchObject({ status, items: [{ errorCode: code }] });
	});

	it('refuses a name twice, also while nobody sees the field', async () => {
		await make(field());
		expect((await make(field())).items[0]?.errorCode).toBe('DUPLICATE_DEVELOPER_NAME');
	});

	it('asks for the rights', async () => {
		await rights({ customizeApplication: false, managePermissions: false });
		expect(await make(field())).toMatchObject({ status: 403, items: [{ errorCode: 'INSUFFICIENT_ACCESS' }] });
		expect((await post('PermissionSet', { Name: 'Sync', Label: 'Sync' })).items[0]?.errorCode).toBe('INSUFFICIENT_ACCESS_OR_READONLY');
	});

	it('knows no permission for a field that is not there', async () => {
		const set = (await post('PermissionSet', { Name: 'Sync', Label: 'Sync' })).body.id;
		expect((await permissions(set)).items[0]?.errorCode).toBe('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST');
	});
});

describe('a collection with a value that cannot be read', () => {
	it('is refused as a whole, before anything is saved', async () => {
		const org = await testOrg({ size: { accounts: 0, contacts: 0, leads: 0, opportunities: 0 } });
		try {
			const records = [{ LastName: 'Good' }, { LastName: 'Bad', Score__c: 'much' }].map((values) => ({ attributes: { type: 'Contact' }, ...values }));
			const answer = await org.call('composite/sobjects', { method: 'POST', body: { records } });
			expect(answer).toMatchObject({ status: 400, items: [{ errorCode: 'JSON_PARSER_ERROR' }] });
			expect(org.sandbox.records('Contact')).toEqual([]);
		} finally {
			await org.sandbox.close();
		}
	});
});
