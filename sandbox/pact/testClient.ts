import { DEMO_KEYS, startPactSandbox, type PactSandbox, type PactSandboxOptions } from './index';

/** A JSON answer: a list, a record, an error, or something of its own. */
export interface AnswerBody {
	readonly items: ReadonlyArray<Readonly<Record<string, unknown>>>;
	readonly error: {
		readonly code: string;
		readonly message: string;
		readonly fields: ReadonlyArray<{ readonly field: string; readonly code: string }>;
	};
	// Records hold fields of every type, and a test fails by itself where one is not what it expects.
	// eslint-disable-next-line @typescript-eslint/no-explicit-any
	readonly [field: string]: any;
}

/** An answer, read; a body that is no JSON is not kept. */
export interface Answer {
	readonly status: number;
	readonly headers: Headers;
	readonly body: AnswerBody;
}

/** Calls the sandbox over HTTP, the way a product does. */
export type Call = (method: string, path: string, body?: unknown, credential?: string | null) => Promise<Answer>;

/** A caller for one sandbox; the full demo key unless another credential, or `null` for none, is given. */
export function callerOf(sandbox: PactSandbox): Call {
	return async (method, path, body, credential = DEMO_KEYS.full) => {
		const response = await fetch(sandbox.url + path, {
			method,
			headers: {
				...(credential === null ? {} : { Authorization: `Bearer ${credential}` }),
				...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		const isJson = response.headers.get('content-type')?.includes('json') && text !== '';
		return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : {}) as AnswerBody };
	};
}

/** Starts a sandbox for each test of a file and stops it after. */
export function sandboxPerTest(options: () => PactSandboxOptions = () => ({})): { sandbox: PactSandbox; call: Call } {
	const holder = {} as { sandbox: PactSandbox; call: Call };
	beforeEach(async () => {
		holder.sandbox = await startPactSandbox(options());
		holder.call = callerOf(holder.sandbox);
	});
	afterEach(() => holder.sandbox.close());
	return holder;
}
