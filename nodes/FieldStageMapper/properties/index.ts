import type { INodeProperties } from 'n8n-workflow';
import { pactAuthentication, salesforceAuthentication } from '../../common/authentication';
import { matchProperties } from './match';
import { rowsProperty } from './rows';
import { valuesProperty } from './values';

/** Which system may stand on which side. The left one is the CRM by convention. */
const LEFT_SYSTEMS = [{ name: 'Salesforce', value: 'salesforce' }];
const RIGHT_SYSTEMS = [{ name: 'Pact', value: 'pact' }];

const sides: INodeProperties[] = [
	{ displayName: 'Left System', name: 'leftSystem', type: 'options', noDataExpression: true, options: LEFT_SYSTEMS, default: 'salesforce' },
	{ displayName: 'Right System', name: 'rightSystem', type: 'options', noDataExpression: true, options: RIGHT_SYSTEMS, default: 'pact' },
	salesforceAuthentication('salesforceAuthentication', 'Salesforce Authentication', { leftSystem: ['salesforce'] }),
	pactAuthentication('pactAuthentication', 'Pact Authentication', { rightSystem: ['pact'] }),
	// Where the editor puts the credentials of both sides; without it they would stand between the left object and the right one.
	{ displayName: 'Credentials', name: 'credentials', type: 'credentials', default: '' },
	{
		displayName: 'Left Object Name or ID',
		name: 'leftObject',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getLeftObjects', loadOptionsDependsOn: ['leftSystem', 'salesforceAuthentication'] },
		default: 'Contact',
		required: true,
		description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	},
	{
		displayName: 'Right Object Name or ID',
		name: 'rightObject',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getRightObjects', loadOptionsDependsOn: ['rightSystem', 'pactAuthentication'] },
		default: 'contacts',
		required: true,
		description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	},
];

const policies: INodeProperties[] = [
	{
		displayName: 'Create Missing Records on the Right',
		name: 'createRight',
		type: 'boolean',
		default: true,
		description: 'Whether a left record without a partner gets one on the right. Off: only records that exist on both sides are kept in step.',
	},
	{
		displayName: 'Create Missing Records on the Left',
		name: 'createLeft',
		type: 'boolean',
		default: false,
		description: 'Whether a right record without a partner gets one on the left. It matters only when a trigger of the right system feeds this mapper.',
	},
	{
		displayName: 'When It Cannot Be Told Which Change Is Newer',
		name: 'tieWinner',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Left Wins', value: 'left' },
			{ name: 'Right Wins', value: 'right' },
		],
		default: 'left',
		description: 'The losing value is kept in the log',
	},
	{
		displayName: 'Sync Name',
		name: 'syncName',
		type: 'string',
		default: '',
		placeholder: 'e.g. emea',
		description:
			'Leave it empty, unless you keep the same two objects in step twice with different mappings. Mappers of one sync have the same name. Links are kept under it, so do not change it later.',
	},
];

/** All parameters of the mapper, from top to bottom. */
export const properties: INodeProperties[] = [
	...sides,
	{
		displayName: 'Auto-Map',
		name: 'autoMap',
		type: 'boolean',
		default: true,
		description:
			'Whether fields without a row of their own are mapped by well-known names, or same name and type; custom fields are matched by name',
	},
	rowsProperty,
	valuesProperty,
	...matchProperties,
	...policies,
];
