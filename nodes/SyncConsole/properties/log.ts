import { startCase } from 'lodash';
import type { INodeProperties } from 'n8n-workflow';
import { OUTCOMES } from '../../../engine/model';
import { operationsOf, paging, shownFor, syncProperty, SYSTEM_OPTIONS } from './parts';

const RESOURCE = 'log';

export const logProperties: INodeProperties[] = [
	operationsOf(RESOURCE, [{ name: 'Get Many', value: 'getAll', action: 'Get many log lines', description: 'What became of every change and why, newest first' }], 'getAll'),
	...paging(RESOURCE, 'getAll'),
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		...shownFor(RESOURCE, 'getAll'),
		options: [
			{ displayName: 'From', name: 'since', type: 'dateTime', default: '', description: 'Only lines of this time or later' },
			{ displayName: 'Next Page', name: 'before', type: 'number', default: 0, description: 'Only lines older than the one with this ID: give the smallest ID of the page before' },
			{ displayName: 'Object', name: 'object', type: 'string', default: '', placeholder: 'e.g. Opportunity', description: 'Object of the record, where its ID is not enough' },
			{ displayName: 'Outcome', name: 'outcome', type: 'options', options: OUTCOMES.map((value) => ({ name: startCase(value), value })), default: 'failed', description: 'How the change ended' },
			{ displayName: 'Person', name: 'person', type: 'string', default: '', placeholder: 'e.g. duty', description: 'Only what this person decided: the user who signed in to the page, or the workflow of a Sync Console node' },
			{ displayName: 'Reason', name: 'reason', type: 'string', default: '', placeholder: 'e.g. missing-required', description: 'Code of the reason: docs/errors.md lists them' },
			{ displayName: 'Record ID', name: 'recordId', type: 'string', default: '', description: 'Lines about this record, on either side' },
			syncProperty,
			{ displayName: 'System', name: 'system', type: 'options', options: SYSTEM_OPTIONS, default: '', description: 'System of the record, where its ID is not enough' },
			{ displayName: 'Text', name: 'text', type: 'string', default: '', description: 'Words of the message' },
			{ displayName: 'Until', name: 'until', type: 'dateTime', default: '', description: 'Only lines before this time' },
		],
	},
];
