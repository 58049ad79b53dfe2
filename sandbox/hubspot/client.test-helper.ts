import { SandboxClock } from '../common/clock';
import { DEMO_TOKENS, startHubSpotSandbox, type HubSpotSandbox, type HubSpotSandboxOptions } from './index';

/** A record in an answer. */
export interface FoundRecord {
	[key: string]: unknown;
	id: string;
	properties: Record<string, string | null>;
	propertiesWithHistory: Record<string, Array<{ value: string; timestamp: string; sourceType: string }>>;
	archived: boolean;
}

/** What tests look at in a body; which keys are there depends on the call. */
export interface Body extends FoundRecord {
	total: number;
	results: FoundRecord[];
	paging: { next: { after: string } };
	errors: Array<{ message: string; code: string; category: string; context: Record<string, string[]> }>;
	message: string;
	category: string;
	policyName: string;
}

export interface Answer {
	status: number;
	headers: Headers;
	body: Body;
}

/** A small sandbox and a caller with a token, for tests. */
export interface TestPortal {
	sandbox: HubSpotSandbox;
	clock: SandboxClock;
	call(path: string, init?: { method?: string; body?: unknown; token?: string }): Promise<Answer>;
	post(path: string, body: unknown): Promise<Answer>;
	search(object: string, body: unknown): Promise<Answer>;
}

export const START = new Date('2026-11-21T08:00:00Z');

/** Starts a sandbox with a frozen clock, no limits and search that is up to date, unless the options say otherwise. */
export async function testPortal(options: HubSpotSandboxOptions = {}): Promise<TestPortal> {
	const clock = options.clock ?? new SandboxClock({ startAt: START, frozen: true });
	const sandbox = await startHubSpotSandbox({ plan: 'unlimited', searchLagMs: 0, ...options, clock });
	const call: TestPortal['call'] = async (path, { method, body, token = DEMO_TOKENS.full } = {}) => {
		const response = await fetch(sandbox.url + path, {
			method: method ?? (body === undefined ? 'GET' : 'POST'),
			headers: {
				authorization: `Bearer ${token}`,
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		return { status: response.status, headers: response.headers, body: (text === '' ? {} : JSON.parse(text)) as Body };
	};
	const post: TestPortal['post'] = (path, body) => call(path, { body });
	return { sandbox, clock, call, post, search: (object, body) => post(`/crm/v3/objects/${object}/search`, body) };
}
