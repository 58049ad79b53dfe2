import type { INodeProperties } from 'n8n-workflow';
import { operationsOf, shownFor, SYSTEM_OPTIONS } from './parts';

const RESOURCE = 'record';

export const recordProperties: INodeProperties[] = [
	operationsOf(
		RESOURCE,
		[
			{ name: 'Explain', value: 'explain', action: 'Explain a record', description: 'Why a record looks as it does: its partners, the rule of each field, the last merges, and what is open' },
			{ name: 'Get Links', value: 'getLinks', action: 'Get the links of a record', description: 'What a record is kept in step with' },
		],
		'explain',
	),
	{
		displayName: 'Record ID',
		name: 'recordId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 0035g00000AbC12AAB',
		description: 'The record’s ID in its own system',
		...shownFor(RESOURCE, 'explain', 'getLinks'),
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		...shownFor(RESOURCE, 'explain', 'getLinks'),
		options: [
			{ displayName: 'Connection', name: 'connection', type: 'string', default: '', description: 'Org, portal or workspace, where several have a record with this ID' },
			{ displayName: 'Object', name: 'object', type: 'string', default: '', placeholder: 'e.g. contacts', description: 'Where several objects have a record with this ID' },
			{ displayName: 'System', name: 'system', type: 'options', options: SYSTEM_OPTIONS, default: '', description: 'Where several systems have a record with this ID' },
		],
	},
];
