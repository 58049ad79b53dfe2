import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { LEFT_DEPENDS, RIGHT_DEPENDS } from './rows';

const VALUES =
	'Values that let a record through, separated by commas. “email.*” stands for all that begin with “email.”, and “*” for any. Upper and lower case do not matter. Empty: no record of this side, so that the mapper only brings records to it.';

/** The condition of one side: a field, and the values that let a record through. */
const condition = (side: 'left' | 'right', displayName: string): INodePropertyCollection => ({
	displayName,
	name: side,
	values: [
		{
			displayName: 'Field Name or ID',
			name: side,
			type: 'options',
			typeOptions:
				side === 'left'
					? { loadOptionsMethod: 'getLeftFields', loadOptionsDependsOn: LEFT_DEPENDS }
					: { loadOptionsMethod: 'getRightFields', loadOptionsDependsOn: RIGHT_DEPENDS },
			default: '',
			description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		},
		{ displayName: 'Is One Of', name: 'values', type: 'string', default: '', placeholder: 'e.g. Customer, Partner', description: VALUES },
		{ displayName: 'Or Is Blank', name: 'blank', type: 'boolean', default: false, description: 'Whether records in which the field is empty belong here too' },
	],
});

/** Which records a mapper is about. Two mappers of one trigger share its records out so. */
export const onlyProperties: INodeProperties[] = [
	{
		displayName: 'Only Records Where',
		name: 'only',
		type: 'fixedCollection',
		placeholder: 'Add Condition',
		default: {},
		description:
			'Which records belong to this mapper; the others pass it by and are logged as "not-of-this-pair". Without a condition all do; of activities, those of the kind that the other side has.',
		options: [condition('left', 'Left Record'), condition('right', 'Right Record')],
	},
	{
		displayName: 'Records That Belong to No Linked Record',
		name: 'unrelated',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Automatic', value: 'automatic', description: 'Left out among activities, created among all other records' },
			{ name: 'Create Them', value: 'create', description: 'Also what is about nobody who is kept in step' },
			{ name: 'Leave Them Out', value: 'leaveOut', description: 'Nothing is created where no row of the type Record Link leads to a linked record' },
		],
		default: 'automatic',
		description: 'Whether a task, a deal or the like is created on the other side although no person, company or deal of it is linked',
	},
];
