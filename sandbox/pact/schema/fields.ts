import { z } from 'zod';

import { calendarDate } from './customFields';
import type { ObjectName } from './objects';

/** Longest tag name, documented on the page about tags. */
const TAG_LENGTH = 64;
/** `icp_score` runs from 0 to 100 (page about accounts). */
const ICP_SCORE_MAX = 100;

const text = z.string().nullable();
const tags = z.array(z.string().min(1).max(TAG_LENGTH)).nullable();

/** The documentation knows tiers A to C and normalises the older names. */
const icpTier = z
	.enum(['A', 'B', 'C', 'Tier 1', 'Tier 2', 'Tier 3'])
	.transform((tier) => ({ 'Tier 1': 'A', 'Tier 2': 'B', 'Tier 3': 'C' })[tier as string] ?? tier)
	.nullable();

/** An e-mail is stored trimmed and in lower case. */
const email = z
	.string()
	.transform((value) => value.trim().toLowerCase())
	.pipe(z.email())
	.nullable();

const companies = {
	name: z.string().trim().min(1),
	domain: text,
	/** A free string: the documentation contradicts itself about its values. */
	stage: text,
	industry: text,
	employees_total: z.int().min(0).nullable(),
	revenue_usd: z.number().nullable(),
	crm_owner: text,
	icp_tier: icpTier,
	icp_score: z.number().min(0).max(ICP_SCORE_MAX).nullable(),
	phone: text,
	city: text,
	country: text,
	website: text,
	linkedin_url: text,
	description: text,
	tags,
};

const contacts = {
	name: z.string().nullable(),
	first_name: text,
	last_name: text,
	email,
	/** Stored raw, as documented. */
	phone: text,
	title: text,
	department: text,
	company_id: z.string().nullable(),
	linkedin_url: text,
	city: text,
	country: text,
	consent_status: z.enum(['confirmed', 'pending', 'declined']),
	/** Written, never answered: the evidence that lets a declined person be contacted again. */
	consent_proof: z.string().trim().min(1),
	owner: text,
	lead_status: text,
	tags,
};

const opportunities = {
	name: z.string().trim().min(1),
	value: z.number().nullable(),
	currency: z
		.string()
		.regex(/^[A-Z]{3}$/)
		.nullable(),
	close_date: calendarDate.nullable(),
	pipeline: z.string(),
	stage: z.string(),
	owner: text,
	company_id: z.string().nullable(),
	contact_ids: z.array(z.string()).nullable(),
	tags,
};

/** Zod types of the writable standard fields of each object. */
export const STANDARD_FIELDS: Readonly<Record<ObjectName, Readonly<Record<string, z.ZodType>>>> = {
	companies,
	contacts,
	opportunities,
};

/** Fields that a create must carry with a value. */
export const REQUIRED_FIELDS: Readonly<Record<ObjectName, readonly string[]>> = {
	companies: ['name'],
	contacts: [],
	opportunities: ['name', 'pipeline', 'stage'],
};

/** Value of a field that was not given. */
export function blankValue(field: string): unknown {
	if (field === 'tags' || field === 'contact_ids') return [];
	return field === 'consent_status' ? 'pending' : null;
}
