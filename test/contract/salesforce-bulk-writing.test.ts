import type { WriteOp, WriteResult } from '../../engine/run/system-port';
import { type BulkOrg, bulkOrg } from './subjects/salesforce-bulk';

/** Jobs for a few hundred records already: more than one call of 200. */
const SMALL = { ingestJobCalls: 1 };
const INGEST = '/jobs/ingest';

describe('Writes to Salesforce by the Bulk API', () => {
	let org: BulkOrg;

	beforeEach(async () => {
		org = await bulkOrg({ bulk: SMALL });
	});
	afterEach(() => org.sandbox.close());

	const create = (number: number, more: Record<string, string | number | boolean | null> = {}): WriteOp => ({ op: 'create', values: { LastName: `Person ${number}`, Email: `p${number}@example.org`, Pact_Id__c: `pact-${number}`, ...more } });
	const creates = (count: number): WriteOp[] => Array.from({ length: count }, (_, number) => create(number));
	const contacts = () => org.sandbox.records('Contact');
	const jobsMade = () => org.calls()['POST /services/data/vXX/jobs/ingest'] ?? 0;
	const collections = () => (org.calls()['POST /services/data/vXX/composite/sobjects'] ?? 0) + (org.calls()['PATCH /services/data/vXX/composite/sobjects'] ?? 0);
	const classes = (results: readonly WriteResult[]) => [...new Set(results.map((result) => (result.ok ? 'ok' : result.error.class)))];
	const refuse = (method: string, path: string, status: number, times = 1, errorCode = 'API_ERROR') => org.sandbox.faults.add({ match: { method, path }, kind: 'status', status, body: [{ errorCode, message: '' }], times });
	const namesOf = (results: readonly WriteResult[]) => {
		const names = new Map(contacts().map(({ Id, LastName }) => [Id, LastName]));
		return results.map((result) => (result.ok ? names.get(result.id) : result.error.code));
	};

	it('answer for each record in its place, created or refused, as calls of 200 do', async () => {
		const ops = creates(450).map((op, number) => (number % 100 === 50 ? create(number, { LeadSource: 'x'.repeat(300) }) : number % 100 === 60 ? create(number, { Email: 'no address' }) : op));
		const results = await org.records.write('Contact', ops);
		expect(jobsMade()).toBe(1);
		expect(collections()).toBe(0);
		expect(contacts()).toHaveLength(results.filter(({ ok }) => ok).length);
		const other = await bulkOrg({ bulk: 'never' });
		const usual = await other.records.write('Contact', ops);
		await other.sandbox.close();
		expect(results.map((result) => (result.ok ? 'ok' : result.error))).toEqual(usual.map((result) => (result.ok ? 'ok' : result.error)));
		expect(namesOf(results).map((name, number) => name === `Person ${number}` || number % 100 === 50 || number % 100 === 60)).not.toContain(false);
		expect(org.told).toEqual([expect.stringMatching(/^Contact: \d+ records are written by the Bulk API, with about 1 call instead of 3;/)]);
	});

	it('update by id, and keep what strings hold; null empties, what is not said stays', async () => {
		const ids = org.sandbox.generate('Contact', 401);
		const odd = ['a "quoted" word, and\na second line', ' 日本語 𝒳 🙂', "o'brien \\ slash", '"', '#N/A', 'TRUE'];
		const ops = ids.map((id, index): WriteOp => ({
			op: 'update',
			id,
			values: index % 2 === 0 ? { Description: odd[index % odd.length] ?? '', HasOptedOutOfEmail: true, Score__c: index / 4 } : { Title: null, Description: odd[index % odd.length] ?? '' },
		}));
		const before = new Map(contacts().map((row) => [row.Id, row]));
		const results = await org.records.write('Contact', ops);
		expect(classes(results)).toEqual(['ok']);
		expect(results.map((result) => (result.ok ? result.id : ''))).toEqual(ids);
		for (const [index, id] of ids.entries()) {
			const row = contacts().find(({ Id }) => Id === id);
			expect(row?.Description).toBe((odd[index % odd.length] ?? '').trimEnd());
			if (index % 2 === 0) expect(row).toMatchObject({ HasOptedOutOfEmail: true, Score__c: Math.round((index / 4) * 100) / 100, Title: before.get(id)?.Title });
			else expect(row).toMatchObject({ HasOptedOutOfEmail: before.get(id)?.HasOptedOutOfEmail, Title: null });
		}
		// What reads like Bulk's sign for nothing went the other way.
		expect([jobsMade(), collections()]).toEqual([1, 1]);
	});

	it('leave creates to ordinary calls where no external id makes them safe to repeat', async () => {
		const results = await org.records.write('Contact', creates(450).map((op) => ({ ...op, values: { LastName: op.values.LastName ?? '', Email: op.values.Email ?? '' } })));
		expect(classes(results)).toEqual(['ok']);
		expect([jobsMade(), collections()]).toEqual([0, 3]);
	});

	it('stay with ordinary calls below 3,601 records', async () => {
		const plain = org.again({});
		expect(classes(await plain.records.write('Contact', creates(450)))).toEqual(['ok']);
		expect([jobsMade(), collections()]).toEqual([0, 3]);
	});

	it.each([
		['is not taken', () => refuse('POST', `${INGEST}$`, 400), 450],
		['takes no data', () => refuse('PUT', '/batches$', 413), 450],
		['would be one batch too many', () => org.control('bulk', { batches: 0 }), 450],
		['fails before its first record', () => org.control('bulk', { failNext: 1 }), 450],
	])('a job that %s: all are written by ordinary calls, none twice', async (_what, arrange, count) => {
		await arrange();
		const results = await org.records.write('Contact', creates(count));
		expect(namesOf(results)).toEqual(creates(count).map(({ values }) => values.LastName));
		expect(contacts()).toHaveLength(count);
		expect(collections()).toBe(3);
		expect(org.told.length).toBeGreaterThan(0);
	});

	it('a job that stops in the middle, the day’s records being used up: what it did not do is written by ordinary calls', async () => {
		await org.control('bulk', { batchRecords: 100, records: 250 });
		const results = await org.records.write('Contact', creates(450));
		expect(namesOf(results)).toEqual(creates(450).map(({ values }) => values.LastName));
		expect(contacts()).toHaveLength(450);
		expect(collections()).toBe(2);
		expect(org.told.at(-1)).toMatch(/ended as Failed; what it did not do is written by ordinary calls\.$/);
	});

	it.each([
		['the word that its data is complete', 'PATCH', 1],
		['how it goes', 'GET', 6],
	])('a job of which %s is not answered for a while is asked again', async (_what, method, times) => {
		org.sandbox.faults.add({ match: { method, path: `${INGEST}/750\\w+$` }, kind: 'drop-after', times });
		const results = await org.records.write('Contact', creates(450));
		expect(classes(results)).toEqual(['ok']);
		expect(contacts()).toHaveLength(450);
		expect([jobsMade(), collections()]).toEqual([1, 0]);
	}, 20_000);

	it('a job that never answers is of unknown outcome, and doubles nothing when Salesforce comes to it late', async () => {
		await org.control('bulk', { queueMs: 30 * 60_000 });
		org.sandbox.faults.add({ match: { method: 'GET', path: `${INGEST}/` }, kind: 'status', status: 500, times: -1 });
		org.sandbox.faults.add({ match: { method: 'PATCH', path: `${INGEST}/` }, kind: 'drop-after', times: 1 });
		org.sandbox.faults.add({ match: { method: 'PATCH', path: `${INGEST}/` }, kind: 'status', status: 500, times: -1 });
		const results = await org.records.write('Contact', creates(450));
		expect(classes(results)).toEqual(['unknown-outcome']);
		expect(contacts()).toHaveLength(0);
		org.sandbox.faults.clear();
		// The runner looks for them, finds none, and creates them in smaller groups.
		for (let from = 0; from < 450; from += 150) expect(classes(await org.records.write('Contact', creates(450).slice(from, from + 150)))).toEqual(['ok']);
		org.sandbox.clock.advance(60 * 60_000);
		await org.again().source.count({ object: 'Contact' });
		expect(contacts()).toHaveLength(450);
	}, 30_000);

	it('results that cannot be read leave the outcome unknown, and nothing is sent a second time', async () => {
		refuse('GET', '/successfulResults', 500, -1);
		const results = await org.records.write('Contact', creates(450));
		expect(classes(results)).toEqual(['unknown-outcome']);
		expect(contacts()).toHaveLength(450);
		expect(collections()).toBe(0);
	}, 20_000);

	it('take a fifth of the calls for ten thousand records', async () => {
		const calls: number[] = [];
		for (const bulk of [{}, 'never'] as const) {
			const subject = await bulkOrg({ bulk });
			await subject.records.write('Contact', [create(-1)]);
			subject.sandbox.stats.reset();
			expect(classes(await subject.records.write('Contact', creates(10_000)))).toEqual(['ok']);
			calls.push(subject.sandbox.stats.snapshot().calls);
			await subject.sandbox.close();
		}
		const [bulk = 0, rest = 0] = calls;
		expect(rest).toBe(50);
		expect(bulk).toBeLessThanOrEqual(10);
	}, 60_000);
});
