import type { INodeProperties } from 'n8n-workflow';
import { pactAuthentication } from '../common/authentication';

/** More calls side by side than this gain nothing under Pact's published rate limits. */
export const MAX_CONCURRENCY = 20;

/** All parameters of the node, from top to bottom. */
export const properties: INodeProperties[] = [
	pactAuthentication('authentication', 'Authentication'),
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Check Pact API',
				value: 'checkApi',
				action: 'Check the workspace',
				description: 'Reports, point by point, whether the workspace behaves as this package assumes. Reads only.',
			},
			{
				name: 'Create or Update',
				value: 'upsert',
				action: 'Create or update records',
				description: 'Create a new record, or update the current one if it already exists (upsert)',
			},
		],
		default: 'upsert',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { operation: ['upsert'] } },
		options: [
			{
				displayName: 'Calls at a Time',
				name: 'concurrency',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: MAX_CONCURRENCY, numberPrecision: 0 },
				default: 4,
				description: 'How many calls to Pact run side by side. The rate limit of your plan is kept in any case.',
			},
			{
				displayName: 'Dry Run',
				name: 'dryRun',
				type: 'boolean',
				default: false,
				description: 'Whether to only say what would be done; nothing is written',
			},
			{
				displayName: 'Maximum Creates per Run',
				name: 'maxCreates',
				type: 'number',
				typeOptions: { minValue: 0, numberPrecision: 0 },
				default: 1000,
				description: 'A safety net against a wrong mapping. What exceeds it comes again with the next run.',
			},
			{
				displayName: 'Maximum Writes per Run',
				name: 'maxWrites',
				type: 'number',
				typeOptions: { minValue: 0, numberPrecision: 0 },
				default: 1000,
				description: 'Creates and updates together. What exceeds it comes again with the next run.',
			},
		],
	},
];
