import type { SyncItem } from '../../engine/model';
import { runFeed, type FeedSettings } from '../../engine/run/feed';
import { openStore, type Store } from '../../store';
import { temporaryFolder } from '../../store/testing';
import { type BulkOrg, bulkOrg } from './subjects/salesforce-bulk';

const FEED = 'workflow:trigger';
const POLL_MS = 60_000;
/** How long a run of the workflow takes: several pages within a poll interval, several intervals within the reading. */
const RUN_MS = 25_000;
const folder = temporaryFolder();

/** The trigger's loop with the real adapter and the real store: a first sync by a job while people work on. */
describe('the loop of a trigger that reads by the Bulk API', () => {
	let org: BulkOrg;
	let store: Store;
	let emitted: SyncItem[];
	let logged: string[];

	beforeEach(async () => {
		org = await bulkOrg({ bulk: { readFrom: 10, resultRows: 100, queryJobCalls: 0 } });
		store = await openStore({ file: `${folder()}/sync.db`, now: () => org.clock.now() });
		emitted = [];
		logged = [];
	});
	afterEach(async () => {
		await store.close();
		await org.sandbox.close();
	});

	/** Runs the loop until `ends` says so, asked after each page and each rest. `page`: what happens while a page's run goes on. */
	async function loop(ends: () => boolean, page: (number: number) => void = () => undefined): Promise<void> {
		const stopping = new AbortController();
		const { source } = org.again();
		const settings: FeedSettings = {
			feed: FEED,
			owner: `owner ${Math.random()}`,
			objects: [{ name: 'Contact', fields: ['LastName', 'Title'] }],
			startFrom: 'everything',
			pollMs: POLL_MS,
			pageSize: 40,
			lookBackMs: 30 * 60_000,
			lookBackEveryMs: 5 * 60_000,
			leaseMs: 30 * 60_000,
		};
		let pages = 0;
		const emit = async (_object: string, items: SyncItem[]) => {
			pages += 1;
			emitted.push(...items);
			page(pages);
			await org.clock.sleep(RUN_MS);
			if (ends()) stopping.abort();
			return { ok: true };
		};
		const clock = {
			...org.clock,
			now: () => org.clock.now(),
			sleep: async (ms: number) => {
				await org.clock.sleep(ms);
				if (ends()) stopping.abort();
				await new Promise((resolve) => setImmediate(resolve));
			},
		};
		await runFeed(settings, { source, store, clock, emit, log: (_level, message) => void logged.push(message) }, stopping.signal);
	}

	const isRead = () => logged.some((message) => message.includes('the first sync has read everything'));
	const titles = () => new Map(emitted.map(({ change, fields }) => [change.id, fields.Title]));
	const inOrg = () => new Map(org.sandbox.records('Contact').filter(({ IsDeleted }) => IsDeleted !== true).map(({ Id, Title }) => [Id, Title]));
	const jobsMade = () => org.calls()['POST /services/data/vXX/jobs/query'];

	it('ends with the present version of every record, whatever the job had of it and whoever told of it first', async () => {
		org.sandbox.generate('Contact', 400);
		org.sandbox.clock.advance(3_600_000);
		const ids = org.sandbox.records('Contact').map(({ Id }) => Id);
		// Records near the end of the results, and near their beginning: some are told of by a look at the latest changes before the job's row comes.
		await loop(isRead, (number) => {
			if (number > 14) return;
			for (const at of [number * 7, number * 31]) org.sandbox.edit('Contact', ids[at % ids.length] as string, { Title: `Edit ${number}` });
		});
		expect(jobsMade()).toBe(1);
		expect(titles()).toEqual(inOrg());
		expect(logged.filter((message) => /first sync/.test(message))).toEqual(['Contact: the first sync reads 400 records.', 'Contact: the first sync has read everything.']);
		expect((await store.progress(FEED)).Contact).toMatchObject({ done: 400, total: 400 });
		// At rest: nothing more to tell.
		const told = emitted.length;
		let rests = 0;
		await loop(() => ++rests > 20);
		expect(emitted.length).toBe(told);
	}, 60_000);

	it('goes on in the middle after a crash: one job, no record left out', async () => {
		org.sandbox.generate('Contact', 400);
		org.sandbox.clock.advance(3_600_000);
		await loop(() => emitted.length >= 120);
		expect(isRead()).toBe(false);
		const before = emitted.length;
		await loop(isRead);
		expect(jobsMade()).toBe(1);
		expect(titles()).toEqual(inOrg());
		// The page that was under way comes again, no more.
		expect(emitted.length - before).toBeLessThanOrEqual(400 - before + 40);
	}, 60_000);
});
