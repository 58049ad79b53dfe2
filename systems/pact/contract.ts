import { z } from 'zod';
import type { FieldSchema } from '../../engine/model';
import { pathPart } from '../common/path-part';

/*
 * Everything that we take for granted about Pact's API, in one place. Pact publishes only a part of it, so each statement is marked:
 * [documented] stands in Pact's public developer documentation; [assumption] does not, and can be wrong. The operation "Check Pact API"
 * (checks.ts) tells what a workspace really answers. To adapt to another answer, change it here.
 */

/** [documented] Path names of the three record kinds, and the names that scopes use for them. */
export const OBJECTS = {
	companies: { label: 'Companies (accounts)', scope: 'accounts' },
	contacts: { label: 'Contacts', scope: 'contacts' },
	opportunities: { label: 'Opportunities (deals)', scope: 'deals' },
	/** [documented] An append-only feed, and its scopes. [assumption] Its path. */
	activities: { label: 'Activities', scope: 'activities' },
} as const;
export type PactObject = keyof typeof OBJECTS;
export const OBJECT_NAMES = Object.keys(OBJECTS) as PactObject[];

export const PATHS = {
	/** [documented] GET with `limit`, `offset` (and `search` for companies). [assumption] `search` for contacts and opportunities; POST creates. */
	records: (object: PactObject) => `/v1/${object}`,
	/** [documented] GET for companies. [assumption] GET for the others, PATCH updates. */
	record: (object: PactObject, id: string) => `/v1/${object}/${pathPart(id)}`,
	/** [assumption] Where the workspace tells what it is made of. Each may answer 404, and we do without. */
	customFields: '/v1/custom-fields',
	pipelines: '/v1/pipelines',
	/** [assumption] POST `{ name, type, probability }` makes a stage at the end of the pipeline; 404 or 405: there is no such call. */
	stages: (pipeline: string) => `/v1/pipelines/${pathPart(pipeline)}/stages`,
	users: '/v1/users',
	/** [documented] POST makes one. [assumption] GET lists them, DELETE on one of them removes it. */
	subscriptions: '/v1/webhooks/subscriptions',
	subscription: (id: string) => `/v1/webhooks/subscriptions/${pathPart(id)}`,
	/** [documented] Every event type that there is. */
	eventTypes: '/v1/webhooks/event-types',
} as const;

/** [assumption] A partial body; `null` clears a field; the answer is the record. */
export const UPDATE_METHOD = 'PATCH';
/** [assumption] Used from the moment that PATCH answers 405 on. */
export const UPDATE_METHOD_FALLBACK = 'PUT';

/** [documented for Pact's MCP tools, assumption for REST] Largest `limit` of a list. */
export const MAX_PAGE = 100;

/** [documented] An id in URLs is the `public_id`; an integer `id` may stand beside it and means nothing to us. */
export const ID_FIELD = 'public_id';
/** [assumption] ISO 8601, on every record. */
export const UPDATED_FIELD = 'updated_at';
export const CREATED_FIELD = 'created_at';
/**
 * [assumption] `sort` orders a list by time of change. It is tried once before it is relied on (newest-first.ts); where it is not known,
 * lists are in order of creation.
 */
export const SORTS = { newestFirst: `-${UPDATED_FIELD}`, oldestFirst: UPDATED_FIELD } as const;
export type PactSort = (typeof SORTS)[keyof typeof SORTS];
/** [assumption] What a record that is gone tells of itself, where it can still be read at all: a time or `true`, and the id of the winner. */
export const GONE_FIELDS = { deleted: ['deleted_at', 'archived_at', 'deleted', 'archived'], merged: ['merged_into', 'merged_into_id'] } as const;
/** [assumption] Where the winner of a merge names its losers: one id or a list. */
export const MERGED_FROM_FIELDS = ['merged_from', 'merged_ids'] as const;
/** [documented] Tags by name, on every object; [assumption] the name of the field, and that it is written whole. */
export const TAGS_FIELD = 'tags';
/** [ui] Longest name of a tag (docs page about tags). */
const MAX_TAG_LENGTH = 64;
/**
 * Our own mark. Nothing is published about archiving, and `DELETE` on a contact is an erasure (with its consent history), so a record that
 * is archived keeps everything and gets this tag: segments, sequences and people can go by it.
 */
export const ARCHIVED_TAG = 'archived-by-sync';
/** [assumption] Custom values stand under this key, by the custom field's key. */
export const CUSTOM_PREFIX = 'custom_fields';

/** [assumption] What `search` looks at, beside parts of names. Results are compared exactly afterwards, whatever they are. */
export const SEARCHED_FIELDS: ReadonlySet<string> = new Set(['name', 'email', 'domain']);
/** [assumption] Where a company's domain can be read from. */
export const DOMAIN_FIELDS = ['domain', 'website'];

export const recordSchema = z.record(z.string(), z.unknown()).and(z.object({ [ID_FIELD]: z.string().min(1) }));
export type PactRecord = z.infer<typeof recordSchema>;

/** [documented] The envelope of every list. `limit` and `offset` are echoed. */
export const listSchema = z.object({
	items: z.array(recordSchema),
	total: z.number().int().nonnegative(),
	limit: z.number().optional(),
	offset: z.number().optional(),
});
export type PactList = z.infer<typeof listSchema>;

/** [assumption] Lists of definitions have the same envelope, or are bare arrays. */
export function definitionListSchema<T>(item: z.ZodType<T>) {
	return z.union([
		z.object({ items: z.array(item), total: z.number() }),
		z.array(item).transform((items) => ({ items, total: items.length })),
	]);
}

/** [documented] The ten types; [assumption] their spelling, and that a definition says so much of itself. */
export const customFieldSchema = z.object({
	object: z.string().optional(),
	key: z.string().min(1),
	label: z.string().optional(),
	type: z.string().transform((type) => type.toLowerCase().replace(/[\s_]+/g, '-')),
	options: z
		.array(z.union([z.string(), z.object({ value: z.string() }).transform((option) => option.value)]))
		.default([]),
});
export type CustomField = z.infer<typeof customFieldSchema>;

/** [documented] What a stage is made of; [assumption] the names of the keys, and that records hold names and not ids. */
export const pipelineSchema = z.object({
	[ID_FIELD]: z.string().optional(),
	name: z.string(),
	stages: z
		.array(z.object({ name: z.string(), type: z.enum(['open', 'won', 'lost']).optional().catch(undefined) }))
		.default([]),
});
export type Pipeline = z.infer<typeof pipelineSchema>;

/** [assumption] Owners are named by e-mail. */
export const userSchema = z.object({ email: z.string(), name: z.string().optional(), active: z.boolean().optional() });

/** [assumption] Error bodies: any of these shapes. Nothing about them is published. */
const problemSchema = z.object({
	field: z.string().optional(),
	code: z.string().optional(),
	message: z.string().optional(),
});
const errorPartsSchema = problemSchema.extend({
	fields: z.array(problemSchema).optional().catch(undefined),
	errors: z.array(problemSchema).optional().catch(undefined),
	detail: z.unknown().optional(),
});
export const errorBodySchema = errorPartsSchema.extend({
	error: z.union([errorPartsSchema, z.string()]).optional(),
	request_id: z.string().optional(),
});
/** [assumption] Where a request's id stands, if anywhere. */
export const REQUEST_ID_HEADERS = ['x-request-id', 'x-pact-request-id', 'request-id'];
/** [assumption] A refused e-mail that another contact has: 409, or 422 with one of these words in its code or message. */
export const DUPLICATE_WORDS = /duplicate|already (?:exists|taken|in use)|exists already|must be unique|not unique/i;
export const REQUIRED_WORDS = /required|missing|must not be (?:blank|empty|null)/i;

/** [documented] Headers of a delivery. The signature is `t=<unix seconds>,v1=<hex>`. */
export const WEBHOOK_HEADERS = { signature: 'x-pact-signature', eventId: 'x-pact-event-id', eventType: 'x-pact-event-type' } as const;
/** [documented] A signature that is older, or from further ahead, is refused. */
export const SIGNATURE_WINDOW_S = 300;
/**
 * First words of event types, by the object that they are about. [documented] `contact.*` and `deal.*`; [assumption] the others: the
 * documentation uses two vocabularies for everything else as well.
 */
export const EVENT_DOMAINS: Readonly<Record<PactObject, readonly string[]>> = {
	companies: ['company', 'account'],
	contacts: ['contact', 'consent'],
	opportunities: ['deal', 'opportunity'],
	// [assumption] What such an event carries is the feed's entry, with an id of its own.
	activities: ['email', 'sequence', 'activity'],
};
/** [documented] Everything after the domain, and everything. */
export const EVENTS_OF = (domain: string) => `${domain}.*`;
export const ALL_EVENTS = '*';
/** [assumption] How the catalogue writes an event type: bare, or under one of these keys. */
export const eventTypeSchema = z.union([
	z.string(),
	z.object({ name: z.string() }).transform(({ name }) => name),
	z.object({ type: z.string() }).transform(({ type }) => type),
	z.object({ event_type: z.string() }).transform((item) => item.event_type),
]);
/** [documented] What a subscription is made of; [assumption] the key of its id. */
export const subscriptionSchema = z
	.object({ [ID_FIELD]: z.string().optional(), id: z.string().optional().catch(undefined), url: z.string(), event_types: z.array(z.string()).default([]) })
	.transform((item) => ({ id: item[ID_FIELD] ?? item.id ?? '', url: item.url, eventTypes: item.event_types }));
export type PactSubscription = z.infer<typeof subscriptionSchema>;
/** [documented] The answer to a new subscription holds the secret, once; [assumption] under one of these keys, bare or within `data`. */
export const SECRET_FIELDS = ['signing_secret', 'secret', 'webhook_secret'] as const;
/** [assumption] A delivery's record stands under `data`, or at the top level. */
export const eventBodySchema = z.looseObject({
	id: z.string().optional().catch(undefined),
	event_id: z.string().optional().catch(undefined),
	type: z.string().optional().catch(undefined),
	event_type: z.string().optional().catch(undefined),
	data: z.record(z.string(), z.unknown()).optional().catch(undefined),
});
/** [assumption] The other records that an event may name: both sides of a merge, and the contact of a consent event. */
export const EVENT_ID_FIELDS = [ID_FIELD, 'merged_into', 'merged_into_id', 'merged_from', 'merged_ids', 'winner_id', 'loser_id'] as const;
export const CONSENT_CONTACT_FIELD = 'contact_id';

/** [documented] Rate limit headers. `Reset` is in epoch seconds, and no plan's window is longer than a minute. */
export const RATE_HEADERS = { limit: 'x-ratelimit-limit', remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset' } as const;
export const RATE_WINDOW_MS = 60_000;
/** [documented] Calls a minute on the smallest plan. */
export const SMALLEST_PLAN = 60;

/** [documented] The rest of what an entry of the feed says. */
export const PAYLOAD_FIELD = 'payload';
/** [documented] The actor where no person acted. */
export const SYSTEM_ACTOR = 'system';
/**
 * [assumption] A second entry with a key that was used before is not made: the answer is the first. (Documented for tracking events, and
 * there it is ignored.) So a create is its own proof that it happened once, and nothing needs to be looked for.
 */
export const DEDUPE_FIELD = 'dedupe_key';
/**
 * Types of entries, with words and direction where the type itself tells them. [documented] `email.sent`, `email.opened`, `email.clicked`,
 * `call.completed`, `note.added`; [assumption] the others. Unknown ones are told as they are.
 */
export const ACTIVITY_TYPES: Readonly<Record<string, { words?: string; direction?: 'outgoing' | 'incoming' }>> = {
	'call.completed': {},
	'email.logged': {},
	'meeting.added': {},
	'task.added': {},
	'note.added': {},
	'email.sent': { words: 'E-mail sent', direction: 'outgoing' },
	'email.opened': { words: 'E-mail opened' },
	'email.clicked': { words: 'Link clicked in e-mail' },
	'email.replied': { words: 'E-mail answered', direction: 'incoming' },
	'email.bounced': { words: 'E-mail bounced' },
	'email.unsubscribed': { words: 'Unsubscribed by e-mail' },
	'sequence.enrolled': { words: 'Sequence begun' },
	'sequence.step_completed': { words: 'Step of a sequence done' },
	'sequence.completed': { words: 'Sequence completed' },
	'sequence.unenrolled': { words: 'Sequence left' },
};
/** [documented] Beginnings of types that note what was done to a record, which is kept in step as a record. [assumption] `account.`, `company.`, `consent.` */
export const RECORD_KEEPING = ['contact.', 'company.', 'account.', 'deal.', 'opportunity.', 'consent.', 'signal.', 'enrichment'] as const;
export const OPENED_TYPE = 'email.opened';
/** [assumption] Where an entry's payload says which e-mail it is about; the first that is there counts. */
export const EMAIL_ID_FIELDS = ['email_id', 'message_id', 'step_id', 'sequence_id', 'subject'] as const;

type Known = Pick<FieldSchema, 'name' | 'label' | 'type'> & Partial<FieldSchema>;

const options = (...values: string[]) => values.map((value) => ({ value, label: value, active: true }));
const readOnly = { createable: false, updateable: false };
const append = { createable: true, updateable: false };

const EVERY_OBJECT: Known[] = [
	{ name: ID_FIELD, label: 'Public ID', type: 'id', ...readOnly },
	{ name: CREATED_FIELD, label: 'Created at', type: 'datetime', ...readOnly },
	{ name: UPDATED_FIELD, label: 'Updated at', type: 'datetime', ...readOnly },
	{ name: TAGS_FIELD, label: 'Tags', type: 'multiselect', maxLength: MAX_TAG_LENGTH },
];

/** Standard fields. Those without a mark are [documented] as fields of the product; the names in the API are then [assumption]s. */
export const STANDARD_FIELDS: Readonly<Record<PactObject, readonly Known[]>> = {
	companies: [
		{ name: 'name', label: 'Name', type: 'text', requiredOnCreate: true },
		{ name: 'domain', label: 'Domain', type: 'text' },
		// The documentation contradicts itself: `customer` in a sample, new to lost in the product. So the list is open.
		{
			name: 'stage',
			label: 'Stage',
			type: 'picklist',
			options: options('new', 'qualified', 'proposal', 'negotiation', 'won', 'lost', 'customer'),
			restricted: false,
		},
		{ name: 'industry', label: 'Industry', type: 'text' },
		{ name: 'employees_total', label: 'Employees', type: 'number' },
		{ name: 'revenue_usd', label: 'Revenue (USD)', type: 'money' },
		{ name: 'crm_owner', label: 'CRM owner', type: 'text' },
		{ name: 'icp_tier', label: 'ICP tier', type: 'picklist', options: options('A', 'B', 'C'), restricted: true },
		{ name: 'icp_score', label: 'ICP score', type: 'number' },
		// [assumption] from here on
		{ name: 'phone', label: 'Phone', type: 'phone' },
		{ name: 'website', label: 'Website', type: 'url' },
		{ name: 'linkedin_url', label: 'LinkedIn', type: 'url' },
		{ name: 'city', label: 'City', type: 'text' },
		{ name: 'country', label: 'Country', type: 'text' },
		{ name: 'description', label: 'Description', type: 'longText' },
		...EVERY_OBJECT,
	],
	contacts: [
		{ name: 'name', label: 'Name', type: 'text' },
		{ name: 'first_name', label: 'First name', type: 'text' },
		{ name: 'last_name', label: 'Last name', type: 'text' },
		{ name: 'email', label: 'E-mail', type: 'email' },
		{ name: 'phone', label: 'Phone', type: 'phone' },
		{ name: 'title', label: 'Title', type: 'text' },
		{
			name: 'consent_status',
			label: 'Consent status',
			type: 'picklist',
			options: options('confirmed', 'pending', 'declined'),
			restricted: true,
		},
		{ name: 'linkedin_url', label: 'LinkedIn', type: 'url' },
		// [assumption] from here on
		{ name: 'company_id', label: 'Company', type: 'reference', referenceTo: ['companies'] },
		{ name: 'department', label: 'Department', type: 'text' },
		{ name: 'city', label: 'City', type: 'text' },
		{ name: 'country', label: 'Country', type: 'text' },
		{ name: 'owner', label: 'Owner', type: 'email' },
		{ name: 'lead_status', label: 'Lead status', type: 'text' },
		...EVERY_OBJECT,
	],
	// [assumption] all names. Those after the payload are made by us (activities.ts), out of it or of several entries.
	activities: [
		{ name: ID_FIELD, label: 'Public ID', type: 'id', ...readOnly },
		{ name: 'type', label: 'Type', type: 'picklist', options: options(...Object.keys(ACTIVITY_TYPES)), restricted: false, requiredOnCreate: true, ...append },
		{ name: 'occurred_at', label: 'Occurred at', type: 'datetime', ...append },
		{ name: 'contact_id', label: 'Contact', type: 'reference', referenceTo: ['contacts'], ...append },
		{ name: 'company_id', label: 'Company', type: 'reference', referenceTo: ['companies'], ...append },
		{ name: 'opportunity_id', label: 'Opportunity', type: 'reference', referenceTo: ['opportunities'], ...append },
		{ name: 'actor', label: 'Actor', type: 'email', ...append },
		{ name: 'dedupe_key', label: 'Dedupe key', type: 'text', ...append },
		{ name: CREATED_FIELD, label: 'Created at', type: 'datetime', ...readOnly },
		{ name: PAYLOAD_FIELD, label: 'Payload', type: 'json', ...readOnly },
		{ name: 'subject', label: 'Subject', type: 'text', ...append },
		{ name: 'body', label: 'Body', type: 'longText', ...append },
		{ name: 'text', label: 'Subject and body', type: 'longText', ...append },
		{ name: 'direction', label: 'Direction', type: 'picklist', options: options('outgoing', 'incoming'), restricted: true, ...append },
		{ name: 'opens', label: 'Opens (where they are rolled up)', type: 'number', ...readOnly },
		{ name: 'last_opened_at', label: 'Last opened at (where opens are rolled up)', type: 'datetime', ...readOnly },
	],
	opportunities: [
		{ name: 'name', label: 'Name', type: 'text', requiredOnCreate: true },
		{ name: 'value', label: 'Value', type: 'money' },
		{ name: 'close_date', label: 'Close date', type: 'date' },
		{ name: 'stage', label: 'Stage', type: 'picklist', requiredOnCreate: true },
		{ name: 'owner', label: 'Owner', type: 'email' },
		// [assumption] from here on
		{ name: 'pipeline', label: 'Pipeline', type: 'picklist', requiredOnCreate: true },
		{ name: 'currency', label: 'Currency', type: 'text', maxLength: 3 },
		{ name: 'company_id', label: 'Company', type: 'reference', referenceTo: ['companies'] },
		{ name: 'contact_ids', label: 'Contacts', type: 'references', referenceTo: ['contacts'] },
		{ name: 'probability', label: 'Probability', type: 'percent', ...readOnly },
		{ name: 'forecast_category', label: 'Forecast category', type: 'text', ...readOnly },
		...EVERY_OBJECT,
	],
};
