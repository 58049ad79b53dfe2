import type { INodeProperties } from 'n8n-workflow';
import { salesforceAuthentication } from '../common/authentication';
import { fieldProperties, membershipsProperty, objectsProperty, optionsProperty, pollProperty, rowObjectProperty, startProperties } from '../common/sync-trigger';
import { LIMITS } from './limits';

/** All parameters of the trigger, from top to bottom. */
export const properties: INodeProperties[] = [
	salesforceAuthentication('authentication', 'Authentication'),
	objectsProperty(
		['Account', 'Contact', 'Lead', 'Opportunity'],
		'What to watch; each object gets its own output, and accounts come before what belongs to them.',
	),
	...startProperties,
	...fieldProperties({
		all: 'All that this user may see, without files and compound addresses',
		always: 'The owner’s e-mail and the record type’s name are always added.',
	}),
	{
		displayName: 'Only Records That Match',
		name: 'filters',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Condition' },
		placeholder: 'Add Condition',
		default: {},
		description: 'Leave it empty to watch all records. A record that stops matching is not deleted anywhere; it is just not watched any more.',
		options: [
			{
				displayName: 'Condition',
				name: 'filter',
				values: [
					rowObjectProperty,
					{
						displayName: 'Condition (SOQL)',
						name: 'condition',
						type: 'string',
						default: '',
						required: true,
						placeholder: "e.g. RecordType.Name = 'New Business' AND Amount > 0",
						description: 'What would stand after WHERE. Several conditions for one object must all be true.',
					},
				],
			},
		],
	},
	pollProperty(LIMITS, 'Each object costs one API call each time: 4 objects every 60 seconds are 5,760 calls a day.'),
	{
		displayName: 'Real Time',
		name: 'realTime',
		type: 'boolean',
		default: true,
		noDataExpression: true,
		description:
			'Whether Salesforce may tell this node of changes, so that they arrive within seconds. An admin selects the objects in Setup under "Change Data Capture" (five are free). Where that is not so, polling finds every change, as it does anyway.',
	},
	optionsProperty(LIMITS, 'Salesforce shows rows of long transactions minutes after their time stamp', [
		membershipsProperty('Campaigns', 'It costs one more call for each object and poll.'),
	]),
];
