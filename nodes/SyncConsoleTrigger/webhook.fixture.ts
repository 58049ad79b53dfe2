import { Writable } from 'node:stream';
import type { IWebhookFunctions } from 'n8n-workflow';
import type { SyncStore } from '../../engine/run/store-port';
import { webhook } from './webhook';

const WORDS = ['long', 'and', 'secret', '7'].join('-');
export const SIGN_IN = { user: 'duty', password: WORDS } as const;
export const basic = ({ user, password }: { user: string; password: string } = SIGN_IN): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** What Express gives, as far as the page uses it. */
class Answer extends Writable {
	code = 0;
	headers: Record<string, string> = {};
	text = '';

	status(code: number): this {
		this.code = code;
		return this;
	}

	set(headers: Record<string, string>): this {
		Object.assign(this.headers, headers);
		return this;
	}

	send(body: string): void {
		this.end(body);
	}

	override _write(chunk: Buffer, _encoding: string, done: () => void): void {
		this.text += chunk.toString();
		done();
	}
}

type Texts = Record<string, string | string[]>;
export interface Request {
	query?: Texts;
	/** A button was pressed. */
	form?: Texts;
	authorization?: string | undefined;
	path?: string;
	credentials?: () => Promise<unknown>;
	open?: () => Promise<SyncStore>;
}

/** The webhook's own code, asked as n8n asks it. */
export async function asked(store: SyncStore, { query = {}, form, authorization = basic(), path = 'sync-console', credentials, open }: Request = {}) {
	const response = new Answer();
	const logged: string[] = [];
	const log = (message: string) => void logged.push(message);
	const context = {
		getCredentials: credentials ?? (async () => await Promise.resolve(SIGN_IN)),
		getHeaderData: () => (authorization === '' ? {} : { authorization }),
		getNode: () => ({ name: 'Sync Console page' }),
		getWorkflow: () => ({ id: 'w', name: 'Console' }),
		logger: { debug: log, info: log, warn: log, error: log },
		getNodeParameter: (name: string, fallback?: unknown) => (name === 'path' ? path : fallback),
		getQueryData: () => query,
		getBodyData: () => form ?? {},
		getWebhookName: () => (form === undefined ? 'setup' : 'default'),
		getResponseObject: () => response,
	} as unknown as IWebhookFunctions;
	const { workflowData } = await webhook(context, open ?? (async () => await Promise.resolve(store)));
	return { status: response.code, headers: response.headers, body: response.text, items: (workflowData ?? []).flat().map(({ json }) => json), logged };
}
