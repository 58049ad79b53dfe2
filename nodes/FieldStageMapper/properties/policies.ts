import type { INodeProperties } from 'n8n-workflow';
import { RULE_CHOICES } from '../choices';

/** Rules that make sense for every field. The others are for single rows. */
const DEFAULT_RULES = ['alwaysLeft', 'alwaysRight', 'askPerson', 'newestWins', 'preferLeftUnlessBlank', 'preferRightUnlessBlank'];

/** The rule of all rows that name none. */
export const defaultRuleProperty: INodeProperties = {
	displayName: 'Default Rule',
	name: 'defaultRule',
	type: 'options',
	noDataExpression: true,
	options: RULE_CHOICES.filter(({ value }) => DEFAULT_RULES.includes(value)),
	default: 'preferLeftUnlessBlank',
	description: 'What happens in all rows whose rule is "Default". Choose "Newest Wins" to edit on both sides alike. Consent keeps the most restrictive.',
};

const createLeft = {
	displayName: 'Create Missing Records on the Left',
	name: 'createLeft',
	type: 'boolean',
	default: false,
	description: 'Whether a right record without a partner gets one on the left. It matters only when a trigger of the right system feeds this mapper.',
} as const;

const LEAVE = { name: 'Leave Its Partner', value: 'ignore', description: 'Nothing happens to the partner, and what was deleted is not created again' };
const ARCHIVE = { name: 'Archive Its Partner', value: 'archive', description: 'The Pact record keeps everything and gets the tag "archived-by-sync". Pact contacts are never erased.' };
const RECYCLE = { name: 'Delete Its Partner', value: 'delete', description: 'Into the recycle bin: 15 days in Salesforce, 90 days in HubSpot' };

// The choices, and with them the default, differ by system: they are added below.
// eslint-disable-next-line n8n-nodes-base/node-param-default-missing -- see above
const deletesRight = {
	displayName: 'When a Left Record Is Deleted',
	name: 'deletesRight',
	type: 'options',
	noDataExpression: true,
	description: 'What happens to the record on the right. The upsert node passes on so many deletes a run as its option "Maximum Archives per Run" says.',
} as const;

// eslint-disable-next-line n8n-nodes-base/node-param-default-missing -- see above
const deletesLeft = {
	displayName: 'When a Right Record Is Deleted',
	name: 'deletesLeft',
	type: 'options',
	noDataExpression: true,
	description: 'What happens to the record on the left. It matters only when a trigger of the right system feeds this mapper.',
} as const;

/** What may be written where. */
export const policyProperties: INodeProperties[] = [
	{
		displayName: 'Create Missing Records on the Right',
		name: 'createRight',
		type: 'boolean',
		default: true,
		description: 'Whether a left record without a partner gets one on the right. Off: only records that exist on both sides are kept in step.',
	},
	// Two CRMs are filled both ways, but nobody becomes a lead only because they are a contact of HubSpot.
	{ ...createLeft, default: true, displayOptions: { show: { rightSystem: ['hubspot'] }, hide: { leftObject: ['Lead'] } } },
	{ ...createLeft, default: false, displayOptions: { show: { rightSystem: ['hubspot'], leftObject: ['Lead'] } } },
	{ ...createLeft, default: false, displayOptions: { show: { rightSystem: ['pact'] } } },
	{
		displayName: 'Update Records on the Right',
		name: 'updateRight',
		type: 'boolean',
		default: true,
		description: 'Whether changes on the left are written to the right record. Off: records on the right are created or linked, and never changed.',
	},
	{
		displayName: 'Update Records on the Left',
		name: 'updateLeft',
		type: 'boolean',
		default: true,
		description: 'Whether changes on the right are written to the left record. Off: records on the left are created or linked, and never changed.',
	},
	{ ...deletesRight, options: [LEAVE, ARCHIVE], default: 'ignore', displayOptions: { show: { rightSystem: ['pact'] } } },
	{ ...deletesRight, options: [LEAVE, RECYCLE], default: 'ignore', displayOptions: { show: { rightSystem: ['hubspot'] } } },
	{ ...deletesLeft, options: [LEAVE, RECYCLE], default: 'ignore' },
	{
		displayName: 'Changes From the Right Go To',
		name: 'fanOut',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All Linked Records', value: 'all', description: 'Every lead and contact of the person' },
			{ name: 'The Most Recently Updated One', value: 'newest', description: 'The others stay as they are' },
		],
		default: 'all',
		displayOptions: { show: { leftObject: ['Contact', 'Lead'] } },
		description: 'When several left records are linked to one right record: leads and contacts with one email address',
	},
	{
		displayName: 'Create Beside Another Pair',
		name: 'createBeside',
		type: 'boolean',
		default: false,
		description: 'Whether a record is also created where another mapper keeps it in step already: a lead for a person who is a contact, say',
	},
	{
		displayName: 'When It Cannot Be Told Which Change Is Newer',
		name: 'tieWinner',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Left Wins', value: 'left' },
			{ name: 'Right Wins', value: 'right' },
		],
		default: 'left',
		description: 'The losing value is kept in the log',
	},
	{
		displayName: 'Sync Name',
		name: 'syncName',
		type: 'string',
		default: '',
		placeholder: 'e.g. emea',
		description:
			'Leave it empty, unless you keep the same two objects in step twice: with different mappings, or with a second portal, org or workspace. Mappers of one sync have the same name. Links are kept under it, so do not change it later.',
	},
];
