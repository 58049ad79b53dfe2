import { bool, date, longText, object, owner, picklist, picklistValues, READ_ONLY, reference, REQUIRED, text } from './fields';

/** Object Reference, "Campaign". */
export const campaign = () =>
	object({
		name: 'Campaign',
		label: 'Campaign',
		labelPlural: 'Campaigns',
		keyPrefix: '701',
		fields: [
			text('Name', 'Name', 80, { ...REQUIRED, nameField: true }),
			picklist('Type', 'Type', ['Conference', 'Webinar', 'Trade Show', 'Email', 'Other']),
			picklist('Status', 'Status', ['Planned', 'In Progress', 'Completed', 'Aborted']),
			bool('IsActive', 'Active'),
			date('StartDate', 'Start Date'),
			date('EndDate', 'End Date'),
			longText('Description', 'Description'),
			owner(),
		],
	});

const STATUSES = ['Sent', 'Responded'];
/** Who and what a membership joins is said when it is made, and never changed: Object Reference, "CampaignMember". */
const FIXED = { updateable: false };

/** Object Reference, "CampaignMember". Its changes move no stamps of the contact or lead. */
export const campaignMember = () =>
	object({
		name: 'CampaignMember',
		label: 'Campaign Member',
		labelPlural: 'Campaign Members',
		keyPrefix: '00v',
		fields: [
			reference('CampaignId', 'Campaign ID', ['Campaign'], { ...REQUIRED, ...FIXED }),
			reference('ContactId', 'Contact ID', ['Contact'], FIXED),
			reference('LeadId', 'Lead ID', ['Lead'], FIXED),
			picklist('Status', 'Status', [], { nillable: false, defaultedOnCreate: true, defaultValue: 'Sent', picklist: picklistValues(STATUSES, 'Sent') }),
			bool('HasResponded', 'Responded', READ_ONLY),
		],
	});
