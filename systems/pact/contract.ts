import { z } from 'zod';
import type { FieldSchema } from '../../engine/model';

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
} as const;
export type PactObject = keyof typeof OBJECTS;
export const OBJECT_NAMES = Object.keys(OBJECTS) as PactObject[];

export const PATHS = {
	/** [documented] GET with `limit`, `offset` (and `search` for companies). [assumption] `search` for contacts and opportunities; POST creates. */
	records: (object: PactObject) => `/v1/${object}`,
	/** [documented] GET for companies. [assumption] GET for the others, PATCH updates. */
	record: (object: PactObject, id: string) => `/v1/${object}/${encodeURIComponent(id)}`,
	/** [assumption] Where the workspace tells what it is made of. Each may answer 404, and we do without. */
	customFields: '/v1/custom-fields',
	pipelines: '/v1/pipelines',
	users: '/v1/users',
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

/** [documented] Rate limit headers. `Reset` is in epoch seconds, and no plan's window is longer than a minute. */
export const RATE_HEADERS = { remaining: 'x-ratelimit-remaining', reset: 'x-ratelimit-reset' } as const;
export const RATE_WINDOW_MS = 60_000;

type Known = Pick<FieldSchema, 'name' | 'label' | 'type'> & Partial<FieldSchema>;

const options = (...values: string[]) => values.map((value) => ({ value, label: value, active: true }));
const readOnly = { createable: false, updateable: false };

const EVERY_OBJECT: Known[] = [
	{ name: ID_FIELD, label: 'Public ID', type: 'id', ...readOnly },
	{ name: CREATED_FIELD, label: 'Created at', type: 'datetime', ...readOnly },
	{ name: UPDATED_FIELD, label: 'Updated at', type: 'datetime', ...readOnly },
	{ name: 'tags', label: 'Tags', type: 'multiselect' },
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
		{ name: 'contact_ids', label: 'Contacts', type: 'multiselect', referenceTo: ['contacts'] },
		{ name: 'probability', label: 'Probability', type: 'percent', ...readOnly },
		{ name: 'forecast_category', label: 'Forecast category', type: 'text', ...readOnly },
		...EVERY_OBJECT,
	],
};
