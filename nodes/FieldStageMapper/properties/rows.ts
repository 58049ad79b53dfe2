import type { INodeProperties } from 'n8n-workflow';
import { RULE_CHOICES, TYPE_CHOICES } from '../choices';

/** What the dropdowns of fields depend on: when one of these changes, n8n asks for the list again. */
export const LEFT_DEPENDS = ['leftSystem', 'leftObject', 'salesforceAuthentication'];
export const RIGHT_DEPENDS = ['rightSystem', 'rightObject', 'pactAuthentication'];

/** One row of the mapping table: left field, right field, type, rule. */
export const rowsProperty: INodeProperties = {
	displayName: 'Field Rows',
	name: 'rows',
	type: 'fixedCollection',
	typeOptions: {
		multipleValues: true,
		sortable: true,
		multipleValueButtonText: 'Add Row',
		fixedCollection: {
			itemTitle: '={{ ($collection.item.value.left || "…") + "  ⇄  " + ($collection.item.value.right || "…") }}',
		},
	},
	placeholder: 'Add Row',
	default: {},
	description: 'Rows of your own. They come before what auto-map finds.',
	options: [
		{
			displayName: 'Row',
			name: 'row',
			// A table is read from left to right, not by the alphabet.
			// eslint-disable-next-line n8n-nodes-base/node-param-fixed-collection-type-unsorted-items
			values: [
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
				{
					displayName: 'Rule',
					name: 'rule',
					type: 'options',
					options: RULE_CHOICES,
					default: 'default',
					description: 'What happens when the two sides differ',
				},
				{
					displayName: 'Type',
					name: 'type',
					type: 'options',
					options: TYPE_CHOICES,
					default: 'auto',
					description: 'How the value is read and written',
				},
				{
					displayName: 'Value to Write on the Left',
					name: 'constantLeft',
					type: 'string',
					default: '',
					displayOptions: { show: { type: ['constant'] } },
				},
				{
					displayName: 'Value to Write on the Right',
					name: 'constantRight',
					type: 'string',
					default: '',
					displayOptions: { show: { type: ['constant'] } },
				},
				{
					displayName: 'More',
					name: 'options',
					type: 'collection',
					placeholder: 'Add Option',
					default: {},
					options: [
						{
							displayName: 'Country of National Numbers',
							name: 'country',
							type: 'string',
							default: '',
							placeholder: 'e.g. DE',
							description: 'Two-letter country code in which phone numbers without +… are read',
						},
						{
							displayName: 'Default on the Left',
							name: 'defaultLeft',
							type: 'string',
							default: '',
							description: 'Written when a record is created on the left and the right field is blank',
						},
						{
							displayName: 'Default on the Right',
							name: 'defaultRight',
							type: 'string',
							default: '',
							description: 'Written when a record is created on the right and the left field is blank',
						},
						{
							displayName: 'Ignore Clears',
							name: 'ignoreClears',
							type: 'boolean',
							default: false,
							description: 'Whether to keep the value on the other side when the field is emptied',
						},
						{
							displayName: 'Reference Pair',
							name: 'referencePair',
							type: 'string',
							default: '',
							placeholder: 'e.g. salesforce-account~pact-companies',
							description:
								'For the type Record Link: the pair that keeps the linked record in step, as left system-object~right system-object. Known links, like a contact’s account, need none.',
						},
					],
				},
			],
		},
	],
};
