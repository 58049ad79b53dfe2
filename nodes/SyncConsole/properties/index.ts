import type { INodeProperties } from 'n8n-workflow';
import { healthProperties } from './health';
import { issueProperties } from './issue';
import { logProperties } from './log';
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
	...healthProperties,
	...reviewItemProperties,
	...issueProperties,
	...logProperties,
	...recordProperties,
	...syncProperties,
];
