import { createHmac } from 'node:crypto';
import { readEvent, validSignature } from './webhooks';

const NOW = Date.parse('2026-11-21T08:00:00Z');
const SECRET = 'whsec_0123';
const rawBody = Buffer.from('{"id":"evt_1","data":{"public_id":"c1","name":"Ünï"}}');

const digestOf = (body: Buffer, seconds: number, secret = SECRET) =>
	createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
const signed = (body = rawBody, seconds = NOW / 1_000, secret = SECRET) => `t=${seconds},v1=${digestOf(body, seconds, secret)}`;
const valid = (header: string | undefined, body = rawBody, secret = SECRET) => validSignature({ header, rawBody: body, secret, now: NOW });

describe('the signature of a Pact delivery', () => {
	it('is valid over timestamp and raw bytes', () => expect(valid(signed())).toBe(true));

	it('is not valid for the same JSON in other bytes', () => {
		expect(valid(signed(), Buffer.from(JSON.stringify(JSON.parse(rawBody.toString()), null, 1)))).toBe(false);
	});

	it('is valid for bytes that are no UTF-8', () => {
		const odd = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
		expect(valid(signed(odd), odd)).toBe(true);
	});

	it.each([
		[-300, true],
		[300, true],
		[-301, false],
		[301, false],
	])('%d s away from now counts: %s', (seconds, expected) => {
		expect(valid(signed(rawBody, NOW / 1_000 + seconds))).toBe(expected);
	});

	it('may be one of several, as while a secret is changed', () => {
		expect(valid(`t=${NOW / 1_000},v1=${'0'.repeat(64)},v1=${digestOf(rawBody, NOW / 1_000)}`)).toBe(true);
	});

	it.each([
		['another secret', signed(rawBody, NOW / 1_000, 'other')],
		['upper-case hex', signed().replace(/v1=.*/, (hex) => `v1=${hex.slice(3).toUpperCase()}`)],
		['a timestamp that was changed', signed().replace(/t=\d+/, `t=${NOW / 1_000 + 1}`)],
		['two timestamps', `t=${NOW / 1_000 - 9_999},${signed()}`],
		['no timestamp', signed().replace(/t=\d+,/, '')],
		['a timestamp that is no number', signed().replace(/t=\d+/, 't=1e9')],
		['no digest', `t=${NOW / 1_000}`],
		['an empty header', ''],
		['no header', undefined],
	])('is refused with %s', (_what, header) => expect(valid(header)).toBe(false));

	it('is never valid without a secret', () => expect(valid(signed(rawBody, NOW / 1_000, ''), rawBody, '')).toBe(false));
});

describe('a Pact event', () => {
	const event = (type: string, body: object, id: string | null = 'evt_1') =>
		readEvent(Buffer.from(JSON.stringify(body)), { 'x-pact-event-type': type, ...(id === null ? {} : { 'x-pact-event-id': id }) });

	it.each([
		['contact.created', 'contacts'],
		['contact.added', 'contacts'],
		['contact.updated', 'contacts'],
		['contact.deleted', 'contacts'],
		['contact.archived', 'contacts'],
		['company.updated', 'companies'],
		['account.updated', 'companies'],
		['deal.stage_changed', 'opportunities'],
		['opportunity.updated', 'opportunities'],
	])('%s names a record of %s, under data or at the top level', (type, object) => {
		const records = [{ object, id: 'c1' }];
		expect(event(type, { id: 'evt_1', data: { public_id: 'c1', id: 7 } })).toEqual({ id: 'evt_1', type, records });
		expect(event(type, { id: 7, public_id: 'c1', name: 'Ann' })).toEqual({ id: 'evt_1', type, records });
	});

	it('names both sides of a merge, and the contact of a consent', () => {
		expect(event('contact.merged', { data: { public_id: 'c1', merged_into: 'c2' } }).records.map(({ id }) => id)).toEqual(['c1', 'c2']);
		expect(event('contact.merged', { data: { public_id: 'c2', merged_ids: ['c1', 'c3'] } }).records.map(({ id }) => id)).toEqual(['c2', 'c1', 'c3']);
		expect(event('consent.changed', { data: { public_id: 'entry', contact_id: 'c1' } }).records).toEqual([{ object: 'contacts', id: 'c1' }]);
		expect(event('consent.changed', { data: { public_id: 'c1' } }).records).toEqual([{ object: 'contacts', id: 'c1' }]);
	});

	it.each(['something.new', 'contacts', '', 'constructor.x'])('of the type "%s" names none, and is no error', (type) => {
		expect(event(type, { data: { public_id: 'x', contact_id: 'c1' } }).records).toEqual([]);
	});

	it.each(['email.opened', 'sequence.completed'])('of the type "%s" is about an entry of the feed', (type) => {
		expect(event(type, { data: { public_id: 'x', contact_id: 'c1' } }).records).toEqual([{ object: 'activities', id: 'x' }]);
	});

	it.each(['', 'not json', '[]', 'null', '5', '{"data":{"public_id":5}}', '{"data":{}}', '{"data":"c1"}'])('with the body %s names none, and is no error', (body) => {
		expect(readEvent(Buffer.from(body), { 'x-pact-event-type': 'contact.updated', 'x-pact-event-id': 'evt_1' }).records).toEqual([]);
	});

	it('without headers has the id and the type of its body, whatever the shape', () => {
		expect(readEvent(Buffer.from('{"id":"evt_2","type":"contact.updated","data":{"public_id":"c1"}}'), {})).toEqual({
			id: 'evt_2', type: 'contact.updated', records: [{ object: 'contacts', id: 'c1' }],
		});
		expect(readEvent(Buffer.from('{"event_id":"evt_3","event_type":"contact.updated","id":7,"public_id":"c1"}'), {})).toMatchObject({ id: 'evt_3', records: [{ id: 'c1' }] });
	});

	it('without any id is known by its body', () => {
		const one = event('contact.updated', { public_id: 'c1' }, null).id;
		expect(event('contact.updated', { public_id: 'c1' }, null).id).toBe(one);
		expect(event('contact.updated', { public_id: 'c2' }, null).id).not.toBe(one);
	});
});
