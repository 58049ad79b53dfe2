import { testOrg, type TestOrg } from '../client.test-helper';

describe('writing single records', () => {
	let org: TestOrg;

	beforeEach(async () => {
		org = await testOrg({ size: { accounts: 2, contacts: 0, leads: 0, opportunities: 0 } });
	});
	afterEach(() => org.sandbox.close());

	const create = (object: string, body: unknown, headers = {}) =>
		org.call(`sobjects/${object}`, { method: 'POST', body, headers });
	const patch = (path: string, body: unknown) => org.call(`sobjects/${path}`, { method: 'PATCH', body });
	const read = async (object: string, id: string) => (await org.call(`sobjects/${object}/${id}`)).body;

	it('creates a record with defaults, audit fields and normalised values', async () => {
		const made = await create('Contact', {
			FirstName: ' Zoë ',
			LastName: 'Núñez',
			Email: 'Zoe.N@EXAMPLE.com ',
			Title: '',
			Persona__c: 'champion',
			Interests__c: 'Pricing;Product',
		});
		expect(made).toMatchObject({ status: 201, body: { success: true, errors: [] } });
		const stamp = '2026-11-21T08:00:00.000+0000';
		expect(await read('Contact', made.body.id)).toMatchObject({
			Name: 'Zoë Núñez',
			FirstName: 'Zoë',
			Email: 'zoe.n@example.com',
			Title: null,
			Persona__c: 'Champion',
			Interests__c: 'Product;Pricing',
			HasOptedOutOfEmail: false,
			OwnerId: org.sandbox.userId,
			CreatedDate: stamp,
			SystemModstamp: stamp,
			LastModifiedDate: stamp,
		});
	});

	it('moves SystemModstamp on every change and LastModifiedDate on user changes only', async () => {
		const { body } = await create('Contact', { LastName: 'A' });
		org.clock.advance(60_000);
		org.sandbox.edit('Contact', body.id, { Score__c: 7 }, { system: true });
		expect(await read('Contact', body.id)).toMatchObject({
			SystemModstamp: '2026-11-21T08:01:00.000+0000',
			LastModifiedDate: '2026-11-21T08:00:00.000+0000',
		});
		expect((await patch(`Contact/${body.id}`, { Score__c: 7 })).status).toBe(204);
		expect(await read('Contact', body.id)).toMatchObject({ LastModifiedDate: '2026-11-21T08:01:00.000+0000' });
	});

	it.each([
		['Contact', {}, 'REQUIRED_FIELD_MISSING', 'Required fields are missing: [LastName]', ['LastName']],
		['Opportunity', { Name: 'x' }, 'REQUIRED_FIELD_MISSING', '[StageName, CloseDate]', ['StageName', 'CloseDate']],
		[
			'Contact',
			{ LastName: 'A', Persona__c: 'Boss' },
			'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
			'bad value for restricted picklist field: Boss',
			['Persona__c'],
		],
		['Contact', { LastName: 'x'.repeat(81) }, 'STRING_TOO_LONG', '(max length=80)', ['LastName']],
		['Contact', { LastName: 'A', Email: 'nope' }, 'INVALID_EMAIL_ADDRESS', 'invalid email address: nope', ['Email']],
		[
			'Contact',
			{ LastName: 'A', Name: 'B' },
			'INVALID_FIELD_FOR_INSERT_UPDATE',
			'Unable to create/update fields: Name',
			['Name'],
		],
		[
			'Contact',
			{ LastName: 'A', Foo: 1 },
			'INVALID_FIELD',
			"No such column 'Foo' on sobject of type Contact",
			undefined,
		],
		['Contact', { LastName: 'A', AccountId: 'abc' }, 'MALFORMED_ID', 'id value of incorrect type: abc', ['AccountId']],
		[
			'Contact',
			{ LastName: 'A', Next_Review__c: 'soon' },
			'JSON_PARSER_ERROR',
			'Cannot deserialize instance of date',
			undefined,
		],
		[
			'Contact',
			{ LastName: 'A', Score__c: 'much' },
			'JSON_PARSER_ERROR',
			'Cannot deserialize instance of double',
			undefined,
		],
		['Contact', { LastName: 'A', HasOptedOutOfEmail: null }, 'JSON_PARSER_ERROR', 'boolean', undefined],
		['Account', { Name: 'A', Health__c: 1_000 }, 'NUMBER_OUTSIDE_VALID_RANGE', 'outside of valid range', ['Health__c']],
		[
			'Opportunity',
			{ Name: 'x', StageName: 'Closed Won', CloseDate: '2026-12-01' },
			'FIELD_CUSTOM_VALIDATION_EXCEPTION',
			'needs an amount',
			['Amount'],
		],
		['User', { LastName: 'A' }, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'cannot be inserted', undefined],
	])('refuses a %s of %j with %s', async (object, fields, errorCode, message, names) => {
		const answer = await create(object, fields);
		expect(answer.status).toBe(400);
		expect(answer.items[0]?.errorCode).toBe(errorCode);
		expect(answer.items[0]?.message).toContain(message);
		expect(answer.items[0]?.fields).toEqual(names);
	});

	it('refuses references to nothing, to deleted records and to people who have left', async () => {
		const gone = org.sandbox.create('Account', { Name: 'Gone' });
		org.sandbox.delete('Account', gone);
		const left = org.sandbox.records('User').find((user) => user.IsActive === false)?.Id;
		const codes = [];
		for (const fields of [{ AccountId: '001bn0000000zzzAAB' }, { AccountId: gone }, { OwnerId: left }]) {
			codes.push((await create('Contact', { LastName: 'A', ...fields })).items[0]?.errorCode);
		}
		// The first id has a wrong checksum, so it is no id at all.
		expect(codes).toEqual(['MALFORMED_ID', 'ENTITY_IS_DELETED', 'INACTIVE_OWNER_OR_USER']);
		const unknown = await create('Contact', { LastName: 'A', AccountId: '001bn0000000zzz' });
		expect(unknown).toMatchObject({ status: 404, body: [{ errorCode: 'INVALID_CROSS_REFERENCE_KEY' }] });
	});

	it('derives probability, forecast and the closed flags from the stage, and the record type from the default', async () => {
		const made = await create('Opportunity', { Name: 'Deal', StageName: 'Value Proposition', CloseDate: '2026-12-01' });
		const opportunity = await read('Opportunity', made.body.id);
		expect(opportunity).toMatchObject({
			Probability: 50,
			ForecastCategoryName: 'Pipeline',
			IsClosed: false,
			IsWon: false,
		});
		const type = await read('RecordType', String(opportunity.RecordTypeId));
		expect(type.Name).toBe('New Business');
		await patch(`Opportunity/${made.body.id}`, { StageName: 'Closed Won', Amount: 100.456 });
		expect(await read('Opportunity', made.body.id)).toMatchObject({
			Probability: 100,
			IsClosed: true,
			IsWon: true,
			Amount: 100.46,
		});
	});

	it('stops a second contact with an e-mail address unless the caller allows it', async () => {
		const first = await create('Contact', { LastName: 'A', Email: 'same@example.com' });
		const second = await create('Contact', { LastName: 'B', Email: 'SAME@example.com' });
		expect(second).toMatchObject({ status: 400, body: [{ errorCode: 'DUPLICATES_DETECTED' }] });
		expect(second.items[0]?.duplicateResut).toMatchObject({
			matchResults: [{ matchRecords: [{ record: { Id: first.body.id } }] }],
		});
		const allowed = await create(
			'Contact',
			{ LastName: 'B', Email: 'same@example.com' },
			{ 'sforce-duplicate-rule-header': 'allowSave=true' },
		);
		expect(allowed.status).toBe(201);
	});

	it('upserts by external id: creates, updates, and keeps it unique', async () => {
		const created = await patch('Contact/Pact_Id__c/p-1', { LastName: 'A' });
		expect(created).toMatchObject({ status: 201, body: { created: true } });
		const updated = await patch('Contact/Pact_Id__c/P-1', { LastName: 'B' });
		expect(updated).toMatchObject({ status: 200, body: { created: false, id: created.body.id } });
		expect((await org.call('sobjects/Contact/Pact_Id__c/p-1')).body).toMatchObject({
			LastName: 'B',
			Pact_Id__c: 'p-1',
		});
		const taken = await create('Contact', { LastName: 'C', Pact_Id__c: 'p-1' });
		expect(taken).toMatchObject({ status: 400, body: [{ errorCode: 'DUPLICATE_VALUE', fields: ['Pact_Id__c'] }] });
		expect((await patch('Contact/Title/x', { LastName: 'C' })).status).toBe(404);
	});

	it('answers 300 when an external id has several records', async () => {
		await org.call('/__sandbox/schema', {
			method: 'PUT',
			body: { object: 'Contact', field: 'Legacy__c', type: 'string', externalId: true },
		});
		for (const LastName of ['A', 'B']) org.sandbox.create('Contact', { LastName, Legacy__c: 'x' });
		const answer = await patch('Contact/Legacy__c/x', { Title: 'T' });
		expect(answer.status).toBe(300);
		expect(answer.body).toHaveLength(2);
	});

	it('deletes softly, with the children of an account, and takes them back', async () => {
		const account = org.sandbox.create('Account', { Name: 'Parent' });
		const contact = org.sandbox.create('Contact', { LastName: 'Child', AccountId: account });
		expect((await org.call(`sobjects/Account/${account}`, { method: 'DELETE' })).status).toBe(204);
		expect(await org.call(`sobjects/Contact/${contact}`)).toMatchObject({
			status: 404,
			body: [{ errorCode: 'ENTITY_IS_DELETED' }],
		});
		expect(await patch(`Contact/${contact}`, { Title: 'x' })).toMatchObject({
			status: 404,
			body: [{ errorCode: 'ENTITY_IS_DELETED' }],
		});
		org.sandbox.undelete('Account', account);
		expect((await org.call(`sobjects/Contact/${contact}`)).status).toBe(200);
	});

	it('merges: the loser points to the winner, what pointed to the loser moves', async () => {
		const [winner = '', loser = ''] = ['W', 'L'].map((Name) => org.sandbox.create('Account', { Name }));
		const contact = org.sandbox.create('Contact', { LastName: 'A', AccountId: loser });
		org.sandbox.merge('Account', winner, [loser]);
		expect(
			(await org.query(`SELECT IsDeleted, MasterRecordId FROM Account WHERE Id = '${loser}'`, true)).body.records[0],
		).toMatchObject({ IsDeleted: true, MasterRecordId: winner });
		expect((await read('Contact', contact)).AccountId).toBe(winner);
	});

	it('converts a lead once, and then refuses writes to it', async () => {
		const lead = org.sandbox.create('Lead', { LastName: 'L', Company: 'C', Email: 'l@example.com' });
		await org.call('/__sandbox/convert-lead', { method: 'POST', body: { id: lead } });
		const row = await read('Lead', lead);
		expect(row).toMatchObject({ IsConverted: true, Status: 'Closed - Converted', ConvertedDate: '2026-11-21' });
		expect(await read('Contact', String(row.ConvertedContactId))).toMatchObject({
			Email: 'l@example.com',
			AccountId: row.ConvertedAccountId,
		});
		expect((await read('Opportunity', String(row.ConvertedOpportunityId))).StageName).toBe('Prospecting');
		expect(await patch(`Lead/${lead}`, { Title: 'x' })).toMatchObject({
			status: 400,
			body: [{ errorCode: 'CANNOT_UPDATE_CONVERTED_LEAD' }],
		});
	});

	it('lists updated and deleted records of a window', async () => {
		org.clock.advance(60_000);
		const [kept, gone] = ['K', 'G'].map((LastName) => org.sandbox.create('Contact', { LastName }));
		org.sandbox.delete('Contact', gone ?? '');
		org.clock.advance(120_000);
		const window = 'start=2026-11-21T08:01:00Z&end=2026-11-21T08:03:00%2B00:00';
		expect((await org.call(`sobjects/Contact/updated?${window}`)).body).toEqual({
			ids: [kept],
			latestDateCovered: '2026-11-21T08:03:00.000+0000',
		});
		expect((await org.call(`sobjects/Contact/deleted?${window}`)).body.deletedRecords).toEqual([
			{ id: gone, deletedDate: '2026-11-21T08:01:00.000+0000' },
		]);
		const old = await org.call('sobjects/Contact/deleted?start=2026-10-01T00:00:00Z&end=2026-11-21T00:00:00Z');
		expect(old).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_REPLICATION_DATE' }] });
	});

	it('refuses JSON it cannot read, unknown objects and unknown records', async () => {
		expect(await create('Contact', '{"LastName":')).toMatchObject({
			status: 400,
			body: [{ errorCode: 'JSON_PARSER_ERROR' }],
		});
		expect(await create('Nothing', {})).toMatchObject({ status: 404, body: [{ errorCode: 'NOT_FOUND' }] });
		expect(await org.call('sobjects/Contact/003bn0000000zzz')).toMatchObject({
			status: 404,
			body: [{ errorCode: 'NOT_FOUND' }],
		});
		expect(await org.call('nothing/here')).toMatchObject({ status: 404, body: [{ errorCode: 'NOT_FOUND' }] });
	});

	it('forgets a removed field everywhere', async () => {
		const id = org.sandbox.create('Contact', { LastName: 'A', Title: 'T' });
		await org.call('/__sandbox/schema', { method: 'PUT', body: { object: 'Contact', field: 'Title', remove: true } });
		expect((await org.query('SELECT Title FROM Contact')).items[0]?.errorCode).toBe('INVALID_FIELD');
		expect((await patch(`Contact/${id}`, { Title: 'x' })).items[0]?.errorCode).toBe('INVALID_FIELD');
		expect(await read('Contact', id)).not.toHaveProperty('Title');
		const { body } = await org.call('sobjects/Contact/describe');
		expect(body.fields.map((field) => field.name)).not.toContain('Title');
	});
});
