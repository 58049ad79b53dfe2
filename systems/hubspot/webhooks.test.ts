import { createHmac } from 'node:crypto';
import { readWebhook, type SignedRequest, validSignature } from './webhooks';

const SENT = 1_693_657_560_000;

/** HubSpot's own example ("Validating requests", v3). */
const example: SignedRequest = {
	secret: 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy',
	method: 'POST',
	uri: 'https://www.example.com/webhook_uri',
	rawBody: "{'example_field':'example_value'}",
	timestamp: String(SENT),
	signature: 'K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=',
	now: new Date(SENT + 1_000),
};

describe('the signature of a webhook', () => {
	it('is valid for the example that HubSpot publishes', () => {
		expect(validSignature(example)).toBe(true);
		expect(validSignature({ ...example, rawBody: Buffer.from(example.rawBody) })).toBe(true);
	});

	it.each<[string, Partial<SignedRequest>]>([
		['another body', { rawBody: "{'example_field':'other_value'}" }],
		['another address', { uri: 'https://www.example.com/webhook_uri?x=1' }],
		['another method', { method: 'PUT' }],
		['another time', { timestamp: String(SENT + 1) }],
		['another secret', { secret: 'x' }],
		['no secret', { secret: '' }],
		['no signature', { signature: undefined }],
		['a signature of another length', { signature: 'K36dawei4A==' }],
		['no time', { timestamp: undefined }],
		['a time that is none', { timestamp: 'now' }],
	])('is refused with %s', (_what, change) => {
		expect(validSignature({ ...example, ...change })).toBe(false);
	});

	it('is refused when it is older than five minutes, or from the future', () => {
		const at = (ms: number) => validSignature({ ...example, now: new Date(SENT + ms) });
		expect([at(300_000), at(300_001), at(-60_000), at(-60_001)]).toEqual([true, false, true, false]);
	});

	it('decodes only the signs of the address that HubSpot decodes', () => {
		const signed = 'https://www.example.com/hook?to=a@b&x=%20%25';
		const signature = createHmac('sha256', example.secret).update(`POST${signed}{}${SENT}`).digest('base64');
		const uri = 'https://www.example.com/hook?to=a%40b&x=%20%25';
		expect(validSignature({ ...example, uri, rawBody: '{}', signature })).toBe(true);
	});
});

describe('the events of a webhook', () => {
	const event = { portalId: 123, subscriptionId: 1, appId: 2, eventId: 5, attemptNumber: 0, occurredAt: SENT };
	const hints = (...events: object[]) => readWebhook(JSON.stringify(events.map((each) => ({ ...event, ...each }))));

	it('name the record, in the words of older and of newer subscriptions', () => {
		expect(
			hints(
				{ subscriptionType: 'contact.propertyChange', objectId: 7, propertyName: 'email', propertyValue: 'x' },
				{ subscriptionType: 'object.creation', objectTypeId: '0-3', objectId: 8 },
				{ subscriptionType: 'object.deletion', objectTypeId: '2-3001', objectId: 9 },
			)?.map(({ connection, object, id }) => [connection, object, id]),
		).toEqual([
			['123', 'contacts', '7'],
			['123', 'deals', '8'],
			['123', '2-3001', '9'],
		]);
	});

	it('have one key however often they are delivered, and another for another property or time', () => {
		const change = { subscriptionType: 'contact.propertyChange', objectId: 7, propertyName: 'email' };
		const key = (...events: object[]) => hints(...events)?.map((hint) => hint.key);
		expect(key(change, { ...change, eventId: 99, attemptNumber: 3 })).toHaveLength(1);
		expect(new Set(key(change, { ...change, propertyName: 'phone' }, { ...change, occurredAt: SENT + 1 })).size).toBe(
			3,
		);
	});

	it('of a merge name the winner and all losers', () => {
		const merge = { subscriptionType: 'contact.merge', primaryObjectId: 1, mergedObjectIds: [2, 3], newObjectId: 4 };
		expect(hints(merge)?.map(({ id }) => id)).toEqual(['4', '1', '2', '3']);
	});

	it('of an association name the record that it starts at', () => {
		expect(
			hints({ subscriptionType: 'contact.associationChange', fromObjectId: 5, toObjectId: 6 })?.map(
				({ object, id }) => [object, id],
			),
		).toEqual([['contacts', '5']]);
	});

	it('that say nothing about records are passed over', () => {
		expect(hints({ subscriptionType: 'conversation.creation', objectId: 1 })).toEqual([]);
	});

	it('hold no values', () => {
		expect(
			JSON.stringify(
				hints({
					subscriptionType: 'contact.propertyChange',
					objectId: 7,
					propertyName: 'email',
					propertyValue: 'ann@acme.example',
				}),
			),
		).not.toContain('ann@');
	});

	it.each([
		'',
		'{}',
		'null',
		'[{"portalId":1}]',
		'[1]',
		JSON.stringify(
			Array.from({ length: 101 }, () => ({ ...event, subscriptionType: 'contact.creation', objectId: 1 })),
		),
	])('are none in a body that is not HubSpot’s (%#)', (body) => {
		expect(readWebhook(body)).toBeUndefined();
	});
});
