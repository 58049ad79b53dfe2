import type { SourceChange } from '../../engine/run/system-port';
import type { SalesforceSystem } from '../../systems/salesforce';
import { type BulkOrg, bulkOrg } from './subjects/salesforce-bulk';

const FIELDS = ['Id', 'FirstName', 'LastName', 'Email', 'Title', 'Description', 'HasOptedOutOfEmail', 'Next_Review__c', 'Score__c', 'Interests__c', 'CreatedDate', 'AccountId', 'Owner.Email', 'Account.Name', 'Account.AnnualRevenue'];
const query = (limit: number, filter?: string, fields: readonly string[] = FIELDS) => ({ object: 'Contact', fields, limit, ...(filter === undefined ? {} : { filter }) });
const HALF_AN_HOUR = 30 * 60_000;

/** Jobs for a few dozen records already, whose results come in sets of fifty. */
const SMALL = { readFrom: 10, resultRows: 50, queryJobCalls: 0 };

describe('First syncs of Salesforce by the Bulk API', () => {
	let org: BulkOrg;

	beforeEach(async () => {
		org = await bulkOrg({ bulk: SMALL });
	});
	afterEach(() => org.sandbox.close());

	interface Read {
		changes: SourceChange[];
		cursor: string;
	}

	/** Reads on to the end, a page at a time. */
	async function readOn(source: SalesforceSystem['source'], from: string, options: { limit?: number; filter?: string; between?: (page: number, cursor: string) => void | Promise<void> } = {}): Promise<Read> {
		const changes: SourceChange[] = [];
		let cursor = from;
		for (let pages = 1; ; pages += 1) {
			const page = await source.readPage(query(options.limit ?? 20, options.filter), cursor, { lookBackMs: pages === 1 ? HALF_AN_HOUR : 0 });
			changes.push(...page.changes);
			const stands = page.cursor === cursor;
			cursor = page.cursor;
			if (!page.more) return { changes, cursor };
			if (stands) throw new Error('A page with more to come leaves the cursor where it was.');
			await options.between?.(pages, cursor);
		}
	}
	/** People who were there long before. */
	const makePeople = (count: number) => {
		org.sandbox.generate('Contact', count);
		org.sandbox.clock.advance(600_000);
	};
	const make = (object: string, fields: Record<string, unknown>) => org.sandbox.create(object, fields);
	const everything = async () => await org.source.start('Contact', 'everything');
	const byId = (changes: readonly SourceChange[]) => Object.fromEntries(changes.map((change) => [change.id, change]));
	const jobsMade = () => org.calls()['POST /services/data/vXX/jobs/query'] ?? 0;
	/** Breaks every call of one kind to the Bulk API. */
	const refuse = (path: string, status: number, times = -1) => org.sandbox.faults.add({ match: { path }, kind: 'status', status, body: [{ errorCode: status === 404 ? 'NOT_FOUND' : 'API_ERROR', message: '' }], times });

	it('bring the very records that ordinary queries bring, value for value', async () => {
		const account = make('Account', { Name: 'Müller, "Söhne"\n& Co', AnnualRevenue: 12_345_678.5 });
		makePeople(110);
		const ids = org.sandbox.records('Contact').map(({ Id }) => Id);
		const odd = ['a "quoted" word, and\r\na second line', '#N/A', ' 日本語 \u2028 𝒳 emoji 🙂', 'x,y;z\ttab', "o'brien \\ slash", '""', ','];
		odd.forEach((Description, index) => org.sandbox.edit('Contact', ids[index] as string, { Description, Title: null, AccountId: account, HasOptedOutOfEmail: index % 2 === 0, Next_Review__c: '2028-02-29', Score__c: index * 2_500_000.5, Interests__c: null }));
		org.sandbox.delete('Contact', ids[20] as string);
		org.sandbox.merge('Contact', ids[21] as string, [ids[22] as string]);

		const bulk = await readOn(org.source, await everything());
		const rest = org.again({ bulk: 'never' }).source;
		const usual = await readOn(rest, await rest.start('Contact', 'everything'));
		expect(jobsMade()).toBe(1);
		expect(byId(bulk.changes)).toEqual(byId(usual.changes));
		expect(Object.keys(byId(bulk.changes))).toHaveLength(110);
		expect(byId(bulk.changes)[ids[1] as string]?.fields.Description).toBe('#N/A');
	});

	it('read with a filter and from a date, too', async () => {
		makePeople(60);
		const date = org.sandbox.clock.now().toISOString();
		makePeople(60);
		const [named] = org.sandbox.records('Contact').slice(-1);
		const dated = await readOn(org.source, await org.source.start('Contact', { date }));
		const filtered = await readOn(org.source, await everything(), { filter: `LastName = '${String(named?.LastName)}' OR CreatedDate >= ${date}` });
		expect(jobsMade()).toBe(2);
		expect(new Set(dated.changes.map(({ id }) => id))).toEqual(new Set(org.sandbox.records('Contact').slice(60).map(({ Id }) => Id)));
		expect(new Set(filtered.changes.map(({ id }) => id)).size).toBeGreaterThanOrEqual(60);
	});

	it('say in one sentence why', async () => {
		makePeople(60);
		await org.source.count({ object: 'Contact' });
		await readOn(org.source, await everything());
		expect(org.told).toEqual(['Contact: 60 records are read by a Bulk API job, with about 2 calls instead of 3; 39,998 of the day’s calls are left to the sync.']);
		expect(org.calls()['GET /services/data/vXX/queryAll']).toBeGreaterThan(0);
	});

	it('stay with ordinary queries while there is little to read', async () => {
		makePeople(9);
		const { changes } = await readOn(org.source, await everything(), { limit: 4 });
		expect(changes).toHaveLength(9);
		expect(jobsMade()).toBe(0);
		expect(org.told).toEqual([expect.stringMatching(/^Contact: 9 records are read by ordinary queries, with about 3 calls; a Bulk API job pays from 10 records on/)]);
	});

	it('go on in the middle after a restart, without another job and without reading from the start', async () => {
		makePeople(170);
		const cursors: string[] = [];
		await readOn(org.source, await everything(), { limit: 30, between: (_page, cursor) => void cursors.push(cursor) });
		const middle = cursors.find((cursor) => cursor.includes('"locator"') && !cursor.includes('"row":0'));
		org.sandbox.stats.reset();
		const rest = await readOn(org.again().source, middle as string, { limit: 30 });
		expect(jobsMade()).toBe(0);
		expect(org.calls()['GET /services/data/vXX/jobs/query/:job/results']).toBe(3);
		expect(rest.changes.length).toBeLessThan(120);
		expect(rest.changes.length).toBeGreaterThan(80);
	});

	it('find by the poll what was changed, created and deleted while the job ran and was read', async () => {
		makePeople(120);
		const [changed = '', deleted = ''] = org.sandbox.records('Contact').map(({ Id }) => Id);
		let made = '';
		const { changes, cursor } = await readOn(org.source, await everything(), {
			between(page) {
				org.sandbox.clock.advance(60_000);
				if (page === 4) org.sandbox.edit('Contact', changed, { Title: 'Meanwhile' });
				if (page === 5) org.sandbox.delete('Contact', deleted);
				if (page === 6) made = make('Contact', { LastName: 'Late' });
			},
		});
		const last = byId(changes);
		expect(last[changed]?.fields.Title).toBe('Meanwhile');
		expect(last[deleted]?.kind).toBe('deleted');
		expect(last[made]?.fields.LastName).toBe('Late');
		org.sandbox.clock.advance(60_000);
		org.sandbox.edit('Contact', changed, { Title: 'Afterwards' });
		expect((await readOn(org.source, cursor)).changes.map(({ fields }) => fields.Title)).toContain('Afterwards');
	});

	it('find what a long transaction shows only after the job was made', async () => {
		makePeople(60);
		const [slow = ''] = org.sandbox.records('Contact').map(({ Id }) => Id);
		org.sandbox.clock.advance(60_000);
		org.sandbox.makeLate('Contact', slow, { Title: 'Late' }, 10 * 60_000);
		org.sandbox.clock.advance(5_000);
		make('Contact', { LastName: 'Newest' });
		const { cursor } = await readOn(org.source, await everything());
		org.sandbox.clock.advance(15 * 60_000);
		const page = await org.source.readPage(query(200), cursor, { lookBackMs: HALF_AN_HOUR });
		expect(byId(page.changes)[slow]?.fields.Title).toBe('Late');
	});

	it('read everything by another job when the results have expired, and by ordinary queries when these are gone, too', async () => {
		makePeople(120);
		const begin = await org.source.readPage(query(20), await everything(), { lookBackMs: 0 });
		let page = begin;
		while (page.changes.length === 0) page = await org.source.readPage(query(20), page.cursor, { lookBackMs: 0 });
		org.sandbox.clock.advance(8 * 86_400_000);
		const again = await readOn(org.again().source, page.cursor);
		expect(jobsMade()).toBe(2);
		expect(Object.keys(byId(again.changes))).toHaveLength(120);
		refuse('/results', 404);
		const usual = await readOn(org.source, await everything());
		expect(Object.keys(byId(usual.changes))).toHaveLength(120);
		expect(org.told.at(-1)).toMatch(/^Contact: the Bulk API job 750\w+ cannot be read any more \(NOT_FOUND\)\. Everything is read again by ordinary queries; nothing is lost\.$/);
	});

	it.each([
		['fails', async () => void (await org.control('bulk', { failNext: 1 })), /ended as Failed \(InternalServerError\)/],
		['is not taken', () => refuse('/jobs/query$', 400), /takes no Bulk API job for it \(API_ERROR\)/],
		['would be one too many', async () => void (await org.control('bulk', { queryJobs: 0 })), /has used its 0 Bulk API query jobs of the day/],
		['never ends', async () => void (await org.control('bulk', { runMs: 86_400_000 })), /was not done within 30 minutes/],
		['has results that are cut off', () => org.sandbox.faults.add({ match: { path: '/results' }, kind: 'status', status: 200, body: '"Id","LastName"\n"003', headers: { 'content-type': 'text/csv' }, times: -1 }), /cannot be read any more/],
	])('a job that %s costs no record', async (_what, arrange, words) => {
		makePeople(70);
		await arrange();
		const { changes } = await readOn(org.source, await everything());
		expect(Object.keys(byId(changes))).toHaveLength(70);
		expect(org.told.join('\n')).toMatch(words);
	}, 20_000);

	it('waits with the job while the day’s calls are spent, and goes on with it', async () => {
		makePeople(120);
		let page = await org.source.readPage(query(20), await everything(), { lookBackMs: 0 });
		while (page.changes.length === 0) page = await org.source.readPage(query(20), page.cursor, { lookBackMs: 0 });
		org.sandbox.faults.add({ match: { path: '/results' }, kind: 'status', status: 403, body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }], times: 1 });
		await expect(org.again().source.readPage(query(20), page.cursor, { lookBackMs: 0 })).rejects.toMatchObject({ details: { class: 'quota-spent' } });
		expect((await readOn(org.again().source, page.cursor)).changes).toHaveLength(100);
		expect(jobsMade()).toBe(1);
	});

	it('bring a field that was added after the job was made', async () => {
		makePeople(60);
		const fields = [...FIELDS, 'Shoe_Size__c'];
		let page = await org.source.readPage(query(20), await everything(), { lookBackMs: 0 });
		await org.control('schema', { object: 'Contact', field: 'Shoe_Size__c', type: 'string' });
		for (const { Id } of org.sandbox.records('Contact')) org.sandbox.edit('Contact', Id, { Shoe_Size__c: '43' });
		const { source } = org.again();
		while (page.changes.length === 0) page = await source.readPage(query(20, undefined, fields), page.cursor, { lookBackMs: 0 });
		expect(page.changes.map((change) => change.fields.Shoe_Size__c)).toEqual(Array.from({ length: 20 }, () => '43'));
	});

	it('take a fifth of the calls for ten thousand records in pages of two hundred', async () => {
		const counts: number[] = [];
		for (const bulk of [{}, 'never'] as const) {
			const subject = await bulkOrg({ bulk });
			subject.sandbox.generate('Contact', 10_200);
			subject.sandbox.clock.advance(600_000);
			subject.sandbox.stats.reset();
			const cursor = await subject.source.start('Contact', 'everything');
			await subject.source.count({ object: 'Contact' });
			const { changes } = await readOn(subject.source, cursor, { limit: 200 });
			expect(new Set(changes.map(({ id }) => id)).size).toBe(10_200);
			counts.push(subject.sandbox.stats.snapshot().calls);
			await subject.sandbox.close();
		}
		const [bulk = 0, rest = 0] = counts;
		expect(bulk).toBeLessThanOrEqual(12);
		expect(rest).toBeGreaterThanOrEqual(51);
	}, 60_000);
});
