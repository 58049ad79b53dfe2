import type { KnownPair } from './types';

/**
 * Field names: HubSpot's default properties and the fields that our connector adds (`owner.email`, `company.id`); Pact
 * API documentation and the assumptions about it. `lifecyclestage` is left out: it only moves forward, and Pact has
 * nothing like it.
 */
export const HUBSPOT_PACT: readonly KnownPair[] = [
	{
		left: { system: 'hubspot', object: 'companies' },
		right: { system: 'pact', object: 'companies' },
		rows: [
			{ left: 'name', right: 'name' },
			{ left: 'domain', right: 'domain', lens: 'domain' },
			{ left: 'website', right: 'website', lens: 'url' },
			{ left: 'industry', right: 'industry', lens: 'picklist', byLabel: true },
			{ left: 'numberofemployees', right: 'employees_total' },
			{ left: 'annualrevenue', right: 'revenue_usd' },
			{ left: 'phone', right: 'phone', lens: 'phone' },
			{ left: 'city', right: 'city' },
			{ left: 'country', right: 'country' },
			{ left: 'description', right: 'description' },
			{ left: 'owner.email', right: 'crm_owner', lens: 'email' },
			// Off until somebody switches it on: which lists and campaigns are anybody's business elsewhere is not known here.
			{ left: 'lists.names', right: 'tags', lens: 'tags', rule: 'doNotSync' },
		],
		match: [
			{ kind: 'domain', left: 'domain', right: 'domain' },
			// A company whose domain nobody filled in is found by its website, and not made a second time.
			{ kind: 'domain', left: 'domain', right: 'website' },
			{ kind: 'domain', left: 'website', right: 'domain' },
		],
	},
	{
		left: { system: 'hubspot', object: 'contacts' },
		right: { system: 'pact', object: 'contacts' },
		rows: [
			{ left: 'firstname', right: 'first_name' },
			{ left: 'lastname', right: 'last_name' },
			{ left: 'email', right: 'email', lens: 'email' },
			{ left: 'phone', right: 'phone', lens: 'phone' },
			{ left: 'jobtitle', right: 'title' },
			{ left: 'city', right: 'city' },
			{ left: 'country', right: 'country' },
			{ left: 'hs_lead_status', right: 'lead_status', lens: 'picklist', byLabel: true },
			{ left: 'email.optout', right: 'consent_status', lens: 'consent' },
			{ left: 'lists.names', right: 'tags', lens: 'tags', rule: 'doNotSync' },
			{ left: 'owner.email', right: 'owner' },
			{ left: 'company.id', right: 'company_id', lens: 'reference' },
		],
		match: [{ kind: 'email', left: 'email', right: 'email' }],
	},
	{
		left: { system: 'hubspot', object: 'deals' },
		right: { system: 'pact', object: 'opportunities' },
		rows: [
			{ left: 'dealname', right: 'name' },
			{ left: 'amount', right: 'value' },
			{ left: 'deal_currency_code', right: 'currency' },
			{ left: 'closedate', right: 'close_date', lens: 'date', dayOnly: true },
			{ left: 'pipeline', right: 'pipeline', lens: 'picklist' },
			{ left: 'dealstage', right: 'stage', lens: 'picklist' },
			{ left: 'owner.email', right: 'owner' },
			{ left: 'company.id', right: 'company_id', lens: 'reference' },
			{ left: 'contact.ids', right: 'contact_ids', lens: 'references' },
		],
		match: [],
	},
];
