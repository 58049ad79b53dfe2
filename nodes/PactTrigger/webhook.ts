import type { IWebhookDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { Hint } from '../../engine/run/store-port';
import { type PactEvent, readEvent, validSignature, WEBHOOK_HEADERS } from '../../systems/pact';
import { systemClock } from '../common/clock';
import { feedId } from '../common/feed-id';
import { syncStore } from '../common/store';
import { answered, signedRequest, takeHints } from '../common/sync-trigger';
import { readNote, type SubscriptionNote } from './subscription-note';

/**
 * Only a published workflow has a webhook: without a method n8n makes none, so that "Execute step" runs `trigger()` and shows records instead
 * of waiting for an event.
 */
export const WEBHOOK: IWebhookDescription = {
	name: 'default',
	httpMethod: '={{ $workflow.active && $parameter["receiveWebhooks"] ? "POST" : "" }}',
	responseMode: 'onReceived',
	path: 'pact',
	// Pact is told by this node; nobody needs to copy it.
	ndvHideUrl: true,
	ndvHideMethod: true,
};

/**
 * A delivery of Pact is a hint that records may have changed: they become due in the feed's ledger, and the loop reads them. Starts no run.
 * Refusals say why without details, since anybody can call.
 */
export async function webhook(context: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		const { rawBody, header } = signedRequest(context);
		const note = await readNote(await syncStore(), feedId(context.getWorkflow(), context.getNode()));
		const delivery = { header: header(WEBHOOK_HEADERS.signature), rawBody, now: systemClock.now().getTime() };
		if (!note || !validSignature({ ...delivery, secret: note.secret })) return answered(context, 401, 'The signature or its time is not valid.');
		await takeHints(context, hintsOf(readEvent(rawBody, context.getHeaderData()), note));
		return answered(context, 200);
	} catch (error) {
		// Pact tries again later; polling and sweeping find the changes in any case.
		context.logger.warn(`${context.getNode().name}: a webhook could not be taken. ${error instanceof Error ? error.message : String(error)}`);
		return answered(context, 503, 'Not now. Try again later.');
	}
}

/** Of the objects that are watched. */
const hintsOf = ({ id: event, records }: PactEvent, { connection, objects }: SubscriptionNote): Hint[] =>
	records
		.filter(({ object }) => objects.includes(object))
		.map(({ object, id }) => ({ ref: { system: 'pact', connection, object, id }, key: `${event}|${object}|${id}` }));
