import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemName } from '../../../engine/model';
import { feedId } from '../../../nodes/common/feed-id';
import { openStore, type Store } from '../../../store';
import { Screen } from '../../support/pairs/rows';
import { PACT_POLL_SECONDS, triggersOf } from '../pairs/pair-world';
import { N8nApi, waitUntil } from '../support/n8n-api';
import { N8nProcess } from '../support/n8n-process';
import type { Template, Workflow } from '../support/n8n-schemas';
import { QueueServices } from '../support/queue-services';
import { saveSandboxCredentials } from '../support/sandbox-credentials';
import { Sandboxes } from '../support/sandboxes';
import { readTemplate } from '../sync/world';

const SALESFORCE_POLL_SECONDS = 5;
const LOOK_MS = 500;
/** Nothing new for so long: every trigger has asked twice. */
const QUIET_MS = 2.5 * PACT_POLL_SECONDS * 1_000;
/** Of the test's own hold of a feed, which shows that nobody else has it. */
const HOLD_MS = 1_000;
const WORKERS = [1, 2, 3];

/** An n8n in queue mode: PostgreSQL for n8n and the sync store, Redis, one main process, three workers, each in a folder of its own. */
export class QueueWorld {
	readonly workers: N8nProcess[] = [];
	private readonly parts: Array<() => Promise<unknown>> = [];
	private api: N8nApi | undefined;
	private opened: Store | undefined;

	private constructor(
		private readonly folder: string,
		readonly sandboxes: Sandboxes,
		private readonly services: QueueServices,
	) {}

	static async start(): Promise<QueueWorld> {
		const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pact-queue-'));
		const services = await QueueServices.start(folder);
		const sandboxes = await Sandboxes.start({ records: 'small', logFile: join(folder, 'sandboxes.log') });
		await sandboxes.pact.call('PUT', 'plan', { plan: 'unlimited' });
		return new QueueWorld(folder, sandboxes, services);
	}

	/** Starts a main process, with or without the settings of a shared store, and signs in. */
	async startMain(store: 'shared store' | 'embedded store'): Promise<{ main: N8nProcess; api: N8nApi }> {
		const main = await N8nProcess.start({ userFolder: join(this.folder, 'main'), env: this.services.environment(store) });
		this.parts.push(async () => await main.stop());
		this.api = await N8nApi.signIn(main.url);
		return { main, api: this.api };
	}

	async startWorkers(): Promise<void> {
		const started = await Promise.all(WORKERS.map(async (number) => await this.startWorker(number)));
		this.workers.push(...started);
	}

	private async startWorker(number: number): Promise<N8nProcess> {
		const worker = await N8nProcess.start({ userFolder: join(this.folder, `worker-${number}`), command: 'worker', env: this.services.environment('shared store') });
		this.parts.push(async () => await worker.stop());
		return worker;
	}

	/** Imports a template with credentials for the sandboxes; not published. */
	async importTemplate(name: string, adjust: (template: Template) => void): Promise<Workflow> {
		const api = this.signedIn();
		await saveSandboxCredentials(api, this.sandboxes);
		const template = readTemplate(name);
		for (const node of triggersOf(template)) node.parameters.pollSeconds = node.type.endsWith('.pactTrigger') ? PACT_POLL_SECONDS : SALESFORCE_POLL_SECONDS;
		adjust(template);
		return await api.createWorkflow(template);
	}

	async publish({ id }: Workflow): Promise<void> {
		await this.signedIn().activate(id);
	}

	/** Resolves when the loops of all triggers have ended: n8n answers before that. */
	async unpublish(workflow: Workflow): Promise<void> {
		await this.signedIn().deactivate(workflow.id);
		const store = await this.store();
		for (const node of triggersOf(workflow)) {
			const feed = feedId(workflow, { id: String(node.id) });
			await waitUntil(async () => await store.holdFeed(feed, 'the test', HOLD_MS), (held) => held, { timeoutMs: 120_000, what: `"${node.name}" to stop` });
			await store.releaseFeed(feed, 'the test');
		}
	}

	private signedIn(): N8nApi {
		if (this.api === undefined) throw new Error('There is no main process yet.');
		return this.api;
	}

	screen(system: SystemName): Screen {
		return new Screen(system, this.sandboxes[system]);
	}

	/** The sync store, as one more process that uses it. */
	async store(): Promise<Store> {
		this.opened ??= await openStore(this.services.store);
		return this.opened;
	}

	/** The worker that holds the execution that has been running longest; undefined while none runs. */
	busyWorker(): N8nProcess | undefined {
		const [oldest] = this.workers
			.filter(({ running }) => running)
			.flatMap((worker) => runningIn(worker.log()).map((execution) => ({ worker, execution })))
			.sort((a, b) => a.execution - b.execution);
		return oldest?.worker;
	}

	/** How many executions a worker had begun and not ended when it died. */
	interrupted(worker: N8nProcess): number {
		return runningIn(worker.log()).length;
	}

	async resetStats(): Promise<void> {
		await Promise.all([this.sandboxes.salesforce.resetStats(), this.sandboxes.pact.resetStats()]);
	}

	/** Calls that write since `resetStats`. */
	async writes(): Promise<{ salesforce: number; pact: number }> {
		const [salesforce, pact] = await Promise.all([this.sandboxes.salesforce.stats(), this.sandboxes.pact.stats()]);
		return { salesforce: salesforce.writes, pact: pact.writes };
	}

	/** Waits until nothing is under way and nothing new has come for a while. What waits for a person stays. */
	async caughtUp(timeoutMs = 300_000): Promise<void> {
		const deadline = Date.now() + timeoutMs;
		const store = await this.store();
		let last = -1;
		let since = Date.now();
		for (;;) {
			const counts = await store.pendingCounts();
			const newest = (await store.log({ limit: 1 }))[0]?.id ?? 0;
			const open = (counts.emitted ?? 0) + (counts.answered ?? 0) + (counts.due ?? 0);
			if (open > 0 || newest !== last) since = Date.now();
			last = newest;
			if (newest > 0 && Date.now() - since >= QUIET_MS) return;
			if (Date.now() > deadline) throw new Error(`Not caught up after ${timeoutMs} ms: ${JSON.stringify(counts)}.`);
			await sleep(LOOK_MS);
		}
	}

	async stop(): Promise<void> {
		await this.opened?.close();
		await Promise.all(this.parts.map(async (end) => await end()));
		await this.sandboxes.stop();
		await this.services.stop();
		await rm(this.folder, { recursive: true, force: true });
	}
}

/** Numbers of the executions that a worker has begun and not ended, by what it logs. */
function runningIn(log: string): number[] {
	const ended = new Set([...log.matchAll(/Worker finished execution (\d+)/g)].map(([, id]) => Number(id)));
	return [...log.matchAll(/Worker started execution (\d+)/g)].map(([, id]) => Number(id)).filter((id) => !ended.has(id));
}
