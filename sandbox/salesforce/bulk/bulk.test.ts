import { testOrg, type TestOrg } from '../client.test-helper';
import { CsvError, csvLine, parseCsv } from './csv';

const FORMAT = { columnDelimiter: 'COMMA', lineEnding: 'LF' } as const;
const DAY_MS = 86_400_000;

interface Text {
	status: number;
	headers: Headers;
	text: string;
	lines: string[][];
}

describe('Bulk API 2.0', () => {
	let org: TestOrg;
	let token: string;

	beforeEach(async () => {
		org = await testOrg({ size: { accounts: 3, contacts: 25, leads: 0, opportunities: 0 } });
		token = org.sandbox.openSession();
	});
	afterEach(() => org.sandbox.close());

	const json = async (method: string, path: string, body?: unknown) => await org.call(path, { method, ...(body === undefined ? {} : { body }) });
	async function text(path: string, init: { method?: string; body?: string; type?: string } = {}): Promise<Text> {
		const { method = 'GET', body, type = 'text/csv' } = init;
		const address = path.startsWith('/') ? org.sandbox.url + path : `${org.sandbox.url}/services/data/v62.0/${path}`;
		const response = await fetch(address, { method, headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': type }) }, ...(body === undefined ? {} : { body }) });
		const answer = await response.text();
		const isCsv = (response.headers.get('content-type') ?? '').startsWith('text/csv');
		return { status: response.status, headers: response.headers, text: answer, lines: isCsv ? parseCsv(answer, FORMAT) : [] };
	}
	const code = (answer: { items: Array<{ errorCode: string }> }) => answer.items[0]?.errorCode;
	const stateOf = async (path: string) => (await json('GET', path)).body.state;

	describe('query jobs', () => {
		const queried = async (query: string, operation = 'query') => (await json('POST', 'jobs/query', { operation, query })).body.id;
		async function completed(query: string, operation = 'query'): Promise<string> {
			const id = await queried(query, operation);
			org.clock.advance(1_000);
			await org.query('SELECT Id FROM Contact LIMIT 1');
			org.clock.advance(1_000);
			return id;
		}

		it('live: taken up and done with a lag, by the sandbox’s clock; results only at the end', async () => {
			const id = await queried('SELECT Id FROM Contact');
			expect(id).toMatch(/^750\w{15}$/);
			expect(await stateOf(`jobs/query/${id}`)).toBe('UploadComplete');
			expect((await text(`jobs/query/${id}/results`)).status).toBe(400);
			org.clock.advance(1_000);
			expect(await stateOf(`jobs/query/${id}`)).toBe('InProgress');
			org.clock.advance(1_000);
			expect((await json('GET', `jobs/query/${id}`)).body).toMatchObject({ state: 'JobComplete', jobType: 'V2Query', numberRecordsProcessed: 25, object: 'Contact' });
			expect((await json('PATCH', `jobs/query/${id}`, { state: 'Aborted' })).status).toBe(400);
		});

		it('answer in sets with locators, each with its header, in no order that could be relied on', async () => {
			const id = await completed('SELECT Id, LastName FROM Contact');
			const first = await text(`jobs/query/${id}/results?maxRecords=10`);
			expect([first.headers.get('sforce-numberofrecords'), first.lines[0]]).toEqual(['10', ['Id', 'LastName']]);
			const second = await text(`jobs/query/${id}/results?maxRecords=10&locator=${first.headers.get('sforce-locator')}`);
			const third = await text(`jobs/query/${id}/results?maxRecords=10&locator=${second.headers.get('sforce-locator')}`);
			expect([third.lines[0], third.lines.length, third.headers.get('sforce-locator')]).toEqual([['Id', 'LastName'], 6, 'null']);
			const ids = [first, second, third].flatMap(({ lines }) => lines.slice(1).map(([recordId]) => recordId));
			const rows = org.sandbox.records('Contact').map(({ Id }) => Id);
			expect(new Set(ids)).toEqual(new Set(rows));
			expect(ids).not.toEqual(rows);
			// The same locator answers the same set.
			expect((await text(`jobs/query/${id}/results?maxRecords=10&locator=${first.headers.get('sforce-locator')}`)).text).toBe(second.text);
			expect((await text(`jobs/query/${id}/results?locator=nonsense`)).status).toBe(400);
			const ordered = await completed('SELECT Id FROM Contact ORDER BY Id');
			expect((await text(`jobs/query/${ordered}/results`)).lines.slice(1).flat()).toEqual([...rows].sort());
		});

		it('tell the records as they were when the job was made, in Bulk’s own spelling', async () => {
			const [record] = org.sandbox.records('Contact');
			const account = org.sandbox.create('Account', { Name: 'Large "& Co"\nLtd', AnnualRevenue: 12_500_000 });
			org.sandbox.edit('Contact', record?.Id ?? '', { AccountId: account, Score__c: 4, Title: null, HasOptedOutOfEmail: true });
			const id = await queried(`SELECT Id, Title, Score__c, HasOptedOutOfEmail, SystemModstamp, Account.Name, Account.AnnualRevenue FROM Contact WHERE Id = '${record?.Id}'`);
			org.sandbox.edit('Contact', record?.Id ?? '', { Title: 'Later' });
			org.clock.advance(2_000);
			await org.query('SELECT Id FROM Contact LIMIT 1');
			const { lines } = await text(`jobs/query/${id}/results`);
			expect(lines[0]).toEqual(['Id', 'Title', 'Score__c', 'HasOptedOutOfEmail', 'SystemModstamp', 'Account.Name', 'Account.AnnualRevenue']);
			expect(lines[1]).toEqual([record?.Id, '', '4.0', 'true', '2026-11-21T08:00:00.000Z', 'Large "& Co"\nLtd', '1.25E7']);
		});

		it('know deleted records by queryAll only', async () => {
			org.sandbox.delete('Contact', org.sandbox.records('Contact')[0]?.Id ?? '');
			const count = async (operation: string) => (await text(`jobs/query/${await completed('SELECT Id FROM Contact', operation)}/results`)).lines.length - 1;
			expect([await count('query'), await count('queryAll')]).toEqual([24, 25]);
		});

		it.each([
			['SELECT COUNT() FROM Contact', 'API_ERROR'],
			['SELECT COUNT(Id) FROM Contact', 'API_ERROR'],
			['SELECT LeadSource FROM Contact GROUP BY LeadSource', 'API_ERROR'],
			['SELECT Id FROM Contact LIMIT 5 OFFSET 5', 'API_ERROR'],
			['SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'API_ERROR'],
			['SELECT Id FROM Nothing', 'INVALID_TYPE'],
			['SELECT Nothing FROM Contact', 'INVALID_FIELD'],
			['SELEC Id FROM Contact', 'MALFORMED_QUERY'],
		])('refuse %s', async (query, expected) => {
			const answer = await json('POST', 'jobs/query', { operation: 'query', query });
			expect([answer.status, code(answer)]).toEqual([400, expected]);
		});

		it('keep results for seven days, give them by the version that made them only, and can be deleted', async () => {
			const id = await completed('SELECT Id FROM Contact');
			expect((await text(`/services/data/v60.0/jobs/query/${id}/results`)).status).toBe(409);
			expect((await json('DELETE', `jobs/query/${await completed('SELECT Id FROM Contact')}`)).status).toBe(204);
			org.clock.advance(7 * DAY_MS);
			token = org.sandbox.openSession();
			expect((await text(`jobs/query/${id}/results`)).status).toBe(404);
		});

		it('are counted, and so is what they answer', async () => {
			const set = async (settings: object) => await org.call('/__sandbox/bulk', { method: 'PUT', body: settings });
			await set({ queryJobs: 1, queryStorageMB: 0 });
			const id = await completed('SELECT Id FROM Contact');
			expect((await json('GET', `jobs/query/${id}`)).body).toMatchObject({ state: 'Failed', errorMessage: expect.stringMatching(/^ExceededQuota/) as string });
			expect(code(await json('POST', 'jobs/query', { operation: 'query', query: 'SELECT Id FROM Contact' }))).toBe('EXCEEDEDQUOTA');
			expect((await json('GET', 'limits')).body).toMatchObject({ DailyBulkV2QueryJobs: { Max: 1, Remaining: 0 } });
			org.clock.advance(DAY_MS);
			token = org.sandbox.openSession();
			const answer = await fetch(`${org.sandbox.url}/services/data/v62.0/limits`, { headers: { authorization: `Bearer ${token}` } });
			expect(await answer.json()).toMatchObject({ DailyBulkV2QueryJobs: { Remaining: 1 } });
		});
	});

	describe('ingest jobs', () => {
		async function opened(operation: string, more: object = {}): Promise<string> {
			return (await json('POST', 'jobs/ingest', { object: 'Contact', operation, ...more })).body.id;
		}
		const upload = async (id: string, body: string, type = 'text/csv') => await text(`jobs/ingest/${id}/batches`, { method: 'PUT', body, type });
		const close = async (id: string) => await json('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
		async function done(operation: string, csv: string, more: object = {}): Promise<string> {
			const id = await opened(operation, more);
			await upload(id, csv);
			await close(id);
			org.clock.advance(2_000);
			await stateOf(`jobs/ingest/${id}`);
			return id;
		}
		const list = async (id: string, name: string) => (await text(`jobs/ingest/${id}/${name}`)).lines;

		it('live: open, one upload, complete, taken up, done', async () => {
			const id = await opened('insert');
			expect(await stateOf(`jobs/ingest/${id}`)).toBe('Open');
			expect((await close(id)).status).toBe(400);
			expect((await upload(id, 'LastName\nA\n', 'application/json')).status).toBe(400);
			expect((await upload(id, 'LastName\nA\n')).status).toBe(201);
			expect((await upload(id, 'LastName\nB\n')).status).toBe(400);
			expect((await close(id)).body.state).toBe('UploadComplete');
			expect((await text(`jobs/ingest/${id}/successfulResults`)).status).toBe(400);
			org.clock.advance(1_000);
			expect(await stateOf(`jobs/ingest/${id}`)).toBe('InProgress');
			org.clock.advance(1_000);
			expect((await json('GET', `jobs/ingest/${id}`)).body).toMatchObject({ state: 'JobComplete', jobType: 'V2Ingest', numberRecordsProcessed: 1, numberRecordsFailed: 0 });
		});

		it('insert under every rule of the org, record by record', async () => {
			const id = await done('insert', 'LastName,Email,HasOptedOutOfEmail,Title\nGood,g@example.org,TRUE,#N/A\n,none@example.org,,\n"Bad ""one""",no address,,x\n');
			const [header, ...good] = await list(id, 'successfulResults');
			expect(header).toEqual(['sf__Id', 'sf__Created', 'LastName', 'Email', 'HasOptedOutOfEmail', 'Title']);
			expect(good).toEqual([[expect.stringMatching(/^003/), 'true', 'Good', 'g@example.org', 'TRUE', '#N/A']]);
			expect(org.sandbox.records('Contact').at(-1)).toMatchObject({ LastName: 'Good', HasOptedOutOfEmail: true, Title: null });
			expect((await list(id, 'failedResults')).map((line) => line.slice(0, 3))).toEqual([
				['sf__Id', 'sf__Error', 'LastName'],
				['', 'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --', ''],
				['', expect.stringMatching(/^INVALID_EMAIL_ADDRESS:.*:Email --$/), 'Bad "one"'],
			]);
		});

		it('update by id: what is empty stays, #N/A empties; delete moves to the recycle bin', async () => {
			const [one, two] = org.sandbox.records('Contact').map(({ Id }) => Id);
			org.sandbox.edit('Contact', one ?? '', { Title: 'Old', Department: 'Old' });
			const id = await done('update', `Id,Title,Department\n${one},,#N/A\n003000000000000AAA,x,\n`);
			expect(org.sandbox.records('Contact').find(({ Id }) => Id === one)).toMatchObject({ Title: 'Old', Department: null });
			expect((await list(id, 'failedResults'))[1]?.[1]).toMatch(/^INVALID_CROSS_REFERENCE_KEY:/);
			await done('delete', `Id\n${two}\n`);
			expect(org.sandbox.records('Contact').find(({ Id }) => Id === two)?.IsDeleted).toBe(true);
		});

		it('upsert by external id', async () => {
			const id = await done('upsert', 'Pact_Id__c,LastName\np1,First\n', { externalIdFieldName: 'Pact_Id__c' });
			const again = await done('upsert', 'Pact_Id__c,LastName\np1,Second\n', { externalIdFieldName: 'Pact_Id__c' });
			expect([(await list(id, 'successfulResults'))[1]?.[1], (await list(again, 'successfulResults'))[1]?.[1]]).toEqual(['true', 'false']);
			expect(org.sandbox.records('Contact').filter((row) => row.Pact_Id__c === 'p1').map((row) => row.LastName)).toEqual(['Second']);
		});

		it('answer in no order that could be relied on', async () => {
			const names = ['A', 'B', 'C'];
			const id = await done('insert', `LastName\n${names.join('\n')}\n`);
			expect((await list(id, 'successfulResults')).slice(1).map((line) => line[2])).not.toEqual(names);
		});

		it('take other delimiters and ends of lines, as the job says', async () => {
			const id = await done('insert', 'LastName;Title\r\n"A;B";"x\r\ny"\r\n', { columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' });
			expect((await json('GET', `jobs/ingest/${id}`)).body).toMatchObject({ numberRecordsProcessed: 1, columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' });
			expect(org.sandbox.records('Contact').at(-1)?.LastName).toBe('A;B');
		});

		it.each([
			['a field that is not there', 'LastName,Nothing\nA,b\n', /Field name not found : Nothing/],
			['an id of a new record', 'Id,LastName\n003000000000000AAA,b\n', /Id must not be specified/],
			['a quote that is not closed', 'LastName\n"A\n', /quote is not closed/],
			['a space before a quote', 'LastName,Title\nA, "b"\n', /a quote in a value that is not quoted/],
		])('fail as a whole for %s', async (_what, csv, words) => {
			const id = await done('insert', csv);
			expect((await json('GET', `jobs/ingest/${id}`)).body).toMatchObject({ state: 'Failed', errorMessage: expect.stringMatching(words) as string, numberRecordsProcessed: 0 });
		});

		it('refuse one record for a row of another length, and for a value of another type', async () => {
			const id = await done('insert', 'LastName,Score__c\nA\nB,many\nC,1\n');
			expect((await list(id, 'failedResults')).slice(1).map((line) => line[1]?.split(':')[0])).toEqual(['INVALID_RECORD', 'INVALID_TYPE_ON_FIELD_IN_RECORD']);
		});

		it('stop where the day’s records are used up: the rest is unprocessed', async () => {
			await org.call('/__sandbox/bulk', { method: 'PUT', body: { batchRecords: 2, records: 3 } });
			const id = await done('insert', 'LastName\nA\nB\nC\nD\n');
			expect((await json('GET', `jobs/ingest/${id}`)).body).toMatchObject({ state: 'Failed', numberRecordsProcessed: 2, errorMessage: expect.stringMatching(/^ExceededQuota/) as string });
			expect(await list(id, 'unprocessedrecords')).toEqual([['LastName'], ['C'], ['D']]);
		});

		it('work without anybody asking for them, and not at all once aborted', async () => {
			const id = await opened('insert');
			await upload(id, 'LastName\nUnheard\n');
			await close(id);
			const aborted = await opened('insert');
			await upload(aborted, 'LastName\nAborted\n');
			await close(aborted);
			expect((await json('PATCH', `jobs/ingest/${aborted}`, { state: 'Aborted' })).body.state).toBe('Aborted');
			org.clock.advance(5_000);
			expect((await org.query("SELECT Id FROM Contact WHERE LastName IN ('Unheard', 'Aborted')")).body.totalSize).toBe(1);
		});

		it('are refused for other objects, operations and keys', async () => {
			const codes = [
				await json('POST', 'jobs/ingest', { object: 'Nothing', operation: 'insert' }),
				await json('POST', 'jobs/ingest', { object: 'Contact', operation: 'replace' }),
				await json('POST', 'jobs/ingest', { object: 'Contact', operation: 'upsert', externalIdFieldName: 'Title' }),
			].map(code);
			expect(codes).toEqual(['INVALIDENTITY', 'INVALIDJOB', 'INVALIDJOB']);
			await org.call('/__sandbox/bulk', { method: 'PUT', body: { batches: 0 } });
			expect(code(await json('POST', 'jobs/ingest', { object: 'Contact', operation: 'insert' }))).toBe('EXCEEDEDQUOTA');
		});
	});

	it('costs API calls like any other', async () => {
		const before = (await json('GET', 'limits')).headers.get('sforce-limit-info');
		await json('POST', 'jobs/query', { operation: 'query', query: 'SELECT Id FROM Contact' });
		expect([before, (await json('GET', 'limits')).headers.get('sforce-limit-info')]).toEqual(['api-usage=1/100000', 'api-usage=3/100000']);
	});
});

describe('the sandbox’s CSV', () => {
	it('reads what it writes', () => {
		const lines = [['a "b"', 'c,d', 'e\nf', ''], ['', ' x ', '#N/A', '日本語']];
		expect(parseCsv(lines.map((line) => csvLine(line, FORMAT)).join(''), FORMAT)).toEqual(lines);
	});

	it('refuses text after a quoted value', () => {
		expect(() => parseCsv('"a" ,b\n', FORMAT)).toThrow(CsvError);
	});
});
