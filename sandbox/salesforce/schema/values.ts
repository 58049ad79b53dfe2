/** Picklist values that several objects share, as in a fresh Salesforce org. */
export const INDUSTRIES = [
	'Agriculture',
	'Banking',
	'Biotechnology',
	'Communications',
	'Consulting',
	'Education',
	'Electronics',
	'Energy',
	'Engineering',
	'Finance',
	'Healthcare',
	'Hospitality',
	'Insurance',
	'Manufacturing',
	'Media',
	'Retail',
	'Shipping',
	'Technology',
	'Telecommunications',
	'Transportation',
	'Utilities',
	'Other',
] as const;

export const LEAD_SOURCES = [
	'Web',
	'Phone Inquiry',
	'Partner Referral',
	'Purchased List',
	'Trade Show',
	'Employee Referral',
	'Other',
] as const;

export const PERSONAS = ['Champion', 'Economic Buyer', 'Technical Buyer', 'User', 'Blocker'] as const;

export const INTERESTS = ['Product', 'Pricing', 'Security', 'Integrations', 'Events', 'Training'] as const;

export const REGIONS = ['EMEA', 'NA', 'LATAM', 'APAC', 'DACH', 'Nordics'] as const;

export const TIERS = ['A', 'B', 'C', 'D'] as const;

export const LEAD_STATUSES = [
	'Open - Not Contacted',
	'Working - Contacted',
	'Closed - Converted',
	'Closed - Not Converted',
] as const;

/** The status that a converted lead gets. */
export const CONVERTED_STATUS = 'Closed - Converted';

export const RATINGS = ['Hot', 'Warm', 'Cold'] as const;

export const ACCOUNT_TYPES = [
	'Prospect',
	'Customer - Direct',
	'Customer - Channel',
	'Channel Partner / Reseller',
	'Installation Partner',
	'Technology Partner',
	'Other',
] as const;
