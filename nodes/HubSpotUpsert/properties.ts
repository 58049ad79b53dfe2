import type { INodeProperties } from 'n8n-workflow';
import { hubSpotAuthentication } from '../common/authentication';
import { newFieldProperties } from '../common/upsert/new-field-properties';
import { matchFieldProperties, objectsProperty, operationProperty, upsertOptionsProperty } from '../common/upsert/properties';

export const OBJECT_OPTIONS = [
	{ name: 'Companies', value: 'companies' },
	{ name: 'Contacts', value: 'contacts' },
	{ name: 'Deals', value: 'deals' },
];

/** Activities. */
const ACTIVITY_OPTIONS = [
	{ name: 'Calls', value: 'calls' },
	{ name: 'Emails', value: 'emails' },
	{ name: 'Meetings', value: 'meetings' },
	{ name: 'Notes', value: 'notes' },
	{ name: 'Tasks', value: 'tasks' },
];

/** All parameters of the node, from top to bottom. */
export const properties: INodeProperties[] = [
	hubSpotAuthentication('authentication', 'Authentication'),
	operationProperty([
		{
			name: 'Check Connection',
			value: 'checkConnection',
			action: 'Check the connection',
			description: 'Reports which account it is, how many API calls are left, and what the credential may do with the objects. Changes nothing.',
		},
	]),
	objectsProperty('Objects', OBJECT_OPTIONS, ['checkConnection'], 'The objects that are looked at'),
	...newFieldProperties('hubspot'),
	...matchFieldProperties('hubspot', OBJECT_OPTIONS, ACTIVITY_OPTIONS),
	upsertOptionsProperty(),
];
