import type { INodeProperties } from 'n8n-workflow';
import { pactAuthentication } from '../../common/authentication';
import { formOperations, formProperties } from './form';
import { operationsOf, paging, shownFor, syncProperty } from './parts';

const RESOURCE = 'reviewItem';

export const KINDS = [
	{ name: 'Ambiguous Match', value: 'ambiguous-match', description: 'Several records could be the partner' },
	{ name: 'Conflict', value: 'conflict', description: 'Both sides changed a field, and a person decides' },
	{ name: 'Deletes', value: 'deletes', description: 'More deletes than one run passes on' },
	{ name: 'Duplicate', value: 'duplicate', description: 'Two records stand for one' },
	{ name: 'Many Changes', value: 'many-changes', description: 'More of a sync’s records would be changed within an hour than may be without a person’s word' },
	{ name: 'Mapping', value: 'mapping', description: 'A system changed under a mapping' },
	{ name: 'Value Without a Partner', value: 'unmapped-value', description: 'A stage, owner or list value that the other side does not know' },
];

const ANSWER_OPTIONS = [
	{ name: 'Assign a Partner', value: 'assign', description: 'For a value or stage: the other side’s value, from now on' },
	{ name: 'Check Again', value: 'recheck', description: 'For a mapping: the systems are asked anew what they look like' },
	{ name: 'Create the Stage in Pact', value: 'createStage', description: 'For a stage that Pact lacks: it is made and assigned' },
	{ name: 'Dismiss', value: 'dismiss', description: 'For duplicates and mappings: close the question and change nothing' },
	{ name: 'Hold Them', value: 'holdBack', description: 'For many changes: what waits is not written, and stands among the issues' },
	{ name: 'It Was Not Created', value: 'notCreated', description: 'For a create whose answer was lost: it is made now' },
	{ name: 'Keep in Step Again', value: 'goOn', description: 'For a field that two systems fought over: end its rest' },
	{ name: 'Keep the Records', value: 'keepRecords', description: 'For deletes: the other side’s records stay' },
	{ name: 'Let Them Through', value: 'letThrough', description: 'For deletes and many changes: pass all that wait on' },
	{ name: 'Link With This Record', value: 'choose', description: 'For an ambiguous match: the record that is meant' },
	{ name: 'Use Another Value', value: 'useValue', description: 'For a conflict: write a value of your own to both sides' },
	{ name: 'Use the Left Value', value: 'useLeft', description: 'For a conflict: the CRM’s value counts (Salesforce’s, between the two CRMs)' },
	{ name: 'Use the Right Value', value: 'useRight', description: 'For a conflict: the other system’s value counts' },
];

const resolving = shownFor(RESOURCE, 'resolve');
const answering = (...answers: string[]) => ({ displayOptions: { show: { resource: [RESOURCE], operation: ['resolve'], answer: answers } } });
const authentication = pactAuthentication('authentication', 'Pact Authentication');

export const reviewItemProperties: INodeProperties[] = [
	operationsOf(
		RESOURCE,
		[
			{ name: 'Get Many', value: 'getAll', action: 'Get many review items', description: 'What waits for a person, with the answers that each item takes' },
			{ name: 'Get Many Assignments', value: 'getAssignments', action: 'Get many assignments', description: 'Values whose partner a person chose' },
			{ name: 'Remove Assignment', value: 'removeAssignment', action: 'Remove an assignment', description: 'Take a value’s partner back: it is asked about anew when it next comes' },
			{ name: 'Resolve', value: 'resolve', action: 'Resolve review items', description: 'Answer one or several: what waited for it goes on by itself' },
			...formOperations,
		],
		'getAll',
	),
	...paging(RESOURCE, 'getAll'),
	...paging(RESOURCE, 'getAssignments'),
	{
		displayName: 'Filters',
		name: 'assignmentFilters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		...shownFor(RESOURCE, 'getAssignments'),
		options: [syncProperty],
	},
	{
		displayName: 'Assignment Name or ID',
		name: 'assignment',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getAssignments' },
		default: '',
		required: true,
		description: 'The decided value to take back. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		...shownFor(RESOURCE, 'removeAssignment'),
	},
	...formProperties,
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add Filter',
		default: {},
		...shownFor(RESOURCE, 'getAll'),
		options: [{ displayName: 'Kind', name: 'kind', type: 'options', options: KINDS, default: 'unmapped-value', description: 'What is asked' }, syncProperty],
	},
	{
		displayName: 'Review Item',
		name: 'reviewItem',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The question to answer',
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchReviewItems', searchable: true } },
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 42', hint: 'The "id" of an item from "Get Many"; several divided by commas' },
		],
		...resolving,
	},
	{
		displayName: 'Answer',
		name: 'answer',
		type: 'options',
		options: ANSWER_OPTIONS,
		default: 'assign',
		description: 'Each kind of item takes its own answers: see "answers" of the item',
		...resolving,
	},
	{
		displayName: 'Value',
		name: 'value',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description: 'The partner, the value or the record that the answer is about',
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchChoices', searchable: true } },
			{ displayName: 'By Text', name: 'text', type: 'string', placeholder: 'e.g. Negotiation', hint: 'A stage or value as the other side names it, a value of your own, or the ID of a record' },
		],
		...answering('assign', 'useValue', 'choose'),
	},
	{
		displayName: 'Values Not in the List',
		name: 'anyValue',
		type: 'boolean',
		default: false,
		description: 'Whether to take a partner that the other side was not known to have when the question was asked',
		...answering('assign'),
	},
	{ ...authentication, ...answering('createStage') },
	{
		displayName: 'Pipeline Name or ID',
		name: 'pipeline',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getPipelines' },
		default: '',
		description: 'Pact’s pipeline that gets the stage. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		...answering('createStage'),
	},
	{
		displayName: 'Stage Options',
		name: 'stage',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		...answering('createStage'),
		options: [
			{ displayName: 'Name', name: 'name', type: 'string', default: '', description: 'What the stage is called in Pact. Otherwise as in the CRM.' },
			{ displayName: 'Probability (%)', name: 'probability', type: 'number', typeOptions: { minValue: 0, maxValue: 100 }, default: 10, description: 'How likely an open deal in this stage is won' },
			{
				displayName: 'Kind',
				name: 'type',
				type: 'options',
				options: [
					{ name: 'Lost', value: 'lost' },
					{ name: 'Open', value: 'open' },
					{ name: 'Won', value: 'won' },
				],
				default: 'open',
				description: 'What the stage means for the deal. Otherwise as in the CRM.',
			},
		],
	},
];
