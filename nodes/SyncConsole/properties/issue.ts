import type { INodeProperties } from 'n8n-workflow';
import { operationsOf, shownFor } from './parts';

const RESOURCE = 'issue';
const retrying = (what: string) => ({ displayOptions: { show: { resource: [RESOURCE], operation: ['retry'], retry: [what] } } });

export const issueProperties: INodeProperties[] = [
	operationsOf(
		RESOURCE,
		[
			{ name: 'Get Many', value: 'getAll', action: 'Get many issues', description: 'Records that were given up: one item a cause, with how many and what to do' },
			{ name: 'Retry', value: 'retry', action: 'Retry issues', description: 'Try records again that were given up, as if for the first time' },
		],
		'getAll',
	),
	{
		displayName: 'Retry',
		name: 'retry',
		type: 'options',
		options: [
			{ name: 'All Issues', value: 'all' },
			{ name: 'One Cause', value: 'cause' },
			{ name: 'One Record', value: 'record' },
		],
		default: 'all',
		description: 'What to try again',
		...shownFor(RESOURCE, 'retry'),
	},
	{
		displayName: 'Cause Name or ID',
		name: 'cause',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getCauses' },
		default: '',
		required: true,
		description: 'All records of this cause. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		...retrying('cause'),
	},
	{
		displayName: 'Record ID',
		name: 'recordId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 0065g00000XyZ12AAB',
		description: 'The record’s ID in its own system',
		...retrying('record'),
	},
];
