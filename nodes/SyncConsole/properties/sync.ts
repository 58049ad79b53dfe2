import type { INodeProperties } from 'n8n-workflow';
import { pactAuthentication } from '../../common/authentication';
import { operationsOf, shownFor } from './parts';
import { readingOperations, readingProperties } from './reading';
import { rehearsalOperations, rehearsalProperties } from './rehearsal';

const RESOURCE = 'sync';
const forgetting = (what: string) => ({ displayOptions: { show: { resource: [RESOURCE], operation: ['forget'], forget: [what] } } });

const trigger: INodeProperties = {
	displayName: 'Trigger Name or ID',
	name: 'trigger',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getTriggers' },
	default: '',
	description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

export const syncProperties: INodeProperties[] = [
	operationsOf(
		RESOURCE,
		[
			{ name: 'Check Pact API', value: 'checkPactApi', action: 'Check the Pact API', description: 'Report, point by point, whether the workspace behaves as this package assumes. Reads only.' },
			{ name: 'Export Settings', value: 'exportSettings', action: 'Export the settings of all syncs', description: 'What people taught the syncs: assigned stages, values and owners. No record’s data, no secrets.' },
			{ name: 'Forget', value: 'forget', action: 'Forget a sync', description: 'Remove the links and places of a sync. No record in any system is touched.' },
			{ name: 'Import Settings', value: 'importSettings', action: 'Import settings', description: 'Take over what was exported, here or in another n8n' },
			{ name: 'Pause', value: 'pause', action: 'Pause a sync', description: 'Let a trigger rest. Nothing is lost: changes flow when it is resumed.' },
			{ name: 'Resume', value: 'resume', action: 'Resume a sync', description: 'Let a paused trigger go on' },
			...readingOperations,
			...rehearsalOperations,
		].sort((one, other) => one.name.localeCompare(other.name)),
		'pause',
	),
	{ ...trigger, typeOptions: { loadOptionsMethod: 'getTriggersOrAll' }, ...shownFor(RESOURCE, 'pause', 'resume') },
	{
		displayName: 'Reason',
		name: 'reason',
		type: 'string',
		default: '',
		placeholder: 'e.g. Migration this weekend',
		description: 'Shown with the health of the trigger, for the others',
		...shownFor(RESOURCE, 'pause'),
	},
	{
		displayName: 'Forget',
		name: 'forget',
		type: 'options',
		options: [
			{ name: 'A Sync', value: 'pair', description: 'Its links and questions, and the triggers that feed nothing else' },
			{ name: 'A Trigger', value: 'trigger', description: 'Its place and what it has under way. Links stay.' },
		],
		default: 'pair',
		...shownFor(RESOURCE, 'forget'),
	},
	{
		displayName: 'Sync Name or ID',
		name: 'pair',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getLinkedSyncs' },
		default: '',
		required: true,
		description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		...forgetting('pair'),
	},
	{ ...trigger, required: true, ...forgetting('trigger') },
	{
		displayName: 'I Want This to Be Forgotten',
		name: 'confirmed',
		type: 'boolean',
		default: false,
		description: 'Whether to really forget. It cannot be undone.',
		...shownFor(RESOURCE, 'forget'),
	},
	{
		displayName: 'Settings (JSON)',
		name: 'settings',
		type: 'json',
		default: '={{ $json }}',
		required: true,
		description: 'What "Export Settings" made',
		...shownFor(RESOURCE, 'importSettings'),
	},
	{ ...pactAuthentication('authentication', 'Pact Authentication'), ...shownFor(RESOURCE, 'checkPactApi') },
	...readingProperties,
	...rehearsalProperties,
];
