import fc from 'fast-check';
import { SystemError } from '../../../engine/model';
import type { HttpRequest, HttpResponse } from '../../../engine/run/http-port';
import { createSalesforceClient } from '../client';

const RESULTS = { 'content-type': 'text/csv', 'sforce-numberofrecords': '2', 'sforce-locator': 'MTAw' };

/** A client of its own limits whose every call is answered so; time passes when it waits. */
function client(answer: Partial<HttpResponse>) {
	const requests: HttpRequest[] = [];
	let now = Date.parse('2026-11-21T08:00:00Z');
	const clock = { now: () => new Date(now), random: () => 0, sleep: (ms: number) => ((now += ms), Promise.resolve()) };
	const http = (request: HttpRequest) => {
		requests.push(request);
		return Promise.resolve({ status: 200, headers: {}, body: '', ...answer });
	};
	return { requests, bulk: createSalesforceClient({ http, instanceUrl: 'https://acme.example', connection: '00D', clock }).bulk };
}
const failure = async (work: Promise<unknown>) => await work.then(() => undefined, (error: unknown) => error);

describe('calls of the Bulk API', () => {
	it('ask for sets of results by locator and number', async () => {
		const { bulk, requests } = client({ headers: RESULTS, body: '"Id","Name"\n"1","a"\n"2","b"\n' });
		const set = await bulk.results('750000000000001', { locator: 'a b', rows: 2 });
		expect(requests[0]?.url).toBe('https://acme.example/services/data/v60.0/jobs/query/750000000000001/results?maxRecords=2&locator=a+b');
		expect({ ...set, reader: set.reader.next() }).toEqual({ columns: ['Id', 'Name'], records: 2, next: 'MTAw', reader: ['1', 'a'] });
		const last = client({ headers: { ...RESULTS, 'sforce-locator': 'null' }, body: '"Id"\n"1"\n"2"\n' });
		expect((await last.bulk.results('750000000000001', { rows: 2 })).next).toBeUndefined();
	});

	it.each([
		['fewer records than were told of', '"Id"\n"1"\n'],
		['no ids', '"Name"\n"a"\n"b"\n'],
		['a web page', '<html><body>Maintenance</body></html>'],
		['nothing', ''],
		['a quote that is not closed', '"Id"\n"1"\n"2'],
	])('take no results of %s, and ask again', async (_what, body) => {
		const { bulk, requests } = client({ headers: RESULTS, body });
		expect(await failure(bulk.results('750000000000001', { rows: 2 }))).toMatchObject({ details: { class: 'bad-answer' } });
		expect(requests.length).toBeGreaterThan(1);
	});

	it('send data as CSV, once', async () => {
		const { bulk, requests } = client({ status: 500 });
		expect(await failure(bulk.upload('750000000000001', 'Id\n1\n'))).toMatchObject({ details: { class: 'unknown-outcome' } });
		expect(requests).toEqual([expect.objectContaining({ method: 'PUT', body: 'Id\n1\n', headers: expect.objectContaining({ 'Content-Type': 'text/csv' }) as object })]);
	});

	it('come to an end with a value or a trouble of ours, whatever is answered', async () => {
		const body = fc.oneof(fc.string(), fc.json(), fc.constant('{"id":"../evil","state":"JobComplete"}'), fc.constant('{"id":"750000000000001","state":"Sleeping"}'), fc.string({ unit: fc.constantFrom('"', ',', '\n', 'Id') }));
		await fc.assert(
			fc.asyncProperty(body, fc.constantFrom(200, 201, 204, 301, 400, 404, 409, 500, 503), async (text, status) => {
				const { bulk } = client({ status, body: text });
				const calls = [bulk.createQuery('SELECT Id FROM Contact'), bulk.queryJob('750000000000001'), bulk.results('750000000000001', { rows: 2 }), bulk.createIngest('Contact', undefined), bulk.ingestJob('750000000000001'), bulk.outcomes('750000000000001', 'failedResults')];
				for (const error of await Promise.all(calls.map(failure))) if (error !== undefined) expect(error).toBeInstanceOf(SystemError);
				const id = await bulk.createQuery('SELECT Id FROM Contact').catch(() => '750000000000001');
				expect(id).toMatch(/^[A-Za-z0-9]{15,18}$/);
			}),
			{ numRuns: 60 },
		);
	});
});
