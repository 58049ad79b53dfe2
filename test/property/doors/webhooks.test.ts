import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import * as hubspot from '../../../systems/hubspot';
import * as pact from '../../../systems/pact';
import { anyJson, anyText, deepJson, PATIENCE_MS, runs } from './fuzz';

jest.setTimeout(PATIENCE_MS);

const NOW = new Date('2026-11-21T08:00:00.000Z');
const URI = 'https://n8n.example/webhook/abc/hubspot';
const KEY = 'the secret of the app';

/** Bytes as they may come: any, text, JSON, near misses of real events, very long, very deep. */
const nearHubSpot = fc.array(
	fc.record(
		{
			portalId: fc.oneof(fc.integer(), anyJson),
			subscriptionType: fc.oneof(fc.constantFrom('contact.creation', 'object.merge', 'constructor.creation', '__proto__.x', 'toString.change', 'deal.deletion', '..'), anyJson),
			objectId: fc.oneof(fc.integer(), anyJson),
			objectTypeId: fc.oneof(fc.constantFrom('0-1', '2-77', 'constructor'), anyJson),
			occurredAt: fc.oneof(fc.integer(), anyJson),
			mergedObjectIds: fc.oneof(fc.array(fc.integer(), { maxLength: 5 }), anyJson),
			primaryObjectId: anyJson,
			propertyName: anyJson,
		},
		{ requiredKeys: [] },
	),
	{ maxLength: 6 },
);
const nearPact = fc.record(
	{ id: anyJson, type: fc.oneof(fc.constantFrom('contact.updated', 'consent.changed', 'constructor.x', '__proto__'), anyJson), event_id: anyJson, data: fc.oneof(fc.record({ public_id: anyJson, merged_from: anyJson, contact_id: anyJson }, { requiredKeys: [] }), anyJson) },
	{ requiredKeys: [] },
);
const bytes: fc.Arbitrary<Buffer> = fc.oneof(
	fc.uint8Array({ maxLength: 64 }).map((some) => Buffer.from(some)),
	anyText.map((text) => Buffer.from(text)),
	fc.oneof(nearHubSpot, nearPact, anyJson).map((value) => Buffer.from(JSON.stringify(value))),
	deepJson.map((text) => Buffer.from(text)),
);
/** Longer than anything that comes. */
const HUGE = [Buffer.from(`[${'{},'.repeat(100_000)}{}]`), Buffer.alloc(2_000_000, 0x5b), Buffer.from(`{"data":{"public_id":[${'"x",'.repeat(50_000)}"y"]},"type":"contact.updated"}`)];
const headerText = fc.oneof(anyText, fc.constantFrom('1'.repeat(400), '-1', '1e9', '0x10', 'NaN', 't=1,v1=', 't=,v1=00', ',,,=', 't=1,t=2,v1=aa', '', ' '));

const hubSpotSigned = (body: Buffer, timestamp: string): string => createHmac('sha256', KEY).update(`POST${URI}`).update(body).update(timestamp).digest('base64');
const pactSigned = (body: Buffer, timestamp: number): string => `t=${timestamp},v1=${createHmac('sha256', KEY).update(`${timestamp}.`).update(body).digest('hex')}`;
const hubSpotTakes = (request: Partial<hubspot.SignedRequest> & { rawBody: Buffer }): boolean =>
	hubspot.validSignature({ secret: KEY, method: 'POST', uri: URI, timestamp: undefined, signature: undefined, now: NOW, ...request });

describe('bodies of webhooks, whatever comes', () => {
	it('become records of HubSpot with an object and an id in words, or nothing', () => {
		fc.assert(
			fc.property(bytes, (body) => {
				for (const hint of hubspot.readWebhook(body) ?? []) {
					expect([typeof hint.connection, typeof hint.object, typeof hint.id, typeof hint.key]).toEqual(['string', 'string', 'string', 'string']);
					expect(hint.object).toMatch(/^(contacts|companies|deals|\d+-\d+)$/);
				}
			}),
			runs(2_000),
		);
	});

	it('become an event of Pact about records with an id, or about none', () => {
		fc.assert(
			fc.property(bytes, fc.oneof(anyText, fc.constant(undefined)), fc.oneof(anyText, fc.array(anyText, { maxLength: 2 })), (body, id, type) => {
				const event = pact.readEvent(body, { [pact.WEBHOOK_HEADERS.eventId]: id, [pact.WEBHOOK_HEADERS.eventType]: type });
				expect(event.id).not.toBe('');
				for (const record of event.records) {
					expect(['contacts', 'companies', 'opportunities', 'activities']).toContain(record.object);
					expect(record.id.trim()).not.toBe('');
				}
			}),
			runs(2_000),
		);
	});

	it.each(HUGE.map((body) => [body.length, body] as const))('are looked at, also when they are huge (%d bytes)', (_bytes, body) => {
		expect(hubspot.readWebhook(body)).toBeUndefined();
		expect(pact.readEvent(body, {}).id).not.toBe('');
		expect(hubSpotTakes({ rawBody: body, timestamp: String(NOW.getTime()), signature: hubSpotSigned(body, String(NOW.getTime())) })).toBe(true);
	});

	it('name no object by a word that every JavaScript object knows (found by this file)', () => {
		expect(hubspot.readWebhook(JSON.stringify([{ portalId: 1, subscriptionType: 'constructor.creation', objectId: 1, occurredAt: 1 }]))).toEqual([]);
	});
});

describe('signatures of webhooks, whatever comes', () => {
	it('are refused unless they were made with the secret', () => {
		fc.assert(
			fc.property(bytes, headerText, headerText, (rawBody, timestamp, signature) => {
				expect(hubSpotTakes({ rawBody, timestamp, signature })).toBe(false);
				expect(hubSpotTakes({ rawBody, timestamp: String(NOW.getTime()), signature })).toBe(false);
				expect(pact.validSignature({ header: signature, rawBody, secret: KEY, now: NOW.getTime() })).toBe(false);
				expect(pact.validSignature({ header: `t=${NOW.getTime() / 1_000},v1=${signature}`, rawBody, secret: KEY, now: NOW.getTime() })).toBe(false);
			}),
			runs(1_000),
		);
	});

	it('hold for the very bytes, and for no other ones', () => {
		fc.assert(
			fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (rawBody, place, other) => {
				const timestamp = String(NOW.getTime());
				const signature = hubSpotSigned(rawBody, timestamp);
				const header = pactSigned(rawBody, NOW.getTime() / 1_000);
				expect(hubSpotTakes({ rawBody, timestamp, signature })).toBe(true);
				expect(pact.validSignature({ header, rawBody, secret: KEY, now: NOW.getTime() })).toBe(true);
				const changed = Buffer.from(rawBody);
				if (changed.length === 0) return;
				const at = place % changed.length;
				changed[at] = (changed[at] ?? 0) ^ other;
				expect(hubSpotTakes({ rawBody: changed, timestamp, signature })).toBe(false);
				expect(pact.validSignature({ header, rawBody: changed, secret: KEY, now: NOW.getTime() })).toBe(false);
				expect(hubSpotTakes({ rawBody, timestamp, signature, method: 'GET' })).toBe(false);
				expect(hubSpotTakes({ rawBody, timestamp, signature, uri: `${URI}?a=1` })).toBe(false);
				expect(hubSpotTakes({ rawBody, timestamp, signature, secret: '' })).toBe(false);
			}),
			runs(300),
		);
	});

	it('are taken within their window, to the millisecond, and not beyond it', () => {
		fc.assert(
			fc.property(fc.oneof(fc.integer({ min: -400_000, max: 400_000 }), fc.constantFrom(-300_001, -300_000, -299_999, 59_999, 60_000, 60_001, 299_999, 300_000, 300_001)), (offset) => {
				const rawBody = Buffer.from('[]');
				const timestamp = String(NOW.getTime() + offset);
				expect(hubSpotTakes({ rawBody, timestamp, signature: hubSpotSigned(rawBody, timestamp) })).toBe(offset >= -300_000 && offset <= 60_000);
				const seconds = NOW.getTime() / 1_000 + Math.round(offset / 1_000);
				expect(pact.validSignature({ header: pactSigned(rawBody, seconds), rawBody, secret: KEY, now: NOW.getTime() })).toBe(Math.abs(Math.round(offset / 1_000)) <= 300);
			}),
			runs(500),
		);
	});
});
