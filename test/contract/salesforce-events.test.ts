import { setTimeout as sleep } from 'node:timers/promises';
import type { SyncItem } from '../../engine/model';
import { runFeed, type FeedSettings } from '../../engine/run/feed';
import { systemClock } from '../../nodes/common/clock';
import { SandboxClock } from '../../sandbox/common/clock';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../sandbox/salesforce';
import { openStore, type Store } from '../../store';
import { fetchHttp } from '../../systems/common/fetch-http';
import { createSalesforce } from '../../systems/salesforce';
import { temporaryFolder } from '../../store/testing';

jest.setTimeout(60_000);

const FEED = 'workflow:trigger';
/** Nothing that arrives sooner has come by polling. */
const SLOW_POLL_MS = 60_000;
const FAST_POLL_MS = 300;
const PATIENCE_MS = 30_000;
const LOOK_MS = 20;
const FORGOTTEN_PLACE = '99';
/** Titles that the tests give; those of the made people are others. */
const EDITED = /^(?:Meanwhile|Polled)$/;

const folder = temporaryFolder();

/** The trigger's loop with the real adapter, the real store and the sandbox over HTTP. */
describe('changes that Salesforce tells of in real time', () => {
	let org: SalesforceSandbox;
	let store: Store;
	let token: string;
	let emitted: SyncItem[];
	let logged: string[];
	let people: string[];
	let stop: () => Promise<void>;

	beforeEach(async () => {
		org = await startSalesforceSandbox({ clock: new SandboxClock(), size: { accounts: 0, contacts: 0, leads: 0, opportunities: 0 } });
		people = org.generate('Contact', 5);
		token = org.openSession();
		store = await openStore({ file: `${folder()}/sync.db` });
		emitted = [];
		logged = [];
		stop = () => Promise.resolve();
		await setUp({ selected: ['Contact'], lagMs: 20, connectTimeoutMs: 2_000 });
	});
	afterEach(async () => {
		await stop();
		await store.close();
		await org.close();
	});

	async function control(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
		const answer = await fetch(`${org.url}/__sandbox/${path}`, { method, ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}) });
		if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
		const text = await answer.text();
		return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
	}
	const setUp = async (behaviour: object) => await control('PUT', 'cdc', behaviour);
	/** A session that has ended is renewed by a call to the REST API, as n8n does it. */
	const http = fetchHttp({ authorise: () => ({ Authorization: `Bearer ${token}` }), timeoutMs: 5_000 });
	const renewing: typeof http = async (request) => {
		const answer = await http(request);
		if (answer.status !== 401) return answer;
		token = org.openSession();
		return await http(request);
	};

	/** Publishes the workflow, and waits until events flow, or until it was said that they do not. */
	async function start({ pollMs = SLOW_POLL_MS, objects = ['Contact'] }: { pollMs?: number; objects?: string[] } = {}): Promise<void> {
		const salesforce = createSalesforce({ http: renewing, instanceUrl: org.url, connection: org.orgId, clock: systemClock });
		const stopping = new AbortController();
		const settings: FeedSettings = {
			feed: FEED,
			owner: `owner ${Math.random()}`,
			objects: objects.map((name) => ({ name, fields: name === 'Contact' ? ['LastName', 'Title'] : ['Name'] })),
			startFrom: 'now',
			pollMs,
			pageSize: 200,
			lookBackMs: 60_000,
			lookBackEveryMs: 300_000,
			leaseMs: 60_000,
		};
		const emit = async (_object: string, items: SyncItem[]) => {
			emitted.push(...items);
			return await Promise.resolve({ ok: true });
		};
		const log = (_level: string, message: string) => void logged.push(message);
		const before = logged.length;
		const running = runFeed(settings, { source: salesforce.source, events: salesforce.events, store, clock: systemClock, emit, log }, stopping.signal);
		stop = async () => {
			stopping.abort();
			await running;
		};
		await until('something is said of real time', () => logged.slice(before).some((message) => message.startsWith('Real time')));
		await until('the first poll is over', async () => (await store.feedStates()).some(({ feed, polledAt }) => feed === FEED && polledAt !== undefined));
		// What was made a moment ago is news to the first poll.
		emitted = emitted.filter(({ fields }) => EDITED.test(String(fields.Title)));
	}

	async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
		const deadline = Date.now() + PATIENCE_MS;
		while (!(await isSo())) {
			if (Date.now() > deadline) throw new Error(`Not within ${PATIENCE_MS} ms: ${what}. Said: ${logged.join(' | ')}`);
			await sleep(LOOK_MS);
		}
	}
	const titles = () => emitted.map(({ change, fields }) => `${String(fields.Title)} by ${change.origin}`);
	const arrived = async (...expected: string[]) => await until(expected.join(', '), () => expected.every((title) => titles().includes(title)));
	const edit = (index: number, Title: string) => org.edit('Contact', people[index] ?? '', { Title });
	/** A conversation that begins anew makes the poll look once, which may be quicker than the event: the second edit tells. */
	async function heard(index: number, title: string): Promise<void> {
		edit(index, `${title} at first`);
		await until(title, () => titles().some((one) => one.startsWith(`${title} at first`)));
		edit(index, title);
		await arrived(`${title} by cdc`);
	}
	const position = async () => await store.cursor(FEED, 'events:Contact');

	it('arrive at once, each once, with what stands in Salesforce then', async () => {
		await start();
		await heard(0, 'CTO');
		org.delete('Contact', people[1] ?? '');
		await until('the delete', () => emitted.some(({ change }) => change.kind === 'deleted' && change.id === people[1]));
		await setUp({ duplicateChance: 1, reorder: true });
		edit(2, 'COO');
		edit(3, 'CFO');
		await arrived('COO by cdc', 'CFO by cdc');
		await sleep(300);
		expect(titles().filter((title) => /COO|CFO/.test(title))).toHaveLength(2);
		expect(await store.pendingCounts(FEED)).toEqual({});
	});

	it('arrive together when one transaction has changed many, and take one read', async () => {
		await start();
		await heard(0, 'Ready');
		org.stats.reset();
		const body = { records: people.map((id) => ({ attributes: { type: 'Contact' }, id, Title: 'Everybody' })) };
		const answer = await fetch(`${org.url}/services/data/v60.0/composite/sobjects`, { method: 'PATCH', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
		expect(answer.status).toBe(200);
		await until('everybody', () => titles().filter((title) => title === 'Everybody by cdc').length === people.length);
		expect(org.stats.snapshot().byRoute['GET /services/data/vXX/queryAll']).toBe(1);
	});

	it('go on after a restart from where they were, and the place is kept only once the records are', async () => {
		await start();
		await heard(0, 'Before');
		const before = await position();
		expect(before).toMatch(/^\d+$/);
		await stop();
		edit(1, 'Meanwhile');
		await control('POST', 'cdc-settled');
		await sleep(100);
		await start();
		// The first poll may be quicker than the replay; it is found once for good, by either.
		await until('Meanwhile', () => titles().some((title) => title.startsWith('Meanwhile')));
		await until('the place', async () => Number(await position()) > Number(before));
		edit(2, 'After');
		await arrived('After by cdc');
	});

	it('whose place is not kept any more begin anew, and the poll finds what was missed', async () => {
		await store.notePage({ feed: FEED, object: 'events:Contact', refs: [], cursor: FORGOTTEN_PLACE, leaseMs: 0 });
		await start();
		await until('a new place', async () => (await position()) === '-1');
		await heard(0, 'New');
	});

	it('that were dropped are found by the poll; those that name no record make it look at once', async () => {
		await start();
		await setUp({ dropChance: 1 });
		edit(0, 'Dropped');
		await sleep(500);
		expect(titles()).toEqual([]);
		await setUp({ dropChance: 0 });
		await control('POST', 'cdc-overflow', { object: 'Contact' });
		await arrived('Dropped by poll');
		await setUp({ gapChance: 1 });
		edit(1, 'Gap');
		await arrived('Gap by cdc');
	});

	it('go on when the server forgets its clients, and when the session ends', async () => {
		await start();
		await control('POST', 'cdc-end-sessions');
		await heard(0, 'Forgotten');
		org.expireSessions();
		await heard(1, 'Renewed');
		expect(logged.filter((message) => message.startsWith('Real time'))).toEqual(['Real time is on for Contact.']);
	});

	it('end with the trigger: nobody listens any more', async () => {
		await start();
		await until('a client', async () => ((await control('GET', 'cdc')).clients as unknown[]).length === 1);
		await stop();
		expect((await control('GET', 'cdc')).clients).toEqual([]);
	});

	it.each<[string, object, string]>([
		['nobody has selected', { selected: [] }, 'Real time is off for Contact: it is not selected in Salesforce’s Setup under "Change Data Capture".'],
		['the user may not see all of', { withoutViewAll: ['Contact'] }, 'Real time is off for Contact: the connected user needs "View All Records" on it (for tasks and events "View All Data").'],
		['the org may not stream', { on: false }, 'Real time is off: the org or the connected user may not use the Streaming API.'],
		['the org has had enough events of', { maxDelivered: 0 }, 'Real time is off: the org has had all the event deliveries that its edition allows in 24 hours.'],
		['too many listen to', { maxClients: 0 }, 'Real time is off: as many clients listen to the org’s events as its edition allows.'],
	])('are polled where %s: that is said once, and stands with the trigger’s health', async (_why, behaviour, words) => {
		await setUp(behaviour);
		await start({ pollMs: FAST_POLL_MS });
		edit(0, 'Polled');
		await arrived('Polled by poll');
		const said = `${words} Its changes are found by polling; nothing is lost.`;
		expect(logged.filter((message) => message.startsWith('Real time'))).toEqual([said]);
		const [state] = await store.feedStates();
		expect(state).toMatchObject({ feed: FEED, events: said });
		expect(state).not.toHaveProperty('trouble');
	});

	it('are heard of one object though another has none, and of all where nobody may ask what is selected', async () => {
		await start({ objects: ['Account', 'Contact'] });
		expect(logged.find((message) => message.startsWith('Real time'))).toMatch(/^Real time is off for Account: it is not selected/);
		await heard(0, 'Heard');
		await stop();
		await setUp({ viewSetup: false });
		await start({ objects: ['Account', 'Contact'] });
		expect(logged.at(-1)).toBe('Real time is on for Account, Contact.');
		expect((await store.feedStates())[0]).not.toHaveProperty('events');
	});
});
