import type { IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { z } from 'zod';
import { readWebhook, validSignature, type WebhookHint } from '../../systems/hubspot';
import type { HubSpotAuthentication } from '../common/authentication';
import { systemClock } from '../common/clock';
import { answered, signedRequest, takeHints } from '../common/sync-trigger';
import { hubSpotOf, type HubSpot } from '../common/systems';
import { webhookSecret } from './webhook-secret';

/**
 * Without a method n8n registers no address: that is so while webhooks are switched off, and in test runs too, so that "Execute step" shows
 * records at once and does not wait for a call. (n8n reads both expressions with the workflow; in a test it is not active.)
 */
export const WEBHOOK: IWebhookDescription = {
	name: 'default',
	httpMethod: '={{ $parameter["receiveWebhooks"] && $workflow.active ? "POST" : "" }}',
	path: 'hubspot',
	responseMode: 'onReceived',
	ndvHideMethod: true,
	ndvHideUrl: '={{ !$parameter["receiveWebhooks"] }}',
};

/** HubSpot waits five seconds for an answer ("Webhooks", developer docs). Only the first call for a token asks the portal anything. */
const ANSWER_WITHIN_MS = 3_000;

const parametersSchema = z.object({
	authentication: z.enum(['serviceKey', 'oAuth2']),
	objects: z.array(z.string()),
	publicUrl: z.string().trim().catch(''),
});

/**
 * What HubSpot tells is never data: the records that it names become due in the feed's ledger, and the loop reads them. Answers within
 * milliseconds (HubSpot waits five seconds) and starts no run; refusals say why without details, since anybody can call.
 */
export async function webhook(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		const { authentication, objects, publicUrl } = parametersSchema.parse({
			authentication: context.getNodeParameter('authentication'),
			objects: context.getNodeParameter('objects', []),
			publicUrl: context.getNodeParameter('options.publicUrl', ''),
		});
		if (!(await isSigned(context, authentication, publicUrl))) return answered(context, 401, 'The signature or its time is not valid.');
		const hints = readWebhook(signedRequest(context).rawBody);
		if (!hints) return answered(context, 400, 'The body is no list of HubSpot events.');
		await takeHints(context, await inTime(wanted(hints, objects, async () => await hubSpotOf(context, authentication))));
		return answered(context, 200);
	} catch (error) {
		// HubSpot tries again for a day; the poll finds the changes in any case.
		context.logger.warn(`${context.getNode().name}: a webhook could not be taken. ${error instanceof Error ? error.message : String(error)}`);
		return answered(context, 503, 'Not now. Try again later.');
	}
}

async function isSigned(context: IWebhookFunctions, authentication: HubSpotAuthentication, publicUrl: string): Promise<boolean> {
	const secret = await webhookSecret(context, authentication);
	const uri = publicUrl || context.getNodeWebhookUrl('default');
	if (!secret || !uri) return false;
	const { method, rawBody, header } = signedRequest(context);
	const signature = { timestamp: header('x-hubspot-request-timestamp'), signature: header('x-hubspot-signature-v3') };
	return validSignature({ secret, method, uri, rawBody, ...signature, now: systemClock.now() });
}

/** Of this portal (an app may be installed in several) and of the objects that are watched, under the names that they are watched by. */
async function wanted(
	hints: readonly WebhookHint[],
	objects: readonly string[],
	connect: () => Promise<HubSpot>,
): Promise<Array<{ ref: { system: 'hubspot'; connection: string; object: string; id: string }; key: string }>> {
	if (hints.length === 0) return [];
	const hubSpot = await connect();
	const names = await namesByWebhook(hubSpot, objects, hints);
	return hints.flatMap(({ connection, object, id, key }) => {
		const name = names.get(object);
		if (connection !== hubSpot.connection || name === undefined) return [];
		return [{ ref: { system: 'hubspot', connection, object: name, id }, key }];
	});
}

/** How webhooks call the watched objects → how the node does. Custom objects are told by their type id. */
async function namesByWebhook(hubSpot: HubSpot, objects: readonly string[], hints: readonly WebhookHint[]): Promise<Map<string, string>> {
	const names = new Map(objects.map((name) => [name, name]));
	// Their ids are asked for only when an event is about something else than the objects with a name of their own.
	if (hints.every(({ object }) => names.has(object) || !TYPE_ID.test(object))) return names;
	for (const name of objects) if (!STANDARD.has(name) && !TYPE_ID.test(name)) names.set(await hubSpot.objectTypeId(name), name);
	return names;
}

/** The portal goes on answering in the background, so that the next call finds it known. @throws Error */
async function inTime<T>(asked: Promise<T>): Promise<T> {
	const over = new AbortController();
	const late = systemClock.sleep(ANSWER_WITHIN_MS, over.signal).then(() => {
		throw new Error('HubSpot did not say in time which portal this is.');
	});
	try {
		return await Promise.race([asked, late]);
	} finally {
		late.catch(() => undefined);
		over.abort();
	}
}

const STANDARD: ReadonlySet<string> = new Set(['contacts', 'companies', 'deals']);
const TYPE_ID = /^\d+-\d+$/;
