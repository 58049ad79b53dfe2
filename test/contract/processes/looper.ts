import type { IRun, ITriggerFunctions } from 'n8n-workflow';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import { compileMapping, mapRecord } from '../../../engine/mapping';
import type { SyncItem } from '../../../engine/model';
import { runBatch } from '../../../engine/run/batch';
import { systemClock } from '../../../nodes/common/clock';
import { startLoop } from '../../../nodes/common/sync-trigger/loop';
import type { Watch } from '../../../nodes/common/sync-trigger/watch';
import { syncStore } from '../../../nodes/common/store';
import { fieldsToRead } from '../../../nodes/SalesforceSyncTrigger/fields';
import { isUnknownField } from '../../../nodes/SalesforceSyncTrigger/watch';
import { fetchHttp } from '../../../systems/common/fetch-http';
import { createPact } from '../../../systems/pact';
import { createSalesforce } from '../../../systems/salesforce';

/** Where the systems are, and how to get in. */
export interface Places {
	salesforce: { url: string; connection: string; token: string };
	pact: { url: string; token: string };
	pollMs: number;
}

const WORKFLOW = { id: 'w1', name: 'Contacts' };
const NODE = { id: 'n1', name: 'Salesforce changes' };
export const FEED = 'w1:n1';

interface Deferred {
	promise: Promise<IRun>;
	resolve(run: IRun): void;
}

function deferred(): Deferred {
	let resolve: Deferred['resolve'] = () => undefined;
	const promise = new Promise<IRun>((done) => (resolve = done));
	return { promise, resolve };
}

const bearer = (token: string) => fetchHttp({ authorise: () => ({ Authorization: `Bearer ${token}` }) });
const say = (line: string) => void process.stdout.write(`${line}\n`);

/**
 * A main process of an n8n, as far as a trigger sees one: the nodes' own loop over Salesforce, and behind it the mapper and the upsert into
 * Pact, on the store that the environment names. Says what it emits: `emitted <id> <title>`. Ends when its stdin does.
 */
async function main({ salesforce, pact, pollMs }: Places): Promise<void> {
	const source = createSalesforce({ http: bearer(salesforce.token), instanceUrl: salesforce.url, connection: salesforce.connection, clock: systemClock });
	const target = createPact({ http: bearer(pact.token), baseUrl: pact.url, connection: 'pact-sandbox', clock: systemClock });
	const store = await syncStore();
	const definition = { left: { system: 'salesforce' as const, object: 'Contact' }, right: { system: 'pact' as const, object: 'contacts' }, autoMap: true, create: { left: false, right: true } };
	const { mapping } = compileMapping(definition, await source.schema.describe('Contact'), await target.schema.describe('contacts'));
	const version = await store.saveMapping(mapping);
	await store.noteFeed(mapping.pair, 'left', FEED);

	const upsert = async (items: readonly SyncItem[]) => {
		const mapped = items.map((item) => ({ ...item, mapped: { pair: mapping.pair, mapping: version, side: 'left' as const, target: mapping.right, ...mapRecord(mapping, 'left', item.fields) } }));
		await runBatch(mapped, { store, records: target.records, clock: systemClock }, { owner: randomUUID() });
	};
	const context = {
		getActivationMode: () => 'init',
		getWorkflow: () => WORKFLOW,
		getNode: () => NODE,
		logger: { debug: () => undefined, info: say, warn: say },
		helpers: { createDeferredPromise: deferred },
		emit: (outputs: Array<Array<{ json: unknown }>>, _response: unknown, done: Deferred) => {
			const items = outputs.flat().map(({ json }) => json as SyncItem);
			for (const { change, fields } of items) say(`emitted ${change.id} ${String(fields.Title)}`);
			const end = (status: string, message?: string) => done.resolve({ status, data: { resultData: { error: { message } } } } as unknown as IRun);
			upsert(items).then(() => end('success'), (error: unknown) => (say(`failed ${String(error)}`), end('error', String(error))));
		},
	} as unknown as ITriggerFunctions;
	const settings: Watch['settings'] = { objects: ['Contact'], from: 'everything', fieldsOf: undefined, filterOf: () => undefined, pollMs, pageSize: 200, lookBackMs: 30 * 60_000, lookBackEveryMs: 5 * 60_000 };
	const watched = { connection: salesforce.connection, source: source.source, schema: source.schema };
	const { closeFunction } = await startLoop(context, { systemName: 'Salesforce', settings, connect: async () => watched, fieldsToRead, isUnknownField });
	say('ready');
	await once(process.stdin.resume(), 'end');
	await closeFunction?.();
	await store.close();
}

void main(JSON.parse(process.argv[2] ?? '') as Places).then(() => process.exit(0));
