import type { INodeProperties } from 'n8n-workflow';
import { pactAuthentication } from '../common/authentication';
import { fieldProperties, objectsProperty, pollProperty, startProperties } from '../common/sync-trigger';
import { ACTIVITY_CHOICES } from './activities';
import { LIMITS, MIN_SWEEP_MINUTES } from './limits';

/** All parameters of the trigger, from top to bottom. */
export const properties: INodeProperties[] = [
	pactAuthentication('authentication', 'Authentication'),
	objectsProperty(
		['companies', 'contacts', 'opportunities'],
		'What to watch; each object gets its own output, and companies come before what belongs to them.',
	),
	{
		displayName: 'Activity Types',
		name: 'activityTypes',
		type: 'multiOptions',
		displayOptions: { show: { objects: ['activities'] } },
		options: ACTIVITY_CHOICES,
		default: [],
		noDataExpression: true,
		description:
			'Which entries of the activity feed travel. Empty: all but those that only say what was done to a record (contact.added, deal.stage_changed), which travels as a record.',
	},
	{
		displayName: 'Roll Up Opens',
		name: 'rollUpOpens',
		type: 'boolean',
		displayOptions: { show: { objects: ['activities'] } },
		default: true,
		noDataExpression: true,
		description:
			'Whether all opens of one e-mail by one contact are one item: the first open, with their number in "opens". Switched off, each open is an item of its own. Costs one call for each contact that opened something.',
	},
	...startProperties,
	...fieldProperties({ all: 'All standard and custom fields', always: 'The record’s ID is always added.' }),
	{
		displayName: 'Receive Webhooks',
		name: 'receiveWebhooks',
		type: 'boolean',
		default: true,
		noDataExpression: true,
		description:
			'Whether Pact tells this node of changes, so that they arrive within a second. The subscription is made when the workflow is published, and removed when it is unpublished. Pact must be able to reach this n8n from the internet; without that, or switched off, changes are found by polling and sweeping alone.',
	},
	pollProperty(LIMITS, 'Each object costs one call each time: 3 objects every 60 seconds are 3 of the 60 calls a minute that the smallest plan allows.'),
	{
		displayName: 'Advanced Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Page Size',
				name: 'pageSize',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: LIMITS.maxPageSize, numberPrecision: 0 },
				default: 200,
				description: 'Records in one execution. The next page is read when the execution has finished.',
			},
			{
				displayName: 'Sweep Every (Minutes)',
				name: 'sweepMinutes',
				type: 'number',
				typeOptions: { minValue: MIN_SWEEP_MINUTES, numberPrecision: 0 },
				default: 30,
				description:
					'How often the whole list is read to find changes that no webhook told of: one call for 100 records, and never more than a quarter of the calls of a minute. Nothing is emitted twice.',
			},
		],
	},
];
