import { currency, date, object, owner, picklist, reference, REQUIRED, text } from './fields';

const STATUSES = ['Planned', 'Running', 'Done'];

/** A custom object of the org's own, with lookups to an account and a contact. */
export const project = () =>
	object({
		name: 'Project__c',
		label: 'Project',
		labelPlural: 'Projects',
		keyPrefix: 'a00',
		fields: [
			text('Name', 'Project Name', 80, { ...REQUIRED, nameField: true }),
			owner(),
			reference('Account__c', 'Account', ['Account']),
			reference('Contact__c', 'Contact', ['Contact']),
			picklist('Status__c', 'Status', STATUSES, { restricted: true }),
			currency('Budget__c', 'Budget'),
			date('Start_Date__c', 'Start Date'),
		],
	});
