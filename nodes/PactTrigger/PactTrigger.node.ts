import type { INodeType, INodeTypeDescription, ITriggerFunctions, ITriggerResponse, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { startHints, syncTrigger, triggerPanel } from '../common/sync-trigger';
import { loadOptions } from './load-options';
import { order } from './objects';
import { properties } from './properties';
import { watch } from './watch';
import { webhook, WEBHOOK } from './webhook';
import { webhookMethods } from './webhook-methods';

/** Watches Pact and emits its changes, page by page, each exactly once; webhooks make it look at once. */
export class PactTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Pact Trigger',
		name: 'pactTrigger',
		icon: { light: 'file:pactTrigger.svg', dark: 'file:pactTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ ($parameter["objects"] || []).join(", ") }}',
		description: 'Emits every created or changed Pact record exactly once, and none is lost: after a crash or a failed run it goes on where it was',
		eventTriggerDescription: '',
		activationMessage: 'Published. Pact is now read every minute, its webhooks are received, and changes arrive by themselves.',
		defaults: { name: 'Pact Trigger' },
		inputs: [],
		outputs: order.outputs,
		credentials: [
			{ name: 'pactApi', required: true, displayOptions: { show: { authentication: ['apiKey'] } } },
			{ name: 'pactOAuth2Api', required: true, displayOptions: { show: { authentication: ['oAuth2'] } } },
		],
		webhooks: [WEBHOOK],
		hints: [
			...startHints(),
			{
				type: 'info',
				location: 'ndv',
				displayCondition: '={{ $parameter["receiveWebhooks"] }}',
				message:
					'Webhooks need an n8n that Pact can reach from the internet (WEBHOOK_URL). On your own machine none arrive: changes of existing records are then found by the next sweep; make it more frequent under "Advanced Options" if that is too slow.',
			},
		],
		triggerPanel: triggerPanel('Pact'),
		properties,
	};

	methods = { loadOptions };

	webhookMethods = webhookMethods;

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await syncTrigger(this, watch);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await webhook(this);
	}
}
