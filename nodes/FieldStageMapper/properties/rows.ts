import type { INodeProperties } from 'n8n-workflow';
import { RULE_CHOICES, TYPE_CHOICES } from '../choices';

/** What the dropdowns of fields depend on: when one of these changes, n8n asks for the list again. */
export const LEFT_DEPENDS = ['leftSystem', 'leftObject', 'salesforceAuthentication', 'hubSpotAuthentication'];
export const RIGHT_DEPENDS = ['rightSystem', 'rightObject', 'hubSpotAuthentication', 'pactAuthentication'];

/** One row of the mapping table: left field, right field, type, rule. */
export const rowsProperty: INodeProperties = {
	displayName: 'Field Rows',
	name: 'rows',
	type: 'fixedCollection',
	typeOptions: {
		multipleValues: true,
		sortable: true,
		multipleValueButtonText: 'Add Row',
		// A row is three lines high; the rest is there for those who need it.
		hideOptionalFields: true,
		addOptionalFieldButtonText: 'Type, Defaults and More',
		fixedCollection: {
			itemTitle: '={{ ($collection.item.value.left || "…") + "  ⇄  " + ($collection.item.value.right || "…") }}',
		},
	},
	placeholder: 'Add Row',
	default: {},
	description: 'Rows of your own. They come before what auto-map finds. "Type, Defaults and More" at the end of a row holds what most rows do not need.',
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
					typeOptions: { loadOptionsMethod: 'getLeftFields', loadOptionsDependsOn: LEFT_DEPENDS, showEvenWhenOptional: true },
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
				{
					displayName: 'Right Field Name or ID',
					name: 'right',
					type: 'options',
					typeOptions: { loadOptionsMethod: 'getRightFields', loadOptionsDependsOn: RIGHT_DEPENDS, showEvenWhenOptional: true },
					default: '',
					description:
						'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
				},
				{
					displayName: 'Rule',
					name: 'rule',
					type: 'options',
					typeOptions: { showEvenWhenOptional: true },
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
					displayName: 'Text',
					name: 'template',
					type: 'string',
					default: '',
					placeholder: 'e.g. {FirstName} {LastName} ({Title})',
					displayOptions: { show: { type: ['template'] } },
					description:
						'Names of fields in braces. Leave the field of the side that they are on empty in this row. Brackets around a blank field are left out.',
				},
				{
					displayName: 'Options',
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
							displayName: 'Currency on the Left',
							name: 'leftCurrency',
							type: 'string',
							default: '',
							placeholder: 'e.g. CurrencyIsoCode or EUR',
							description: 'For the type Money With Currency: the field that holds the currency, or one currency that all amounts are in',
						},
						{
							displayName: 'Currency on the Right',
							name: 'rightCurrency',
							type: 'string',
							default: '',
							placeholder: 'e.g. currency or EUR',
							description: 'For the type Money With Currency: the field that holds the currency, or one currency that all amounts are in',
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
							displayName: 'For Unknown Values on the Left',
							name: 'leftFallback',
							type: 'string',
							default: '',
							placeholder: 'e.g. sales-ops@mycompany.com',
							description: 'For lists and owners: written to the left for a right value that has no partner. Without it such a value waits for a person.',
						},
						{
							displayName: 'For Unknown Values on the Right',
							name: 'rightFallback',
							type: 'string',
							default: '',
							placeholder: 'e.g. sales-ops@mycompany.com',
							description: 'For lists and owners: written to the right for a left value that has no partner. Without it such a value waits for a person.',
						},
						{
							displayName: 'Ignore Clears',
							name: 'ignoreClears',
							type: 'boolean',
							default: false,
							description: 'Whether to keep the value on the other side when the field is emptied',
						},
						{
							displayName: 'Last Name Field on the Left',
							name: 'leftLastName',
							type: 'string',
							default: '',
							placeholder: 'e.g. LastName',
							description: 'For the type Person Name, where this side has two fields: the field for the last name. The field of the row is the first name.',
						},
						{
							displayName: 'Last Name Field on the Right',
							name: 'rightLastName',
							type: 'string',
							default: '',
							placeholder: 'e.g. last_name',
							description: 'For the type Person Name, where this side has two fields: the field for the last name. The field of the row is the first name.',
						},
						{
							displayName: 'List Labels as Text',
							name: 'byLabel',
							type: 'boolean',
							default: false,
							description: 'Whether a text field gets the label of a list value instead of its internal name: “Computer Software” for COMPUTER_SOFTWARE',
						},
						{
							displayName: 'Moments Are Days',
							name: 'dayOnly',
							type: 'boolean',
							default: false,
							description: 'Whether a date and time against a date means the day only, as for close dates: then it may be written back',
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
						{
							displayName: 'Tag Prefix',
							name: 'tagPrefix',
							type: 'string',
							default: '',
							placeholder: 'e.g. HubSpot: ',
							description: 'For the type Tags or Memberships, where all lists or campaigns travel: what the tags on the right begin with, so that they are told from others',
						},
						{
							displayName: 'Time Zone on the Left',
							name: 'leftZone',
							type: 'string',
							default: '',
							placeholder: 'e.g. Europe/Berlin',
							description: 'For dates and times that this side says by the clock on the wall, without a time zone; for the type Date, where the day of a moment is taken',
						},
						{
							displayName: 'Time Zone on the Right',
							name: 'rightZone',
							type: 'string',
							default: '',
							placeholder: 'e.g. Europe/Berlin',
							description: 'For dates and times that this side says by the clock on the wall, without a time zone; for the type Date, where the day of a moment is taken',
						},
					],
				},
			],
		},
	],
};
