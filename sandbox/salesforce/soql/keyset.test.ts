import { SandboxClock } from '../../common/clock';
import { START, testOrg, type TestOrg } from '../client.test-helper';
import { stamp } from '../stamps';
import { Store } from '../store/store';
import { runQuery } from './evaluate';

describe('keyset reading on (SystemModstamp, Id)', () => {
	let org: TestOrg;

	beforeEach(async () => {
		org = await testOrg({ size: { accounts: 5, contacts: 500, leads: 0, opportunities: 0 } });
	});
	afterEach(() => org.sandbox.close());

	/** Every id met, page by page, from a place on. */
	async function readAll(pageSize: number, from = '2000-01-01T00:00:00.000+0000'): Promise<string[]> {
		const seen: string[] = [];
		let stamp = from;
		let id = '000000000000000AAA';
		for (;;) {
			const at = stamp.replace('+0000', 'Z');
			const { body } = await org.query(
				`SELECT Id, SystemModstamp FROM Contact WHERE SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > '${id}') ORDER BY SystemModstamp, Id LIMIT ${pageSize}`,
			);
			const rows = body.records;
			seen.push(...rows.map((row) => row.Id));
			const last = rows.at(-1);
			if (!last || rows.length < pageSize) return seen;
			stamp = last.SystemModstamp;
			id = last.Id;
		}
	}

	it('meets every row exactly once, in order, across many rows with one stamp', async () => {
		org.clock.advance(1_000);
		org.sandbox.bulkTouch('Contact', 'all', { Title: 'Touched' }, { limit: 300 });
		const seen = await readAll(70);
		expect(seen).toHaveLength(500);
		expect(new Set(seen).size).toBe(500);
		const stampOf = new Map(org.sandbox.records('Contact').map((row) => [row.Id, String(row.SystemModstamp)]));
		const places = seen.map((id) => `${stampOf.get(id)} ${id}`);
		expect(places).toEqual([...places].sort());
	});

	it('gives only what changed after a place', async () => {
		org.clock.advance(60_000);
		const [first, second] = org.sandbox.records('Contact');
		org.sandbox.edit('Contact', first?.Id ?? '', { Title: 'New' });
		org.sandbox.edit('Contact', first?.Id ?? '', { Title: 'Newer' });
		org.sandbox.edit('Contact', second?.Id ?? '', { Title: 'New' }, { system: true });
		expect((await readAll(200, '2026-11-21T08:00:30.000+0000')).sort()).toEqual([first?.Id, second?.Id]);
		const since = await org.query('SELECT Id FROM Contact WHERE SystemModstamp >= 2026-11-21T08:01:00Z');
		expect(since.body.totalSize).toBe(2);
	});

	it('agrees with a full scan for bounds the index is used for', async () => {
		const rows = org.sandbox.records('Contact');
		const middle = rows.map((row) => String(row.SystemModstamp)).sort()[250] ?? '';
		const at = middle.replace('+0000', 'Z');
		const count = async (where: string) =>
			(await org.query(`SELECT COUNT() FROM Contact WHERE ${where}`)).body.totalSize;
		expect(await count(`SystemModstamp > ${at}`)).toBe(
			rows.filter((row) => String(row.SystemModstamp) > middle).length,
		);
		expect(await count(`SystemModstamp >= ${at} AND Title != null`)).toBe(
			rows.filter((row) => String(row.SystemModstamp) >= middle && row.Title !== null).length,
		);
		expect(await count(`SystemModstamp > ${at} OR Email = null`)).toBe(
			rows.filter((row) => String(row.SystemModstamp) > middle || row.Email === null).length,
		);
		expect(await count(`NOT SystemModstamp > ${at}`)).toBe(
			rows.filter((row) => String(row.SystemModstamp) <= middle).length,
		);
		expect(await count('SystemModstamp > LAST_N_DAYS:30')).toBe(
			rows.filter((row) => String(row.SystemModstamp) >= '2026-11-22').length,
		);
	});

	it('pages a large result with nextRecordsUrl over a snapshot', async () => {
		const size = { headers: { 'sforce-query-options': 'batchSize=200' } };
		const first = await org.call('query?q=SELECT+Id+FROM+Contact', size);
		expect(first.body).toMatchObject({ totalSize: 500, done: false });
		org.sandbox.generate('Contact', 100);
		const second = await org.call(first.body.nextRecordsUrl);
		const third = await org.call(second.body.nextRecordsUrl);
		expect([first, second, third].map((page) => page.body.records.length)).toEqual([200, 200, 100]);
		expect(third.body).toMatchObject({ totalSize: 500, done: true });
		const wrong = await org.call('query/01gWRONG-2000');
		expect(wrong).toMatchObject({ status: 400, body: [{ errorCode: 'INVALID_QUERY_LOCATOR' }] });
	});
});

describe('keyset reading of 100,000 rows', () => {
	const median = (times: number[]) => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
	const now = stamp(START);

	/** Rows as a bulk import leaves them, one SystemModstamp on all; `looks` counts how often a query looked at one. */
	function manyRows(count: number): { store: Store; ids: string[]; looks: () => number } {
		const store = new Store(new SandboxClock({ startAt: START, frozen: true }));
		const table = store.table('Contact');
		let looks = 0;
		// Every query asks every row that it looks at whether it is deleted.
		const shared = {
			get IsDeleted() {
				looks++;
				return false;
			},
		};
		const ids = Array.from({ length: count }, () => store.nextId('Contact'));
		for (const Id of ids) table.put(Object.assign(Object.create(shared), { Id, SystemModstamp: now }));
		return { store, ids, looks: () => looks };
	}

	it('looks at the rows that it answers only, and takes a small part of the time of a scan', () => {
		const { store, ids, looks } = manyRows(100_000);
		const late = ids.at(-300);
		const read = (where: string) => {
			const [looksBefore, before] = [looks(), performance.now()];
			const soql = `SELECT Id FROM Contact WHERE ${where} ORDER BY SystemModstamp, Id LIMIT 200`;
			expect(runQuery(store, soql, { includeDeleted: false, version: 'v62.0' }).totalSize).toBe(200);
			return { ms: performance.now() - before, looks: looks() - looksBefore };
		};
		const at = now.replace('+0000', 'Z');
		const keyset = () => read(`SystemModstamp > ${at} OR (SystemModstamp = ${at} AND Id > '${late}')`);
		const scan = () => read(`Id > '${late}'`);
		// The bound is inclusive: one row more than the page.
		expect(keyset().looks).toBe(201);
		expect(scan().looks).toBeGreaterThan(99_000);
		const keysetMs = median(Array.from({ length: 15 }, () => keyset().ms));
		const scanMs = median(Array.from({ length: 5 }, () => scan().ms));
		expect(keysetMs).toBeLessThan(scanMs / 3);
	});
});
