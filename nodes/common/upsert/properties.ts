import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { SYSTEM_NAMES, type SystemName } from '../../../engine/model';
import { createFieldOperation } from './new-field-properties';

type CollectionOptions = NonNullable<INodeProperties['options']>;

/** n8n shows a node's operations in the order of their names. */
const byName = <T extends { name: string }>(one: T, other: T) => one.name.localeCompare(other.name);
const byDisplayName = (one: CollectionOptions[number], other: CollectionOptions[number]) => title(one).localeCompare(title(other));
const title = (option: CollectionOptions[number]) => ('displayName' in option ? option.displayName : option.name);

/** Create or Update, Create Field, Set Up Match Field, and what only this system can do. */
export function operationProperty(own: readonly INodePropertyOptions[]): INodeProperties {
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		options: [
			...own,
			createFieldOperation,
			{
				name: 'Create or Update',
				value: 'upsert',
				action: 'Create or update records',
				description: 'Create a new record, or update the current one if it already exists (upsert)',
			},
			{
				name: 'Set Up Match Field',
				value: 'setUpMatchField',
				action: 'Set up a match field',
				description: 'Create the field that holds the linked record’s ID, so that records are found by it and never made twice. Nothing happens where it is there already.',
			},
		].sort(byName),
		default: 'upsert',
	};
}

/** What "Set Up Match Field" asks. `objects` are the system's usual ones, `activities` those that are set up on request only. */
export function matchFieldProperties(
	system: SystemName,
	objects: readonly INodePropertyOptions[],
	activities: readonly INodePropertyOptions[] = [],
): INodeProperties[] {
	const others = (Object.keys(SYSTEM_NAMES) as SystemName[]).filter((name) => name !== system);
	const usual = system === 'pact' ? 'salesforce' : 'pact';
	return [
		{
			displayName: 'Linked System',
			name: 'linkedSystem',
			type: 'options',
			options: others.map((value) => ({ name: SYSTEM_NAMES[value], value })).sort(byName),
			default: usual,
			description: 'The system whose record IDs the field is to hold',
			displayOptions: { show: { operation: ['setUpMatchField'] } },
		},
		objectsProperty('Objects', [...objects, ...activities], ['setUpMatchField'], 'The objects that get the field', activities.length > 0 ? 'all but activities' : 'all of the list'),
	];
}

export function objectsProperty(
	displayName: string,
	objects: readonly INodePropertyOptions[],
	operation: string[],
	description: string,
	none = 'all of the list',
): INodeProperties {
	return {
		displayName,
		name: 'objects',
		type: 'multiOptions',
		options: [...objects].sort(byName),
		default: [],
		description: `${description}. None chosen: ${none}. An expression may name others.`,
		displayOptions: { show: { operation } },
	};
}

/** The options of Create or Update: the common ones and the node's own. */
export function upsertOptionsProperty(own: CollectionOptions = []): INodeProperties {
	const common: INodeProperties[] = [
		{
			displayName: 'Ask Above (% of Linked Records)',
			name: 'askAbove',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 100, numberPrecision: 0 },
			default: 30,
			description: 'When changes of the other side would change more of a mapper’s linked records than this within an hour, the rest waits and a person is asked in the review list. 0: nobody is asked; 30 also where this option is not added. Creates, the first sync, opt-outs, and mappers with fewer than 100 links are not counted.',
		},
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'options',
			noDataExpression: true,
			// Workflows that were saved when this was a switch hold true or false.
			options: [
				{ name: 'Off', value: false, description: 'Records are written' },
				{ name: 'Until Somebody Says Go', value: 'untilGo', description: 'Nothing is written until a person presses “Go” in the Sync Console, which reports what would happen to all records' },
				{ name: 'Always', value: true, description: 'Nothing is written. What would be done comes out of this node.' },
			],
			default: false,
			description: 'Whether to only plan what would be done. Both nodes of a sync in both directions should say the same.',
		},
		{
			displayName: 'Maximum Archives per Run',
			name: 'maxArchives',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 10,
			description: 'How many deletes of the other side one run may pass on, where the mapper says so. What exceeds it waits for a person; 10 also where this option is not added.',
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
			displayName: 'Maximum Updates per Run',
			name: 'maxUpdates',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 1000,
			description: 'A safety net against a wrong mapping. What exceeds it comes again with the next run; opt-outs are written all the same.',
		},
		{
			displayName: 'Maximum Writes per Run',
			name: 'maxWrites',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 1000,
			description: 'Creates and updates together. What exceeds it comes again with the next run.',
		},
		{
			displayName: 'Only Write These Field Names or IDs',
			name: 'onlyFields',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getWritableFields', loadOptionsDependsOn: ['authentication'] },
			default: [],
			description: 'Nothing else is ever sent, whatever the mapper says; what was left out is told with each record. Opt-outs, and the field for the linked record’s ID, are always written. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show: { operation: ['upsert'] } },
		options: [...common, ...own].sort(byDisplayName),
	};
}
