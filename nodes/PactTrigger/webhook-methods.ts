import type { IHookFunctions } from 'n8n-workflow';
import { SystemError } from '../../engine/model';
import type { PactAuthentication } from '../common/authentication';
import { toNodeError } from '../common/errors';
import { feedId } from '../common/feed-id';
import { syncStore } from '../common/store';
import { pactOf } from '../common/systems';
import { order } from './objects';
import { canBeReached } from './reachable';
import { isSubscribed, subscribe, unsubscribe, type SubscriptionPlace } from './subscription';

/** When n8n itself starts, or another main process takes over, nobody is there to read an error; polling goes on without webhooks. */
const UNATTENDED = ['init', 'leadershipChange'];

/** What n8n calls when the workflow is published, unpublished, and at every start of n8n. */
export const webhookMethods = {
	default: {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			// Where it cannot be seen what is there, nothing is made: true.
			return await attempt(this, true, async () => {
				const place = await placeOf(this);
				return isReachable(this, place) ? await isSubscribed(place) : true;
			});
		},
		async create(this: IHookFunctions): Promise<boolean> {
			return await attempt(this, false, async () => {
				await subscribe(await placeOf(this));
				return true;
			});
		},
		/** Never in the way of unpublishing: what cannot be removed now is removed when the workflow is published again. */
		async delete(this: IHookFunctions): Promise<boolean> {
			try {
				await unsubscribe(await placeOf(this));
				return true;
			} catch (error) {
				if (!(error instanceof SystemError)) throw toNodeError(this.getNode(), error);
				log(this, `The webhook subscription could not be removed from Pact: ${error.message} Remove it by hand (Settings → Webhooks) if it stays.`);
				return false;
			}
		},
	},
};

async function placeOf(context: IHookFunctions): Promise<SubscriptionPlace> {
	const url = context.getNodeWebhookUrl('default');
	if (url === undefined) throw new Error('n8n knows no address for this webhook. Set WEBHOOK_URL, or switch "Receive Webhooks" off.');
	const { subscriptions, connection } = await pactOf(context, context.getNodeParameter('authentication', 'apiKey') as PactAuthentication);
	const objects = order.ordered((context.getNodeParameter('objects', []) as unknown[]).map(String));
	const name = `n8n: ${context.getWorkflow().name ?? 'sync'}`;
	return { feed: feedId(context.getWorkflow(), context.getNode()), url, connection, objects, name, subscriptions, store: await syncStore() };
}

/** Pact would only collect failed deliveries. */
function isReachable(context: IHookFunctions, { url, connection }: SubscriptionPlace): boolean {
	const [pactHost = ''] = connection.split('/');
	const reachable = canBeReached(url, pactHost);
	if (!reachable) {
		log(context, `Pact cannot reach this n8n at ${new URL(url).origin}, so no webhooks come: changes are found by polling and sweeping. Set WEBHOOK_URL to a public address to have them at once.`);
	}
	return reachable;
}

async function attempt(context: IHookFunctions, otherwise: boolean, work: () => Promise<boolean>): Promise<boolean> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof SystemError) || !UNATTENDED.includes(context.getActivationMode())) throw toNodeError(context.getNode(), explained(error));
		log(context, `Pact’s webhooks: ${error.message} Changes are found by polling and sweeping until the workflow is published again, or n8n starts again.`);
		return otherwise;
	}
}

/** A refusal that has to do with webhooks alone must say so: the same credential reads records without trouble. */
function explained(error: unknown): unknown {
	if (!(error instanceof SystemError)) return error;
	const message = `The webhook subscription could not be made: ${error.details.message} Publish again later, or switch "Receive Webhooks" off: polling and sweeping find all changes without it.`;
	return new SystemError({ ...error.details, message }, { cause: error });
}

const log = (context: IHookFunctions, message: string): void => context.logger.warn(`${context.getNode().name}: ${message}`);
