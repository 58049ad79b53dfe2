import { readAnswer, testOrg, type TestOrg } from '../client.test-helper';

describe('versions, limits and describe', () => {
	let org: TestOrg;

	beforeEach(async () => {
		org = await testOrg({ dailyApi: 3, size: { accounts: 1, contacts: 1, leads: 0, opportunities: 0 } });
	});
	afterEach(() => org.sandbox.close());

	it('lists versions without a session, and knows only those', async () => {
		const response = await fetch(`${org.sandbox.url}/services/data`);
		const versions = (await readAnswer(response)).items;
		expect(versions.at(-1)).toEqual({ label: "Summer '25", url: '/services/data/v64.0', version: '64.0' });
		expect((await org.call('/services/data/v49.0/limits')).status).toBe(404);
		expect((await org.call('/services/data/v62.0/limits')).status).toBe(200);
	});

	it('counts calls in a header and refuses them once the daily limit is spent', async () => {
		expect((await org.call('limits')).headers.get('sforce-limit-info')).toBe('api-usage=1/3');
		expect((await org.query('SELECT broken')).headers.get('sforce-limit-info')).toBe('api-usage=2/3');
		expect((await org.call('limits')).body.DailyApiRequests).toEqual({ Max: 3, Remaining: 0 });
		expect(await org.call('limits')).toMatchObject({
			status: 403,
			body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
		});
		expect(org.sandbox.stats.snapshot()).toMatchObject({ calls: 4, byStatus: { 200: 2, 400: 1, 403: 1 } });
	});

	it('takes a new limit, and starts afresh after a day', async () => {
		await org.call('/__sandbox/limits', { method: 'PUT', body: { dailyApi: 0 } });
		expect((await org.call('limits')).status).toBe(403);
		await org.call('/__sandbox/limits', { method: 'PUT', body: { dailyApi: 1 } });
		expect((await org.call('limits')).status).toBe(200);
		expect((await org.call('limits')).status).toBe(403);
		org.clock.advance(86_400_000);
		const token = org.sandbox.openSession();
		expect((await org.call('limits', { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
	});

	it('describes fields with what a mapper needs', async () => {
		const { body } = await org.call('sobjects/account/describe');
		const field = (name: string) => body.fields.find((each) => each.name === name);
		expect(field('Name')).toMatchObject({
			type: 'string',
			length: 255,
			nillable: false,
			createable: true,
			updateable: true,
			custom: false,
		});
		expect(field('Tier__c')).toMatchObject({ type: 'picklist', restrictedPicklist: true, custom: true });
		expect(field('Tier__c')?.picklistValues[0]).toEqual({
			value: 'A',
			label: 'A',
			active: true,
			defaultValue: false,
			validFor: null,
		});
		expect(field('OwnerId')).toMatchObject({
			type: 'reference',
			referenceTo: ['User'],
			relationshipName: 'Owner',
			defaultedOnCreate: true,
		});
		expect(field('Pact_Id__c')).toMatchObject({ externalId: true, unique: true, length: 36 });
		expect(field('SystemModstamp')).toMatchObject({ type: 'datetime', createable: false, updateable: false });
		const opportunity = (await org.call('sobjects/Opportunity/describe')).body;
		expect(opportunity.recordTypeInfos.map((info) => info.name)).toEqual(['New Business', 'Renewal']);
		const global = (await org.call('sobjects')).body.sobjects.map((each) => each.name);
		expect(global).toEqual(
			expect.arrayContaining(['Account', 'Contact', 'Lead', 'Opportunity', 'User', 'RecordType', 'Task', 'Event']),
		);
	});

	it('lists the stages of opportunities, read-only, with what they mean', async () => {
		await org.call('/__sandbox/limits', { method: 'PUT', body: { dailyApi: 100 } });
		const { body } = await org.query(
			'SELECT ApiName, SortOrder, DefaultProbability, ForecastCategory, ForecastCategoryName, IsWon, IsClosed FROM OpportunityStage WHERE IsActive = true ORDER BY SortOrder',
		);
		const stages = body.records.map(({ ApiName }) => ApiName);
		const opportunity = (await org.call('sobjects/Opportunity/describe')).body;
		const options = opportunity.fields.find((field) => field.name === 'StageName')?.picklistValues;
		expect(options).toMatchObject(stages.map((value) => ({ value, active: true })));
		expect(body.records.find(({ ApiName }) => ApiName === 'Negotiation/Review')).toMatchObject({
			SortOrder: 8,
			DefaultProbability: 90,
			ForecastCategory: 'Forecast',
			ForecastCategoryName: 'Commit',
			IsWon: false,
			IsClosed: false,
		});
		expect(body.records.filter(({ IsWon }) => IsWon === true).map(({ ApiName }) => ApiName)).toEqual([
			'Closed Won',
			'Renewed',
		]);
		const described = (await org.call('sobjects/OpportunityStage/describe')).body;
		expect(described).toMatchObject({ keyPrefix: '01J', createable: false, updateable: false, queryable: true });
		expect(described.fields.every((field) => field.createable === false && field.updateable === false)).toBe(true);
		expect(await org.query('SELECT IsDeleted FROM OpportunityStage')).toMatchObject({
			status: 400,
			body: [{ errorCode: 'INVALID_FIELD' }],
		});
		const refused = await org.call('sobjects/OpportunityStage', { method: 'POST', body: { MasterLabel: 'New' } });
		expect(refused.status).toBe(400);
	});
});
