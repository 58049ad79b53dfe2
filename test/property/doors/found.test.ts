import type { HttpRequest, HttpResponse } from '../../../engine/run/http-port';
import type { SystemError } from '../../../engine/model';
import { createHubSpot } from '../../../systems/hubspot';
import { createPact } from '../../../systems/pact';
import { createSalesforce } from '../../../systems/salesforce';
import { readJson } from '../../../systems/common/read-json';
import { expectOurs, MARKER, PERSONAL } from './fuzz';

/** What the fuzzing of answers found, each with the smallest answer that showed it. */

const NOW = new Date('2026-11-21T08:00:00.000Z');
/** Sleeping costs no time of ours. */
function clock() {
	let now = NOW.getTime();
	return { now: () => new Date(now), random: () => 0.5, sleep: async (ms: number) => await Promise.resolve(void (now += ms)) };
}
type Answers = (request: HttpRequest) => Partial<HttpResponse> | undefined;
const http = (answers: Answers) => async (request: HttpRequest) => await Promise.resolve({ status: 200, headers: {}, body: '{}', ...answers(request) });
const json = (body: unknown): Partial<HttpResponse> => ({ body: JSON.stringify(body) });

const FIELD = { type: 'string', nillable: true, createable: true, updateable: true };
const contact = json({ name: 'Contact', label: 'Contact', fields: ['Id', 'SystemModstamp', 'LastName'].map((name) => ({ ...FIELD, name, label: name })) });
const row = { Id: '003000000000001AAA', SystemModstamp: '2026-11-21T07:00:00.000+0000', LastName: 'Ann' };
const rows = (record: object, more: object = {}) => json({ totalSize: 1, done: true, records: [record], ...more });
const salesforce = (answers: Answers) =>
	createSalesforce({ http: http((request) => (request.url.endsWith('/describe') ? contact : answers(request))), instanceUrl: 'https://acme.my.salesforce.com', clock: clock(), connection: '00D', userId: '005000000000001AAA' });
const pact = (answers: Answers) => createPact({ http: http(answers), baseUrl: 'https://pact.example', clock: clock(), connection: 'w' });
const hubSpot = (answers: Answers) => createHubSpot({ http: http(answers), baseUrl: 'https://hubspot.example', clock: clock(), connection: '1' });

async function refusalOf(asked: Promise<unknown>): Promise<SystemError['details']> {
	const error = await asked.then(() => undefined, (reason: unknown) => reason);
	expectOurs(error);
	return (error as SystemError).details;
}

const readPage = async (answers: Answers) =>
	await salesforce(answers).source.readPage({ object: 'Contact', fields: ['LastName'], limit: 5 }, JSON.stringify({ stamp: '2026-11-21T06:00:00.000Z', id: '' }), { lookBackMs: 0 });

describe('answers of Salesforce that were no errors of ours', () => {
	it('a code by the name of something that every object has', async () => {
		expect(await refusalOf(salesforce(() => ({ status: 400, body: '[{"errorCode":"constructor","message":"x"}]' })).records.read('Contact', [row.Id], ['LastName']))).toMatchObject({ class: 'invalid' });
	});

	it('a code, a field and an id that are an address', async () => {
		const body = JSON.stringify([{ statusCode: PERSONAL, errorCode: PERSONAL, fields: [PERSONAL], message: 'x' }]);
		await refusalOf(salesforce(() => ({ status: 400, body })).records.read('Contact', [row.Id], ['LastName']));
		const duplicate = JSON.stringify([{ success: false, errors: [{ statusCode: 'DUPLICATES_DETECTED', duplicateResut: { matchResults: [{ matchRecords: [{ record: { Id: PERSONAL } }] }] } }] }]);
		const [result] = await salesforce(({ method }) => (method === 'POST' ? { body: duplicate } : undefined)).records.write('Contact', [{ op: 'create', values: { LastName: 'x' } }]);
		expect(JSON.stringify(result)).not.toContain(MARKER);
	});

	it('a text that is no JSON, which the parser quotes', async () => {
		expect(await refusalOf(salesforce(() => ({ body: `{"a":${PERSONAL}` })).records.read('Contact', [row.Id], ['LastName']))).toMatchObject({ class: 'bad-answer' });
	});

	it('a value that is nested deeper than functions can follow', async () => {
		const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
		const body = rows({ ...row, LastName: 'HERE' }).body?.replace('"HERE"', deep) ?? '';
		expect(await refusalOf(readPage(() => ({ body })))).toMatchObject({ class: 'bad-answer' });
	});

	it('a next page that is no address, and one that is itself', async () => {
		const read = (next: string) => refusalOf(salesforce(() => rows(row, { done: false, nextRecordsUrl: next })).records.read('Contact', [row.Id], ['LastName']));
		expect(await read('https://[')).toMatchObject({ class: 'bad-answer' });
		expect(await read('/services/data/v60.0/query/01g-2')).toMatchObject({ class: 'bad-answer' });
	});

	it.each([
		['an id with a quote in it', { ...row, Id: "003'00" }],
		['no id', { ...row, Id: '' }],
		['a time of the year 275760', { ...row, SystemModstamp: '+275760-09-13T00:00:00.000Z' }],
	])('a row with %s, after which the reading position could not be read', async (_what, record) => {
		expect(await refusalOf(readPage(() => rows(record)))).toMatchObject({ class: 'bad-answer' });
		expect(await refusalOf(salesforce(() => rows(record)).records.read('Contact', [row.Id], ['LastName']))).toMatchObject({ class: 'bad-answer' });
	});

	it('a save that was of another record, or of none that was named', async () => {
		const write = async (id: string | null) => await salesforce(({ method }) => (method === 'PATCH' || method === 'POST' ? json([{ id, success: true, errors: [] }]) : undefined)).records.write('Contact', [{ op: 'update', id: row.Id, values: { LastName: 'x' } }]);
		expect(await write(row.Id)).toMatchObject([{ ok: true, id: row.Id }]);
		expect(await write('003000000000002AAA')).toMatchObject([{ ok: false, error: { class: 'unknown-outcome' } }]);
		expect(await write(null)).toMatchObject([{ ok: false, error: { class: 'unknown-outcome' } }]);
	});
});

describe('answers of Pact that were no errors of ours', () => {
	const record = { public_id: 'c-1', last_name: 'Ann', updated_at: '2026-11-21T07:00:00.000Z' };

	it('a failure while it is tried whether lists can be sorted, which nobody waited for and which would have ended the process', async () => {
		const unhandled: unknown[] = [];
		const note = (reason: unknown) => void unhandled.push(reason);
		process.on('unhandledRejection', note);
		await refusalOf(pact(({ url }) => (url.includes('sort=') ? { status: 401 } : json({ items: [record], total: 1 }))).source.start('contacts', 'now'));
		await new Promise((resolve) => setImmediate(resolve));
		process.off('unhandledRejection', note);
		expect(unhandled).toEqual([]);
	});

	it('a new record that is only named by an address which is none', async () => {
		const [result] = await pact(({ method }) => (method === 'POST' ? { status: 201, body: '', headers: { location: '/v1/contacts/%E0%A4%A' } } : undefined)).records.write('contacts', [{ op: 'create', values: { last_name: 'x' } }]);
		expect(result).toMatchObject({ ok: false, error: { class: 'unknown-outcome' } });
	});

	it('a time that says it is no text', async () => {
		const { changes } = await pact(() => ({ body: `{"items":[{"public_id":"c-1","updated_at":{"toString":null}}],"total":1}` })).source.readPage({ object: 'contacts', fields: ['last_name'], limit: 5 }, JSON.stringify({ mark: NOW.toISOString(), tail: 0 }), { lookBackMs: 0 });
		expect(changes).toMatchObject([{ id: 'c-1', modifiedAt: '1970-01-01T00:00:00.000Z' }]);
	});

	it('a total that no memory holds', async () => {
		const asked = pact(({ url }) => (url.includes('offset=0') ? json({ items: [record], total: Number.MAX_SAFE_INTEGER }) : url.includes('?') ? json({ items: [], total: 0 }) : { status: 404 }));
		const found = await asked.records.find('contacts', Array.from({ length: 4 }, (_, n) => ({ kind: 'text' as const, field: 'title', value: `t${n}` })), []);
		expect(found).toEqual([[], [], [], []]);
	});

	it('an id that leads to another place of the API, or is half a sign', async () => {
		const paths: string[] = [];
		const system = pact(({ url }) => (paths.push(new URL(url).pathname), { status: 404 }));
		for (const id of ['..', '.', '']) expect(await refusalOf(system.records.read('contacts', [id], []))).toMatchObject({ class: 'invalid' });
		expect(await system.records.read('contacts', ['\ud83d'], [])).toEqual(new Map());
		expect(paths).toEqual(['/v1/contacts/%EF%BF%BD']);
	});

	it('a date to start from that is none', async () => {
		expect(await refusalOf(pact(() => json({ items: [record], total: 1 })).source.start('contacts', { date: 'yesterday' }))).toMatchObject({ class: 'invalid' });
	});
});

describe('answers of HubSpot that were no errors of ours', () => {
	it.each(['', 'abc', '1e+21'])('a record with the id %p, after which the reading position could not be written', async (id) => {
		const record = { id, properties: { lastmodifieddate: '2026-11-21T07:00:00Z' } };
		expect(await refusalOf(hubSpot(() => json({ total: 1, results: [record] })).source.start('contacts', 'now'))).toMatchObject({ class: 'bad-answer' });
	});

	it('a policy and a complaint by the name of something that every object has', async () => {
		const refused = (status: number, body: object) => refusalOf(hubSpot(() => ({ status, ...json(body) })).source.start('contacts', 'now'));
		expect(await refused(429, { policyName: 'constructor' })).toMatchObject({ class: 'rate-limited', retryAfterMs: 10_000 });
		expect(await refused(400, { message: 'x', category: 'VALIDATION_ERROR', errors: [{ message: 'x', code: 'constructor' }] })).toMatchObject({ class: 'invalid' });
	});
});

describe('refusals', () => {
	it('that ask to wait for longer than a Date can say, or name an address where a code or a field should be', async () => {
		const body = JSON.stringify({ message: 'x', category: PERSONAL, policyName: PERSONAL, correlationId: PERSONAL, code: PERSONAL, field: PERSONAL, errors: [{ message: 'x', code: PERSONAL, field: PERSONAL, context: { propertyName: [PERSONAL], requiredScopes: [PERSONAL] } }] });
		const headers = { 'retry-after': '9'.repeat(400) };
		for (const status of [400, 403, 409, 429]) {
			const answers = () => ({ status, headers, body });
			const told = await Promise.all([
				refusalOf(pact(answers).source.start('contacts', 'now')),
				refusalOf(hubSpot(answers).source.start('contacts', 'now')),
				refusalOf(salesforce(answers).source.start('Contact', 'now')),
			]);
			expect(told.map(({ retryAfterMs }) => retryAfterMs)).toEqual([86_400_000, 86_400_000, 86_400_000]);
		}
	});
});

describe('JSON from outside', () => {
	it('may be deep within reason, and hold any number of brackets in its texts', () => {
		const nested = (depth: number) => `${'{"a":['.repeat(depth / 2)}${']}'.repeat(depth / 2)}`;
		expect(() => readJson(nested(200))).not.toThrow();
		expect(() => readJson(nested(202))).toThrow(RangeError);
		expect(readJson(JSON.stringify({ text: '[{'.repeat(5_000) }))).toEqual({ text: '[{'.repeat(5_000) });
	});
});
