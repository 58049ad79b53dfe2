import { testOrg, type TestOrg } from '../client.test-helper';

type Sub = Record<string, unknown>;

interface Part {
	body: { [key: string]: unknown; id: string; records: Array<{ Id: string }>; nextRecordsUrl: string };
	httpHeaders: Record<string, string>;
	httpStatusCode: number;
	referenceId: string | null;
}

const DATA = '/services/data/v62.0';
const ROLLED_BACK = {
	errorCode: 'PROCESSING_HALTED',
	message: 'The transaction was rolled back since another operation in the same transaction failed.',
};

describe('composite', () => {
	let org: TestOrg;

	beforeEach(async () => {
		org = await testOrg({ size: { accounts: 0, contacts: 0, leads: 0, opportunities: 0 } });
	});
	afterEach(() => org.sandbox.close());

	const send = (compositeRequest: Sub[], allOrNone?: boolean) =>
		org.call('composite', {
			method: 'POST',
			body: { compositeRequest, ...(allOrNone === undefined ? {} : { allOrNone }) },
		});
	const parts = async (compositeRequest: Sub[], allOrNone?: boolean): Promise<Part[]> => {
		const { status, body } = await send(compositeRequest, allOrNone);
		expect(status).toBe(200);
		return body.compositeResponse as Part[];
	};
	const create = (referenceId: string, body: unknown, object = 'Contact'): Sub => ({
		method: 'POST',
		url: `${DATA}/sobjects/${object}`,
		referenceId,
		body,
	});
	const query = (soql: string, referenceId = 'query', resource = 'query'): Sub => ({
		method: 'GET',
		url: `${DATA}/${resource}?q=${encodeURIComponent(soql)}`,
		referenceId,
	});
	const lastNames = () => org.sandbox.records('Contact').map((row) => row.LastName);

	it('answers each subrequest in order, with its own status, headers and reference', async () => {
		const [made, listed, broken, gone] = await parts([
			create('made', { LastName: 'Ada' }),
			query('SELECT LastName FROM Contact', 'listed'),
			query('SELECT Nonsense__c FROM Contact', 'broken'),
			{ method: 'GET', url: `${DATA}/sobjects/Contact/003000000000000AAA`, referenceId: 'gone' },
		]);
		expect(made).toEqual({
			body: { id: expect.stringMatching(/^003/), success: true, errors: [] },
			httpHeaders: { Location: `${DATA}/sobjects/Contact/${made?.body.id}` },
			httpStatusCode: 201,
			referenceId: 'made',
		});
		expect(listed).toMatchObject({
			body: { totalSize: 1, done: true, records: [{ LastName: 'Ada' }] },
			httpHeaders: {},
			httpStatusCode: 200,
			referenceId: 'listed',
		});
		expect(broken).toMatchObject({ httpStatusCode: 400, body: [{ errorCode: 'INVALID_FIELD' }] });
		expect(gone).toMatchObject({ httpStatusCode: 404, body: [{ errorCode: 'NOT_FOUND' }] });
	});

	it('counts as one API call', async () => {
		const { headers } = await send([query('SELECT Id FROM Contact', 'a'), query('SELECT Id FROM Account', 'b')]);
		expect(headers.get('sforce-limit-info')).toMatch(/^api-usage=1\//);
		expect(org.sandbox.stats.snapshot()).toMatchObject({
			calls: 1,
			byRoute: { 'POST /services/data/vXX/composite': 1 },
			byStatus: { 200: 1 },
		});
	});

	it('takes a query that is too long for a URI, with deleted rows and further pages', async () => {
		const ids = org.sandbox.generate('Contact', 700);
		org.sandbox.delete('Contact', ids[0] ?? '');
		const long = query(`SELECT Id FROM Contact WHERE Id IN ('${ids.join("','")}')`, 'long', 'queryAll');
		expect((await org.call(String(long.url))).status).toBe(414);
		const [part] = await parts([{ ...long, httpHeaders: { 'Sforce-Query-Options': 'batchSize=500' } }]);
		expect(part?.body).toMatchObject({ totalSize: 700, done: false });
		const next = await org.call(part?.body.nextRecordsUrl ?? '');
		expect([part?.body.records.length, next.body.records.length]).toEqual([500, 200]);
	});

	it('answers null as the body of a subrequest that answers nothing', async () => {
		const id = org.sandbox.create('Contact', { LastName: 'Ada' });
		const [part] = await parts([
			{ method: 'PATCH', url: `${DATA}/sobjects/Contact/${id}`, referenceId: 'a', body: { Title: 'CEO' } },
		]);
		expect(part).toEqual({ body: null, httpHeaders: {}, httpStatusCode: 204, referenceId: 'a' });
	});

	it('fills in what earlier subrequests answered', async () => {
		const [, , found] = await parts([
			create('account', { Name: 'Acme' }, 'Account'),
			create('contact', { LastName: 'Ada', AccountId: '@{account.id}' }),
			{
				method: 'GET',
				url: `${DATA}/query?q=SELECT+Id+FROM+Contact+WHERE+AccountId='@{account.id}'`,
				referenceId: 'found',
			},
		]);
		expect(found?.body.records).toHaveLength(1);
		expect(org.sandbox.records('Contact')[0]?.AccountId).toBe(org.sandbox.records('Account')[0]?.Id);
		const [, copy] = await parts([
			query('SELECT Id, LastName FROM Contact', 'rows'),
			create('copy', { LastName: 'After @{rows.records[0].LastName}' }),
		]);
		expect(copy?.httpStatusCode).toBe(201);
		expect(lastNames()).toEqual(['Ada', 'After Ada']);
	});

	it('does not run what depends on a failed subrequest, and runs the rest', async () => {
		const answers = await parts([
			create('account', {}, 'Account'),
			create('dependent', { LastName: 'Ada', AccountId: '@{account.id}' }),
			create('other', { LastName: 'Grace' }),
		]);
		expect(answers.map((part) => part.httpStatusCode)).toEqual([400, 400, 201]);
		expect(answers[1]?.body).toEqual([
			{
				errorCode: 'PROCESSING_HALTED',
				message: 'Invalid reference specified. No value for account.id found in account.',
			},
		]);
		expect(lastNames()).toEqual(['Grace']);
	});

	it('keeps nothing of an all-or-none request with a failed subrequest', async () => {
		const old = org.sandbox.create('Contact', { LastName: 'Old' });
		const answers = await parts(
			[
				create('good', { LastName: 'Ada' }),
				{ method: 'PATCH', url: `${DATA}/sobjects/Contact/${old}`, referenceId: 'edit', body: { LastName: 'New' } },
				create('bad', {}),
				create('never', { LastName: 'Grace' }),
			],
			true,
		);
		expect(answers.map((part) => part.httpStatusCode)).toEqual([400, 400, 400, 400]);
		expect(answers.map((part) => part.referenceId)).toEqual(['good', 'edit', 'bad', 'never']);
		expect(answers[0]?.body).toEqual([ROLLED_BACK]);
		expect(answers[2]?.body).toMatchObject([{ errorCode: 'REQUIRED_FIELD_MISSING' }]);
		expect(answers[3]?.body).toEqual([ROLLED_BACK]);
		expect(lastNames()).toEqual(['Old']);
	});

	it('keeps all of an all-or-none request that succeeds', async () => {
		await parts([create('a', { LastName: 'Ada' }), create('b', { LastName: 'Grace' })], true);
		expect(lastNames()).toEqual(['Ada', 'Grace']);
	});

	it('undoes its own writes only', async () => {
		const both = await Promise.all([
			parts([create('good', { LastName: 'Ada' }), create('bad', {})], true),
			...Array.from({ length: 10 }, (_, n) =>
				org.call('sobjects/Contact', { method: 'POST', body: { LastName: `Other ${n}` } }),
			),
		]);
		expect(both).toHaveLength(11);
		expect(lastNames()).toHaveLength(10);
	});

	it('makes collections all-or-none with the rest, whatever they ask for themselves', async () => {
		const records = [{ attributes: { type: 'Contact' }, LastName: 'Ada' }, { attributes: { type: 'Contact' } }];
		const collection = {
			method: 'POST',
			url: `${DATA}/composite/sobjects`,
			referenceId: 'many',
			body: { allOrNone: false, records },
		};
		const [one, many] = await parts([create('one', { LastName: 'Grace' }), collection], true);
		expect(one?.body).toEqual([ROLLED_BACK]);
		expect(many).toMatchObject({ httpStatusCode: 200, body: [{ success: false }, { success: false }] });
		expect(lastNames()).toEqual([]);
		await parts([create('one', { LastName: 'Grace' }), collection], false);
		expect(lastNames()).toEqual(['Grace', 'Ada']);
	});

	it('refuses more than 25 subrequests, and more than 5 queries and collections, and runs none', async () => {
		const refused = (message: string) => [
			{
				body: [{ errorCode: 'LIMIT_EXCEEDED', message: expect.stringContaining(message) }],
				httpHeaders: {},
				httpStatusCode: 400,
				referenceId: null,
			},
		];
		const contacts = (count: number) => Array.from({ length: count }, (_, n) => create(`c${n}`, { LastName: `${n}` }));
		const queries = (count: number) =>
			Array.from({ length: count }, (_, n) => query('SELECT Id FROM Contact', `q${n}`));
		expect(await parts(contacts(26))).toEqual(refused('more than 25 operations'));
		expect(await parts([...contacts(1), ...queries(6)])).toEqual(refused('more than 5'));
		expect(lastNames()).toEqual([]);
		expect(await parts([...contacts(20), ...queries(5)])).toHaveLength(25);
		expect(lastNames()).toHaveLength(20);
	});

	it.each([
		['no list', {}, 'JSON_PARSER_ERROR'],
		['an unknown key', { compositeRequest: [], colour: 'red' }, 'JSON_PARSER_ERROR'],
		[
			'a method in lower case',
			{ compositeRequest: [{ ...query('SELECT Id FROM Contact'), method: 'get' }] },
			'JSON_PARSER_ERROR',
		],
		['no reference id', { compositeRequest: [{ method: 'GET', url: `${DATA}/sobjects` }] }, 'JSON_PARSER_ERROR'],
		['a strange reference id', { compositeRequest: [query('SELECT Id FROM Contact', 'a-b')] }, 'JSON_PARSER_ERROR'],
		[
			'a header that is inherited',
			{ compositeRequest: [{ ...query('SELECT Id FROM Contact'), httpHeaders: { Authorization: 'x' } }] },
			'BAD_REQUEST',
		],
	])('refuses %s as a whole', async (_name, body, errorCode) => {
		expect(await org.call('composite', { method: 'POST', body })).toMatchObject({ status: 400, body: [{ errorCode }] });
	});

	it('knows only the resources that the real one takes, in the versions that it speaks', async () => {
		const answers = await parts([
			{ method: 'GET', url: `${DATA}/limits`, referenceId: 'limits' },
			{ method: 'GET', url: '/services/data/v49.0/sobjects/Contact', referenceId: 'old' },
			{ method: 'GET', url: `${DATA}/sobjects/Contact/%zz`, referenceId: 'broken' },
			{ method: 'GET', url: `${DATA}/sobjects/Contact/describe`, referenceId: 'describe' },
		]);
		expect(answers.map((part) => part.httpStatusCode)).toEqual([404, 404, 400, 200]);
	});

	it('needs a session', async () => {
		org.sandbox.expireSessions();
		expect((await send([query('SELECT Id FROM Contact')])).status).toBe(401);
	});
});
