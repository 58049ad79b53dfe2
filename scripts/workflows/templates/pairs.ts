import type { TemplatePair } from '../sync';

const url = { type: 'url' } as const;
const email = { type: 'email' } as const;
const newest = { rule: 'newestWins' } as const;
const consent = { rule: 'mostRestrictive', type: 'consent' } as const;
/** Only ever from the website: the way back belongs to the row of the website itself. A blank website says nothing about the domain. */
const domainOnly = { rule: 'alwaysLeft', type: 'domain', options: { ignoreClears: true } } as const;
/** HubSpot keeps the day of closing as a moment. */
const closingDay = { type: 'date', options: { dayOnly: true } } as const;
/** HubSpot's industries are codes; people know them by their labels. */
const byLabel = { type: 'picklist', options: { byLabel: true } } as const;

/** Stages of a fresh Salesforce org, and of a Pact pipeline with the stages Qualification, Discovery, Proposal and Negotiation. */
const SALESFORCE_PACT_STAGES = [
	['Prospecting', 'qualification'], ['Needs Analysis', 'Discovery'], ['Value Proposition', 'Discovery'], ['Id. Decision Makers', 'Discovery'],
	['Perception Analysis', 'Discovery'], ['Proposal/Price Quote', 'proposal'], ['Negotiation/Review', 'Negotiation'],
].map(([left = '', right = '']) => ({ field: 'StageName', left, right }));

/** `both`: the rows that a person usually edits on either side go by the newest change. */
export function salesforcePact(both: boolean): TemplatePair[] {
	const rule = both ? newest : {};
	return [
		{
			name: 'Accounts', left: 'Account', right: 'companies',
			rows: [{ left: 'Name', right: 'name' }, { left: 'Website', right: 'website', ...url }, { left: 'Website', right: 'domain', ...domainOnly }, { left: 'Industry', right: 'industry', ...rule }],
		},
		{
			name: 'Contacts', left: 'Contact', right: 'contacts',
			rows: [
				{ left: 'FirstName', right: 'first_name', ...rule }, { left: 'LastName', right: 'last_name', ...rule }, { left: 'Email', right: 'email', ...email },
				{ left: 'Title', right: 'title', ...rule }, { left: 'AccountId', right: 'company_id', type: 'reference' },
				{ left: 'HasOptedOutOfEmail', right: 'consent_status', ...consent },
			],
		},
		{
			name: 'Leads', left: 'Lead', right: 'contacts',
			rows: [
				{ left: 'FirstName', right: 'first_name', ...rule }, { left: 'LastName', right: 'last_name', ...rule }, { left: 'Email', right: 'email', ...email },
				{ left: 'Title', right: 'title', ...rule }, { left: 'Status', right: 'lead_status' }, { left: 'HasOptedOutOfEmail', right: 'consent_status', ...consent },
			],
			// A new person in Pact becomes a contact in Salesforce; leads are made in Salesforce.
			parameters: { createLeft: false },
		},
		{
			name: 'Opportunities', left: 'Opportunity', right: 'opportunities',
			rows: [
				{ left: 'Name', right: 'name', ...rule }, { left: 'Amount', right: 'value', ...rule }, { left: 'CloseDate', right: 'close_date', type: 'date', ...rule },
				{ left: 'AccountId', right: 'company_id', type: 'reference' }, { left: 'StageName', right: 'stage', type: 'picklist', ...rule },
			],
			values: [{ field: 'RecordType.Name', left: 'Renewal', right: 'Renewals' }, ...SALESFORCE_PACT_STAGES],
		},
	];
}

export function hubSpotPact(both: boolean): TemplatePair[] {
	const rule = both ? newest : {};
	return [
		{
			name: 'Companies', left: 'companies', right: 'companies',
			rows: [{ left: 'name', right: 'name' }, { left: 'domain', right: 'domain', type: 'domain' }, { left: 'website', right: 'website', ...url }, { left: 'industry', right: 'industry', ...byLabel, ...rule }],
		},
		{
			name: 'Contacts', left: 'contacts', right: 'contacts',
			rows: [
				{ left: 'firstname', right: 'first_name', ...rule }, { left: 'lastname', right: 'last_name', ...rule }, { left: 'email', right: 'email', ...email },
				{ left: 'jobtitle', right: 'title', ...rule }, { left: 'company.id', right: 'company_id', type: 'reference' },
			],
		},
		{
			name: 'Deals', left: 'deals', right: 'opportunities',
			rows: [
				{ left: 'dealname', right: 'name', ...rule }, { left: 'amount', right: 'value', ...rule }, { left: 'closedate', right: 'close_date', ...closingDay, ...rule },
				{ left: 'company.id', right: 'company_id', type: 'reference' }, { left: 'pipeline', right: 'pipeline', type: 'picklist' }, { left: 'dealstage', right: 'stage', type: 'picklist', ...rule },
			],
		},
	];
}

export function salesforceHubSpot(): TemplatePair[] {
	return [
		{
			name: 'Companies', left: 'Account', right: 'companies',
			rows: [{ left: 'Name', right: 'name' }, { left: 'Website', right: 'website', ...url }, { left: 'Website', right: 'domain', ...domainOnly }, { left: 'Phone', right: 'phone', type: 'phone', ...newest }],
		},
		{
			name: 'Contacts', left: 'Contact', right: 'contacts',
			rows: [
				{ left: 'FirstName', right: 'firstname', ...newest }, { left: 'LastName', right: 'lastname', ...newest }, { left: 'Email', right: 'email', ...email },
				{ left: 'Title', right: 'jobtitle', ...newest }, { left: 'AccountId', right: 'company.id', type: 'reference' },
			],
		},
		{
			name: 'Leads', left: 'Lead', right: 'contacts',
			rows: [
				{ left: 'FirstName', right: 'firstname', ...newest }, { left: 'LastName', right: 'lastname', ...newest }, { left: 'Email', right: 'email', ...email },
				{ left: 'Title', right: 'jobtitle', ...newest },
			],
			parameters: { createLeft: false },
		},
		{
			name: 'Deals', left: 'Opportunity', right: 'deals',
			rows: [
				{ left: 'Name', right: 'dealname', ...newest }, { left: 'Amount', right: 'amount', ...newest }, { left: 'CloseDate', right: 'closedate', ...closingDay, ...newest },
				{ left: 'AccountId', right: 'company.id', type: 'reference' }, { left: 'StageName', right: 'dealstage', type: 'picklist', ...newest },
			],
		},
	];
}
