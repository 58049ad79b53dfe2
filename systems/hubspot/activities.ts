import type { FieldSchema } from '../../engine/model';

/*
 * Calls, e-mails, meetings, notes and tasks ("engagements"). Whom and what they are about is said when they are made; that they go on the
 * timeline of a person, company and deal is part of the same call, so that none is ever left without. Their text is HTML in HubSpot, and
 * plain text everywhere else: `body.text`.
 */

/** The plain text of an activity. */
export const BODY_TEXT = 'body.text';
/** Required of every activity (each engagement's API guide, "hs_timestamp"). */
export const TIMESTAMP = 'hs_timestamp';

/** Where each keeps its text. E-mails have a plain one of their own. */
const BODIES: Readonly<Record<string, { property: string; html: boolean }>> = {
	calls: { property: 'hs_call_body', html: true },
	emails: { property: 'hs_email_text', html: false },
	meetings: { property: 'hs_meeting_body', html: true },
	notes: { property: 'hs_note_body', html: true },
	tasks: { property: 'hs_task_body', html: true },
};

export const isActivity = (object: string): boolean => object in BODIES;

/** The property behind a field: itself, but for `body.text`. */
export const propertyBehind = (object: string, field: string): string => (field === BODY_TEXT ? (BODIES[object]?.property ?? field) : field);

/** `body.text` of a property's value. */
export const asPlain = (object: string, value: string | null): string | null => (value && BODIES[object]?.html ? plainOf(value) : value) || null;

/** The property's value for a `body.text`. */
export const asBody = (object: string, text: string): string => (BODIES[object]?.html ? htmlOf(text) : text);

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&nbsp;': ' ', '&amp;': '&' };

/** What a person reads: lines where blocks end, no tags. */
function plainOf(html: string): string {
	const lines = html.replace(/\r?\n/g, ' ').replace(/<br\s*\/?>|<\/(?:p|div|li|h[1-6]|tr)\s*>/gi, '\n');
	const words = lines.replace(/<[^>]*>/g, '').replace(/&(?:lt|gt|quot|#39|nbsp|amp);/g, (entity) => ENTITIES[entity] ?? entity);
	return words.replace(/[^\S\n]*\n[^\S\n]*/g, '\n').trim();
}

const htmlOf = (text: string): string =>
	text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign).replace(/\r?\n/g, '<br>');

/** The fields that HubSpot does not list. */
export function activityFields(object: string): FieldSchema[] {
	if (!isActivity(object)) return [];
	const base = { custom: false, requiredOnCreate: false, createable: true, updateable: true };
	const about = (name: string, label: string, target: string): FieldSchema => ({
		...base, name, label, type: 'reference', referenceTo: [target], updateable: false,
	});
	return [
		about('contact.id', 'Contact', 'contacts'),
		about('company.id', 'Company', 'companies'),
		about('deal.id', 'Deal', 'deals'),
		{ ...base, name: BODY_TEXT, label: 'Text', type: 'longText' },
	];
}
