import type { INodeProperties } from 'n8n-workflow';
import { salesforceAuthentication } from '../common/authentication';

/** Salesforce answers at most 2,000 rows a query page (SOQL "batch size"). */
export const MAX_PAGE_SIZE = 2000;
/** Below this the org's daily API calls are spent on asking. */
export const MIN_POLL_SECONDS = 5;

/** All parameters of the trigger, from top to bottom. */
export const properties: INodeProperties[] = [
	salesforceAuthentication('authentication', 'Authentication'),
	{
		displayName: 'Object Names or IDs',
		name: 'objects',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getObjects' },
		default: ['Account', 'Contact', 'Lead', 'Opportunity'],
		required: true,
		description:
			'What to watch; each object gets its own output, and accounts come before what belongs to them. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Start From',
		name: 'startFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'New Changes Only', value: 'now', description: 'Records that are created or changed after the first publish' },
			{ name: 'A Date', value: 'date', description: 'Records that were created or changed since a date, then new changes' },
			{ name: 'Everything', value: 'everything', description: 'All records once, oldest change first, then new changes' },
		],
		default: 'now',
		description:
			'Where to start when this node is published for the first time. Later it goes on where it stopped, and this setting has no effect; to start over, use a copy of this node.',
	},
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		default: '',
		required: true,
		displayOptions: { show: { startFrom: ['date'] } },
	},
	{
		displayName: 'Fields',
		name: 'fieldMode',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All Fields', value: 'all', description: 'All that this user may see, without files and compound addresses' },
			{ name: 'Selected Fields', value: 'selected', description: 'Less to carry, but a field that a mapper needs must be chosen here too' },
		],
		default: 'all',
		description: 'What every item holds. The owner’s e-mail and the record type’s name are always added.',
	},
	{
		displayName: 'Field Names or IDs',
		name: 'fields',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['objects'] },
		default: [],
		required: true,
		displayOptions: { show: { fieldMode: ['selected'] } },
		description: 'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	},
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
					{
						displayName: 'Object Name or ID',
						name: 'object',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'getSelectedObjects', loadOptionsDependsOn: ['objects'] },
						default: '',
						required: true,
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					},
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
	{
		displayName: 'Poll Every (Seconds)',
		name: 'pollSeconds',
		type: 'number',
		typeOptions: { minValue: MIN_POLL_SECONDS, numberPrecision: 0 },
		default: 60,
		description: 'How often to ask for changes. Each object costs one API call each time: 4 objects every 60 seconds are 5,760 calls a day.',
	},
	{
		displayName: 'Advanced Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Look Back Every (Minutes)',
				name: 'lookBackEveryMinutes',
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 5,
				description: 'How often to look for rows that became visible late',
			},
			{
				displayName: 'Look Back for Late Rows (Minutes)',
				name: 'lateMinutes',
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 30,
				description: 'Salesforce shows rows of long transactions minutes after their time stamp; this far back is read again. Nothing is emitted twice.',
			},
			{
				displayName: 'Page Size',
				name: 'pageSize',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: MAX_PAGE_SIZE, numberPrecision: 0 },
				default: 200,
				description: 'Records in one execution. The next page is read when the execution has finished.',
			},
		],
	},
];
