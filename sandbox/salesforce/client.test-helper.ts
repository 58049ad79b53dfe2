import { SandboxClock } from '../common/clock';
import { startSalesforceSandbox, type SalesforceSandbox, type SalesforceSandboxOptions } from './index';

/** A record in an answer. */
export interface FoundRecord {
	[field: string]: unknown;
	Id: string;
	Name: string;
	SystemModstamp: string;
}

/** What tests look at in a body that is an object; which keys are there depends on the call. */
interface ObjectBody extends FoundRecord {
	id: string;
	error: string;
	accessToken: string;
	access_token: string;
	refresh_token: string;
	totalSize: number;
	nextRecordsUrl: string;
	records: FoundRecord[];
	fields: Array<{ [key: string]: unknown; name: string; picklistValues: unknown[] }>;
	sobjects: Array<{ name: string }>;
	recordTypeInfos: Array<{ name: string }>;
}

/** What tests look at in an element of a body that is a list: an error, or one result of a collection. */
export interface ListItem {
	[key: string]: unknown;
	id: string;
	success: boolean;
	errorCode: string;
	message: string;
	fields: string[];
	errors: Array<{ statusCode: string }>;
}

/** An answer, with its body read: `items` is the same body for calls that answer with a list. */
export interface Answer {
	status: number;
	headers: Headers;
	body: ObjectBody;
	items: ListItem[];
}

/** Reads an answer; an empty body is undefined. */
export async function readAnswer(response: Response): Promise<Answer> {
	const text = await response.text();
	const body: unknown = text === '' ? undefined : JSON.parse(text);
	return { status: response.status, headers: response.headers, body: body as ObjectBody, items: body as ListItem[] };
}

/** A small sandbox and a caller with a session, for tests. */
export interface TestOrg {
	sandbox: SalesforceSandbox;
	clock: SandboxClock;
	call(path: string, init?: { method?: string; body?: unknown; headers?: Record<string, string> }): Promise<Answer>;
	query(soql: string, all?: boolean): Promise<Answer>;
}

export const START = new Date('2026-11-21T08:00:00Z');

/** Starts a sandbox with a frozen clock and few records. */
export async function testOrg(options: SalesforceSandboxOptions = {}): Promise<TestOrg> {
	const clock = options.clock ?? new SandboxClock({ startAt: START, frozen: true });
	const size = { accounts: 20, contacts: 60, leads: 20, opportunities: 20 };
	const sandbox = await startSalesforceSandbox({ size, ...options, clock });
	const token = sandbox.openSession();
	const call: TestOrg['call'] = async (path, { method = 'GET', body, headers = {} } = {}) => {
		const response = await fetch(
			path.startsWith('/') ? sandbox.url + path : `${sandbox.url}/services/data/v62.0/${path}`,
			{
				method,
				headers: {
					authorization: `Bearer ${token}`,
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
					...headers,
				},
				...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
			},
		);
		return readAnswer(response);
	};
	return {
		sandbox,
		clock,
		call,
		query: (soql, all) => call(`${all ? 'queryAll' : 'query'}?q=${encodeURIComponent(soql)}`),
	};
}
