import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { SYSTEM_NAMES, type SystemName } from '../../../engine/model';
import type { FieldKind } from '../../../systems/common/new-field';
import { hubSpotAuthentication, pactAuthentication, salesforceAuthentication } from '../authentication';

const CREATE = { operation: ['createField'] };
const DEFINED = { ...CREATE, newFieldLike: ['nothing'] };

const KINDS: Array<INodePropertyOptions & { value: FieldKind }> = [
	{ name: 'Date', value: 'date' },
	{ name: 'Date and Time', value: 'datetime' },
	{ name: 'Email', value: 'email' },
	{ name: 'List, One Value', value: 'picklist' },
	{ name: 'List, Several Values', value: 'multiselect' },
	{ name: 'Long Text', value: 'longText' },
	{ name: 'Money', value: 'money' },
	{ name: 'Number', value: 'number' },
	{ name: 'Percentage', value: 'percent' },
	{ name: 'Phone', value: 'phone' },
	{ name: 'Text', value: 'text' },
	{ name: 'Web Address', value: 'url' },
	{ name: 'Yes or No', value: 'boolean' },
];

const others = (system: SystemName): SystemName[] => (['hubspot', 'pact', 'salesforce'] as const).filter((name) => name !== system);

/** The operation itself. */
export const createFieldOperation: INodePropertyOptions = {
	name: 'Create Field',
	value: 'createField',
	action: 'Create a field',
	description: 'Create a custom field on an object, by itself or like a field of another system, so that it can be mapped. Nothing happens where it is there already.',
};

/** What "Create Field" asks. */
export function newFieldProperties(system: SystemName): INodeProperties[] {
	const like = (name: SystemName) => ({ ...CREATE, newFieldLike: [name] });
	const copied = { ...CREATE, newFieldLike: others(system) };
	return [
		{
			displayName: 'Object Name or ID',
			name: 'newFieldObject',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'getOwnObjects' },
			default: '',
			required: true,
			description: 'The object that gets the field. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			displayOptions: { show: CREATE },
		},
		{
			displayName: 'Like a Field Of',
			name: 'newFieldLike',
			type: 'options',
			noDataExpression: true,
			options: [
				{ name: 'No Other System', value: 'nothing', description: 'Label, type and values are given here' },
				...others(system).map((value) => ({ name: SYSTEM_NAMES[value], value, description: 'Label, type and values are those of a field there' })),
			],
			default: 'nothing',
			displayOptions: { show: CREATE },
		},
		...(system === 'salesforce' ? [] : [salesforceAuthentication('salesforceAuthentication', 'Salesforce Authentication', like('salesforce'))]),
		...(system === 'hubspot' ? [] : [hubSpotAuthentication('hubSpotAuthentication', 'HubSpot Authentication', like('hubspot'))]),
		...(system === 'pact' ? [] : [pactAuthentication('pactAuthentication', 'Pact Authentication', like('pact'))]),
		{
			displayName: 'Object There Name or ID',
			name: 'likeObject',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'getLikeObjects', loadOptionsDependsOn: ['newFieldLike'] },
			default: '',
			required: true,
			description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
			displayOptions: { show: copied },
		},
		{
			displayName: 'Field There Name or ID',
			name: 'likeField',
			type: 'options',
			typeOptions: { loadOptionsMethod: 'getLikeFields', loadOptionsDependsOn: ['newFieldLike', 'likeObject'] },
			default: '',
			required: true,
			description: 'The field whose label, type and values the new one gets. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
			displayOptions: { show: copied },
		},
		{
			displayName: 'Label',
			name: 'newFieldLabel',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Renewal Date',
			description: 'What people read beside the field',
			displayOptions: { show: DEFINED },
		},
		{
			displayName: 'Label',
			name: 'newFieldLabel',
			type: 'string',
			default: '',
			placeholder: 'e.g. Renewal Date',
			description: 'What people read beside the field. Empty: the label that it has there.',
			displayOptions: { show: copied },
		},
		{
			displayName: 'Type',
			name: 'newFieldType',
			type: 'options',
			noDataExpression: true,
			options: KINDS,
			default: 'text',
			displayOptions: { show: DEFINED },
		},
		{
			displayName: 'Values',
			name: 'newFieldValues',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, sortable: true, multipleValueButtonText: 'Add Value' },
			placeholder: 'Add Value',
			default: {},
			displayOptions: { show: { ...DEFINED, newFieldType: ['picklist', 'multiselect'] } },
			options: [
				{
					displayName: 'Value',
					name: 'value',
					// A value is read before what it is called.
					values: [
						{ displayName: 'Value', name: 'value', type: 'string', default: '', description: 'What records hold' },
						{ displayName: 'Label', name: 'label', type: 'string', default: '', description: 'What people read. Empty: the value.' },
					],
				},
			],
		},
		{
			displayName: 'API Name',
			name: 'newFieldName',
			type: 'string',
			default: '',
			placeholder: 'e.g. renewal_date',
			description: 'The name that records know the field by. Empty: made of the label.',
			displayOptions: { show: CREATE },
		},
	];
}
