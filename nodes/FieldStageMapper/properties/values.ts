import type { INodeProperties } from 'n8n-workflow';
import { LEFT_DEPENDS } from './rows';

/** Pairs of picklist values and stages. What is named alike pairs by itself. */
export const valuesProperty: INodeProperties = {
	displayName: 'Values & Stages',
	name: 'values',
	type: 'fixedCollection',
	typeOptions: {
		multipleValues: true,
		sortable: true,
		multipleValueButtonText: 'Add Pair',
		fixedCollection: {
			itemTitle: '={{ ($collection.item.value.field || "…") + ": " + ($collection.item.value.left || "…") + "  ⇄  " + ($collection.item.value.right || "…") }}',
		},
	},
	placeholder: 'Add Pair',
	default: {},
	description:
		'Values that are spelled alike (case does not matter) pair by themselves. Add the others here; what has no pair goes to "Needs review". When several left values go to one right value, the first is the way back.',
	options: [
		{
			displayName: 'Pair',
			name: 'value',
			values: [
				{
					displayName: 'Left Field Name or ID',
					name: 'field',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getLeftListFields', loadOptionsDependsOn: LEFT_DEPENDS },
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
				{
					displayName: 'Left Value Name or ID',
					name: 'left',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getLeftValues', loadOptionsDependsOn: ['&field'] },
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
				{
					displayName: 'Right Value Name or ID',
					name: 'right',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getRightValues', loadOptionsDependsOn: ['&field'] },
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
			],
		},
	],
};
