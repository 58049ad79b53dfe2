import type { INodeProperties } from 'n8n-workflow';
import { MATCH_CHOICES } from '../choices';
import { LEFT_DEPENDS, RIGHT_DEPENDS } from './rows';

/** How a record finds its partner when the two were never linked. */
export const matchProperties: INodeProperties[] = [
	{
		displayName: 'Match By',
		name: 'matchBy',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Automatic', value: 'automatic', description: 'People by email, companies by website domain; deals only by a field that holds the other side’s ID' },
			{ name: 'Fields I Choose', value: 'rows' },
		],
		default: 'automatic',
		description: 'How a record finds its partner the first time. If more than one fits, a person decides.',
	},
	{
		displayName: 'Match Fields',
		name: 'match',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true, multipleValueButtonText: 'Add Match' },
		placeholder: 'Add Match',
		default: {},
		displayOptions: { show: { matchBy: ['rows'] } },
		description: 'Tried from top to bottom; the first that finds a record decides',
		options: [
			{
				displayName: 'Match',
				name: 'key',
				values: [
					{ displayName: 'Compare As', name: 'kind', type: 'options', options: MATCH_CHOICES, default: 'email' },
					{
						displayName: 'Case Matters',
						name: 'exactCase',
						type: 'boolean',
						default: false,
						displayOptions: { show: { kind: ['text'] } },
						description: 'Whether “ab” and “AB” are two different texts',
					},
					{
						displayName: 'Left Field Name or ID',
						name: 'left',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'getLeftFields', loadOptionsDependsOn: LEFT_DEPENDS },
						default: '',
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					},
					{
						displayName: 'Right Field Name or ID',
						name: 'right',
						type: 'options',
						typeOptions: { loadOptionsMethod: 'getRightFields', loadOptionsDependsOn: RIGHT_DEPENDS },
						default: '',
						description:
							'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
					},
				],
			},
		],
	},
	{
		displayName: 'Same Person for Name+tag@ and Name@',
		name: 'samePlusAddress',
		type: 'boolean',
		default: false,
		description: 'Whether ann+news@acme.com finds the person ann@acme.com. Most mail servers deliver both to one mailbox, but not all do. It only matters the first time; links stay.',
	},
];
