import {
	bool,
	date,
	datetime,
	int,
	longText,
	object,
	owner,
	picklist,
	picklistValues,
	READ_ONLY,
	reference,
	REQUIRED,
	text,
} from './fields';

/** What an activity may be about, and who. */
const about = () => reference('WhatId', 'Related To ID', ['Account', 'Opportunity']);
/** Derived from the two: Salesforce Object Reference, Task, "AccountId". */
const account = () => reference('AccountId', 'Account ID', ['Account'], READ_ONLY);
const who = () => reference('WhoId', 'Name ID', ['Contact', 'Lead']);

const defaulted = (values: string[], chosen: string) => ({
	nillable: false,
	defaultedOnCreate: true,
	defaultValue: chosen,
	picklist: picklistValues(values, chosen),
});

/** Said when the task is made, and never changed: Object Reference, Task, "TaskSubtype". */
const SUBTYPES = ['Task', 'Email', 'ListEmail', 'Cadence', 'Call', 'LinkedIn'];
const STATUSES = ['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'];

export const task = () =>
	object({
		name: 'Task',
		label: 'Task',
		labelPlural: 'Tasks',
		keyPrefix: '00T',
		fields: [
			text('Subject', 'Subject', 255, { nameField: true }),
			who(),
			about(),
			date('ActivityDate', 'Due Date Only'),
			picklist('Status', 'Status', [], defaulted(STATUSES, 'Not Started')),
			picklist('Priority', 'Priority', [], defaulted(['High', 'Normal', 'Low'], 'Normal')),
			picklist('TaskSubtype', 'Task Subtype', [], {
				picklist: picklistValues(SUBTYPES, 'Task'), restricted: true, updateable: false, defaultedOnCreate: true, defaultValue: 'Task',
			}),
			account(),
			bool('IsClosed', 'Closed', READ_ONLY),
			datetime('CompletedDateTime', 'Completed Date/Time', READ_ONLY),
			longText('Description', 'Description'),
			owner(),
		],
	});

export const event = () =>
	object({
		name: 'Event',
		label: 'Event',
		labelPlural: 'Events',
		keyPrefix: '00U',
		fields: [
			text('Subject', 'Subject', 255, { nameField: true }),
			who(),
			about(),
			datetime('ActivityDateTime', 'Due Date Time', REQUIRED),
			int('DurationInMinutes', 'Duration'),
			text('Location', 'Location', 255),
			bool('IsAllDayEvent', 'All-Day Event'),
			account(),
			longText('Description', 'Description'),
			owner(),
		],
	});
