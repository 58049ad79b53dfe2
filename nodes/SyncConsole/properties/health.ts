import type { INodeProperties } from 'n8n-workflow';
import { operationsOf, shownFor } from './parts';

const RESOURCE = 'health';

export const healthProperties: INodeProperties[] = [
	operationsOf(
		RESOURCE,
		[
			{ name: 'Get', value: 'get', action: 'Get the health of all syncs', description: 'How every trigger and every sync fares, and what to do about it' },
			{ name: 'Get Alerts', value: 'getAlerts', action: 'Get alerts', description: 'What somebody should know: refused credentials, silent triggers, growing backlogs, guards, consent in dispute, records given up, changed fields. One item each.' },
			{ name: 'Get Digest', value: 'getDigest', action: 'Get a digest', description: 'What happened in the last 24 hours and what is open, as figures and as a ready text for an e-mail' },
		],
		'get',
	),
	{
		displayName: 'Alerts',
		name: 'alerts',
		type: 'options',
		options: [
			{ name: 'All That Stand Now', value: 'standing', description: 'Marks nothing as told' },
			{ name: 'Only News', value: 'news', description: 'Each once when it begins, and once more when it is over. Run by hand in the editor, the node shows all that stand and marks nothing as told.' },
		],
		default: 'news',
		description: 'Which alerts to return',
		...shownFor(RESOURCE, 'getAlerts'),
	},
	{
		displayName: 'Options',
		name: 'alertOptions',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		...shownFor(RESOURCE, 'getAlerts'),
		options: [
			{
				displayName: 'Backlog Above (Changes)',
				name: 'backlogSize',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 5000,
				description: 'How many changes of one trigger may be under way',
			},
			{
				displayName: 'Backlog After (Minutes)',
				name: 'backlogMinutes',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 30,
				description: 'How long a change may be under way before its trigger has a backlog',
			},
			{ displayName: 'Include Those That Ended', name: 'ended', type: 'boolean', default: true, description: 'Whether to tell as well that an alert is over' },
			{
				displayName: 'Listener',
				name: 'listener',
				type: 'string',
				default: '',
				placeholder: 'e.g. on-call',
				description: 'Whose news they are: each listener is told of everything once. Otherwise this node is a listener of its own.',
			},
			{
				displayName: 'Trouble After (Minutes)',
				name: 'troubleMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 10,
				description: 'How long a system may not answer before it is told',
			},
		],
	},
	{
		displayName: 'Since',
		name: 'since',
		type: 'dateTime',
		default: '',
		description: 'From when on to count. Otherwise the last 24 hours.',
		...shownFor(RESOURCE, 'getDigest'),
	},
];
