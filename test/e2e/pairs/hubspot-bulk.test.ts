import { chunk, countBy } from 'lodash';
import type { LogEntry } from '../../../engine/model';
import type { SyncStore } from '../../../engine/run/store-port';
import { waitUntil } from '../support/n8n-api';
import type { Template } from '../support/n8n-schemas';
import { HUBSPOT_CREDENTIAL } from '../support/sandbox-credentials';
import { startSetup, type Setup } from '../support/setup';
import { inStoreOf } from '../sync/world';

jest.setTimeout(600_000);

const BULK = 25_000;
/** More of one time than a search shows (10,000). */
const OF_ONE_TIME = 12_000;
/** The others in so many, each with a time of its own. */
const SLICE = 1_000;
const POLL_SECONDS = 5;
/** HubSpot's own page size of searches. */
const PAGE_SIZE = 200;
const BULK_TIMEOUT_MS = 400_000;
/** Behind the reach of any look-back. */
const LONG_AGO_MS = 60 * 60_000;
/** The budget of calls for each record. */
const CALLS_PER_RECORD = 0.02;

/** A trigger with nothing behind it that writes: every record is left out on the canvas, and the sync log says so. */
const TRIGGER_ALONE: Template = {
	name: 'Bulk',
	nodes: [
		{
			name: 'HubSpot changes',
			type: 'n8n-nodes-pact.hubSpotSyncTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: { authentication: 'serviceKey', objects: ['contacts'], startFrom: 'now', pollSeconds: POLL_SECONDS, options: { pageSize: PAGE_SIZE, lookBackEveryMinutes: 60 } },
			credentials: { pactHubSpotServiceKeyApi: { name: HUBSPOT_CREDENTIAL } },
		},
		{ name: 'Nothing', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [220, 0], parameters: {} },
	],
	connections: { 'HubSpot changes': { main: [[{ node: 'Nothing', type: 'main', index: 0 }]] } },
	settings: { saveDataSuccessExecution: 'none' },
};

type Contact = { id: string; properties: Record<string, string | null> };

describe('25,000 HubSpot contacts that are changed at once, 12,000 of them with one time stamp', () => {
	let setup: Setup;
	let touched: Contact[];
	let log: LogEntry[];
	let calls: number;
	let tookMs: number;
	let memoryBefore: number;

	const hubspot = async (method: string, path: string, body?: object) => await setup.sandboxes.hubspot.call(method, path, body);
	const inStore = async <T>(look: (store: SyncStore) => Promise<T>): Promise<T> => await inStoreOf(setup.host, look);
	const logged = async () => (await inStore(async (store) => await store.outcomeCounts())).skipped ?? 0;
	const searches = async () => Object.entries((await setup.sandboxes.hubspot.stats()).byRoute).reduce((sum, [route, count]) => (route.endsWith('/search') ? sum + count : sum), 0);
	const contacts = async () => (await hubspot('GET', 'records?object=contacts')) as Contact[];
	/** Waits for whole polls. */
	const polls = async (count: number) => {
		const from = await searches();
		await waitUntil(searches, (now) => now >= from + count, { timeoutMs: BULK_TIMEOUT_MS, what: `${count} searches` });
	};

	beforeAll(async () => {
		setup = await startSetup();
		await hubspot('POST', 'reset');
		await hubspot('POST', 'generate', { object: 'contacts', count: BULK });
		await setup.sandboxes.hubspot.setClock({ advanceMs: LONG_AGO_MS });
		const { id } = await setup.api.createWorkflow(TRIGGER_ALONE);
		await setup.api.activate(id);
		await polls(3);
		const ids = (await contacts()).map((contact) => contact.id);
		await setup.sandboxes.hubspot.resetStats();
		memoryBefore = setup.host.memory().peak;

		const started = Date.now();
		const properties = { jobtitle: 'Reached by the bulk edit' };
		await hubspot('POST', 'bulk', { object: 'contacts', properties, ids: ids.slice(0, OF_ONE_TIME) });
		for (const slice of chunk(ids.slice(OF_ONE_TIME), SLICE)) await hubspot('POST', 'bulk', { object: 'contacts', properties, ids: slice });
		await waitUntil(logged, (count) => count >= BULK, { timeoutMs: BULK_TIMEOUT_MS, what: 'all records of the bulk edit' });
		tookMs = Date.now() - started;
		calls = (await setup.sandboxes.hubspot.stats()).calls;
		// What comes twice comes with the next look at the same records.
		await polls(BULK / PAGE_SIZE + 3);
		log = await inStore(async (store) => await store.log({ limit: 4 * BULK }));
		touched = (await contacts()).filter((contact) => contact.properties.jobtitle === properties.jobtitle);
	});
	afterAll(async () => {
		await setup?.end();
	});

	it('are really more of one time than a search can show', () => {
		const times = countBy(touched, (contact) => contact.properties.lastmodifieddate ?? '');
		expect(touched).toHaveLength(BULK);
		expect(Math.max(...Object.values(times))).toBe(OF_ONE_TIME);
	});

	it('are emitted as exactly 25,000 changes: none is lost, none comes twice', () => {
		const { peak } = setup.host.memory();
		// eslint-disable-next-line no-console -- the figures of the run, for whoever reads the test's output
		console.info(
			`${log.length} changes in ${(tookMs / 1_000).toFixed(0)} s (${(log.length / (tookMs / 1_000)).toFixed(0)} a second), ${calls} HubSpot calls ` +
				`(${(calls / BULK).toFixed(4)} a record), peak memory of n8n ${(peak / 2 ** 20).toFixed(0)} MB (${(memoryBefore / 2 ** 20).toFixed(0)} MB before).`,
		);
		const ids = log.map(({ source }) => source.id);
		expect(ids).toHaveLength(BULK);
		expect(new Set(ids)).toEqual(new Set(touched.map(({ id }) => id)));
		expect(countBy(log, ({ outcome, reason }) => `${outcome}/${reason}`)).toEqual({ 'skipped/left-out-on-canvas': BULK });
	});

	it(`cost no more than ${CALLS_PER_RECORD} calls for each record`, () => {
		expect(calls / BULK).toBeLessThanOrEqual(CALLS_PER_RECORD);
	});
});
