import type { Clock } from '../../engine/run/clock-port';
import type { HttpRequest, HttpResponse } from '../../engine/run/http-port';
import { createSalesforceClient } from './client';

const clock: Clock = { now: () => new Date('2026-11-21T08:00:00Z'), random: () => 0, sleep: () => Promise.resolve() };

/** A client whose server gives the prepared answers in turn, and what it was asked. */
function prepared(...answers: Array<Partial<HttpResponse> & { json?: unknown }>) {
	const asked: HttpRequest[] = [];
	const client = createSalesforceClient({
		instanceUrl: 'https://acme.my.salesforce.com/',
		clock: { ...clock },
		connection: '00D000000000001AAA',
		http: (request) => {
			asked.push(request);
			const { json, ...answer } = answers[Math.min(asked.length, answers.length) - 1] ?? {};
			return Promise.resolve({ status: 200, headers: {}, body: JSON.stringify(json ?? null), ...answer });
		},
	});
	return { client, asked };
}

const rows = (...records: object[]) => ({ totalSize: records.length, done: true, records });

describe('the Salesforce client', () => {
	it('says who is calling, on every call', async () => {
		const { client, asked } = prepared({ json: rows() });
		await client.query('SELECT Id FROM Contact');
		expect(asked[0]).toMatchObject({
			method: 'GET',
			url: 'https://acme.my.salesforce.com/services/data/v60.0/query?q=SELECT%20Id%20FROM%20Contact',
			headers: { 'Sforce-Call-Options': 'client=n8n-nodes-pact' },
		});
	});

	it('sends a query that is too long for a URI in the body of a composite call', async () => {
		const { client, asked } = prepared({
			json: {
				compositeResponse: [{ httpStatusCode: 200, body: rows({ Id: '003' }), referenceId: 'query', httpHeaders: {} }],
			},
		});
		const soql = `SELECT ${Array.from({ length: 600 }, (_, n) => `Custom_Field_With_A_Long_Name_${n}__c`).join(', ')} FROM Contact`;
		expect((await client.query(soql, { deleted: true })).records).toEqual([{ Id: '003' }]);
		expect(asked[0]).toMatchObject({
			method: 'POST',
			url: 'https://acme.my.salesforce.com/services/data/v60.0/composite',
		});
		const { compositeRequest } = JSON.parse(asked[0]?.body ?? '') as {
			compositeRequest: Array<{ method: string; url: string }>;
		};
		expect(compositeRequest[0]?.method).toBe('GET');
		expect(decodeURIComponent(compositeRequest[0]?.url ?? '')).toBe(`/services/data/v60.0/queryAll?q=${soql}`);
	});

	it("takes a refusal within a composite answer as the call's own", async () => {
		const body = [
			{
				errorCode: 'INVALID_FIELD',
				message: "No such column 'Gone__c' on entity 'Contact'. If you are attempting to use a custom field…",
			},
		];
		const { client } = prepared({ json: { compositeResponse: [{ httpStatusCode: 400, body }] } });
		await expect(client.query(`SELECT ${'X'.repeat(13_000)} FROM Contact`)).rejects.toMatchObject({
			details: { class: 'invalid', fields: ['Gone__c'] },
		});
	});

	it('follows the pages of a query, but not to another host', async () => {
		const first = {
			totalSize: 2,
			done: false,
			nextRecordsUrl: '/services/data/v60.0/query/01g-2000',
			records: [{ Id: '1' }],
		};
		const { client } = prepared({ json: first }, { json: { totalSize: 2, done: true, records: [{ Id: '2' }] } });
		expect(await client.rows('SELECT Id FROM Contact')).toEqual([{ Id: '1' }, { Id: '2' }]);
		const away = prepared({ json: { ...first, nextRecordsUrl: 'https://evil.example/x' } });
		await expect(away.client.rows('SELECT Id FROM Contact')).rejects.toMatchObject({
			details: { class: 'bad-answer' },
		});
		expect(away.asked).toHaveLength(1);
	});

	it('refuses a query that Salesforce would refuse for its length, without a call', async () => {
		const { client, asked } = prepared({});
		await expect(client.query('x'.repeat(100_001))).rejects.toMatchObject({ details: { class: 'invalid' } });
		expect(asked).toHaveLength(0);
	});

	it('leaves the last calls of the day to people', async () => {
		const { client, asked } = prepared({ json: rows(), headers: { 'sforce-limit-info': 'api-usage=14900/15000' } });
		await client.query('SELECT Id FROM Contact');
		await expect(client.query('SELECT Id FROM Contact')).rejects.toMatchObject({
			details: { class: 'quota-spent', retryAfterMs: 900_000 },
		});
		expect(asked).toHaveLength(1);
	});

	it("knows the server's time once an answer has told it", async () => {
		const { client } = prepared({ json: rows(), headers: { date: 'Sat, 21 Nov 2026 08:05:00 GMT' } });
		expect(client.serverNow()).toBeUndefined();
		await client.query('SELECT Id FROM Contact');
		expect(client.serverNow()?.toISOString()).toBe('2026-11-21T08:05:00.000Z');
	});
});
