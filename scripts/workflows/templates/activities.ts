import type { SyncTemplate, TemplatePair, TemplateRow } from '../sync';

const once = { rule: 'createOnly' } as const;
const newest = { rule: 'newestWins' } as const;

/** Whom and what an activity is about: said when it is made. */
const about = (left: readonly string[], right: readonly string[]): TemplateRow[] =>
	left.map((field, index) => ({ left: field, right: right[index] ?? '', type: 'reference', ...once }));

const SALESFORCE = ['WhoId', 'What.Account', 'What.Opportunity'];
const PACT = ['contact_id', 'company_id', 'opportunity_id'];
const HUBSPOT = ['contact.id', 'company.id', 'deal.id'];

const salesforcePact = (name: string, left: string): TemplatePair => ({
	name,
	left,
	right: 'activities',
	rows: [...about(SALESFORCE, PACT), { left: 'Subject', right: 'subject', ...once }, { left: 'Description', right: 'body', ...once }, { left: 'When', right: 'occurred_at', type: 'datetime', ...once }],
});

const hubSpotPact = (name: string, left: string, title?: string): TemplatePair => ({
	name,
	left,
	right: 'activities',
	rows: [
		...about(HUBSPOT, PACT),
		...(title === undefined
			? [{ left: 'body.text', right: 'text', ...once }]
			: [{ left: title, right: 'subject', ...once }, { left: 'body.text', right: 'body', ...once }]),
		{ left: 'hs_timestamp', right: 'occurred_at', type: 'datetime', ...once },
	],
});

const salesforceHubSpot = (name: string, left: string, right: string, title?: string): TemplatePair => ({
	name,
	left,
	right,
	rows: [...about(SALESFORCE, HUBSPOT), ...(title === undefined ? [] : [{ left: 'Subject', right: title, ...newest }]), { left: 'Description', right: 'body.text', ...newest }],
});

const EMAILS = hubSpotPact('E-mails', 'emails', 'hs_email_subject');
const NOTES = hubSpotPact('Notes', 'notes');

/** Personal to-dos belong to nobody who is kept in step. */
const RELATED = ['Task', 'Event'].map((object) => ({ object, condition: 'WhoId != null OR AccountId != null' }));
const relatedOnly = { filters: { filter: RELATED } };

const FIRST = '**Records first.** Publish the workflow that keeps people, companies and deals in step, and let it finish its first run: an activity goes on the records that are linked by then, and waits an hour or so for one that is not.';
const ADD_ONLY = `
- Whom and what an activity is about, and everything that goes to Pact, is written when it is made, and not changed afterwards: *Create Only*.`;
const PACT_TYPES = `
- *Activity Types*: which events travel.
- *Roll Up Opens*: all opens of one e-mail by one person are one item. Map *opens* to a number field of your own to see how many.`;

interface ActivityTemplate extends Pick<SyncTemplate, 'left' | 'right' | 'direction' | 'pairs' | 'triggers'> {
	name: string;
	says: { what: string; toDo: string; triggers?: string; mappers?: string };
}

const sequences = { activityTypes: ['email.*', 'sequence.*'], rollUpOpens: true, startFrom: 'now' };

/** File name → what the canvas is made of. */
export const ACTIVITY_TEMPLATES: Readonly<Record<string, ActivityTemplate>> = {
	'activities-salesforce-to-pact': {
		name: 'Activities: Salesforce → Pact',
		left: 'salesforce',
		right: 'pact',
		direction: 'left to right',
		pairs: [salesforcePact('Events', 'Event'), salesforcePact('Tasks', 'Task')],
		triggers: { left: relatedOnly },
		says: {
			what: 'Brings calls, e-mails, tasks and meetings that were logged in Salesforce to the activity feed in Pact, on the right contact, company and deal.',
			toDo: FIRST,
			triggers: `
- *Only Records That Match*: to-dos that belong to nobody are left out. Add \`TaskSubtype = 'Call'\` to bring calls only.`,
			mappers: ADD_ONLY,
		},
	},
	'activities-hubspot-to-pact': {
		name: 'Activities: HubSpot → Pact',
		left: 'hubspot',
		right: 'pact',
		direction: 'left to right',
		pairs: [
			hubSpotPact('Calls', 'calls', 'hs_call_title'), EMAILS, hubSpotPact('Meetings', 'meetings', 'hs_meeting_title'), NOTES, hubSpotPact('Tasks', 'tasks', 'hs_task_subject'),
		],
		says: {
			what: 'Brings calls, e-mails, meetings, notes and tasks of HubSpot to the activity feed in Pact, on the right contact, company and deal.',
			toDo: FIRST,
			triggers: `
- *Object Names or IDs*: take out the kinds that shall not travel.`,
			mappers: ADD_ONLY,
		},
	},
	'activities-pact-to-salesforce': {
		name: 'Sequence activity: Pact → Salesforce',
		left: 'salesforce',
		right: 'pact',
		direction: 'right to left',
		pairs: [salesforcePact('Sequence activity', 'Task')],
		triggers: { right: sequences },
		says: {
			what: 'Makes completed tasks in Salesforce of what sequences do in Pact: e-mails sent, opened, clicked, answered, bounced.',
			toDo: FIRST,
			triggers: PACT_TYPES,
			mappers: ADD_ONLY,
		},
	},
	'activities-pact-to-hubspot': {
		name: 'Sequence activity: Pact → HubSpot',
		left: 'hubspot',
		right: 'pact',
		direction: 'right to left',
		pairs: [EMAILS, NOTES],
		triggers: { right: sequences },
		says: {
			what: 'Puts what sequences do in Pact on the timelines of HubSpot: e-mails sent and answered as e-mails, the rest (opened, clicked, bounced) as notes.',
			toDo: FIRST,
			triggers: PACT_TYPES,
			mappers: `${ADD_ONLY}
- Remove the mapper *Notes* to bring e-mails only.`,
		},
	},
	'activities-salesforce-hubspot': {
		name: 'Activities: Salesforce ⇄ HubSpot',
		left: 'salesforce',
		right: 'hubspot',
		direction: 'both',
		pairs: [
			salesforceHubSpot('Calls', 'Task', 'calls', 'hs_call_title'),
			salesforceHubSpot('E-mails', 'Task', 'emails', 'hs_email_subject'),
			salesforceHubSpot('Meetings', 'Event', 'meetings', 'hs_meeting_title'),
			salesforceHubSpot('Notes', 'Task', 'notes'),
			salesforceHubSpot('Tasks', 'Task', 'tasks', 'hs_task_subject'),
		],
		triggers: { left: relatedOnly },
		says: {
			what: 'Keeps tasks and events of Salesforce and calls, e-mails, meetings and tasks of HubSpot in step. Notes of HubSpot become tasks. Pact is not needed.',
			toDo: FIRST,
			triggers: `
- *Only Records That Match*: to-dos that belong to nobody are left out.`,
			mappers: `
- A task of Salesforce goes where its *Task Subtype* says: calls to calls, e-mails to e-mails, all others to tasks.`,
		},
	},
};
