import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Hint } from '../../../engine/run/store-port';
import { feedId } from '../feed-id';
import { syncStore } from '../store';
import { nudge } from './nudges';

/**
 * Enters records that a webhook named in the ledger of the node's feed, and wakes its loop, which reads them afresh. Answers how many were
 * news. @throws StoreError, QueueModeError
 */
export async function takeHints(context: IWebhookFunctions, hints: readonly Hint[]): Promise<number> {
	if (hints.length === 0) return 0;
	const feed = feedId(context.getWorkflow(), context.getNode());
	const store = await syncStore();
	const fresh = await store.noteHints(feed, hints);
	if (fresh > 0) await nudge(store, feed);
	return fresh;
}

/** What we use of Express: n8n's types name it and do not bring it. */
interface Request {
	method: string;
	rawBody?: unknown;
}
interface Response {
	status(code: number): Response;
	json(body: object): void;
	end(): void;
}

/** Answers a webhook at once, and starts no run: hints come out with the loop's next page. */
export function answered(context: IWebhookFunctions, status: number, message?: string): IWebhookResponseData {
	const response = (context.getResponseObject() as Response).status(status);
	if (message === undefined) response.end();
	else response.json({ message });
	return { noWebhookResponse: true };
}

/** The request as signatures see it: the bytes as they came over the wire, not what they mean. */
export function signedRequest(context: IWebhookFunctions): { method: string; rawBody: Buffer; header(name: string): string | undefined } {
	const { method, rawBody } = context.getRequestObject() as Request;
	const headers = context.getHeaderData();
	return {
		method,
		rawBody: Buffer.isBuffer(rawBody) ? rawBody : Buffer.alloc(0),
		header: (name) => {
			const value = headers[name];
			return typeof value === 'string' ? value : undefined;
		},
	};
}
