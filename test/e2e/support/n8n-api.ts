import { CREDENTIAL_BLANKING_VALUE } from 'n8n-workflow';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { parseRunData } from './n8n-run-data';
import { N8nApiError, N8nHttp } from './n8n-http';
import * as schemas from './n8n-schemas';
import { asImported } from './template';

/** The one user of a test n8n. n8n wants eight characters, a digit and a capital. */
export const OWNER = { email: 'owner@example.com', password: 'Pact-Demo-2026', firstName: 'Demo', lastName: 'Owner' } as const;

const EXECUTION_POLL_MS = 150;
/** n8n's own largest page. */
const MAX_EXECUTIONS_PAGE = 100;

interface NodeQuery {
	/** Full type, `n8n-nodes-pact.pactUpsert`. */
	type: string;
	version?: number;
	/** Present parameters of the node, as the editor sends them. */
	parameters?: Record<string, unknown>;
	/** The node's credentials, by credential type. */
	credentials?: Record<string, schemas.Credential>;
	/** Path of the parameter that is asked about; matters for `getCurrentNodeParameter('&key')`. */
	path?: string;
}

/** What the editor does with n8n's internal REST interface. Every method throws N8nApiError with n8n's own message. */
export class N8nApi {
	readonly http: N8nHttp;

	private constructor(readonly baseUrl: string) {
		this.http = new N8nHttp(baseUrl);
	}

	/** Signs in as OWNER; sets the owner up first when n8n has none. The session survives restarts of n8n. */
	static async signIn(baseUrl: string): Promise<N8nApi> {
		const api = new N8nApi(baseUrl);
		try {
			await api.http.rest('POST', '/owner/setup', OWNER);
		} catch (error) {
			if (!(error instanceof N8nApiError && error.reason.includes('already setup'))) throw error;
			await api.http.rest('POST', '/login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
		}
		return api;
	}

	/** Descriptions of every node type n8n has loaded. */
	async nodeTypes(): Promise<schemas.TypeDescription[]> {
		return z.array(schemas.typeDescriptionSchema).parse(await this.http.call('GET', '/types/nodes.json'));
	}

	/** Descriptions of every credential type n8n has loaded. */
	async credentialTypes(): Promise<schemas.TypeDescription[]> {
		return z.array(schemas.typeDescriptionSchema).parse(await this.http.call('GET', '/types/credentials.json'));
	}

	async createCredential(input: { name: string; type: string; data: Record<string, unknown> }): Promise<schemas.Credential> {
		return schemas.credentialSchema.parse(await this.http.rest('POST', '/credentials', input));
	}

	async updateCredential(id: string, input: { name: string; type: string; data: Record<string, unknown> }): Promise<schemas.Credential> {
		return schemas.credentialSchema.parse(await this.http.rest('PATCH', `/credentials/${id}`, input));
	}

	async credentials(): Promise<schemas.Credential[]> {
		return z.array(schemas.credentialSchema).parse(await this.http.rest('GET', '/credentials'));
	}

	/** Runs the credential type's own test, as the editor's "Test" does. `changes` tries values that are not saved. */
	async testCredential({ id, name, type }: schemas.Credential, changes: Record<string, unknown> = {}): Promise<schemas.CredentialTest> {
		// n8n tests what it is sent, and fills in masked secrets. Its mark for "has OAuth tokens" is no such mask.
		const saved = schemas.credentialWithDataSchema.parse(await this.http.rest('GET', `/credentials/${id}?includeData=true`));
		const tokens = saved.data.oauthTokenData === true ? { oauthTokenData: CREDENTIAL_BLANKING_VALUE } : {};
		const credentials = { id, name, type, data: { ...saved.data, ...tokens, ...changes } };
		return schemas.credentialTestSchema.parse(await this.http.rest('POST', '/credentials/test', { credentials }));
	}

	/**
	 * Creates a workflow from a template. Credentials that the template names are looked up by type and name.
	 * Throws when one does not exist.
	 */
	async createWorkflow(template: unknown): Promise<schemas.Workflow> {
		const parsed = schemas.templateSchema.parse(template);
		const { name, nodes, connections, settings } = asImported(parsed, await this.credentials());
		const answer = await this.http.rest('POST', '/workflows', { name, nodes, connections, settings: settings ?? {} });
		return schemas.workflowSchema.parse(answer);
	}

	async workflow(id: string): Promise<schemas.Workflow> {
		return schemas.workflowSchema.parse(await this.http.rest('GET', `/workflows/${id}`));
	}

	async workflows(): Promise<Array<z.output<typeof schemas.workflowSummarySchema>>> {
		return z.array(schemas.workflowSummarySchema).parse(await this.http.rest('GET', '/workflows'));
	}

	/** Saves a changed draft. A published workflow goes on running its published version until `activate` is called again. */
	async updateWorkflow(id: string, change: Partial<schemas.Template>): Promise<schemas.Workflow> {
		const { name, nodes, connections, settings } = await this.workflow(id);
		const answer = await this.http.rest('PATCH', `/workflows/${id}`, { name, nodes, connections, settings, ...change });
		return schemas.workflowSchema.parse(answer);
	}

	/** Publishes the latest saved version ("Publish" in the editor). A trigger that cannot start makes this throw. */
	async activate(id: string): Promise<schemas.Workflow> {
		const { versionId } = await this.workflow(id);
		return schemas.workflowSchema.parse(await this.http.rest('POST', `/workflows/${id}/activate`, { versionId }));
	}

	async deactivate(id: string): Promise<schemas.Workflow> {
		return schemas.workflowSchema.parse(await this.http.rest('POST', `/workflows/${id}/deactivate`, {}));
	}

	/** n8n only deletes archived workflows. */
	async deleteWorkflow(id: string): Promise<void> {
		try {
			await this.http.rest('POST', `/workflows/${id}/archive`, {});
		} catch (error) {
			// A first attempt may have come so far.
			if (!(error instanceof N8nApiError && error.reason.includes('already archived'))) throw error;
		}
		await this.http.rest('DELETE', `/workflows/${id}`);
	}

	/** "Execute workflow" from a trigger, by the trigger node's name. Returns the id of the execution. */
	async runManually(id: string, triggerName: string): Promise<string> {
		const answer = await this.http.rest('POST', `/workflows/${id}/run`, { triggerToStartFrom: { name: triggerName } });
		return z.object({ executionId: z.string() }).parse(answer).executionId;
	}

	/** Newest first, at most 100. */
	async executions(filter: { workflowId?: string; status?: string[]; limit?: number } = {}): Promise<schemas.ExecutionSummary[]> {
		const { limit = MAX_EXECUTIONS_PAGE, ...rest } = filter;
		const query = new URLSearchParams({ filter: JSON.stringify(rest), limit: String(limit) });
		return schemas.executionListSchema.parse(await this.http.rest('GET', `/executions?${query}`)).results;
	}

	/** One ended execution with the items of every node run. */
	async execution(id: string): Promise<schemas.Execution> {
		const { data, ...summary } = await this.rawExecution(id);
		return { ...summary, data: parseRunData(data) };
	}

	/** Waits until an execution has ended, in whatever way. */
	async waitForExecution(id: string, timeoutMs = 60_000): Promise<schemas.Execution> {
		const { data, ...summary } = await waitUntil(
			async () => await this.rawExecution(id),
			({ status }) => !['new', 'running', 'waiting', 'unknown'].includes(status),
			{ timeoutMs, what: `execution ${id} to end` },
		);
		return { ...summary, data: parseRunData(data) };
	}

	/** While an execution runs, its `data` is empty. */
	private async rawExecution(id: string): Promise<z.output<typeof schemas.executionSchema>> {
		return schemas.executionSchema.parse(await this.http.rest('GET', `/executions/${id}`));
	}

	/** Options of a dropdown, from the node's `loadOptions` method. */
	async loadOptions(methodName: string, query: NodeQuery): Promise<schemas.Option[]> {
		const answer = await this.http.rest('POST', '/dynamic-node-parameters/options', dynamicRequest(methodName, query));
		return z.array(schemas.optionSchema).parse(answer);
	}

	/** Results of a resource locator, from the node's `listSearch` method. */
	async listSearch(methodName: string, query: NodeQuery, filter?: string): Promise<schemas.Option[]> {
		const body = { ...dynamicRequest(methodName, query), ...(filter === undefined ? {} : { filter }) };
		const answer = await this.http.rest('POST', '/dynamic-node-parameters/resource-locator-results', body);
		return schemas.searchResultSchema.parse(answer).results;
	}
}

function dynamicRequest(methodName: string, query: NodeQuery): Record<string, unknown> {
	const credentials = Object.entries(query.credentials ?? {}).map(([type, { id, name }]) => [type, { id, name }]);
	return {
		methodName,
		path: query.path ?? 'parameters',
		nodeTypeAndVersion: { name: query.type, version: query.version ?? 1 },
		currentNodeParameters: query.parameters ?? {},
		credentials: Object.fromEntries(credentials),
	};
}

/** Reads again and again until `done`; throws with the last value when time runs out. */
export async function waitUntil<T>(
	read: () => Promise<T>,
	done: (value: T) => boolean,
	{ timeoutMs = 60_000, what = 'the expected state' }: { timeoutMs?: number; what?: string } = {},
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const value = await read();
		if (done(value)) return value;
		if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs} ms for ${what}; last seen: ${JSON.stringify(value)?.slice(0, 1_000)}`);
		await sleep(EXECUTION_POLL_MS);
	}
}
