import { NodeConnectionTypes, type INodeType, type INodeTypeDescription, type IWebhookFunctions, type IWebhookResponseData } from 'n8n-workflow';
import { properties } from './properties';
import { webhook } from './webhook';

const ADDRESS = { responseMode: 'onReceived', isFullPath: true, path: '={{ $parameter["path"] }}' } as const;

/** Serves the page of the person on duty; what is done on it comes out as items. */
// eslint-disable-next-line @n8n/community-nodes/webhook-lifecycle-complete -- no other service is told of the address
export class SyncConsoleTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sync Console Trigger',
		name: 'syncConsoleTrigger',
		icon: { light: 'file:syncConsoleTrigger.svg', dark: 'file:syncConsoleTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '=/{{ $parameter["path"] }}',
		description: 'Serves a page with the health, review list, issues and log of all syncs in this n8n, and emits what people do on it',
		eventTriggerDescription: 'Open the page and press one of its buttons',
		activationMessage: 'Published. The page is served at the production URL of this node.',
		defaults: { name: 'Sync Console Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			// eslint-disable-next-line n8n-nodes-base/node-class-description-credentials-name-unsuffixed, @n8n/community-nodes/no-credential-reuse, @n8n/community-nodes/valid-credential-references -- n8n's own, as its Webhook and Form Trigger use it: people sign in as they do there
			{ name: 'httpBasicAuth', required: true },
			{ name: 'pactApi', required: true, displayOptions: { show: { createStages: [true], authentication: ['apiKey'] } } },
			{ name: 'pactOAuth2Api', required: true, displayOptions: { show: { createStages: [true], authentication: ['oAuth2'] } } },
		],
		webhooks: [
			{ ...ADDRESS, name: 'setup', httpMethod: 'GET' },
			{ ...ADDRESS, name: 'default', httpMethod: 'POST', ndvHideUrl: true },
		],
		hints: [
			{
				type: 'info',
				location: 'ndv',
				message: 'Publish the workflow, open the production URL in a browser, and sign in with the user and password of the credential. The page shows values of your records: choose a long password, and serve n8n by HTTPS.',
			},
		],
		properties,
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await webhook(this);
	}
}
