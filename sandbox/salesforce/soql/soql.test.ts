import { testOrg, type TestOrg } from '../client.test-helper';

describe('SOQL', () => {
	let org: TestOrg;
	let acme: string;

	const ids = async (soql: string, all = false): Promise<string[]> => {
		const { status, body } = await org.query(soql, all);
		expect({ status, body }).toMatchObject({ status: 200 });
		return body.records.map((record) => record.Id);
	};
	const refusal = async (soql: string) => {
		const { status, items } = await org.query(soql);
		expect(status).toBe(400);
		return items[0];
	};

	beforeAll(async () => {
		org = await testOrg({ size: { accounts: 0, contacts: 0, leads: 0, opportunities: 0 } });
		acme = org.sandbox.create('Account', {
			Name: 'Acme',
			Regions__c: 'EMEA;NA',
			Score__c: 5,
			Renewal_Date__c: '2026-11-20',
			Is_Partner__c: true,
		});
		org.sandbox.create('Account', {
			Name: 'beta 100%',
			Regions__c: 'APAC',
			Score__c: 10,
			Renewal_Date__c: '2026-11-25',
		});
		org.sandbox.create('Account', { Name: 'Ácme', Website: "it's.example" });
		org.sandbox.create('Contact', { LastName: 'One', Email: 'One@Example.com', AccountId: acme });
		org.sandbox.create('Contact', { LastName: 'Two', FirstName: 'Zoë' });
	});
	afterAll(() => org.sandbox.close());

	const names = async (where: string) => {
		const { body } = await org.query(`SELECT Name FROM Account WHERE ${where} ORDER BY Name`);
		return body.records.map((record) => record.Name);
	};

	it.each([
		["Name = 'ACME'", ['Acme']],
		["Name != 'acme'", ['beta 100%', 'Ácme']],
		["Name LIKE 'B%'", ['beta 100%']],
		["Name LIKE '_cme'", ['Acme', 'Ácme']],
		["Name LIKE '%\\%'", ['beta 100%']],
		["Website = 'it\\'s.example'", ['Ácme']],
		["Name IN ('acme', 'nobody')", ['Acme']],
		["Name NOT IN ('acme')", ['beta 100%', 'Ácme']],
		['Score__c > 5', ['beta 100%']],
		['Score__c <= 10', ['Acme', 'beta 100%']],
		['Score__c = null', ['Ácme']],
		['Score__c != 5', ['beta 100%', 'Ácme']],
		['Is_Partner__c = TRUE', ['Acme']],
		['Renewal_Date__c < 2026-11-21', ['Acme']],
		['Renewal_Date__c = NEXT_N_DAYS:5', ['beta 100%']],
		['CreatedDate = TODAY', ['Acme', 'beta 100%', 'Ácme']],
		['CreatedDate < TODAY', []],
		['SystemModstamp >= 2026-11-21T08:00:00.500Z', []],
		['SystemModstamp < 2026-11-21T08:00:00.500Z', ['Acme', 'beta 100%', 'Ácme']],
		['CreatedDate >= 2026-11-21T09:00:00+01:00', ['Acme', 'beta 100%', 'Ácme']],
		["Regions__c INCLUDES ('EMEA;APAC', 'APAC')", ['beta 100%']],
		["Regions__c INCLUDES ('EMEA')", ['Acme']],
		["Regions__c EXCLUDES ('EMEA')", ['beta 100%', 'Ácme']],
		["NOT Name = 'Acme'", ['beta 100%', 'Ácme']],
		["(NOT Name = 'Acme') AND (Score__c = 10 OR Score__c = 11)", ['beta 100%']],
		['Id IN (SELECT AccountId FROM Contact WHERE Email != null)', ['Acme']],
		['Id NOT IN (SELECT AccountId FROM Contact)', ['beta 100%', 'Ácme']],
		["Owner.Name LIKE 'Ida%' AND Name = 'Acme'", ['Acme']],
	])('WHERE %s', async (where, expected) => {
		expect(await names(where)).toEqual(expected);
	});

	it('nests parents, gives null for a missing one, and writes attributes on every level', async () => {
		const { body } = await org.query(
			'SELECT LastName, Account.Name, Account.Owner.Email FROM Contact ORDER BY LastName',
		);
		const base = '/services/data/v62.0/sobjects';
		expect(body).toMatchObject({ totalSize: 2, done: true });
		expect(body.records[0]).toMatchObject({
			attributes: { type: 'Contact', url: expect.stringContaining(`${base}/Contact/003`) },
			LastName: 'One',
			Account: {
				attributes: { type: 'Account', url: `${base}/Account/${acme}` },
				Name: 'Acme',
				Owner: { Email: org.sandbox.username },
			},
		});
		expect(body.records[1]?.Account).toBeNull();
	});

	it('sorts by several fields, nulls first unless told otherwise', async () => {
		const order = async (clause: string) =>
			(await org.query(`SELECT Name FROM Account ORDER BY ${clause}`)).body.records.map((row) => row.Name);
		expect(await order('Score__c')).toEqual(['Ácme', 'Acme', 'beta 100%']);
		expect(await order('Score__c DESC NULLS LAST, Name')).toEqual(['beta 100%', 'Acme', 'Ácme']);
		expect(await order('Name LIMIT 1 OFFSET 1')).toEqual(['beta 100%']);
	});

	it('counts and groups', async () => {
		expect((await org.query('SELECT COUNT() FROM Contact')).body).toEqual({ totalSize: 2, done: true, records: [] });
		const grouped = await org.query(
			'SELECT Account.Name, COUNT(Id), MAX(CreatedDate) newest FROM Contact GROUP BY Account.Name',
		);
		expect(grouped.body.records).toContainEqual({
			attributes: { type: 'AggregateResult' },
			Name: 'Acme',
			expr0: 1,
			newest: '2026-11-21T08:00:00.000+0000',
		});
	});

	it('hides deleted rows from query and shows them to queryAll', async () => {
		const id = org.sandbox.create('Contact', { LastName: 'Gone' });
		org.sandbox.delete('Contact', id);
		expect(await ids(`SELECT Id FROM Contact WHERE Id = '${id}'`)).toEqual([]);
		const { body } = await org.query(`SELECT Id, IsDeleted FROM Contact WHERE Id = '${id.slice(0, 15)}'`, true);
		expect(body.records).toMatchObject([{ Id: id, IsDeleted: true }]);
	});

	it.each([
		[
			'SELECT Foo__c FROM Contact',
			'INVALID_FIELD',
			"ERROR at Row:1:Column:8\nNo such column 'Foo__c' on entity 'Contact'.",
		],
		['SELECT Id FROM Contact WHERE Foo = 1', 'INVALID_FIELD', "No such column 'Foo' on entity 'Contact'"],
		['SELECT Nobody.Name FROM Contact', 'INVALID_FIELD', "Didn't understand relationship 'Nobody' in field path."],
		['SELECT Id FROM Nothing', 'INVALID_TYPE', "sObject type 'Nothing' is not supported."],
		['SELECT Id FROM', 'MALFORMED_QUERY', 'unexpected token'],
		['SELECT Id, FROM Contact', 'MALFORMED_QUERY', 'unexpected token'],
		['SELECT Id, Id FROM Contact', 'INVALID_FIELD', 'duplicate field selected: Id'],
		[
			"SELECT Id FROM Contact WHERE SystemModstamp > '2026-01-01T00:00:00Z'",
			'INVALID_FIELD',
			'must be of type dateTime and should not be enclosed in quotes',
		],
		['SELECT Id FROM Contact WHERE SystemModstamp > 2026-01-01', 'INVALID_FIELD', 'must be of type dateTime'],
		[
			'SELECT Id FROM Contact WHERE LastName = 5',
			'INVALID_FIELD',
			'must be of type string and should be enclosed in quotes',
		],
		["SELECT Id FROM Contact WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: abc'],
		["SELECT Id FROM Contact WHERE Description LIKE 'a%'", 'INVALID_FIELD', 'can not be filtered in a query call'],
		[
			"SELECT Id FROM Contact WHERE LastName = 'a' AND Title = 'b' OR Title = 'c'",
			'MALFORMED_QUERY',
			"unexpected token: 'OR'",
		],
		["SELECT Id FROM Contact WHERE LastName = 'a' AND NOT Title = 'b'", 'MALFORMED_QUERY', "unexpected token: 'NOT'"],
		['SELECT FIELDS(ALL) FROM Contact', 'MALFORMED_QUERY', 'must have a LIMIT of at most 200'],
		['SELECT Id FROM Contact OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000'],
	])('refuses %s', async (soql, errorCode, message) => {
		const error = await refusal(soql);
		expect(error?.errorCode).toBe(errorCode);
		expect(error?.message).toContain(message);
	});

	it('refuses a URI that is too long', async () => {
		const list = Array.from({ length: 1_500 }, () => `'${acme}'`).join(',');
		expect((await org.query(`SELECT Id FROM Account WHERE Id IN (${list})`)).status).toBe(414);
		const answer = await org.call('query?q=SELECT+Id+FROM+Account', { headers: { 'x-long': 'x'.repeat(16_400) } });
		expect(answer.status).toBe(431);
	});
});
