import type { INodeType, INodeTypeDescription, ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { startHints, syncTrigger, triggerPanel } from '../common/sync-trigger';
import { loadOptions } from './load-options';
import { order } from './objects';
import { properties } from './properties';
import { watch } from './watch';

/** Watches Salesforce and emits its changes, page by page, each exactly once. */
export class SalesforceSyncTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Salesforce Sync Trigger',
		name: 'salesforceSyncTrigger',
		icon: { light: 'file:salesforceSyncTrigger.svg', dark: 'file:salesforceSyncTrigger.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ ($parameter["objects"] || []).join(", ") }}',
		description: 'Emits every created or changed Salesforce record exactly once, and none is lost: after a crash or a failed run it goes on where it was',
		eventTriggerDescription: '',
		activationMessage: 'Published. Salesforce is now read every few seconds, and changes arrive by themselves.',
		defaults: { name: 'Salesforce Sync Trigger' },
		inputs: [],
		outputs: order.outputs,
		credentials: [
			{ name: 'pactSalesforceOAuth2Api', required: true, displayOptions: { show: { authentication: ['oAuth2'] } } },
			{ name: 'pactSalesforceJwtApi', required: true, displayOptions: { show: { authentication: ['jwt'] } } },
		],
		hints: startHints(),
		triggerPanel: triggerPanel('Salesforce'),
		properties,
	};

	methods = { loadOptions };

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await syncTrigger(this, watch);
	}
}
