import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SYSTEMS, type LogEntry, type SystemName } from '../../../engine/model';
import type { SyncStore } from '../../../engine/run/store-port';
import { Screen } from '../../support/pairs/rows';
import { N8nApi } from '../support/n8n-api';
import { N8nHost } from '../support/n8n-host';
import type { Template, Workflow } from '../support/n8n-schemas';
import { saveSandboxCredentials } from '../support/sandbox-credentials';
import { Sandboxes } from '../support/sandboxes';
import { inStoreOf, readTemplate } from '../sync/world';

interface PairWorldOptions {
	/** File names of templates in workflows/. */
	templates: readonly string[];
	/** Changes a template before it is imported; `index`: its place among them. */
	adjust?: (template: Template, index: number) => void;
	/** Before templates are imported: further credentials, say. */
	prepare?: (api: N8nApi) => Promise<void>;
}

/** As often as the nodes allow, so that tests need not wait. */
const POLL_SECONDS = 5;
export const PACT_POLL_SECONDS = 10;
const LOOK_MS = 500;
/** Nothing new for so long: every trigger has asked twice, and an index that lags has caught up. */
const QUIET_MS = 2.5 * PACT_POLL_SECONDS * 1_000;
const MOST_LINES = 200_000;

/** A real n8n with the packed package, all sandboxes beside it, and templates imported but not published. */
export class PairWorld {
	private constructor(
		private readonly folder: string,
		readonly sandboxes: Sandboxes,
		readonly host: N8nHost,
		readonly api: N8nApi,
		readonly workflows: readonly Workflow[],
	) {}

	static async start({ templates, adjust = () => undefined, prepare = async () => undefined }: PairWorldOptions): Promise<PairWorld> {
		const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pact-pairs-'));
		const sandboxes = await Sandboxes.start({ records: 'small', logFile: join(folder, 'sandboxes.log') });
		await sandboxes.pact.call('PUT', 'plan', { plan: 'unlimited' });
		const host = await N8nHost.start({ userFolder: join(folder, 'n8n') });
		const api = await N8nApi.signIn(host.url);
		await saveSandboxCredentials(api, sandboxes);
		await prepare(api);
		const workflows: Workflow[] = [];
		for (const [index, name] of templates.entries()) {
			const template = readTemplate(name);
			for (const node of triggersOf(template)) node.parameters.pollSeconds = node.type.endsWith('.pactTrigger') ? PACT_POLL_SECONDS : POLL_SECONDS;
			adjust(template, index);
			workflows.push(await api.createWorkflow(template));
		}
		return new PairWorld(folder, sandboxes, host, api, workflows);
	}

	async stop(): Promise<void> {
		await this.host.stop();
		await this.sandboxes.stop();
		await rm(this.folder, { recursive: true, force: true });
	}

	async publish(): Promise<void> {
		for (const { id } of this.workflows) await this.api.activate(id);
	}

	async unpublish(): Promise<void> {
		for (const { id } of this.workflows) await this.api.deactivate(id);
	}

	screen(system: SystemName): Screen {
		return new Screen(system, this.sandboxes[system]);
	}

	async inStore<T>(look: (store: SyncStore) => Promise<T>): Promise<T> {
		return await inStoreOf(this.host, look);
	}

	/** Every line of the log, oldest first. */
	async log(): Promise<LogEntry[]> {
		return await this.inStore(async (store) => (await store.log({ limit: MOST_LINES })).reverse());
	}

	/** API calls and writes of each system since the start or the last `resetStats`. */
	async stats(): Promise<Record<SystemName, { calls: number; writes: number }>> {
		const [salesforce, hubspot, pact] = await Promise.all([this.sandboxes.salesforce.stats(), this.sandboxes.hubspot.stats(), this.sandboxes.pact.stats()]);
		return { salesforce, hubspot, pact };
	}

	async resetStats(): Promise<void> {
		for (const system of SYSTEMS) await this.sandboxes[system].resetStats();
	}

	/** Waits until nothing is under way and nothing new has come for a while. What waits for a person stays. */
	async caughtUp(timeoutMs = 300_000): Promise<void> {
		const deadline = Date.now() + timeoutMs;
		let last = -1;
		let since = Date.now();
		for (;;) {
			const { counts, newest } = await this.inStore(async (store) => ({ counts: await store.pendingCounts(), newest: (await store.log({ limit: 1 }))[0]?.id ?? 0 }));
			const open = (counts.emitted ?? 0) + (counts.answered ?? 0) + (counts.due ?? 0);
			if (open > 0 || newest !== last) since = Date.now();
			last = newest;
			if (newest > 0 && Date.now() - since >= QUIET_MS) return;
			if (Date.now() > deadline) throw new Error(`Not caught up after ${timeoutMs} ms: ${JSON.stringify(counts)}. n8n says:\n${this.host.log().slice(-3_000)}`);
			await sleep(LOOK_MS);
		}
	}
}

export function triggersOf({ nodes }: Template): Template['nodes'] {
	return nodes.filter(({ type }) => /^n8n-nodes-pact\..*Trigger$/.test(type));
}

/** The mapper with that name. */
export function mapperOf({ nodes }: Template, name: string): Template['nodes'][number] {
	const node = nodes.find((candidate) => candidate.name === name && candidate.type === 'n8n-nodes-pact.fieldStageMapper');
	if (node === undefined) throw new Error(`There is no mapper "${name}".`);
	return node;
}
