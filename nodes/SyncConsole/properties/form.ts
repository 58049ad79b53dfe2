import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { shownFor } from './parts';

const RESOURCE = 'reviewItem';

export const formOperations: INodePropertyOptions[] = [
	{ name: 'Answer by Form', value: 'answerForm', action: 'Answer a review item by form', description: 'Take what a page of an n8n form says about one item as its answer' },
	{ name: 'Get Form Page', value: 'getFormPage', action: 'Get a form page of review items', description: 'Fields for the "Using JSON" of an n8n Form node: a page that asks which item, or one that asks a chosen item' },
];

export const formProperties: INodeProperties[] = [
	{
		displayName: 'Chosen Item',
		name: 'chosenItem',
		type: 'string',
		default: '',
		placeholder: 'e.g. {{ $json.Question }}',
		description: 'The item’s ID, or what was chosen on the page that asks which one. Empty: the page that asks which one.',
		...shownFor(RESOURCE, 'getFormPage', 'answerForm'),
	},
	{
		displayName: 'Submitted Page (JSON)',
		name: 'submitted',
		type: 'json',
		default: '={{ $json }}',
		required: true,
		description: 'What the n8n Form node put out for the page of this item',
		...shownFor(RESOURCE, 'answerForm'),
	},
	{
		displayName: 'Decided By',
		name: 'decidedBy',
		type: 'string',
		default: '',
		placeholder: 'e.g. Ann Smith',
		description: 'Who decides, for the log. Otherwise this workflow.',
		...shownFor(RESOURCE, 'answerForm'),
	},
];
