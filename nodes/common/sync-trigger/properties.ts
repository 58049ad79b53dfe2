/* eslint-disable n8n-nodes-base/node-param-default-missing, n8n-nodes-base/node-param-default-wrong-for-multi-options, n8n-nodes-base/node-param-description-excess-final-period, n8n-nodes-base/node-param-description-missing-final-period --
   These rules read literals only; here defaults and parts of descriptions come from the trigger that has the parameter. */
import type { INodeProperties } from 'n8n-workflow';
import type { TriggerLimits } from './settings';

/** What to watch. `what` says it in the system's words. */
export const objectsProperty = (defaults: string[], what: string): INodeProperties => ({
	displayName: 'Object Names or IDs',
	name: 'objects',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getObjects' },
	default: defaults,
	required: true,
	description: `${what} Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.`,
});

export const startProperties: INodeProperties[] = [
	{
		displayName: 'Start From',
		name: 'startFrom',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'New Changes Only', value: 'now', description: 'Records that are created or changed after the first publish' },
			{ name: 'A Date', value: 'date', description: 'Records that were created or changed since a date, then new changes' },
			{ name: 'Everything', value: 'everything', description: 'All records once, oldest change first, then new changes' },
		],
		default: 'now',
		description:
			'Where to start when this node is published for the first time. Later it goes on where it stopped, and this setting has no effect; to start over, use a copy of this node.',
	},
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		default: '',
		required: true,
		displayOptions: { show: { startFrom: ['date'] } },
	},
];

/** What every item holds. `all` says what "all" leaves out, `always` what comes along in any case. */
export const fieldProperties = ({ all, always }: { all: string; always: string }): INodeProperties[] => [
	{
		displayName: 'Fields',
		name: 'fieldMode',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All Fields', value: 'all', description: all },
			{ name: 'Selected Fields', value: 'selected', description: 'Less to carry, but a field that a mapper needs must be chosen here too' },
		],
		default: 'all',
		description: `What every item holds. ${always}`,
	},
	{
		displayName: 'Field Names or IDs',
		name: 'fields',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getFields', loadOptionsDependsOn: ['objects'] },
		default: [],
		required: true,
		displayOptions: { show: { fieldMode: ['selected'] } },
		description: 'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	},
];

/** One of the chosen objects, in a row of a list. */
export const rowObjectProperty: INodeProperties = {
	displayName: 'Object Name or ID',
	name: 'object',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getSelectedObjects', loadOptionsDependsOn: ['objects'] },
	default: '',
	required: true,
	description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

/** `costs` says what asking costs. */
export const pollProperty = (limits: TriggerLimits, costs: string): INodeProperties => ({
	displayName: 'Poll Every (Seconds)',
	name: 'pollSeconds',
	type: 'number',
	typeOptions: { minValue: limits.minPollSeconds, numberPrecision: 0 },
	default: limits.defaultPollSeconds,
	description: `How often to ask for changes. ${costs}`,
});

/** Lists and campaigns: `what` names them, `costs` says what it costs. */
export const membershipsProperty = (what: string, costs: string): INodeProperties => ({
	displayName: `Read ${what}`,
	name: 'memberships',
	type: 'boolean',
	default: false,
	description: `Whether to read and watch the ${what.toLowerCase()} that records are in, for mappers that keep them in step with tags. ${costs}`,
});

/** `whyLate` says why rows become visible late. `more`: the node's own options, which n8n wants sorted by name with these. */
export const optionsProperty = (limits: TriggerLimits, whyLate: string, more: INodeProperties[] = []): INodeProperties => ({
	displayName: 'Advanced Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Look Back Every (Minutes)',
			name: 'lookBackEveryMinutes',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: limits.lookBackEveryMinutes,
			description: 'How often to look for rows that became visible late',
		},
		{
			displayName: 'Look Back for Late Rows (Minutes)',
			name: 'lateMinutes',
			type: 'number',
			typeOptions: { minValue: 1, numberPrecision: 0 },
			default: limits.lateMinutes,
			description: `${whyLate}; this far back is read again. Nothing is emitted twice.`,
		},
		{
			displayName: 'Page Size',
			name: 'pageSize',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: limits.maxPageSize, numberPrecision: 0 },
			default: limits.pageSize,
			description: 'Records in one execution. The next page is read when the execution has finished.',
		},
		...more,
	],
});
