import type { SystemName } from '../../../model';
import type { KnownPair, KnownRow } from './types';

/*
 * Activities: what was said and done. Field names: Salesforce Object Reference ("Task", "Event"), HubSpot's engagement objects, the
 * assumptions about Pact's feed (systems/pact/contract.ts), and the fields that our connectors add: `When`, `What.Account`,
 * `What.Opportunity` in Salesforce (systems/salesforce/activities.ts); `contact.id`, `company.id`, `deal.id`, `body.text` in HubSpot;
 * `subject`, `body`, `text`, `direction`, `opens` in Pact.
 *
 * Where an activity belongs is said when it is made, and never changed: those rows are `createOnly`. In Pact, whose feed can only be
 * added to, all rows are.
 */

const once = { rule: 'createOnly' } as const;
const newest = { rule: 'newestWins' } as const;
const reference = { lens: 'reference', ...once } as const;
/** The e-mail of whose it is. Activities of somebody unknown are made all the same: our connectors leave the owner to the system then. */
const person = { lens: 'email', ...once } as const;
const moment = { lens: 'datetime', ...once } as const;

const fixedLeft = (left: string, value: string): KnownRow => ({ left, right: '', lens: 'constant', leftDefault: value, ...once });
const fixedRight = (right: string, value: string): KnownRow => ({ left: '', right, lens: 'constant', rightDefault: value, ...once });

/** What a CRM's activities are called in Pact's feed: `call.completed` and `note.added` are documented, the others are formed alike. */
const CALL = 'call.completed';
const NOTE = 'note.added';
const EMAIL = 'email.logged';
const MEETING = 'meeting.added';
const TASK = 'task.added';

/** Pact's own entries about e-mails. */
const MAILINGS = ['email.sent', 'email.opened', 'email.clicked', 'email.replied', 'email.bounced', 'email.unsubscribed'];

const salesforceAbout: readonly KnownRow[] = [
	{ left: 'WhoId', right: 'contact_id', ...reference },
	{ left: 'What.Account', right: 'company_id', ...reference },
	{ left: 'What.Opportunity', right: 'opportunity_id', ...reference },
	{ left: 'Owner.Email', right: 'actor', ...person },
	{ left: 'Subject', right: 'subject', ...once },
	{ left: 'Description', right: 'body', ...once },
	{ left: 'When', right: 'occurred_at', ...moment },
];

const salesforceSide = (object: string) => ({ system: 'salesforce' as SystemName, object });
const pactSide = { system: 'pact' as SystemName, object: 'activities' };
const externalIds = { right: 'dedupe_key' };

const SALESFORCE_PACT: readonly KnownPair[] = [
	{
		left: salesforceSide('Task'),
		right: pactSide,
		rows: [
			...salesforceAbout,
			{
				left: 'TaskSubtype', right: 'type', lens: 'picklist', ...once, leftFallback: 'Task', rightFallback: TASK,
				values: [['Task', TASK], ['Task', NOTE], ['Call', CALL], ['Email', EMAIL], ['ListEmail', EMAIL], ...MAILINGS.map((type) => ['Email', type] as const)],
			},
			// What Pact tells of has happened.
			fixedLeft('Status', 'Completed'),
			// For who made such a field: how often an e-mail was opened, kept up to date where opens are rolled up.
			{ left: 'Pact_Opens__c', right: 'opens', rule: 'alwaysRight', ignoreClears: true },
		],
		match: [],
		only: { right: { field: 'type', values: ['call.*', 'task.*', 'note.*', 'email.*', 'sequence.*'] }, related: true },
		externalIds,
	},
	{
		left: salesforceSide('Event'),
		right: pactSide,
		rows: [...salesforceAbout, fixedRight('type', MEETING)],
		match: [],
		only: { right: { field: 'type', values: ['meeting.*', 'event.*'] }, related: true },
		externalIds,
	},
];

const hubSpotAbout = (right: { contact: string; company: string; deal: string }): readonly KnownRow[] => [
	{ left: 'contact.id', right: right.contact, ...reference },
	{ left: 'company.id', right: right.company, ...reference },
	{ left: 'deal.id', right: right.deal, ...reference },
];

/** One of HubSpot's five objects of activities, against the entries of Pact's feed of these types; `made` is what an activity of HubSpot becomes. */
function hubSpotPact(object: string, made: string, types: readonly string[], rows: readonly KnownRow[]): KnownPair {
	return {
		left: { system: 'hubspot', object },
		right: pactSide,
		rows: [
			...hubSpotAbout({ contact: 'contact_id', company: 'company_id', deal: 'opportunity_id' }),
			{ left: 'owner.email', right: 'actor', ...person },
			{ left: 'hs_timestamp', right: 'occurred_at', ...moment },
			fixedRight('type', made),
			...rows,
		],
		match: [],
		only: { right: { field: 'type', values: [...types] }, related: true },
		externalIds,
	};
}

const titled = (title: string): readonly KnownRow[] => [
	{ left: title, right: 'subject', ...once },
	{ left: 'body.text', right: 'body', ...once },
];

const HUBSPOT_PACT: readonly KnownPair[] = [
	hubSpotPact('calls', CALL, ['call.*'], [
		...titled('hs_call_title'),
		{ left: 'hs_call_direction', right: 'direction', lens: 'picklist', ...once, values: [['OUTBOUND', 'outgoing'], ['INBOUND', 'incoming']] },
		fixedLeft('hs_call_status', 'COMPLETED'),
	]),
	hubSpotPact('emails', EMAIL, [EMAIL, 'email.sent', 'email.replied'], [
		...titled('hs_email_subject'),
		{
			left: 'hs_email_direction', right: 'direction', lens: 'picklist', ...once, leftDefault: 'EMAIL',
			values: [['EMAIL', 'outgoing'], ['INCOMING_EMAIL', 'incoming'], ['FORWARDED_EMAIL', 'outgoing']],
		},
		fixedLeft('hs_email_status', 'SENT'),
	]),
	hubSpotPact('meetings', MEETING, ['meeting.*', 'event.*'], titled('hs_meeting_title')),
	hubSpotPact('notes', NOTE, ['note.*', 'email.opened', 'email.clicked', 'email.bounced', 'email.unsubscribed', 'sequence.*'], [
		{ left: 'body.text', right: 'text', ...once },
	]),
	hubSpotPact('tasks', TASK, ['task.*'], [...titled('hs_task_subject'), fixedLeft('hs_task_status', 'COMPLETED')]),
];

/** `kinds`: the tasks that go there, by their subtype; none for objects that are only read. */
function salesforceHubSpot(left: string, right: string, title: string | undefined, rows: readonly KnownRow[], kinds?: readonly string[]): KnownPair {
	return {
		left: salesforceSide(left),
		right: { system: 'hubspot', object: right },
		rows: [
			{ left: 'WhoId', right: 'contact.id', ...reference },
			{ left: 'What.Account', right: 'company.id', ...reference },
			{ left: 'What.Opportunity', right: 'deal.id', ...reference },
			{ left: 'Owner.Email', right: 'owner.email', ...person },
			...(title === undefined ? [] : [{ left: 'Subject', right: title, ...newest }]),
			{ left: 'Description', right: 'body.text', ...newest },
			...rows,
		],
		match: [],
		only: { ...(kinds ? { left: { field: 'TaskSubtype', values: [...kinds] } } : {}), related: true },
	};
}

/** A task of Salesforce knows its day; the time of day, where it tells one, is that of its completion and cannot be written. */
const happened: KnownRow = { left: 'When', right: 'hs_timestamp', ...moment };
const due: KnownRow = { left: 'When', right: 'hs_timestamp', lens: 'date', dayOnly: true, ...newest };
const begins: KnownRow = { left: 'When', right: 'hs_timestamp', lens: 'datetime', ...newest };

const logged = (subtype: string): readonly KnownRow[] => [fixedLeft('TaskSubtype', subtype), fixedLeft('Status', 'Completed'), happened];

const SALESFORCE_HUBSPOT: readonly KnownPair[] = [
	salesforceHubSpot('Task', 'calls', 'hs_call_title', [...logged('Call'), fixedRight('hs_call_status', 'COMPLETED')], ['Call']),
	salesforceHubSpot(
		'Task', 'emails', 'hs_email_subject',
		[...logged('Email'), fixedRight('hs_email_direction', 'EMAIL'), fixedRight('hs_email_status', 'SENT')],
		['Email', 'ListEmail'],
	),
	salesforceHubSpot(
		'Task', 'tasks', 'hs_task_subject',
		[
			due,
			{ left: 'Status', right: 'hs_task_status', lens: 'picklist', ...newest, values: [['Waiting on someone else', 'WAITING']] },
			{ left: 'Priority', right: 'hs_task_priority', lens: 'picklist', ...newest, values: [['Normal', 'MEDIUM'], ['Normal', 'NONE']] },
		],
		['Task', ''],
	),
	// Salesforce has no notes of a person's timeline that could come back as such.
	salesforceHubSpot('Task', 'notes', undefined, [...logged('Task'), fixedLeft('Subject', 'Note')], []),
	salesforceHubSpot('Event', 'meetings', 'hs_meeting_title', [begins]),
];

export const ACTIVITIES: readonly KnownPair[] = [...SALESFORCE_PACT, ...HUBSPOT_PACT, ...SALESFORCE_HUBSPOT];
