import type { INodeProperties } from 'n8n-workflow';
import { salesforceAuthentication } from '../common/authentication';
import { newFieldProperties } from '../common/upsert/new-field-properties';
import { matchFieldProperties, objectsProperty, operationProperty, upsertOptionsProperty } from '../common/upsert/properties';

export const OBJECT_OPTIONS = ['Account', 'Contact', 'Lead', 'Opportunity'].map((name) => ({ name, value: name }));

/** All parameters of the node, from top to bottom. */
export const properties: INodeProperties[] = [
	salesforceAuthentication('authentication', 'Authentication'),
	operationProperty([
		{
			name: 'Check Connection',
			value: 'checkConnection',
			action: 'Check the connection',
			description: 'Reports which org it is, how many API calls are left, and what the connected user may do with the objects. Reads only.',
		},
	]),
	objectsProperty('Objects', OBJECT_OPTIONS, ['checkConnection'], 'The objects that are looked at'),
	...newFieldProperties('salesforce'),
	...matchFieldProperties('salesforce', OBJECT_OPTIONS, ['Event', 'Task'].map((name) => ({ name, value: name }))),
	upsertOptionsProperty([
		{
			displayName: 'Save Despite Duplicate Rules',
			name: 'saveDuplicates',
			type: 'boolean',
			default: false,
			description: 'Whether records are also saved where a duplicate rule of the org finds one like it and only warns. A rule that blocks still blocks.',
		},
	]),
];
