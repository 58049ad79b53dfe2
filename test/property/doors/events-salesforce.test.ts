import fc from 'fast-check';
import type { News } from '../../../engine/run/events-port';
import { SystemError } from '../../../engine/model';
import { createSalesforceEvents } from '../../../systems/salesforce/streaming';
import { Cookies } from '../../../systems/salesforce/streaming/cookies';
import { anyJson, anyText, deepJson, PATIENCE_MS, runs } from './fuzz';

jest.setTimeout(PATIENCE_MS);

/** A stream that never ends is ended by us after so many answers. */
const MOST_ANSWERS = 25;

const header = fc.record(
	{
		entityName: fc.oneof(fc.constant('Contact'), anyJson),
		recordIds: fc.oneof(fc.array(fc.oneof(fc.constantFrom('003000000000001AAA', '000000000000000AAA', '003*', "'; --"), anyText), { maxLength: 4 }), anyJson),
		changeType: fc.oneof(fc.constantFrom('UPDATE', 'GAP_OVERFLOW'), anyJson),
		transactionKey: fc.oneof(fc.constant('t1'), anyJson),
		sequenceNumber: fc.oneof(fc.integer(), anyJson),
	},
	{ requiredKeys: [] },
);
const data = fc.oneof(fc.record({ event: fc.oneof(fc.record({ replayId: fc.oneof(fc.integer(), anyJson) }), anyJson), payload: fc.oneof(fc.record({ ChangeEventHeader: header }), anyJson) }, { requiredKeys: [] }), anyJson);
const reply = fc.record(
	{
		channel: fc.oneof(fc.constantFrom('/meta/handshake', '/meta/subscribe', '/meta/connect', '/data/ContactChangeEvent', '__proto__'), anyJson),
		successful: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false), anyJson),
		clientId: fc.oneof(fc.constant('c1'), anyJson),
		error: fc.oneof(fc.constantFrom('403::Unknown client', '401::Authentication invalid', '400::The replayId {1} you provided was invalid.'), anyJson),
		advice: fc.oneof(fc.record({ reconnect: fc.oneof(fc.constantFrom('retry', 'handshake', 'none'), anyJson), interval: fc.oneof(fc.double(), anyJson), timeout: fc.oneof(fc.double(), anyJson) }, { requiredKeys: [] }), anyJson),
		ext: anyJson,
		data,
	},
	{ requiredKeys: [] },
);
const body = fc.oneof({ weight: 8, arbitrary: fc.array(reply, { maxLength: 4 }).map((replies) => JSON.stringify(replies)) }, anyJson.map((value) => JSON.stringify(value)), anyText, deepJson);
const answer = fc.record({ status: fc.oneof({ weight: 6, arbitrary: fc.constant(200) }, fc.integer({ min: 100, max: 599 })), body });

it('whatever a server streams: it ends, with an error of ours or none, and names nothing but records of the objects that are listened to', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: MOST_ANSWERS }), async (answers) => {
			const stop = new AbortController();
			const heard: News[] = [];
			const waits: number[] = [];
			let asked = 0;
			const events = createSalesforceEvents({
				http: async () => {
					const { status, body: text } = answers[asked % answers.length] ?? { status: 200, body: '' };
					asked += 1;
					if (asked >= MOST_ANSWERS) stop.abort();
					return await Promise.resolve({ status, body: text, headers: { 'set-cookie': text.slice(0, 50) } });
				},
				instanceUrl: 'https://acme.my.salesforce.com',
				version: '60.0',
				clock: { now: () => new Date(0), random: () => 0, sleep: async (ms) => void (waits.push(ms), await Promise.resolve()) },
				client: { toolingRows: async () => await Promise.resolve([{ SelectedEntity: 'ContactChangeEvent' }]) },
			});
			const listener = { objects: ['Contact'], from: async () => await Promise.resolve('7'), began: async () => await Promise.resolve(), heard: async (news: News) => void (heard.push(news), await Promise.resolve()) };
			const error: unknown = await events.listen(listener, stop.signal).catch((caught: unknown) => caught);
			if (error !== undefined) expect(error).toBeInstanceOf(SystemError);
			expect(asked).toBeLessThanOrEqual(MOST_ANSWERS + 1);
			for (const { records, positions } of heard) {
				for (const { object, id } of records) expect([object, /^[A-Za-z0-9]{18}$/.test(id)]).toEqual(['Contact', true]);
				expect(Object.entries(positions).every(([object, place]) => object === 'Contact' && typeof place === 'string')).toBe(true);
			}
			for (const wait of waits) expect(Number.isFinite(wait) && wait >= 0 && wait <= 30 * 60_000).toBe(true);
		}),
		runs(200),
	);
});

it('whatever stands in a cookie header, no line break comes back in ours', () => {
	fc.assert(
		fc.property(fc.array(anyText, { maxLength: 4 }), (texts) => {
			const cookies = new Cookies();
			for (const text of texts) cookies.take(text);
			expect(cookies.header().Cookie ?? '').not.toMatch(/[\r\n]/);
		}),
		runs(200),
	);
});
