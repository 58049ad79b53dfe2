import { datetime, number, property, select, text } from '../property';
import type { Property } from '../types';

const body = (name: string, label: string): Property => property(name, label, 'string', 'html');
const when = (): Property => datetime('hs_timestamp', 'Activity date');

/** The properties of each engagement object that are not common to all objects. */
export const ENGAGEMENT_PROPERTIES: Readonly<Record<string, () => Property[]>> = {
	calls: () => [
		when(),
		text('hs_call_title', 'Call Title'),
		body('hs_call_body', 'Call notes'),
		number('hs_call_duration', 'Call duration'),
		select('hs_call_direction', 'Call direction', { INBOUND: 'Inbound', OUTBOUND: 'Outbound' }),
		text('hs_call_disposition', 'Call outcome'),
		select('hs_call_status', 'Call status', {
			COMPLETED: 'Completed',
			NO_ANSWER: 'No answer',
			BUSY: 'Busy',
			FAILED: 'Failed',
		}),
	],
	emails: () => [
		when(),
		text('hs_email_subject', 'Email subject'),
		body('hs_email_html', 'Email body'),
		property('hs_email_text', 'Text body', 'string', 'textarea'),
		select('hs_email_direction', 'Email Direction', {
			EMAIL: 'Email',
			INCOMING_EMAIL: 'Incoming email',
			FORWARDED_EMAIL: 'Forwarded email',
		}),
		select('hs_email_status', 'Email send status', { SENT: 'Sent', FAILED: 'Failed', SCHEDULED: 'Scheduled' }),
	],
	meetings: () => [
		when(),
		text('hs_meeting_title', 'Meeting name'),
		body('hs_meeting_body', 'Meeting description'),
		datetime('hs_meeting_start_time', 'Meeting start time'),
		datetime('hs_meeting_end_time', 'Meeting end time'),
		select('hs_meeting_outcome', 'Meeting outcome', {
			SCHEDULED: 'Scheduled',
			COMPLETED: 'Completed',
			RESCHEDULED: 'Rescheduled',
			NO_SHOW: 'No show',
			CANCELED: 'Canceled',
		}),
	],
	notes: () => [when(), body('hs_note_body', 'Note body')],
	tasks: () => [
		when(),
		text('hs_task_subject', 'Task Title'),
		body('hs_task_body', 'Task Notes'),
		select('hs_task_status', 'Task Status', {
			NOT_STARTED: 'Not started',
			IN_PROGRESS: 'In progress',
			WAITING: 'Waiting',
			COMPLETED: 'Completed',
			DEFERRED: 'Deferred',
		}),
		select('hs_task_priority', 'Priority', { NONE: 'None', LOW: 'Low', MEDIUM: 'Medium', HIGH: 'High' }),
		select('hs_task_type', 'Task type', { TODO: 'To-do', CALL: 'Call', EMAIL: 'Email' }),
	],
};
