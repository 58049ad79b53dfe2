import type { MatchKey } from '../../../model';
import type { KnownPair, KnownRow } from './types';

/** What Salesforce contacts and leads have in common with HubSpot contacts. */
const PERSON: readonly KnownRow[] = [
	{ left: 'FirstName', right: 'firstname' },
	{ left: 'LastName', right: 'lastname' },
	{ left: 'Email', right: 'email', lens: 'email' },
	{ left: 'Phone', right: 'phone', lens: 'phone' },
	{ left: 'MobilePhone', right: 'mobilephone', lens: 'phone' },
	{ left: 'Title', right: 'jobtitle' },
	{ left: 'HasOptedOutOfEmail', right: 'email.optout', lens: 'consent' },
	{ left: 'Owner.Email', right: 'owner.email' },
];
const PERSON_MATCH: readonly MatchKey[] = [{ kind: 'email', left: 'Email', right: 'email' }];

/** Where a Salesforce record keeps an address, by the beginning of its fields' names. */
const address = (prefix: string): readonly KnownRow[] => [
	{ left: `${prefix}Street`, right: 'address' },
	{ left: `${prefix}City`, right: 'city' },
	{ left: `${prefix}State`, right: 'state' },
	{ left: `${prefix}PostalCode`, right: 'zip' },
	{ left: `${prefix}Country`, right: 'country' },
];

/** Off until somebody switches it on: which of them are anybody's business elsewhere is not known here. */
const MEMBERSHIPS: KnownRow = { left: 'Campaigns.Names', right: 'lists.names', lens: 'tags', rule: 'doNotSync' };

/** Field names: Salesforce Object Reference; HubSpot's default properties and the fields that our connector adds (`owner.email`, `company.id`). */
export const SALESFORCE_HUBSPOT: readonly KnownPair[] = [
	{
		left: { system: 'salesforce', object: 'Account' },
		right: { system: 'hubspot', object: 'companies' },
		rows: [
			{ left: 'Name', right: 'name' },
			{ left: 'Website', right: 'website', lens: 'url' },
			// Only ever from the website: the way back belongs to the row above. A blank website says nothing about the domain.
			{ left: 'Website', right: 'domain', lens: 'domain', rule: 'alwaysLeft', ignoreClears: true },
			{ left: 'Industry', right: 'industry', lens: 'picklist' },
			{ left: 'NumberOfEmployees', right: 'numberofemployees' },
			{ left: 'AnnualRevenue', right: 'annualrevenue' },
			{ left: 'Phone', right: 'phone', lens: 'phone' },
			...address('Billing'),
			{ left: 'Description', right: 'description' },
			{ left: 'Owner.Email', right: 'owner.email' },
		],
		match: [
			{ kind: 'domain', left: 'Website', right: 'domain' },
			{ kind: 'domain', left: 'Website', right: 'website' },
		],
	},
	{
		left: { system: 'salesforce', object: 'Contact' },
		right: { system: 'hubspot', object: 'contacts' },
		rows: [...PERSON, MEMBERSHIPS, ...address('Mailing'), { left: 'AccountId', right: 'company.id', lens: 'reference' }],
		match: PERSON_MATCH,
	},
	{
		left: { system: 'salesforce', object: 'Lead' },
		right: { system: 'hubspot', object: 'contacts' },
		rows: [
			...PERSON,
			MEMBERSHIPS,
			...address(''),
			{ left: 'Company', right: 'company' },
			{ left: 'Website', right: 'website', lens: 'url' },
			{ left: 'Status', right: 'hs_lead_status', lens: 'picklist' },
		],
		match: PERSON_MATCH,
	},
	{
		left: { system: 'salesforce', object: 'Opportunity' },
		right: { system: 'hubspot', object: 'deals' },
		rows: [
			{ left: 'Name', right: 'dealname' },
			{ left: 'Amount', right: 'amount' },
			{ left: 'CurrencyIsoCode', right: 'deal_currency_code' },
			{ left: 'CloseDate', right: 'closedate', lens: 'date', dayOnly: true },
			{ left: 'RecordType.Name', right: 'pipeline', lens: 'picklist' },
			{ left: 'StageName', right: 'dealstage', lens: 'picklist' },
			{ left: 'Description', right: 'description' },
			{ left: 'Owner.Email', right: 'owner.email' },
			{ left: 'AccountId', right: 'company.id', lens: 'reference' },
			{ left: 'ContactRoles.ContactIds', right: 'contact.ids', lens: 'references' },
		],
		// A deal has no key of its own; it is found by its source's id, where a field for that was made.
		match: [],
	},
];
