import type { INodeProperties } from 'n8n-workflow';

type Show = Record<string, string[]>;

/** Shown only for these operations of the resource. */
export const shownFor = (resource: string, ...operations: string[]): { displayOptions: { show: Show } } => ({
	displayOptions: { show: { resource: [resource], operation: operations } },
});

export const operationsOf = (resource: string, options: INodeProperties['options'], first: string): INodeProperties => ({
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: [resource] } },
	options: options ?? [],
	default: first,
});

/** "Return All" with its limit, as n8n's nodes have it. */
export const paging = (resource: string, operation: string): INodeProperties[] => [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
		...shownFor(resource, operation),
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { resource: [resource], operation: [operation], returnAll: [false] } },
	},
];

export const SYSTEM_OPTIONS = [
	{ name: 'Any', value: '' },
	{ name: 'HubSpot', value: 'hubspot' },
	{ name: 'Pact', value: 'pact' },
	{ name: 'Salesforce', value: 'salesforce' },
];

/** The dropdown of all syncs. `name`, `displayName` and more may be added. */
export const syncProperty: INodeProperties = {
	displayName: 'Sync Name or ID',
	name: 'pair',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getSyncs' },
	default: '',
	description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};
