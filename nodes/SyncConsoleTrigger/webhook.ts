import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { answerPage, PAGE_HEADERS, type PageAnswer } from '../../console/page';
import { paramsSchema } from '../../console/page/params';
import type { Hands } from '../../console';
import type { SyncStore } from '../../engine/run/store-port';
import type { PactAuthentication } from '../common/authentication';
import { systemClock } from '../common/clock';
import { recheck, stageMaker, wakeTriggers } from '../common/console';
import { syncStore } from '../common/store';
import { isForMetrics, metricsAnswer } from './metrics';
import { isSignedIn, type SignIn } from './sign-in';

/** What we use of Express: n8n's types name it and do not bring it. */
interface Response extends NodeJS.WritableStream {
	status(code: number): Response;
	set(headers: Readonly<Record<string, string>>): Response;
	send(body: string): void;
}

/**
 * The page for whoever signs in; what a person did on it comes out of the node as an item. Refusals tell nothing about the syncs, since
 * anybody can ask. `open`: the store.
 */
export async function webhook(context: IWebhookFunctions, open: () => Promise<SyncStore> = syncStore): Promise<IWebhookResponseData> {
	const { status, headers, body, stream, done } = await answered(context, open);
	const response = (context.getResponseObject() as unknown as Response).status(status).set(headers);
	if (stream === undefined) response.send(body);
	else await sent(context, stream, response);
	return { noWebhookResponse: true, ...(done ? { workflowData: [[{ json: { ...done, at: systemClock.now().toISOString() } }]] } : {}) };
}

/** What breaks on the way breaks the connection, so that nobody takes a part for the whole. */
async function sent(context: IWebhookFunctions, stream: AsyncIterable<string>, response: Response): Promise<void> {
	try {
		await pipeline(Readable.from(stream), response);
	} catch (error) {
		context.logger.warn(`${context.getNode().name}: a download ended early. ${error instanceof Error ? error.message : String(error)}`);
	}
}

async function answered(context: IWebhookFunctions, open: () => Promise<SyncStore>): Promise<PageAnswer> {
	const signIn = await signInOf(context);
	if (typeof signIn === 'string') return unauthorized(signIn);
	const { authorization } = context.getHeaderData();
	if (!isSignedIn(typeof authorization === 'string' ? authorization : undefined, signIn)) {
		return unauthorized('Sign in with the user and password of the Sync Console’s credential in n8n.');
	}
	try {
		return await pageOf(context, await open(), signIn.user);
	} catch (error) {
		context.logger.error(`${context.getNode().name}: the page could not be made. ${error instanceof Error ? error.message : String(error)}`);
		return plain(503, 'The page cannot be shown now. n8n’s log says why.');
	}
}

/** Who may come in; a text says why nobody can. */
async function signInOf(context: IWebhookFunctions): Promise<SignIn | string> {
	const { name } = context.getNode();
	let known: { user?: unknown; password?: unknown };
	try {
		known = await context.getCredentials('httpBasicAuth');
	} catch (error) {
		context.logger.error(`${name}: nobody can sign in, because its Basic Auth credential cannot be read. ${error instanceof Error ? error.message : String(error)}`);
		return 'Nobody can sign in now: the Sync Console’s Basic Auth credential is missing, or n8n cannot read it. Open the Sync Console Trigger in n8n, choose the credential and publish the workflow again.';
	}
	const signIn = { user: String(known.user ?? ''), password: String(known.password ?? '') };
	if (signIn.user !== '' && signIn.password !== '') return signIn;
	context.logger.error(`${name}: nobody can sign in, because its Basic Auth credential has no user or no password.`);
	return 'Nobody can sign in now: the Sync Console’s Basic Auth credential has no user or no password. Fill in both in n8n.';
}

async function pageOf(context: IWebhookFunctions, store: SyncStore, user: string): Promise<PageAnswer> {
	const path = `/${String(context.getNodeParameter('path'))}`;
	const query = paramsSchema.parse(context.getQueryData());
	const form = context.getWebhookName() === 'default' ? paramsSchema.parse(context.getBodyData()) : undefined;
	if (form === undefined && isForMetrics(query)) return await metricsAnswer(context, store);
	const hands = { ...handsOf(context), by: { person: user } };
	const answer = await answerPage(store, { path, query, ...(form ? { form } : {}) }, { hands, now: systemClock.now() });
	if (answer.done) await wakeTriggers(store);
	return answer;
}

function handsOf(context: IWebhookFunctions): Hands {
	if (context.getNodeParameter('createStages', false) !== true) return { recheck };
	return { recheck, createStage: stageMaker(context, context.getNodeParameter('authentication', 'apiKey') as PactAuthentication) };
}

const unauthorized = (why: string): PageAnswer => plain(401, why, { 'WWW-Authenticate': 'Basic realm="Sync Console", charset="UTF-8"' });

const plain = (status: number, body: string, headers: Record<string, string> = {}): PageAnswer => ({ status, headers: { ...PAGE_HEADERS, 'Content-Type': 'text/plain; charset=utf-8', ...headers }, body });
