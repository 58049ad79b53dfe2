import type { MatchKey } from '../../../model';
import type { KnownPair, KnownRow } from './types';

/** What Salesforce contacts and leads have in common with Pact contacts. */
const PERSON: readonly KnownRow[] = [
	{ left: 'FirstName', right: 'first_name' },
	{ left: 'LastName', right: 'last_name' },
	{ left: 'Email', right: 'email', lens: 'email' },
	{ left: 'Phone', right: 'phone', lens: 'phone' },
	{ left: 'Title', right: 'title' },
	{ left: 'HasOptedOutOfEmail', right: 'consent_status', lens: 'consent' },
	{ left: 'Owner.Email', right: 'owner' },
];
const PERSON_MATCH: readonly MatchKey[] = [{ kind: 'email', left: 'Email', right: 'email' }];

/** Off until somebody switches it on: which campaigns are anybody's business elsewhere is not known here. */
const CAMPAIGNS: KnownRow = { left: 'Campaigns.Names', right: 'tags', lens: 'tags', rule: 'doNotSync' };

/** Field names: Salesforce Object Reference; Pact API documentation and the assumptions about it. */
export const SALESFORCE_PACT: readonly KnownPair[] = [
	{
		left: { system: 'salesforce', object: 'Account' },
		right: { system: 'pact', object: 'companies' },
		rows: [
			{ left: 'Name', right: 'name' },
			{ left: 'Website', right: 'website', lens: 'url' },
			// Only ever from the website: the way back belongs to the row above. A blank website says nothing about the domain.
			{ left: 'Website', right: 'domain', lens: 'domain', rule: 'alwaysLeft', ignoreClears: true },
			{ left: 'Industry', right: 'industry' },
			{ left: 'NumberOfEmployees', right: 'employees_total' },
			{ left: 'AnnualRevenue', right: 'revenue_usd' },
			{ left: 'Phone', right: 'phone', lens: 'phone' },
			{ left: 'BillingCity', right: 'city' },
			{ left: 'BillingCountry', right: 'country' },
			{ left: 'Description', right: 'description' },
			{ left: 'Owner.Email', right: 'crm_owner', lens: 'email' },
		],
		match: [
			{ kind: 'domain', left: 'Website', right: 'domain' },
			// A company whose domain nobody filled in is found by its website, and not made a second time.
			{ kind: 'domain', left: 'Website', right: 'website' },
		],
	},
	{
		left: { system: 'salesforce', object: 'Contact' },
		right: { system: 'pact', object: 'contacts' },
		rows: [
			...PERSON,
			CAMPAIGNS,
			{ left: 'Department', right: 'department' },
			{ left: 'MailingCity', right: 'city' },
			{ left: 'MailingCountry', right: 'country' },
			{ left: 'AccountId', right: 'company_id', lens: 'reference' },
		],
		match: PERSON_MATCH,
	},
	{
		left: { system: 'salesforce', object: 'Lead' },
		right: { system: 'pact', object: 'contacts' },
		rows: [
			...PERSON,
			CAMPAIGNS,
			{ left: 'City', right: 'city' },
			{ left: 'Country', right: 'country' },
			{ left: 'Status', right: 'lead_status' },
		],
		match: PERSON_MATCH,
	},
	{
		left: { system: 'salesforce', object: 'Opportunity' },
		right: { system: 'pact', object: 'opportunities' },
		rows: [
			{ left: 'Name', right: 'name' },
			{ left: 'Amount', right: 'value' },
			{ left: 'CurrencyIsoCode', right: 'currency' },
			{ left: 'CloseDate', right: 'close_date', lens: 'date' },
			{ left: 'RecordType.Name', right: 'pipeline', lens: 'picklist' },
			{ left: 'StageName', right: 'stage', lens: 'picklist' },
			{ left: 'Owner.Email', right: 'owner' },
			{ left: 'AccountId', right: 'company_id', lens: 'reference' },
			{ left: 'ContactRoles.ContactIds', right: 'contact_ids', lens: 'references' },
		],
		// A deal has no key of its own; it is found by its source's id, where a field for that was made.
		match: [],
	},
];
