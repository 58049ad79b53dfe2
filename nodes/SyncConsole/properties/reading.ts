import type { INodeProperties } from 'n8n-workflow';
import { paging, shownFor, syncProperty } from './parts';

const RESOURCE = 'sync';
const START = ['startReconcile', 'startBackfill'] as const;

/** Of the resource "Sync", where they stand among its others. */
export const readingOperations = [
	{ name: 'Get Readings', value: 'getReadings', action: 'Get the readings of all syncs', description: 'Reconciles and backfills, newest first: what they found, and how far those are that run' },
	{ name: 'Start Backfill', value: 'startBackfill', action: 'Start a backfill', description: 'Send every record of a sync through it once more, behind the live changes' },
	{ name: 'Start Reconcile', value: 'startReconcile', action: 'Start a reconcile', description: 'Compare both sides of a sync, and send only what is not in step through it' },
	{ name: 'Stop Reading', value: 'stopReading', action: 'Stop a reading', description: 'End a reconcile or backfill. What it has begun goes to its end.' },
];

const allSyncs: INodeProperties = { ...syncProperty, typeOptions: { loadOptionsMethod: 'getSyncsOrAll' } };

export const readingProperties: INodeProperties[] = [
	{ ...allSyncs, ...shownFor(RESOURCE, ...START, 'getReadings') },
	{
		displayName: 'Sides',
		name: 'sides',
		type: 'options',
		options: [
			{ name: 'Both', value: 'both', description: 'Every side that a trigger reads' },
			{ name: 'Left Only', value: 'left', description: 'The first system in the name of the sync' },
			{ name: 'Right Only', value: 'right', description: 'The second system in the name of the sync' },
		],
		default: 'both',
		description: 'Whose records are read',
		...shownFor(RESOURCE, ...START),
	},
	{
		displayName: 'Wait Until It Ends',
		name: 'wait',
		type: 'boolean',
		default: false,
		description: 'Whether to go on only when the reading has ended, with its whole report. Otherwise the item says that it was ordered.',
		...shownFor(RESOURCE, ...START),
	},
	{
		displayName: 'Wait at Most (Minutes)',
		name: 'waitMinutes',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 60,
		description: 'After that the item tells how far it is, and the reading goes on by itself',
		displayOptions: { show: { resource: [RESOURCE], operation: [...START], wait: [true] } },
	},
	{
		displayName: 'Options',
		name: 'pace',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		...shownFor(RESOURCE, ...START),
		options: [
			{ displayName: 'Only From (Time of Day)', name: 'from', type: 'string', default: '22:00', placeholder: 'e.g. 22:00', description: 'It rests outside of these hours and goes on where it stopped. Takes "Only Until" as well.' },
			{ displayName: 'Only Until (Time of Day)', name: 'to', type: 'string', default: '06:00', placeholder: 'e.g. 06:00', description: 'May be on the next morning' },
			{ displayName: 'Records per Minute', name: 'perMinute', type: 'number', typeOptions: { minValue: 1 }, default: 1000, description: 'How many records each trigger reads in a minute at most' },
			{
				displayName: 'Share of the Day’s API Calls (%)',
				name: 'share',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 100 },
				default: 20,
				description: 'It rests while the sync has made more than this share of the calls that it may make in a day: the rest is left for live changes',
			},
			{ displayName: 'Time Zone', name: 'zone', type: 'string', default: '', placeholder: 'e.g. Europe/Berlin', description: 'Of the hours. Otherwise that of the workflow.' },
		],
	},
	{
		displayName: 'Reading Name or ID',
		name: 'reading',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getOpenReadings' },
		default: '',
		description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		...shownFor(RESOURCE, 'stopReading'),
	},
	{
		displayName: 'Show',
		name: 'show',
		type: 'options',
		options: [
			{ name: 'All', value: 'all' },
			{ name: 'Ended', value: 'ended' },
			{ name: 'Under Way', value: 'open' },
		],
		default: 'all',
		description: 'Which readings to get',
		...shownFor(RESOURCE, 'getReadings'),
	},
	...paging(RESOURCE, 'getReadings'),
];
