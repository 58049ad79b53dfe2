import {
	bool,
	date,
	double,
	email,
	masterRecord,
	object,
	owner,
	pactId,
	phone,
	picklist,
	picklistValues,
	READ_ONLY,
	reference,
	REQUIRED,
	text,
	url,
} from './fields';
import { INDUSTRIES, LEAD_SOURCES, LEAD_STATUSES, PERSONAS, RATINGS } from './values';

const DEFAULT_STATUS = LEAD_STATUSES[0];

/** Lead. The `Converted…` fields are set by conversion only. */
export const lead = () =>
	object({
		name: 'Lead',
		label: 'Lead',
		labelPlural: 'Leads',
		keyPrefix: '00Q',
		mergeable: true,
		fields: [
			text('FirstName', 'First Name', 40),
			text('LastName', 'Last Name', 80, REQUIRED),
			text('Name', 'Full Name', 121, { ...READ_ONLY, nillable: false, calculated: true, nameField: true }),
			text('Company', 'Company', 255, REQUIRED),
			email('Email', 'Email'),
			phone('Phone', 'Phone'),
			phone('MobilePhone', 'Mobile Phone'),
			text('Title', 'Title', 128),
			picklist('Status', 'Status', [], {
				nillable: false,
				defaultedOnCreate: true,
				defaultValue: DEFAULT_STATUS,
				picklist: picklistValues(LEAD_STATUSES, DEFAULT_STATUS),
			}),
			picklist('LeadSource', 'Lead Source', LEAD_SOURCES),
			picklist('Rating', 'Rating', RATINGS),
			url('Website', 'Website'),
			picklist('Industry', 'Industry', INDUSTRIES),
			bool('HasOptedOutOfEmail', 'Email Opt Out'),
			owner(),
			bool('IsConverted', 'Converted', { updateable: false, createable: false }),
			date('ConvertedDate', 'Converted Date', READ_ONLY),
			reference('ConvertedAccountId', 'Converted Account ID', ['Account'], READ_ONLY),
			reference('ConvertedContactId', 'Converted Contact ID', ['Contact'], READ_ONLY),
			reference('ConvertedOpportunityId', 'Converted Opportunity ID', ['Opportunity'], READ_ONLY),
			masterRecord('Lead'),
			picklist('Persona__c', 'Persona', PERSONAS, { restricted: true }),
			double('Score__c', 'Score'),
			pactId(),
		],
	});
