import type { HttpRequest, HttpResponse } from '../../../engine/run/http-port';
import type { Listener, News, Unheard } from '../../../engine/run/events-port';
import { SystemError } from '../../common/engine';
import { createSalesforceEvents } from '.';
import { Cookies } from './cookies';
import { newsOf } from './news';
import type { Reply } from './messages';

const CONTACTS = '/data/ContactChangeEvent';
const [ANN, BOB] = ['003000000000001AAA', '003000000000002AAA'];

type Sent = Record<string, unknown> & { channel: string };
type Answer = object[] | Partial<HttpResponse> | SystemError | 'never';

/** A server that answers each kind of message by a script, the last answer again and again; it keeps what was sent. */
function server(script: Partial<Record<string, Answer[]>>) {
	const sent: Sent[] = [];
	const headers: Array<Record<string, string>> = [];
	const waits: number[] = [];
	const answers: Partial<Record<string, Answer[]>> = {
		'/meta/handshake': [[{ channel: '/meta/handshake', clientId: 'c1', successful: true }]],
		'/meta/subscribe': [[{ channel: '/meta/subscribe', successful: true }]],
		'/meta/disconnect': [[{ channel: '/meta/disconnect', successful: true }]],
		...script,
	};
	const http = async (request: HttpRequest): Promise<HttpResponse> => {
		const [message] = JSON.parse(request.body ?? '[]') as [Sent];
		sent.push(message);
		headers.push(request.headers ?? {});
		const queue = answers[message.channel] ?? ['never'];
		const answer = queue.length > 1 ? queue.shift() : queue[0];
		if (answer === 'never' || answer === undefined) {
			await new Promise((resolve) => request.signal?.addEventListener('abort', resolve));
			throw new SystemError({ class: 'unknown-outcome', message: 'aborted' });
		}
		if (answer instanceof SystemError) throw answer;
		const whole = Array.isArray(answer) ? { body: JSON.stringify(answer) } : answer;
		return { status: 200, headers: {}, body: '', ...whole };
	};
	const stop = new AbortController();
	const clock = { now: () => new Date(0), random: () => 0, sleep: async (ms: number) => void (waits.push(ms), await Promise.resolve()) };
	const news: News[] = [];
	const unheard: Array<readonly Unheard[]> = [];
	let left = 1;
	const listener: Listener = {
		objects: ['Contact'],
		from: async () => await Promise.resolve(undefined),
		began: async (missing) => void (unheard.push(missing), await Promise.resolve()),
		heard: async (one) => {
			news.push(one);
			if (one.records.length > 0 && --left === 0) stop.abort();
			await Promise.resolve();
		},
	};
	const client = { toolingRows: async () => await Promise.resolve([{ SelectedEntity: 'ContactChangeEvent' }]) };
	const events = createSalesforceEvents({ http, instanceUrl: 'https://acme.my.salesforce.com/', version: '60.0', clock, client });
	const listen = async (over: Partial<Listener> = {}, until = 1) => {
		left = until;
		await events.listen({ ...listener, ...over }, stop.signal);
	};
	return { sent, headers, waits, news, unheard, listen, client };
}

const event = (replayId: number, header: object = {}, channel = CONTACTS) => ({
	channel,
	data: { event: { replayId }, payload: { ChangeEventHeader: { entityName: 'Contact', recordIds: [ANN], changeType: 'UPDATE', transactionKey: `t${replayId}`, sequenceNumber: 1, ...header } } },
});
const connected = (advice: object = {}) => ({ channel: '/meta/connect', successful: true, advice });
const refused = (error: string, reconnect?: string) => ({ channel: '/meta/connect', successful: false, error, ...(reconnect ? { advice: { reconnect, interval: 0 } } : {}) });

describe('a conversation', () => {
	it('goes on from the last event, carries the server’s cookies, and waits as long as the server says', async () => {
		const it = server({
			'/meta/handshake': [{ headers: { 'set-cookie': 'a=1; Expires=Sat, 20-Nov-2027 08:00:00 GMT; Path=/, BAYEUX_BROWSER=xyz; HttpOnly' }, body: JSON.stringify([{ channel: '/meta/handshake', clientId: 'c1', successful: true }]) }],
			'/meta/connect': [[connected({ reconnect: 'retry', interval: 700, timeout: 20_000 })], [event(8), connected()]],
		});
		await it.listen({ from: async () => await Promise.resolve('7') });
		expect(it.sent.map(({ channel }) => channel)).toEqual(['/meta/handshake', '/meta/subscribe', '/meta/connect', '/meta/connect', '/meta/disconnect']);
		expect(it.sent[1]).toMatchObject({ clientId: 'c1', subscription: CONTACTS, ext: { replay: { [CONTACTS]: 7 } } });
		expect(it.headers.at(-1)?.Cookie).toBe('a=1; BAYEUX_BROWSER=xyz');
		expect(it.waits).toEqual([700]);
		expect(it.news).toMatchObject([{ records: [{ object: 'Contact', id: ANN }], positions: { Contact: '8' }, unnamed: false }]);
	});

	it('without a place begins now, and lets the poll look once', async () => {
		const it = server({ '/meta/connect': [[event(8), connected()]] });
		await it.listen();
		expect(it.sent[1]).toMatchObject({ ext: { replay: { [CONTACTS]: -1 } } });
		expect(it.news[0]).toEqual({ records: [], positions: { Contact: '-1' }, unnamed: true });
	});

	it('whose place is gone begins now, too', async () => {
		const gone = { channel: '/meta/subscribe', successful: false, error: '400::The replayId {7} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.' };
		const it = server({ '/meta/subscribe': [[gone], [{ channel: '/meta/subscribe', successful: true }]], '/meta/connect': [[event(8), connected()]] });
		await it.listen({ from: async () => await Promise.resolve('7') });
		expect(it.news[0]).toEqual({ records: [], positions: { Contact: '-1' }, unnamed: true });
	});

	it('survives a few broken connects with the same client, and no more', async () => {
		const broken = new SystemError({ class: 'unknown-outcome', message: 'broke' });
		const it = server({ '/meta/connect': [broken, broken, [event(8), connected()]] });
		await it.listen();
		expect(it.sent.filter(({ channel }) => channel === '/meta/handshake')).toHaveLength(1);
		const down = server({ '/meta/connect': [broken] });
		await expect(down.listen()).rejects.toThrow('broke');
		expect(down.sent.filter(({ channel }) => channel === '/meta/connect')).toHaveLength(4);
	});

	it.each(['403::Unknown client', '402::Unknown client', '400::Client c1 has established a session, but no BAYEUX_BROWSER cookie present'])('ends quietly when the server has forgotten it: %s', async (error) => {
		const it = server({ '/meta/connect': [[connected()], [refused(error, error.startsWith('403') ? 'handshake' : undefined)]] });
		await it.listen();
		expect(it.sent.at(-1)?.channel).toBe('/meta/disconnect');
	});

	it.each<[string, Partial<Record<string, Answer[]>>, string]>([
		['a handshake without a session', { '/meta/handshake': [[{ channel: '/meta/handshake', successful: false, error: '403::Handshake denied', ext: { sfdc: { failureReason: '401::Authentication invalid' } } }]] }, 'credential-refused'],
		['an HTTP 401', { '/meta/handshake': [{ status: 401, body: '' }] }, 'credential-refused'],
		['a session that ends', { '/meta/connect': [[refused('401::Authentication invalid', 'none')]] }, 'credential-refused'],
		['a spent allowance', { '/meta/connect': [[refused('403::Organization total events daily limit exceeded', 'none')]] }, 'quota-spent'],
		['too many clients', { '/meta/handshake': [[{ channel: '/meta/handshake', successful: false, error: '403::Handshake denied', ext: { sfdc: { failureReason: '403::Organization concurrent user limit exceeded' } } }]] }, 'quota-spent'],
		['a busy server', { '/meta/connect': [[{ ...refused('401::Authentication invalid', 'none'), ext: { sfdc: { failureReason: '503::Server is too busy.  Please try your request again later.' } } }]] }, 'rate-limited'],
		['a gateway’s page', { '/meta/handshake': [{ status: 502, body: '<html>Bad gateway</html>' }] }, 'temporary'],
		['a page in place of an answer', { '/meta/handshake': [{ status: 200, body: '<html>Sign in</html>' }] }, 'bad-answer'],
		['a version that is not served', { '/meta/handshake': [{ status: 400, body: "Unsupported API version. Only API versions '70.0' and above are supported." }] }, 'invalid'],
		['silence', { '/meta/handshake': [[]] }, 'bad-answer'],
	])('says what is wrong: %s', async (_what, script, expected) => {
		const error: unknown = await server(script).listen().catch((caught: unknown) => caught);
		expect(error).toBeInstanceOf(SystemError);
		expect((error as SystemError).details.class).toBe(expected);
		expect((error as SystemError).message).not.toMatch(/html|::|Sign in/);
	});

	it('says of each object why it has no events, and asks again after a while', async () => {
		const denied = { channel: '/meta/subscribe', successful: false, error: '403::User not allowed to subscribe CDC without View All Data permissions' };
		const it = server({ '/meta/subscribe': [[denied]] });
		await it.listen({ objects: ['Contact', 'Lead'] });
		expect(it.unheard).toEqual([[{ object: 'Lead', why: expect.stringContaining('not selected') }, { object: 'Contact', why: expect.stringContaining('View All Records') }]]);
		expect(it.waits).toEqual([30 * 60_000]);
		expect(it.sent.map(({ channel }) => channel)).toEqual(['/meta/handshake', '/meta/subscribe', '/meta/disconnect']);
	});

	it('takes custom objects for selected that the Tooling API tells by an id only', async () => {
		const it = server({ '/meta/connect': [[event(8, { entityName: 'Project__c' }, '/data/Project__ChangeEvent'), connected()]] });
		it.client.toolingRows = async () => await Promise.resolve([{ SelectedEntity: '01I5g000000AbCdEAK' }]);
		await it.listen({ objects: ['Project__c', 'Contact'] });
		expect(it.sent.filter(({ channel }) => channel === '/meta/subscribe').map(({ subscription }) => subscription)).toEqual(['/data/Project__ChangeEvent']);
		expect(it.news.at(-1)?.records).toMatchObject([{ object: 'Project__c', id: ANN }]);
	});
});

describe('what events say', () => {
	const told = (...events: object[]) => newsOf(events as Reply[], ['Contact']);

	it('names every record of a merged event, each once, with a key that does not depend on the delivery', () => {
		const { records, positions } = told(event(5, { recordIds: [ANN, BOB] }), event(5, { recordIds: [ANN, BOB] }), event(6));
		expect(records.map(({ id }) => id)).toEqual([ANN, BOB, ANN]);
		expect(new Set(records.map(({ key }) => key)).size).toBe(3);
		expect(positions).toEqual({ Contact: '6' });
	});

	it.each<[string, object]>([
		['an overflow', event(9, { changeType: 'GAP_OVERFLOW', recordIds: ['000000000000000AAA'] })],
		['a mass conversion', event(9, { recordIds: ['003*'] })],
		['a shape that nobody knows', { channel: CONTACTS, data: { event: { replayId: 9 }, payload: {} } }],
		['another object on the channel', event(9, { entityName: 'Lead' })],
	])('makes the poll look for %s, and the stream goes on', (_what, one) => {
		expect(told(one)).toEqual({ records: [], positions: { Contact: '9' }, unnamed: true });
	});

	it('is nothing on a channel that nobody listens to', () => {
		expect(told(event(9, {}, '/data/LeadChangeEvent'))).toEqual({ records: [], positions: {}, unnamed: false });
	});
});

it('cookies are kept by name, and forgotten when the server says so', () => {
	const cookies = new Cookies();
	cookies.take('a=1; Path=/, b=2');
	cookies.take('a=3, b=; Max-Age=0');
	expect(cookies.header()).toEqual({ Cookie: 'a=3' });
});
