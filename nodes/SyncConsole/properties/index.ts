import type { INodeProperties } from 'n8n-workflow';
import { issueProperties } from './issue';
import { logProperties } from './log';
import { operationsOf } from './parts';
import { recordProperties } from './record';
import { reviewItemProperties } from './review-item';
import { syncProperties } from './sync';

/** All parameters of the node, from top to bottom. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Health', value: 'health' },
			{ name: 'Issue', value: 'issue' },
			{ name: 'Log', value: 'log' },
			{ name: 'Record', value: 'record' },
			{ name: 'Review Item', value: 'reviewItem' },
			{ name: 'Sync', value: 'sync' },
		],
		default: 'health',
	},
	operationsOf('health', [{ name: 'Get', value: 'get', action: 'Get the health of all syncs', description: 'How every trigger and every sync fares, and what to do about it' }], 'get'),
	...reviewItemProperties,
	...issueProperties,
	...logProperties,
	...recordProperties,
	...syncProperties,
];
