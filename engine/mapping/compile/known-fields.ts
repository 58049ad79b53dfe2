import type { FieldSchema, LensSpec, MatchKey, Rule, SystemName } from '../../model';

/** Two standard fields that mean the same. Rows whose fields a connection does not have are left out. */
export interface KnownRow {
	left: string;
	right: string;
	lens?: Exclude<LensSpec['kind'], 'constant' | 'template'>;
	rule?: Rule;
	ignoreClears?: boolean;
}

export interface KnownPair {
	left: { system: SystemName; object: string };
	right: { system: SystemName; object: string };
	rows: readonly KnownRow[];
	match: readonly MatchKey[];
}

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

/** Field names: Salesforce Object Reference; Pact API documentation and the assumptions about it. */
export const KNOWN_PAIRS: readonly KnownPair[] = [
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
		],
		// A deal has no key of its own; it is found by its source's id, where a field for that was made.
		match: [],
	},
];

/** The field of `holder` that keeps a record id of `other`, as the setup guide tells admins to name it. */
export const EXTERNAL_ID_FIELDS: Readonly<Record<SystemName, Partial<Record<SystemName, string>>>> = {
	salesforce: { pact: 'Pact_Id__c', hubspot: 'HubSpot_Id__c' },
	hubspot: { pact: 'pact_id', salesforce: 'salesforce_id' },
	pact: { salesforce: 'custom_fields.salesforce_id', hubspot: 'custom_fields.hubspot_id' },
};

/** Fields of parent records that Salesforce answers with a record and that its describe does not list. */
export const RELATIONSHIP_TYPES: Readonly<Record<string, Pick<FieldSchema, 'label' | 'type'>>> = {
	'Owner.Email': { label: 'Owner E-mail', type: 'email' },
	'RecordType.Name': { label: 'Record Type', type: 'picklist' },
};

/** Systems that hold a list of values as one string joined by semicolons. */
export const LISTS_AS_TEXT: Readonly<Record<SystemName, boolean>> = { salesforce: true, hubspot: true, pact: false };
/** Systems that hold every value as a string. */
export const ALL_AS_TEXT: Readonly<Record<SystemName, boolean>> = { salesforce: false, hubspot: true, pact: false };

/** The table's entry for two objects; names of Salesforce objects are compared without regard to case. */
export function knownPair(left: KnownPair['left'], right: KnownPair['right']): KnownPair | undefined {
	const same = (one: KnownPair['left'], other: KnownPair['left']): boolean =>
		one.system === other.system && one.object.toLowerCase() === other.object.toLowerCase();
	return KNOWN_PAIRS.find((pair) => same(pair.left, left) && same(pair.right, right));
}
