import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import type { Hands } from '../../console';
import type { SyncStore } from '../../engine/run/store-port';
import type { PactAuthentication } from './authentication';
import { schemaCache } from './schema-cache';
import { nudge } from './sync-trigger/nudges';
import { pactOf } from './systems';

type Context = IExecuteFunctions | IWebhookFunctions;

/** What is due now need not wait for the next poll. */
export async function wakeTriggers(store: Pick<SyncStore, 'feedStates' | 'ring'>): Promise<void> {
	for (const { feed } of await store.feedStates()) await nudge(store, feed);
}

/** All systems are asked anew what they look like. */
export const recheck = (): void => schemaCache.forgetAll();

/** Makes stages with the node's Pact credential. */
export const stageMaker =
	(context: Context, authentication: PactAuthentication): NonNullable<Hands['createStage']> =>
	async (stage) => {
		const { stages } = await pactOf(context, authentication);
		const made = await stages.create(stage);
		// The mapper must know it when the records come.
		recheck();
		return made;
	};
