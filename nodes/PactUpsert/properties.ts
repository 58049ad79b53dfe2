import type { INodeProperties } from 'n8n-workflow';
import { pactAuthentication } from '../common/authentication';
import { newFieldProperties } from '../common/upsert/new-field-properties';
import { matchFieldProperties, operationProperty, upsertOptionsProperty } from '../common/upsert/properties';

/** More calls side by side than this gain nothing under Pact's published rate limits. */
export const MAX_CONCURRENCY = 20;

export const OBJECT_OPTIONS = [
	{ name: 'Companies', value: 'companies' },
	{ name: 'Contacts', value: 'contacts' },
	{ name: 'Opportunities', value: 'opportunities' },
];

/** All parameters of the node, from top to bottom. */
export const properties: INodeProperties[] = [
	pactAuthentication('authentication', 'Authentication'),
	operationProperty([
		{
			name: 'Check Pact API',
			value: 'checkApi',
			action: 'Check the workspace',
			description: 'Reports, point by point, whether the workspace behaves as this package assumes. Reads only.',
		},
	]),
	...newFieldProperties('pact'),
	...matchFieldProperties('pact', OBJECT_OPTIONS),
	upsertOptionsProperty([
		{
			displayName: 'Calls at a Time',
			name: 'concurrency',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MAX_CONCURRENCY, numberPrecision: 0 },
			default: 4,
			description: 'How many calls to Pact run side by side. The rate limit of your plan is kept in any case.',
		},
	]),
];
