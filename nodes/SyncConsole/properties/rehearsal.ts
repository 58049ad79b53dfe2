import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { shownFor } from './parts';

const RESOURCE = 'sync';

export const rehearsalOperations: INodePropertyOptions[] = [
	{ name: 'Get Dry Run Report', value: 'getDryRunReport', action: 'Get the dry run report of a sync', description: 'What would happen if somebody said go: counts, reasons and examples. Examples hold values of your records.' },
	{ name: 'Go Live', value: 'goLive', action: 'Let a sync in rehearsal go live', description: 'What was only planned is done, and records are written from now on, in both directions' },
	{ name: 'Rehearse', value: 'rehearse', action: 'Put a sync back into rehearsal', description: 'Nothing is written from now on, and the report begins anew. Also starts a rehearsal over.' },
];

export const rehearsalProperties: INodeProperties[] = [
	{
		displayName: 'Sync Name or ID',
		name: 'rehearsedPair',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getRehearsals' },
		default: '',
		description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		...shownFor(RESOURCE, ...rehearsalOperations.map(({ value }) => String(value))),
	},
	{
		displayName: 'Examples',
		name: 'examples',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 3,
		description: 'How many records to show for each reason. They hold values of your records; 0 leaves them out.',
		...shownFor(RESOURCE, 'getDryRunReport'),
	},
];
