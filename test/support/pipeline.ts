import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileMapping, mapRecord, type MappingDefinition } from '../../engine/mapping';
import type { Mapping, SyncItem } from '../../engine/model';
import { runBatch, type RecordOutcome } from '../../engine/run/batch';
import { runFeed, type FeedSettings } from '../../engine/run/feed';
import type { Clock } from '../../engine/run/clock-port';
import type { Http } from '../../engine/run/http-port';
import type { SyncStore } from '../../engine/run/store-port';
import { DEMO_KEYS, startPactSandbox, type PactSandbox } from '../../sandbox/pact';
import { startSalesforceSandbox, type SalesforceSandbox } from '../../sandbox/salesforce';
import { openStore } from '../../store';
import { fetchHttp } from '../../systems/common/fetch-http';
import { createPact } from '../../systems/pact';
import { createSalesforce } from '../../systems/salesforce';

/** The pairs of the template "Salesforce → Pact", parents first. */
export const PAIRS = [
	['Account', 'companies'], ['Contact', 'contacts'], ['Lead', 'contacts'], ['Opportunity', 'opportunities'],
] as const;

const FEED = 'workflow/trigger';

/** Waits a hundredth of what is asked for: back-offs stay in proportion, and tests need not wait. */
const hurriedClock: Clock = {
	now: () => new Date(),
	sleep: async (ms, signal) => {
		if (signal?.aborted) return;
		await new Promise<void>((resolve) => {
			const timer = setTimeout(resolve, Math.max(1, ms / 100));
			signal?.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
		});
	},
	random: () => 0.5,
};

const clockOf = ({ clock = hurriedClock }: Pick<PipelineOptions, 'clock'>): Clock => clock;

interface PipelineOptions {
	size?: { accounts: number; contacts: number; leads: number; opportunities: number };
	definition?: (left: string, right: string) => Partial<MappingDefinition>;
	settings?: Partial<FeedSettings>;
	/** Around every call of the systems. */
	http?: (inner: Http) => Http;
	/** Time for everything but the sandboxes; real time with short waits unless told otherwise. */
	clock?: Clock;
	/** Around the store, for crashes. */
	store?: (inner: SyncStore) => SyncStore;
}

/** Trigger loop, mapper and upsert without n8n: the real engine and store against the real sandboxes, in one process. */
export class Pipeline {
	readonly outcomes: RecordOutcome[] = [];
	private readonly clock: Clock;
	private runs = 0;

	private constructor(
		private readonly folder: string,
		readonly salesforce: SalesforceSandbox,
		readonly pact: PactSandbox,
		private readonly options: PipelineOptions,
		public store: SyncStore,
	) {
		this.clock = clockOf(options);
	}

	static async start(options: PipelineOptions = {}): Promise<Pipeline> {
		const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pact-pipeline-'));
		const salesforce = await startSalesforceSandbox(options.size === undefined ? {} : { size: options.size });
		const pact = await startPactSandbox({ plan: 'unlimited' });
		const store = await openStore({ file: join(folder, 'sync.sqlite'), now: () => clockOf(options).now() });
		return new Pipeline(folder, salesforce, pact, options, store);
	}

	async stop(): Promise<void> {
		await this.store.close();
		await Promise.all([this.salesforce.close(), this.pact.close()]);
		await rm(this.folder, { recursive: true, force: true });
	}

	systems() {
		const around = this.options.http ?? ((inner: Http) => inner);
		const salesforceHttp = around(fetchHttp({ authorise: () => ({ Authorization: `Bearer ${this.token}` }) }));
		const pactHttp = around(fetchHttp({ authorise: () => ({ Authorization: `Bearer ${DEMO_KEYS.full}` }) }));
		return {
			salesforce: createSalesforce({ http: salesforceHttp, instanceUrl: this.salesforce.url, connection: this.salesforce.orgId, clock: this.clock }),
			pact: createPact({ http: pactHttp, baseUrl: this.pact.url, connection: 'pact-sandbox', clock: this.clock }),
		};
	}

	/** Runs the loop until two cycles in a row found nothing to do and nothing is due; throws what `emit` throws. */
	async run(): Promise<void> {
		const { salesforce, pact } = this.systems();
		const store = this.options.store?.(this.store) ?? this.store;
		const mappings = new Map<string, { mapping: Mapping; version: string }>();
		const objects: Array<{ name: string; fields: string[] }> = [];
		for (const [left, right] of PAIRS) {
			const [leftSchema, rightSchema] = await Promise.all([salesforce.schema.describe(left), pact.schema.describe(right)]);
			const { mapping, report } = compileMapping(this.definition(left, right), leftSchema, rightSchema);
			const errors = report.problems.filter(({ level }) => level === 'error');
			if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2));
			const version = await store.saveMapping(mapping);
			await store.noteFeed(mapping.pair, 'left', FEED);
			mappings.set(left, { mapping, version });
			// As a trigger does that is not told to read memberships.
			objects.push({ name: left, fields: leftSchema.fields.filter(({ type }) => type !== 'memberships').map(({ name }) => name) });
		}
		const stop = new AbortController();
		let failure: Error | undefined;
		let quiet = 0;
		this.runs += 1;
		const settings: FeedSettings = {
			feed: FEED, owner: `loop-${this.runs}`, objects, startFrom: 'everything', pollMs: 1_000, pageSize: 200,
			lookBackMs: 30 * 60_000, lookBackEveryMs: 0, leaseMs: 600_000, ...this.options.settings,
		};
		let emitted = 0;
		const clock: Clock = {
			...this.clock,
			sleep: async (ms, signal) => {
				if (ms === settings.pollMs) {
					const { due = 0, emitted: open = 0 } = await store.pendingCounts(FEED);
					quiet = emitted === 0 && due + open === 0 ? quiet + 1 : 0;
					emitted = 0;
					if (quiet >= 2) return stop.abort();
				}
				await this.clock.sleep(ms, signal);
			},
		};
		await runFeed(settings, {
			source: salesforce.source, store, clock,
			emit: async (object, items) => {
				emitted += items.length;
				try {
					await this.upsert(items, mappings.get(object), pact, store);
					return { ok: true };
				} catch (error) {
					failure = error instanceof Error ? error : new Error(String(error));
					stop.abort();
					return { ok: false, message: String(error) };
				}
			},
			log: () => undefined,
		}, stop.signal);
		if (failure !== undefined) throw failure;
	}

	private async upsert(items: SyncItem[], known: { mapping: Mapping; version: string } | undefined, pact: ReturnType<Pipeline['systems']>['pact'], store: SyncStore): Promise<void> {
		if (known === undefined) throw new Error('An object without a mapping was emitted.');
		const { mapping, version } = known;
		const mapped = items.map((item) => ({
			...item,
			mapped: { pair: mapping.pair, mapping: version, side: 'left' as const, target: mapping.right, ...mapRecord(mapping, 'left', item.fields) },
		}));
		this.outcomes.push(...(await runBatch(mapped, { store, records: pact.records, clock: this.clock }, { owner: `run-${this.outcomes.length}-${this.runs}` })));
	}

	private definition(left: string, right: string): MappingDefinition {
		return {
			left: { system: 'salesforce', object: left }, right: { system: 'pact', object: right }, autoMap: true,
			create: { left: false, right: true }, ...this.options.definition?.(left, right),
		};
	}

	private get token(): string {
		return (this.session ??= this.salesforce.openSession());
	}

	private session: string | undefined;
}
