import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { feedId } from '../../../nodes/common/feed-id';
import type { SyncStore } from '../../../engine/run/store-port';
import { openStore } from '../../../store';
import { PROJECT_ROOT } from '../support/locate';
import { N8nApi } from '../support/n8n-api';
import { N8nHost } from '../support/n8n-host';
import { templateSchema, type Template, type Workflow, type WorkflowNode } from '../support/n8n-schemas';
import { saveSandboxCredentials, type SandboxCredentials } from '../support/sandbox-credentials';
import { Sandboxes } from '../support/sandboxes';

const POLL_SECONDS = 5;
const LOOK_MS = 300;
/** Rows of the sandboxes, as their control endpoints give them. */
export type SalesforceRow = Record<string, unknown> & { Id: string };
export type PactRow = Record<string, unknown> & { public_id: string; custom_fields: Record<string, unknown> };
export const PACT_OBJECTS = ['companies', 'contacts', 'opportunities'] as const;
export type PactObject = (typeof PACT_OBJECTS)[number];
export const SALESFORCE_OBJECTS = ['Account', 'Contact', 'Lead', 'Opportunity'] as const;
export type SalesforceObject = (typeof SALESFORCE_OBJECTS)[number];

interface WorldOptions {
	/** Rate limits of the Pact workspace; none unless told otherwise. */
	plan?: 'starter' | 'growth' | 'enterprise' | 'unlimited';
	/** Changes the template before it is imported. */
	adjust?: (template: Template) => void;
}

/** A real n8n with the packed package, the sandboxes beside it, and the template "Salesforce → Pact" imported but not published. */
export class World {
	private constructor(
		readonly folder: string,
		readonly sandboxes: Sandboxes,
		readonly host: N8nHost,
		readonly api: N8nApi,
		readonly credentials: SandboxCredentials,
		readonly workflow: Workflow,
	) {}

	static async start({ plan = 'unlimited', adjust = () => undefined }: WorldOptions = {}): Promise<World> {
		const folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pact-e2e-'));
		const sandboxes = await Sandboxes.start({ logFile: join(folder, 'sandboxes.log') });
		await sandboxes.pact.call('PUT', 'plan', { plan });
		const host = await N8nHost.start({ userFolder: join(folder, 'n8n') });
		const api = await N8nApi.signIn(host.url);
		const credentials = await saveSandboxCredentials(api, sandboxes);
		const workflow = await api.createWorkflow(quickTemplate(adjust));
		return new World(folder, sandboxes, host, api, credentials, workflow);
	}

	async stop(): Promise<void> {
		await this.host.stop();
		await this.sandboxes.stop();
		await rm(this.folder, { recursive: true, force: true });
	}

	async publish(): Promise<void> {
		await this.api.activate(this.workflow.id);
	}

	/** Looks into the sync store of the running n8n, from a process of its own. */
	async inStore<T>(look: (store: SyncStore) => Promise<T>): Promise<T> {
		return await inStoreOf(this.host, look);
	}

	async salesforceRows(object: SalesforceObject): Promise<SalesforceRow[]> {
		return (await this.sandboxes.salesforce.call('GET', `records?object=${object}`)) as SalesforceRow[];
	}

	async pactRows(object: PactObject): Promise<PactRow[]> {
		return (await this.sandboxes.pact.call('GET', `records?object=${object}`)) as PactRow[];
	}

	/** Creates a record in Salesforce as a person would; answers its id. */
	async create(object: SalesforceObject, fields: Record<string, unknown>, how: { lateMs?: number } = {}): Promise<string> {
		return ((await this.sandboxes.salesforce.call('POST', 'records', { object, fields, ...how })) as { id: string }).id;
	}

	async edit(object: SalesforceObject, id: string, fields: Record<string, unknown>, how: { lateMs?: number } = {}): Promise<void> {
		await this.sandboxes.salesforce.call('PATCH', 'records', { object, id, fields, ...how });
	}

	/** Every record as both systems hold it now. */
	async everything(): Promise<{ salesforce: Record<SalesforceObject, SalesforceRow[]>; pact: Record<PactObject, PactRow[]> }> {
		const salesforce = await Promise.all(SALESFORCE_OBJECTS.map(async (object) => [object, await this.salesforceRows(object)] as const));
		const pact = await Promise.all(PACT_OBJECTS.map(async (object) => [object, await this.pactRows(object)] as const));
		return { salesforce: Object.fromEntries(salesforce) as Record<SalesforceObject, SalesforceRow[]>, pact: Object.fromEntries(pact) as Record<PactObject, PactRow[]> };
	}

	/**
	 * Waits until nothing is under way: the ledger holds nothing that is emitted or due, and after that every object was polled twice.
	 * Entries that wait for a person stay.
	 */
	async caughtUp(timeoutMs = 300_000): Promise<void> {
		const deadline = Date.now() + timeoutMs;
		let from = await this.polls();
		for (;;) {
			await sleep(LOOK_MS);
			const { counts, begun } = await this.inStore(async (store) => ({ counts: await store.pendingCounts(), begun: await this.hasBegun(store) }));
			const open = (counts.emitted ?? 0) + (counts.answered ?? 0) + (counts.due ?? 0);
			const polls = await this.polls();
			if (open > 0 || !begun) from = polls;
			else if (polls - from >= 2 * this.watched) return;
			if (Date.now() > deadline) throw new Error(`Not caught up after ${timeoutMs} ms: ${JSON.stringify(counts)}, ${polls} polls. n8n says:\n${this.host.log().slice(-3_000)}`);
		}
	}

	/** Every object's turn has come. */
	private async hasBegun(store: SyncStore): Promise<boolean> {
		const { workflow } = this;
		const trigger = nodeOf(workflow, 'Salesforce changes');
		const feed = feedId(workflow, { id: String(trigger.id) });
		const cursors = await Promise.all((trigger.parameters.objects as string[]).map(async (object) => await store.cursor(feed, object)));
		return cursors.every((cursor) => cursor !== undefined);
	}

	/** Query calls to Salesforce since the start of the sandbox, or since its statistics were reset. */
	async polls(): Promise<number> {
		const { byRoute } = await this.sandboxes.salesforce.stats();
		return Object.entries(byRoute).reduce((sum, [route, count]) => (/\/query(All)?$/.test(route) ? sum + count : sum), 0);
	}

	/** How many objects the trigger watches. */
	get watched(): number {
		return (nodeOf(this.workflow, 'Salesforce changes').parameters.objects as string[]).length;
	}
}

/** Looks into the sync store of an n8n, running or not, from a process of its own. */
export async function inStoreOf<T>(host: Pick<N8nHost, 'store'>, look: (store: SyncStore) => Promise<T>): Promise<T> {
	const store = await openStore(host.store);
	try {
		return await look(store);
	} finally {
		await store.close();
	}
}

export function readTemplate(name: string): Template {
	return templateSchema.parse(JSON.parse(readFileSync(join(PROJECT_ROOT, 'workflows', `${name}.json`), 'utf8')));
}

/** Finds a node by its name; throws where there is none. */
export function nodeOf({ nodes }: Pick<Template, 'nodes'>, name: string): WorkflowNode {
	const node = nodes.find((candidate) => candidate.name === name);
	if (node === undefined) throw new Error(`There is no node "${name}".`);
	return node;
}

/** The template with a short poll, so that tests need not wait. */
function quickTemplate(adjust: (template: Template) => void): Template {
	const template = readTemplate('salesforce-to-pact');
	const { parameters } = nodeOf(template, 'Salesforce changes');
	parameters.pollSeconds = POLL_SECONDS;
	adjust(template);
	return template;
}
