import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { own } from '../common/own';

/** Oldest message that is taken (Validating requests guide, v3: 5 minutes). */
const MAX_AGE_MS = 5 * 60_000;
/** HubSpot's clock and ours may differ by so much; a message from farther in the future is refused. */
const CLOCK_TOLERANCE_MS = 60_000;

export interface SignedRequest {
	/** The client secret of the app. */
	secret: string;
	method: string;
	/** The whole address that HubSpot called, as it was configured. */
	uri: string;
	/** The body as it came: parsed and written anew it would not be the same. */
	rawBody: Buffer | string;
	/** `X-HubSpot-Request-Timestamp` */
	timestamp: string | undefined;
	/** `X-HubSpot-Signature-v3` */
	signature: string | undefined;
	now: Date;
}

/** Whether HubSpot sent this within the last five minutes: base64 HMAC-SHA256 over method, uri, body and timestamp, compared in constant time. */
export function validSignature({ secret, method, uri, rawBody, timestamp, signature, now }: SignedRequest): boolean {
	if (secret === '' || signature === undefined || timestamp === undefined || !/^\d{1,16}$/.test(timestamp))
		return false;
	const age = now.getTime() - Number(timestamp);
	if (age > MAX_AGE_MS || age < -CLOCK_TOLERANCE_MS) return false;
	const expected = createHmac('sha256', secret)
		.update(method + decodedUri(uri))
		.update(rawBody)
		.update(timestamp)
		.digest();
	const given = Buffer.from(signature, 'base64');
	return given.length === expected.length && timingSafeEqual(given, expected);
}

/** HubSpot decodes just these before it signs (Validating requests guide, "v3"); the start of a query is no encoded sign. */
const DECODED = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;
const decodedUri = (uri: string): string => uri.replace(DECODED, (encoded) => decodeURIComponent(encoded));

const idSchema = z.union([z.string(), z.number()]).transform(String);

const eventSchema = z.object({
	portalId: idSchema,
	subscriptionType: z.string(),
	objectId: idSchema.optional(),
	objectTypeId: z.string().optional(),
	propertyName: z.string().optional(),
	occurredAt: z.number(),
	primaryObjectId: idSchema.optional(),
	mergedObjectIds: z.array(idSchema).optional(),
	newObjectId: idSchema.optional(),
	fromObjectId: idSchema.optional(),
	fromObjectTypeId: z.string().optional(),
});
/** HubSpot sends at most 100 events at once; more is somebody else. */
const MAX_EVENTS = 100;
const eventsSchema = z.array(eventSchema).max(MAX_EVENTS);

/** A record that something happened to. No data: the record is read. */
export interface WebhookHint {
	/** The portal's id. */
	connection: string;
	/** `contacts`, `companies`, `deals`, or the object type id of another object. */
	object: string;
	id: string;
	/** The same for every delivery of one event. */
	key: string;
}

const OBJECTS: Readonly<Record<string, string>> = {
	contact: 'contacts',
	company: 'companies',
	deal: 'deals',
	'0-1': 'contacts',
	'0-2': 'companies',
	'0-3': 'deals',
};

/**
 * The records that the events of a webhook are about: undefined when the body is no list of HubSpot events. Unordered, and the same event
 * may come again: `key` tells (portal, kind, record, property, time; HubSpot's eventId is not unique).
 */
export function readWebhook(rawBody: Buffer | string): WebhookHint[] | undefined {
	let json: unknown;
	try {
		json = JSON.parse(rawBody.toString());
	} catch {
		// Not JSON: the answer to the question.
		return undefined;
	}
	const events = eventsSchema.safeParse(json).data;
	if (!events) return undefined;
	const hints = events.flatMap((event) => {
		const type = event.subscriptionType.startsWith('object.')
			? (event.objectTypeId ?? event.fromObjectTypeId ?? '')
			: (event.subscriptionType.split('.')[0] ?? '');
		const object = own(OBJECTS, type) ?? (/^\d+-\d+$/.test(type) ? type : undefined);
		if (object === undefined) return [];
		const ids = [
			event.newObjectId,
			event.primaryObjectId,
			...(event.mergedObjectIds ?? []),
			event.objectId,
			event.fromObjectId,
		].filter((id) => id !== undefined);
		return [...new Set(ids)].map((id) => ({
			connection: event.portalId,
			object,
			id,
			key: [event.portalId, event.subscriptionType, id, event.propertyName ?? '', event.occurredAt].join('|'),
		}));
	});
	return [...new Map(hints.map((hint) => [hint.key, hint])).values()];
}
