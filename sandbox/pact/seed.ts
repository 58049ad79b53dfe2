import type { Random } from '../common/random';
import type { CustomFieldDefinition, CustomFieldType } from './schema/customFields';
import { OBJECT_NAMES, type ObjectName } from './schema/objects';
import type { Pipeline, StageType } from './schema/pipelines';

/** A member of the workspace. Owners of records are named by e-mail. */
export interface PactUser {
	readonly public_id: string;
	readonly name: string;
	readonly email: string;
	readonly role: 'Owner' | 'Admin' | 'Member';
	readonly active: boolean;
}

/** Six people who have the same e-mail in the Salesforce sandbox, and two who exist in Pact only. */
const PEOPLE: ReadonlyArray<readonly [name: string, email: string, role: PactUser['role']]> = [
	['Ruth Adeyemi', 'user1@sandbox-org.example', 'Owner'],
	['Tomás Herrera', 'user2@sandbox-org.example', 'Admin'],
	['Karin Lindqvist', 'user3@sandbox-org.example', 'Member'],
	['Devon Clarke', 'user4@sandbox-org.example', 'Member'],
	['Mei Tan', 'user5@sandbox-org.example', 'Member'],
	['Paul Schäfer', 'user6@sandbox-org.example', 'Member'],
	['Grace O’Neill', 'grace.oneill@pact-demo.example', 'Member'],
	['Hugo Weber', 'hugo.weber@pact-demo.example', 'Admin'],
];

/** The person behind API keys: an actor is an e-mail or `system`, so nothing in an event tells a key from a person. */
export const KEY_OWNER = 'user1@sandbox-org.example';
/** The person who edits by hand in the page and through the control endpoints. */
export const UI_USER = 'hugo.weber@pact-demo.example';

export const seedUsers = (random: Random): PactUser[] =>
	PEOPLE.map(([name, email, role]) => ({ public_id: random.uuid(), name, email, role, active: true }));

type StageSeed = readonly [name: string, type: StageType, probability: number];

/** Spelt differently from Salesforce's stages, and with some of those missing, on purpose. */
const PIPELINES: ReadonlyArray<readonly [name: string, stages: readonly StageSeed[]]> = [
	[
		'New Business',
		[
			['qualification', 'open', 10],
			['Discovery', 'open', 25],
			['proposal', 'open', 50],
			['Negotiation', 'open', 75],
			['Closed Won', 'won', 100],
			['Closed Lost', 'lost', 0],
		],
	],
	[
		'Renewals',
		[
			['Renewal due', 'open', 60],
			['In discussion', 'open', 80],
			['Renewed', 'won', 100],
			['Churned', 'lost', 0],
		],
	],
];

export const seedPipelines = (random: Random): Pipeline[] =>
	PIPELINES.map(([name, stages]) => ({
		public_id: random.uuid(),
		name,
		stages: stages.map(([stage, type, probability], position) => ({
			public_id: random.uuid(),
			name: stage,
			type,
			probability,
			position,
		})),
	}));

type FieldSeed = readonly [key: string, label: string, type: CustomFieldType, options?: readonly string[]];

const EVERY_OBJECT: readonly FieldSeed[] = [
	['salesforce_id', 'Salesforce ID', 'text'],
	['hubspot_id', 'HubSpot ID', 'text'],
];

const CUSTOM_FIELDS: Readonly<Record<ObjectName, readonly FieldSeed[]>> = {
	contacts: [
		['persona', 'Persona', 'select', ['Champion', 'Decision Maker', 'Influencer', 'Blocker', 'End User']],
		['score', 'Score', 'number'],
		['birthday_gift', 'Birthday gift', 'boolean'],
		['next_review', 'Next review', 'date'],
		['interests', 'Interests', 'multi-select', ['Analytics', 'Automation', 'Integrations', 'Security', 'Pricing']],
		['linkedin', 'LinkedIn', 'url'],
		['salesforce_object', 'Salesforce object', 'text'],
		['lead_source', 'Lead source', 'select', ['Web', 'Event', 'Referral', 'Partner', 'Outbound', 'Other']],
	],
	companies: [
		['tier', 'Tier', 'select', ['A', 'B', 'C']],
		['score', 'Score', 'number'],
		['renewal_date', 'Renewal date', 'date'],
		['last_review', 'Last review', 'date'],
		['is_partner', 'Is partner', 'boolean'],
		['regions', 'Regions', 'multi-select', ['EMEA', 'NA', 'LATAM', 'APAC']],
		['billing_email', 'Billing e-mail', 'email'],
		['support_phone', 'Support phone', 'phone'],
		['notes', 'Notes', 'text'],
		['raw', 'Raw', 'json'],
	],
	opportunities: [
		['competitor', 'Competitor', 'text'],
		['decision_date', 'Decision date', 'date'],
		['budget_confirmed', 'Budget confirmed', 'boolean'],
	],
};

export const seedCustomFields = (): CustomFieldDefinition[] =>
	OBJECT_NAMES.flatMap((object) =>
		[...EVERY_OBJECT, ...CUSTOM_FIELDS[object]].map(([key, label, type, options = []]) => ({
			object,
			key,
			label,
			type,
			options,
		})),
	);
