import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { answerPage, type PageAnswer } from '../../console/page';
import { paramsSchema } from '../../console/page/params';
import type { Hands } from '../../console';
import type { SyncStore } from '../../engine/run/store-port';
import type { PactAuthentication } from '../common/authentication';
import { systemClock } from '../common/clock';
import { recheck, stageMaker, wakeTriggers } from '../common/console';
import { syncStore } from '../common/store';
import { isSignedIn, type SignIn } from './sign-in';

/** What we use of Express: n8n's types name it and do not bring it. */
interface Response {
	status(code: number): Response;
	set(headers: Readonly<Record<string, string>>): Response;
	send(body: string): void;
}

/**
 * The page for whoever signs in; what a person did on it comes out of the node as an item. Refusals tell nothing about the syncs, since
 * anybody can ask.
 */
export async function webhook(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	const answer = await answered(context);
	(context.getResponseObject() as Response).status(answer.status).set(answer.headers).send(answer.body);
	const { done } = answer;
	return { noWebhookResponse: true, ...(done ? { workflowData: [[{ json: { ...done, at: systemClock.now().toISOString() } }]] } : {}) };
}

async function answered(context: IWebhookFunctions): Promise<PageAnswer> {
	const signIn = await context.getCredentials<{ user?: unknown; password?: unknown }>('httpBasicAuth').catch(() => undefined);
	const known: SignIn = { user: String(signIn?.user ?? ''), password: String(signIn?.password ?? '') };
	const { authorization } = context.getHeaderData();
	if (!isSignedIn(typeof authorization === 'string' ? authorization : undefined, known)) {
		return plain(401, 'Sign in with the user and password of the Sync Console’s credential in n8n.', { 'WWW-Authenticate': 'Basic realm="Sync Console", charset="UTF-8"' });
	}
	try {
		return await pageOf(context, await syncStore());
	} catch (error) {
		context.logger.error(`${context.getNode().name}: the page could not be made. ${error instanceof Error ? error.message : String(error)}`);
		return plain(503, 'The page cannot be shown now. n8n’s log says why.');
	}
}

async function pageOf(context: IWebhookFunctions, store: SyncStore): Promise<PageAnswer> {
	const path = `/${String(context.getNodeParameter('path'))}`;
	const query = paramsSchema.parse(context.getQueryData());
	const form = context.getWebhookName() === 'default' ? paramsSchema.parse(context.getBodyData()) : undefined;
	const answer = await answerPage(store, { path, query, ...(form ? { form } : {}) }, { hands: handsOf(context), now: systemClock.now() });
	if (answer.done) await wakeTriggers(store);
	return answer;
}

function handsOf(context: IWebhookFunctions): Hands {
	if (context.getNodeParameter('createStages', false) !== true) return { recheck };
	return { recheck, createStage: stageMaker(context, context.getNodeParameter('authentication', 'apiKey') as PactAuthentication) };
}

const plain = (status: number, body: string, headers: Record<string, string> = {}): PageAnswer => ({ status, headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...headers }, body });
