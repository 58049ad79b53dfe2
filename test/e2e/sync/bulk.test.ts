import { setTimeout as sleep } from 'node:timers/promises';
import { countBy } from 'lodash';
import type { LogEntry } from '../../../engine/model';
import type { SyncStore } from '../../../engine/run/store-port';
import { waitUntil } from '../support/n8n-api';
import type { Template } from '../support/n8n-schemas';
import { SALESFORCE_CREDENTIAL } from '../support/sandbox-credentials';
import { startSetup, type Setup } from '../support/setup';
import { inStoreOf } from './world';

jest.setTimeout(600_000);

const BULK = 50_000;
/** Salesforce's own page size. */
const PAGE_SIZE = 2_000;
const POLL_SECONDS = 5;
/** Polls before and after the bulk update, and the page on which its end is noticed. */
const OTHER_CALLS = 10;
const SOME_POLLS = 3;
const BULK_TIMEOUT_MS = 300_000;
const MINUTE_MS = 60_000;

/** A trigger with nothing behind it that writes: every record is left out on the canvas, and the sync log says so. */
const TRIGGER_ALONE: Template = {
	name: 'Bulk',
	nodes: [
		{
			name: 'Salesforce changes',
			type: 'n8n-nodes-pact.salesforceSyncTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: { objects: ['Contact'], startFrom: 'now', pollSeconds: POLL_SECONDS, options: { pageSize: PAGE_SIZE, lookBackEveryMinutes: 60 } },
			credentials: { pactSalesforceOAuth2Api: { name: SALESFORCE_CREDENTIAL } },
		},
		{ name: 'Nothing', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [220, 0], parameters: {} },
	],
	connections: { 'Salesforce changes': { main: [[{ node: 'Nothing', type: 'main', index: 0 }]] } },
	settings: { saveDataSuccessExecution: 'none' },
};

describe('a bulk update of 50,000 contacts with one time stamp', () => {
	let setup: Setup;
	let touched: string[];
	let log: LogEntry[];
	let calls: number;
	let tookMs: number;
	let memoryBefore: number;

	const inStore = async <T>(look: (store: SyncStore) => Promise<T>): Promise<T> => await inStoreOf(setup.host, look);
	const queries = async () => (await setup.sandboxes.salesforce.stats()).calls;
	/** Waits for whole polls of the one object. */
	const polls = async (count: number) => {
		const from = await queries();
		await waitUntil(queries, (now) => now >= from + count, { what: `${count} polls` });
	};
	const logged = async () => (await inStore(async (store) => await store.outcomeCounts())).skipped ?? 0;

	beforeAll(async () => {
		setup = await startSetup();
		const { salesforce } = setup.sandboxes;
		await salesforce.call('POST', 'generate', { object: 'Contact', count: BULK });
		// What was saved in the last minute belongs to "now" as well.
		await salesforce.setClock({ advanceMs: 2 * MINUTE_MS });
		const { id } = await setup.api.createWorkflow(TRIGGER_ALONE);
		await setup.api.activate(id);
		await polls(3);
		memoryBefore = setup.host.memory().peak;
		await salesforce.resetStats();

		const started = Date.now();
		const answer = await salesforce.call('POST', 'bulk', { object: 'Contact', fields: { Title: 'Reached by the bulk update' }, limit: BULK });
		expect(answer).toEqual({ count: BULK });
		await waitUntil(logged, (count) => count >= BULK, { timeoutMs: BULK_TIMEOUT_MS, what: 'all records of the bulk update' });
		tookMs = Date.now() - started;
		calls = await queries();
		// What comes twice comes with the next look at the same rows.
		await polls(BULK / PAGE_SIZE + 3);
		log = await inStore(async (store) => await store.log({ limit: 4 * BULK }));
		const rows = (await salesforce.call('GET', 'records?object=Contact')) as Array<{ Id: string; Title: string }>;
		touched = rows.filter(({ Title }) => Title === 'Reached by the bulk update').map(({ Id }) => Id);
	});
	afterAll(async () => {
		await setup?.end();
	});

	it('is emitted as exactly 50,000 changes: none is lost, none comes twice', () => {
		const { peak } = setup.host.memory();
		// eslint-disable-next-line no-console -- the figures of the run, for whoever reads the test's output
		console.info(
			`${log.length} changes in ${(tookMs / 1000).toFixed(0)} s (${(log.length / (tookMs / 1000)).toFixed(0)} a second), ${calls} Salesforce calls, ` +
				`peak memory of n8n ${(peak / 2 ** 20).toFixed(0)} MB (${(memoryBefore / 2 ** 20).toFixed(0)} MB before).`,
		);
		const ids = log.map(({ source }) => source.id);

		expect(touched).toHaveLength(BULK);
		expect(ids).toHaveLength(BULK);
		expect(new Set(ids)).toEqual(new Set(touched));
		expect(countBy(log, ({ outcome, reason }) => `${outcome}/${reason}`)).toEqual({ 'skipped/left-out-on-canvas': BULK });
	});

	it('costs one call to Salesforce for 2,000 records, and a few around it', () => {
		expect(calls).toBeLessThanOrEqual(BULK / PAGE_SIZE + OTHER_CALLS);
	});

	it('is not read again with every poll once its minute is over', async () => {
		await setup.sandboxes.salesforce.setClock({ advanceMs: 2 * MINUTE_MS });
		const callsOfSomePolls = async () => {
			await setup.sandboxes.salesforce.resetStats();
			await sleep(SOME_POLLS * POLL_SECONDS * 1_000);
			return await queries();
		};

		// A look that is under way, and the one that notices that time has gone by, are still to end.
		await waitUntil(callsOfSomePolls, (count) => count <= SOME_POLLS + 1, { timeoutMs: 2 * MINUTE_MS, what: 'one call a poll' });
	});
});
