import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import {
	CONSENT_CONTACT_FIELD,
	EVENT_DOMAINS,
	EVENT_ID_FIELDS,
	eventBodySchema,
	OBJECT_NAMES,
	type PactObject,
	SIGNATURE_WINDOW_S,
	WEBHOOK_HEADERS,
} from './contract';

/** What a delivery says happened. Which values it carries does not matter to us: records are read afresh. */
export interface PactEvent {
	/** The same for every delivery of one event. */
	id: string;
	type: string;
	/** The records that it is about; none for events about other things, and for types that we do not know. */
	records: Array<{ object: PactObject; id: string }>;
}

type WebhookHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Whether the body comes from who knows the secret, and lately: HMAC-SHA256 over `"{timestamp}.{raw body}"` in lower-case hex, no more
 * than 300 s off either way. Compared in constant time. `now` in epoch ms.
 */
export function validSignature(delivery: { header: string | undefined; rawBody: Buffer; secret: string; now: number }): boolean {
	const parts = (delivery.header ?? '').split(',').map((part) => part.trim().split('=', 2));
	const [timestamp, ...others] = parts.flatMap(([key, value]) => (key === 't' && value !== undefined ? [value] : []));
	if (timestamp === undefined || others.length > 0 || !/^\d{1,12}$/.test(timestamp) || delivery.secret === '') return false;
	if (Math.abs(delivery.now / 1_000 - Number(timestamp)) > SIGNATURE_WINDOW_S) return false;
	const expected = Buffer.from(createHmac('sha256', delivery.secret).update(`${timestamp}.`).update(delivery.rawBody).digest('hex'));
	const given = parts.flatMap(([key, value]) => (key === 'v1' && value !== undefined ? [Buffer.from(value)] : []));
	// Every one is compared, so that the time taken tells nothing about which was right.
	return given.map((one) => one.length === expected.length && timingSafeEqual(one, expected)).includes(true);
}

/** Reads a delivery whose signature is valid. Never throws: what is not understood is an event about no record. */
export function readEvent(rawBody: Buffer, headers: WebhookHeaders): PactEvent {
	const body = eventBodySchema.safeParse(jsonOrNothing(rawBody)).data;
	const id = oneOf(headers[WEBHOOK_HEADERS.eventId]) ?? body?.event_id ?? (body?.data ? body.id : undefined) ?? digest(rawBody);
	const type = oneOf(headers[WEBHOOK_HEADERS.eventType]) ?? body?.event_type ?? body?.type ?? '';
	const object = objectOf(type);
	if (object === undefined || body === undefined) return { id, type, records: [] };
	return { id, type, records: idsIn(body.data ?? body, type).map((record) => ({ object, id: record })) };
}

function objectOf(type: string): PactObject | undefined {
	const [domain = ''] = type.split('.');
	return OBJECT_NAMES.find((object) => EVENT_DOMAINS[object].includes(domain));
}

/** The records that an event names. A consent event is about the contact, whatever id of its own it has. */
function idsIn(data: Readonly<Record<string, unknown>>, type: string): string[] {
	const contact = type.startsWith('consent.') ? idsOf(data[CONSENT_CONTACT_FIELD]) : [];
	return [...new Set(contact.length > 0 ? contact : EVENT_ID_FIELDS.flatMap((field) => idsOf(data[field])))];
}

const idsOf = (value: unknown): string[] => [value].flat().filter((id): id is string => typeof id === 'string' && id.trim() !== '');

function oneOf(header: string | string[] | undefined): string | undefined {
	const [first] = [header].flat();
	// Headers come from n8n: what they are by its types is not what they must be.
	return typeof first === 'string' ? first.trim() || undefined : undefined;
}

/** A delivery without an id of its own is known by its body. */
const digest = (rawBody: Buffer): string => createHash('sha256').update(rawBody).digest('hex');

function jsonOrNothing(rawBody: Buffer): unknown {
	try {
		return JSON.parse(rawBody.toString('utf8'));
	} catch {
		// Signed, but nothing that we can read: an event about no record.
		return undefined;
	}
}
