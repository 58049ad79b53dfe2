import type { INodeProperties } from 'n8n-workflow';
import { rowObjectProperty } from '../common/sync-trigger';

const OBJECT = ['&object'];

/** Operators in the words of HubSpot's own filters, with what they are in its search. */
const OPERATORS = [
	{ name: 'Is', value: 'EQ' },
	{ name: 'Is at Least', value: 'GTE' },
	{ name: 'Is at Most', value: 'LTE' },
	{ name: 'Is Between', value: 'BETWEEN' },
	{ name: 'Is Greater Than', value: 'GT' },
	{ name: 'Is Known', value: 'HAS_PROPERTY', description: 'Has any value' },
	{ name: 'Is Less Than', value: 'LT' },
	{ name: 'Is None Of', value: 'NOT_IN' },
	{ name: 'Is Not', value: 'NEQ' },
	{ name: 'Is One Of', value: 'IN' },
	{ name: 'Is Unknown', value: 'NOT_HAS_PROPERTY', description: 'Has no value' },
];

/** Which records are watched: rows of five kinds, each for one object. What they choose is required: n8n does not publish a row that was left empty. */
export const filterProperty: INodeProperties = {
	displayName: 'Only Records That Match',
	name: 'filters',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Filter',
	default: {},
	description:
		'Leave it empty to watch all records. All rows of an object must be true. A record that stops matching is not deleted anywhere; it is just not watched any more.',
	options: [
		{
			displayName: 'Condition on a Property',
			name: 'condition',
			values: [
				rowObjectProperty,
				{
					displayName: 'Property Name or ID',
					name: 'property',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getProperties', loadOptionsDependsOn: OBJECT },
					default: '',
					required: true,
					description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
				{ displayName: 'Operator', name: 'operator', type: 'options', options: OPERATORS, default: 'EQ' },
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. customer',
					displayOptions: { hide: { operator: ['HAS_PROPERTY', 'NOT_HAS_PROPERTY'] } },
					description:
						'As HubSpot keeps it: the internal name of a choice, true or false, a number, a date such as 2026-01-31. Several values are parted by semicolons.',
				},
				{
					displayName: 'And',
					name: 'highValue',
					type: 'string',
					default: '',
					displayOptions: { show: { operator: ['BETWEEN'] } },
					description: 'The highest value',
				},
			],
		},
		{
			displayName: 'Lifecycle Stage',
			name: 'lifecycle',
			values: [
				rowObjectProperty,
				{
					displayName: 'Stage Names or IDs',
					name: 'stages',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getLifecycleStages', loadOptionsDependsOn: OBJECT },
					default: [],
					required: true,
					description: 'One of these. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
			],
		},
		{
			displayName: 'List',
			name: 'list',
			values: [
				rowObjectProperty,
				{
					displayName: 'List Name or ID',
					name: 'list',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getLists', loadOptionsDependsOn: OBJECT },
					default: '',
					required: true,
					description:
						'Members of this list, one list an object. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
			],
		},
		{
			displayName: 'Owner',
			name: 'owner',
			values: [
				rowObjectProperty,
				{
					displayName: 'Owner Names or IDs',
					name: 'owners',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getOwners' },
					default: [],
					required: true,
					description: 'One of these. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
			],
		},
		{
			displayName: 'Pipeline',
			name: 'pipeline',
			values: [
				rowObjectProperty,
				{
					displayName: 'Pipeline Names or IDs',
					name: 'pipelines',
					type: 'multiOptions',
					typeOptions: { loadOptionsMethod: 'getPipelines', loadOptionsDependsOn: OBJECT },
					default: [],
					required: true,
					description: 'One of these. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
				},
			],
		},
	],
};
