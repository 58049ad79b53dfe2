import type { INodeProperties } from 'n8n-workflow';
import { hubSpotAuthentication } from '../common/authentication';
import { fieldProperties, membershipsProperty, objectsProperty, optionsProperty, pollProperty, startProperties } from '../common/sync-trigger';
import { filterProperty } from './filter-property';
import { LIMITS } from './limits';

const WEBHOOK_STEPS = [
	'Open "Webhook URLs" at the top of this panel and copy the Production URL. In your HubSpot app, make it the webhooks’ target URL, and subscribe to what you like: object creation, property change, deletion, merge, restore and association change of the objects above.',
	'In the credential, enter the app’s client secret as "Webhook Secret".',
	'Publish. Nothing in your app is changed by this node, its other subscriptions least of all.',
];

const publicUrl: INodeProperties = {
	displayName: 'Public Webhook URL',
	name: 'publicUrl',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://n8n.example.com/webhook/…/hubspot',
	displayOptions: { show: { '/receiveWebhooks': [true] } },
	description:
		'The target URL as your HubSpot app has it, where a proxy makes it another than the Production URL that n8n shows. It is part of the signature.',
};

/** All parameters of the trigger, from top to bottom. */
export const properties: INodeProperties[] = [
	hubSpotAuthentication('authentication', 'Authentication'),
	objectsProperty(['companies', 'contacts', 'deals'], 'What to watch; each object gets its own output, and companies come before what belongs to them.'),
	...startProperties,
	...fieldProperties({
		all: 'All properties that this credential may see, with the owner’s e-mail and associated records',
		always: 'The record’s ID and the owner’s e-mail are always added.',
	}),
	filterProperty,
	pollProperty(LIMITS, 'Each object costs one or two calls each time: 3 objects every 10 seconds are up to 51,840 calls a day.'),
	{
		displayName: 'Receive Webhooks',
		name: 'receiveWebhooks',
		type: 'boolean',
		default: false,
		noDataExpression: true,
		description:
			'Whether an app of yours tells this node of changes, so that they arrive within a second. A webhook only makes the node look sooner; polling goes on and misses nothing, with or without it.',
	},
	{
		displayName: WEBHOOK_STEPS.map((step, index) => `${index + 1}. ${step}`).join('<br>'),
		name: 'webhookNotice',
		type: 'notice',
		default: '',
		displayOptions: { show: { receiveWebhooks: [true] } },
	},
	optionsProperty(LIMITS, 'HubSpot’s search index lags behind', [
		publicUrl,
		membershipsProperty('Lists', 'It costs one more call for each object and poll, and the members of lists that changed are read.'),
	]),
];
