import type { INodeType, INodeTypeDescription, ITriggerFunctions, ITriggerResponse, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { startHints, syncTrigger, triggerPanel } from '../common/sync-trigger';
import { loadOptions } from './load-options';
import { order } from './objects';
import { properties } from './properties';
import { watch } from './watch';
import { WEBHOOK, webhook } from './webhook';

/** Watches HubSpot and emits its changes, page by page, each exactly once; webhooks make it look sooner. */
export class HubSpotSyncTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HubSpot Sync Trigger',
		name: 'hubSpotSyncTrigger',
		icon: { light: 'file:hubSpotSyncTrigger.svg', dark: 'file:hubSpotSyncTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ ($parameter["objects"] || []).join(", ") }}',
		description: 'Emits every created or changed HubSpot record exactly once, and none is lost: after a crash or a failed run it goes on where it was',
		eventTriggerDescription: '',
		activationMessage: 'Published. HubSpot is now read every few seconds, and changes arrive by themselves.',
		defaults: { name: 'HubSpot Sync Trigger' },
		inputs: [],
		outputs: order.outputs,
		credentials: [
			{ name: 'pactHubSpotServiceKeyApi', required: true, displayOptions: { show: { authentication: ['serviceKey'] } } },
			{ name: 'pactHubSpotOAuth2Api', required: true, displayOptions: { show: { authentication: ['oAuth2'] } } },
		],
		webhooks: [WEBHOOK],
		hints: [
			...startHints(', with webhooks switched on too'),
			{
				type: 'info',
				location: 'ndv',
				displayCondition: '={{ $parameter["receiveWebhooks"] }}',
				message: 'HubSpot reaches the webhook only while the workflow is published: there is no test webhook to wait for.',
			},
		],
		triggerPanel: triggerPanel('HubSpot'),
		properties,
	};

	methods = { loadOptions };

	/**
	 * Subscriptions are declared in the user's HubSpot app, where other subscriptions stand beside them and a service key has no access: they
	 * are the user's to make, and this node never touches them. So there is nothing to look for, to create or to remove.
	 */
	webhookMethods = {
		default: {
			checkExists: async (): Promise<boolean> => await Promise.resolve(true),
			create: async (): Promise<boolean> => await Promise.resolve(true),
			delete: async (): Promise<boolean> => await Promise.resolve(true),
		},
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await syncTrigger(this, watch);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await webhook(this);
	}
}
