import { testOrg, type TestOrg } from '../client.test-helper';
import { Listener } from './listener.test-helper';

const CONTACTS = '/data/ContactChangeEvent';
const HOUR_MS = 3_600_000;

let org: TestOrg;
let listener: Listener;

const control = async (method: string, path: string, body?: object) => {
	const { status } = await org.call(`/__sandbox/${path}`, { method, ...(body ? { body } : {}) });
	return status;
};
const setUp = async (behaviour: object) => expect(await control('PUT', 'cdc', behaviour)).toBe(200);
const contacts = () => org.sandbox.records('Contact').map(({ Id }) => Id);
/** Lets what was written become events. */
const publish = async () => {
	org.clock.advance(1_000);
	expect(await control('POST', 'cdc-settled')).toBe(204);
};
const title = (id: string, Title: string, headers: Record<string, string> = {}) => org.call(`sobjects/Contact/${id}`, { method: 'PATCH', body: { Title }, headers });

beforeEach(async () => {
	org = await testOrg();
	await setUp({ selected: ['Contact', 'Account', 'Lead'], connectTimeoutMs: 100 });
	listener = new Listener(org);
});
afterEach(async () => await org.sandbox.close());

describe('an event', () => {
	it('tells what was changed, by whom and by which client', async () => {
		const [id = ''] = contacts();
		await listener.listen(CONTACTS);
		await title(id, 'CTO', { 'Sforce-Call-Options': 'client=Astro' });
		await publish();
		const [event] = await listener.events();
		expect(event?.payload).toMatchObject({
			Title: 'CTO',
			ChangeEventHeader: {
				entityName: 'Contact',
				recordIds: [id],
				changeType: 'UPDATE',
				changeOrigin: 'com/salesforce/api/rest/62.0;client=Astro',
				sequenceNumber: 1,
				commitUser: org.sandbox.userId,
				changedFields: expect.arrayContaining(['Title']),
				nulledFields: [],
				diffFields: [],
			},
		});
		expect(event?.payload).not.toHaveProperty('LastName');
	});

	it('is told of creates, deletes and undeletes, too', async () => {
		await listener.listen(CONTACTS);
		const { body } = await org.call('sobjects/Contact', { method: 'POST', body: { LastName: 'New' } });
		await org.call(`sobjects/Contact/${body.id}`, { method: 'DELETE' });
		await control('POST', 'undelete', { object: 'Contact', id: body.id });
		await publish();
		const events = await listener.events();
		expect(events.map(({ payload }) => payload.ChangeEventHeader.changeType)).toEqual(['CREATE', 'DELETE', 'UNDELETE']);
		expect(events[0]?.payload).toMatchObject({ LastName: 'New' });
	});

	it('is one for all records that had the same change in one transaction; others follow in sequence', async () => {
		const [one = '', two = '', three = ''] = contacts();
		await listener.listen(CONTACTS);
		const record = (id: string, Title: string) => ({ attributes: { type: 'Contact' }, id, Title });
		await org.call('composite/sobjects', { method: 'PATCH', body: { records: [record(one, 'Same'), record(two, 'Same'), record(three, 'Other')] } });
		await publish();
		const headers = (await listener.events()).map(({ payload }) => payload.ChangeEventHeader);
		expect(headers).toMatchObject([
			{ recordIds: [one, two], sequenceNumber: 1 },
			{ recordIds: [three], sequenceNumber: 2 },
		]);
		expect(new Set(headers.map(({ transactionKey }) => transactionKey)).size).toBe(1);
	});

	it('is not made of what was rolled back, nor of objects that nobody selected', async () => {
		const [one = ''] = contacts();
		await setUp({ selected: ['Contact'] });
		await listener.listen('/data/ChangeEvents');
		const record = (id: string, fields: object) => ({ attributes: { type: 'Contact' }, id, ...fields });
		await org.call('composite/sobjects', { method: 'PATCH', body: { allOrNone: true, records: [record(one, { Title: 'Gone' }), record('003000000000000AAA', { Title: 'x' })] } });
		await org.call('sobjects/Account', { method: 'POST', body: { Name: 'Nobody is told' } });
		await publish();
		expect(await listener.events()).toEqual([]);
	});

	it('of a long transaction comes when readers see it', async () => {
		const [id = ''] = contacts();
		await listener.listen(CONTACTS);
		org.sandbox.makeLate('Contact', id, { Title: 'Late' }, 60_000);
		await publish();
		expect(await listener.events()).toEqual([]);
		org.clock.advance(60_000);
		await publish();
		// More than forty seconds without a connect: it begins anew, and replays.
		await listener.handshake();
		await listener.subscribe(CONTACTS, -2);
		expect(await listener.events()).toMatchObject([{ payload: { Title: 'Late' } }]);
	});

	it('can be replayed for three days, by numbers that grow and are not contiguous', async () => {
		const [id = ''] = contacts();
		for (const Title of ['One', 'Two', 'Three']) await title(id, Title);
		await publish();
		await listener.handshake();
		await listener.subscribe(CONTACTS, -2);
		const all = await listener.events();
		const numbers = all.map(({ event }) => event.replayId);
		expect(all.map(({ payload }) => payload.Title)).toEqual(['One', 'Two', 'Three']);
		expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
		expect((numbers[2] ?? 0) - (numbers[0] ?? 0)).toBeGreaterThan(2);
		const second = new Listener(org);
		await second.handshake();
		await second.subscribe(CONTACTS, numbers[0]);
		expect((await second.events()).map(({ payload }) => payload.Title)).toEqual(['Two', 'Three']);
		org.clock.advance(72 * HOUR_MS);
		const third = new Listener(org);
		await third.handshake();
		const error = `400::The replayId {${numbers[0]}} you provided was invalid.  Please provide a valid ID, -2 to replay all events, or -1 to replay only new events.`;
		expect(await third.subscribe(CONTACTS, numbers[0])).toMatchObject({ successful: false, error });
	});
});

describe('a client', () => {
	it('that has no session, an ended one or no cookie is refused as Salesforce does', async () => {
		expect(await new Listener(org, '').handshake()).toMatchObject({ successful: false, error: '403::Handshake denied', ext: { sfdc: { failureReason: '401::Request requires authentication' } } });
		expect(await new Listener(org, 'wrong').handshake()).toMatchObject({ advice: { reconnect: 'none' }, ext: { sfdc: { failureReason: '401::Authentication invalid' } } });
		await listener.listen(CONTACTS);
		const waiting = listener.connect();
		await new Promise((resolve) => setTimeout(resolve, 20));
		org.sandbox.expireSessions();
		expect(await waiting).toMatchObject([{ error: '401::Authentication invalid', advice: { reconnect: 'none' } }]);
		listener.cookie = undefined;
		expect(await listener.connect()).toMatchObject([{ error: expect.stringMatching(/^400::Client .* no BAYEUX_BROWSER cookie present$/) }]);
	});

	it('is forgotten when it does not connect for forty seconds, or when the server forgets everybody', async () => {
		await listener.listen(CONTACTS);
		org.clock.advance(41_000);
		const unknown = [{ error: '403::Unknown client', successful: false, advice: { reconnect: 'handshake', interval: 0 } }];
		expect(await listener.connect()).toMatchObject(unknown);
		await listener.listen(CONTACTS);
		const waiting = listener.connect();
		await new Promise((resolve) => setTimeout(resolve, 20));
		await control('POST', 'cdc-end-sessions');
		expect(await waiting).toMatchObject(unknown);
	});

	it('can listen to what is there and what it may see, no more', async () => {
		await setUp({ withoutViewAll: ['Lead'] });
		await listener.handshake();
		expect(await listener.subscribe('/data/NobodyChangeEvent')).toMatchObject({ error: '400::The channel you requested to subscribe to does not exist {/data/NobodyChangeEvent}' });
		expect(await listener.subscribe('data')).toMatchObject({ error: "400::Channel subscriptions must start with a leading '/'" });
		expect(await listener.subscribe('/data/LeadChangeEvent')).toMatchObject({ error: '403::User not allowed to subscribe CDC without View All Data permissions' });
		expect(await listener.subscribe('/data/ChangeEvents')).toMatchObject({ successful: true, subscription: '/data/ChangeEvents' });
		await listener.connect();
		const [lead] = org.sandbox.records('Lead').filter(({ IsConverted }) => IsConverted !== true);
		await org.call(`sobjects/Lead/${lead?.Id}`, { method: 'PATCH', body: { Title: 'Hidden' } });
		await title(contacts()[0] ?? '', 'Seen');
		await publish();
		expect((await listener.events()).map(({ payload }) => payload.ChangeEventHeader.entityName)).toEqual(['Contact']);
	});

	it('hears no more of a channel that it left, and is unknown when it has gone', async () => {
		await listener.listen(CONTACTS);
		await listener.send({ channel: '/meta/unsubscribe', clientId: listener.clientId, subscription: CONTACTS });
		await title(contacts()[0] ?? '', 'Unheard');
		await publish();
		expect(await listener.events()).toEqual([]);
		expect(await listener.send({ channel: '/meta/disconnect', clientId: listener.clientId })).toMatchObject([{ successful: true }]);
		expect(await listener.connect()).toMatchObject([{ error: '403::Unknown client' }]);
	});
});

describe('the org’s allocations', () => {
	it('are five objects without the add-on', async () => {
		const six = ['Account', 'Contact', 'Lead', 'Opportunity', 'Task', 'Event'];
		expect(await control('PUT', 'cdc', { selected: six })).toBe(400);
		expect(await control('PUT', 'cdc', { selected: six, addOn: true })).toBe(200);
	});

	it('are so many clients at a time', async () => {
		await setUp({ maxClients: 1 });
		await listener.listen(CONTACTS);
		const second = new Listener(org);
		expect(await second.handshake()).toMatchObject({ error: '403::Handshake denied', ext: { sfdc: { failureReason: '403::Organization concurrent user limit exceeded' } } });
		await listener.send({ channel: '/meta/disconnect', clientId: listener.clientId });
		expect(await second.handshake()).toMatchObject({ successful: true });
	});

	it('are so many deliveries in 24 hours; who is over them is cut off, and may come back later', async () => {
		await setUp({ maxDelivered: 1 });
		const [id = ''] = contacts();
		await listener.listen(CONTACTS);
		await title(id, 'One');
		await title(id, 'Two');
		await publish();
		const over = '403::Organization total events daily limit exceeded';
		expect(await listener.connect()).toMatchObject([{ data: { payload: { Title: 'One' } } }, { channel: '/meta/connect', error: over, advice: { reconnect: 'none' } }]);
		await listener.handshake();
		expect(await listener.subscribe(CONTACTS)).toMatchObject({ error: over });
		org.clock.advance(24 * HOUR_MS);
		listener.token = org.sandbox.openSession();
		await listener.handshake();
		expect(await listener.subscribe(CONTACTS)).toMatchObject({ successful: true });
	});
});

it('gaps, overflows, drops, doubles and a switch that is off can be had', async () => {
	const [id = ''] = contacts();
	await listener.listen('/data/ChangeEvents');
	await control('POST', 'cdc-gap', { object: 'Contact', ids: [id] });
	await control('POST', 'cdc-overflow', { object: 'Contact' });
	await publish();
	expect((await listener.events()).map(({ payload }) => [payload.ChangeEventHeader.changeType, payload.ChangeEventHeader.recordIds])).toEqual([['GAP_UPDATE', [id]], ['GAP_OVERFLOW', ['000000000000000AAA']]]);
	await setUp({ dropChance: 1 });
	await title(id, 'Dropped');
	await publish();
	expect(await listener.events()).toEqual([]);
	await setUp({ dropChance: 0, duplicateChance: 1, gapChance: 1 });
	await title(id, 'Twice');
	await publish();
	const twice = await listener.events();
	expect(twice.map(({ event }) => event.replayId)).toEqual([twice[0]?.event.replayId, twice[0]?.event.replayId]);
	expect(twice[0]?.payload.ChangeEventHeader).toMatchObject({ changeType: 'GAP_UPDATE', changedFields: [] });
	await setUp({ on: false });
	expect(await listener.connect()).toMatchObject([{ error: '403::User not enabled for streaming' }]);
});

it('who may ask is told which objects are selected; streaming takes no API calls', async () => {
	const query = `tooling/query?q=${encodeURIComponent('SELECT SelectedEntity FROM PlatformEventChannelMember')}`;
	expect((await org.call(query)).body.records.map((record) => record.SelectedEntity)).toEqual(['ContactChangeEvent', 'AccountChangeEvent', 'LeadChangeEvent']);
	const used = (await org.call('limits')).headers.get('sforce-limit-info');
	await listener.listen(CONTACTS);
	await setUp({ viewSetup: false });
	const refused = await org.call(query);
	expect([refused.status, refused.items[0]?.errorCode]).toEqual([400, 'INVALID_TYPE']);
	expect(Number(/=(\d+)/.exec(refused.headers.get('sforce-limit-info') ?? '')?.[1]) - Number(/=(\d+)/.exec(used ?? '')?.[1])).toBe(1);
});
