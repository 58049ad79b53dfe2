import type { INodePropertyOptions } from 'n8n-workflow';
import type { FeedFilter } from '../../systems/pact';

export const ACTIVITIES = 'activities';

/** What the parameter "Activity Types" offers. */
export const ACTIVITY_CHOICES: INodePropertyOptions[] = [
	{ name: 'All E-Mail Events', value: 'email.*', description: 'Sent, opened, clicked, answered, bounced, unsubscribed, and e-mails that were logged' },
	{ name: 'All Sequence Events', value: 'sequence.*', description: 'Enrolled, step done, completed, left' },
	{ name: 'Calls', value: 'call.*' },
	{ name: 'E-Mail Answered', value: 'email.replied' },
	{ name: 'E-Mail Bounced', value: 'email.bounced' },
	{ name: 'E-Mail Clicked', value: 'email.clicked' },
	{ name: 'E-Mail Opened', value: 'email.opened' },
	{ name: 'E-Mail Sent', value: 'email.sent' },
	{ name: 'Meetings', value: 'meeting.*' },
	{ name: 'Notes', value: 'note.*' },
	{ name: 'Tasks', value: 'task.*' },
];

/** The feed's filter, as the source takes it. */
export function activityFilter({ activityTypes, rollUpOpens }: { activityTypes: string[]; rollUpOpens: boolean }): string {
	const filter: FeedFilter = { ...(activityTypes.length > 0 ? { types: activityTypes } : {}), rollUpOpens };
	return JSON.stringify(filter);
}
