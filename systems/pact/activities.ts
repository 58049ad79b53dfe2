import type { FieldValues } from '../../engine/model';
import { isObject } from '../common/flatten';
import { ACTIVITY_TYPES, CREATED_FIELD, PAYLOAD_FIELD, type PactObject, type PactRecord, SYSTEM_ACTOR, UPDATED_FIELD } from './contract';

/** Values that a field of ours has in the entry's payload, under the same name. */
const IN_PAYLOAD = ['subject', 'body', 'direction'] as const;

/** Whether that object's records can be made, but neither changed nor taken back. */
export const isAppendOnly = (object: PactObject): boolean => object === 'activities';

/**
 * An entry of the feed with the fields that we read of it: `subject` (what happened, in words), `body`, `text` (both), `direction`, and
 * `actor` as a person's address. Other records are as they are.
 */
export function asRead(object: PactObject, record: PactRecord): PactRecord {
	if (object !== 'activities') return record;
	const payload = isObject(record[PAYLOAD_FIELD]) ? record[PAYLOAD_FIELD] : {};
	const type = textOf(record.type) ?? '';
	const subject = subjectOf(type, textOf(payload.subject));
	const body = textOf(payload.body) ?? textOf(payload.url);
	return {
		...record,
		subject,
		body,
		text: [subject, body].filter((part) => part !== null).join('\n') || null,
		direction: ACTIVITY_TYPES[type]?.direction ?? textOf(payload.direction),
		actor: record.actor === SYSTEM_ACTOR ? null : record.actor,
		opens: typeof record.opens === 'number' ? record.opens : null,
		last_opened_at: textOf(record.last_opened_at),
		[UPDATED_FIELD]: record[UPDATED_FIELD] ?? record[CREATED_FIELD],
	};
}

/** "E-mail opened: Spring offer". What a CRM made keeps its own subject. */
function subjectOf(type: string, subject: string | null): string | null {
	const words = ACTIVITY_TYPES[type]?.words ?? (type.startsWith('sequence.') ? type.replace(/[._]+/g, ' ').replace(/^s/, 'S') : undefined);
	return words === undefined ? subject : subject === null ? words : `${words}: ${subject}`;
}

/** The body of a new entry. Blank values are left out. */
export function activityBody(values: FieldValues): Record<string, unknown> {
	const filled = Object.entries(values).filter(([, value]) => value !== null && value !== '');
	const isPayload = (name: string) => IN_PAYLOAD.some((own) => own === payloadName(name));
	const payload = filled.filter(([name]) => isPayload(name)).map(([name, value]) => [payloadName(name), value]);
	return {
		...Object.fromEntries(filled.filter(([name]) => !isPayload(name))),
		...(payload.length > 0 ? { [PAYLOAD_FIELD]: Object.fromEntries(payload) as FieldValues } : {}),
	};
}

/** A note has no subject: its whole text is the body. */
const payloadName = (name: string): string => (name === 'text' ? 'body' : name);

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
