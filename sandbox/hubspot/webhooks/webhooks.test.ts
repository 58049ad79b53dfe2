import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { START, testPortal, type TestPortal } from '../client.test-helper';
import { DEMO_APP } from '../index';
import { MAX_BATCH, RETRY_DELAYS_MS } from './delivery';
import { signatureV3 } from './signature';

type Event = Record<string, unknown> & { eventId: number; objectId: number; attemptNumber: number };
interface Received {
	readonly headers: IncomingHttpHeaders;
	readonly raw: string;
	readonly events: Event[];
}

let hubspot: TestPortal;
let receiver: Server;
let received: Received[];
let answers: number[];
let url: string;

beforeEach(async () => {
	received = [];
	answers = [];
	receiver = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const raw = Buffer.concat(chunks).toString();
			received.push({ headers: request.headers, raw, events: JSON.parse(raw) as Event[] });
			response.writeHead(answers.shift() ?? 204).end();
		});
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
	hubspot = await testPortal();
});

afterEach(async () => {
	await hubspot.sandbox.close();
	receiver.closeAllConnections();
	await new Promise((resolve) => receiver.close(resolve));
});

const configure = (subscriptions: Record<string, unknown>, settings: Record<string, unknown> = {}) =>
	hubspot.call('/__sandbox/webhooks', {
		method: 'PUT',
		body: { settings: { targetUrl: url, ...settings }, subscriptions },
	});
const legacy = (...types: string[]) =>
	configure({
		legacyCrmObjects: types.map((type) => {
			const [subscriptionType, propertyName] = type.split(':');
			return { subscriptionType, ...(propertyName ? { propertyName } : {}) };
		}),
	});
const misbehave = (behaviour: Record<string, unknown>) =>
	hubspot.call('/__sandbox/webhook-behaviour', { method: 'PUT', body: behaviour });
const events = async (): Promise<Event[]> => {
	await hubspot.sandbox.webhooks.settled();
	return received.flatMap((each) => each.events);
};

describe('a subscribed app hears', () => {
	it('of a creation and of the properties it watches, signed and in one batch', async () => {
		await legacy(
			'contact.creation',
			'contact.propertyChange:email',
			'contact.propertyChange:jobtitle',
			'company.creation',
		);
		const id = hubspot.sandbox.create('contacts', { email: 'A@B.example', firstname: 'A' });
		const [creation, change, ...others] = await events();
		expect(creation).toMatchObject({
			subscriptionType: 'contact.creation',
			objectId: Number(id),
			portalId: hubspot.sandbox.portalId,
			appId: DEMO_APP.appId,
			occurredAt: START.getTime(),
			attemptNumber: 0,
			changeSource: 'CRM_UI',
			changeFlag: 'NEW',
		});
		expect(change).toMatchObject({
			subscriptionType: 'contact.propertyChange',
			propertyName: 'email',
			propertyValue: 'a@b.example',
		});
		expect(others).toEqual([]);
		expect(received).toHaveLength(1);
		const { headers, raw } = received[0] as Received;
		const stamp = Number(headers['x-hubspot-request-timestamp']);
		expect(Math.abs(stamp - Date.now())).toBeLessThan(60_000);
		expect(headers['x-hubspot-signature-v3']).toBe(signatureV3(DEMO_APP.clientSecret, 'POST', url, raw, stamp));
	});

	it('of edits through the API with their source, and not of edits that change nothing', async () => {
		const id = hubspot.sandbox.create('companies', { name: 'A', phone: '1' });
		await legacy('company.propertyChange:phone');
		const patch = (phone: string) =>
			hubspot.call(`/crm/v3/objects/companies/${id}`, { method: 'PATCH', body: { properties: { phone } } });
		await patch('2');
		await patch('2');
		await patch('');
		expect(await events()).toMatchObject([
			{ propertyValue: '2', changeSource: 'INTEGRATION' },
			{ propertyValue: '', changeSource: 'INTEGRATION' },
		]);
	});

	it('of archiving, restoring and erasing: an erased contact is told as a deletion, too', async () => {
		await configure({
			legacyCrmObjects: [{ subscriptionType: 'contact.deletion' }, { subscriptionType: 'contact.restore' }],
			hubEvents: [{ subscriptionType: 'contact.privacyDeletion' }],
		});
		const id = hubspot.sandbox.create('contacts', { email: 'a@b.example' });
		hubspot.sandbox.archive('contacts', id);
		hubspot.sandbox.restore('contacts', id);
		hubspot.sandbox.erase('contacts', id);
		expect((await events()).map((event) => event['subscriptionType'])).toEqual([
			'contact.deletion',
			'contact.restore',
			'contact.deletion',
			'contact.privacyDeletion',
		]);
	});

	it('of a merge with three kinds of ids and no objectId', async () => {
		await configure({ crmObjects: [{ subscriptionType: 'object.merge', objectType: 'contact' }] });
		const [first, second] = ['a', 'b'].map((name) =>
			hubspot.sandbox.create('contacts', { email: `${name}@b.example` }),
		);
		const winner = hubspot.sandbox.merge('contacts', first ?? '', second ?? '');
		const [event] = await events();
		expect(event).toMatchObject({
			subscriptionType: 'object.merge',
			objectTypeId: '0-1',
			primaryObjectId: Number(first),
			mergedObjectIds: [Number(second)],
			newObjectId: Number(winner),
		});
		expect(event).not.toHaveProperty('objectId');
	});

	it('of an association from both ends, each in its own words', async () => {
		await configure({
			crmObjects: [{ subscriptionType: 'object.associationChange', objectType: 'company' }],
			legacyCrmObjects: [{ subscriptionType: 'contact.associationChange' }],
		});
		const contact = hubspot.sandbox.create('contacts', { email: 'a@b.example' });
		const company = hubspot.sandbox.create('companies', { name: 'B' });
		hubspot.sandbox.associate('contacts', contact, 'companies', company, 'primary');
		const told = await events();
		const ends = { fromObjectId: Number(contact), toObjectId: Number(company), associationRemoved: false };
		expect(told).toContainEqual(
			expect.objectContaining({ ...ends, associationType: 'CONTACT_TO_COMPANY', isPrimaryAssociation: true }),
		);
		expect(told).toContainEqual(
			expect.objectContaining({
				fromObjectTypeId: '0-2',
				toObjectTypeId: '0-1',
				associationTypeId: 2,
				isPrimaryAssociation: true,
			}),
		);
		received = [];
		hubspot.sandbox.dissociate('contacts', contact, 'companies', company);
		expect((await events())[0]).toMatchObject({ associationRemoved: true });
	});

	it('in object.* words with the object type id', async () => {
		await configure({
			crmObjects: [
				{ subscriptionType: 'object.creation', objectName: 'deal' },
				{ subscriptionType: 'object.propertyChange', objectType: 'deal', propertyName: 'amount' },
			],
		});
		hubspot.sandbox.create('deals', { dealname: 'D', dealstage: 'contractsent', amount: '5' });
		expect(await events()).toMatchObject([
			{ subscriptionType: 'object.creation', objectTypeId: '0-3', changeFlag: 'CREATED' },
			{ subscriptionType: 'object.propertyChange', objectTypeId: '0-3', propertyName: 'amount', propertyValue: '5' },
		]);
	});

	it('nothing more once its webhooks are gone, or of a subscription that is not active', async () => {
		await configure({ legacyCrmObjects: [{ subscriptionType: 'contact.creation', active: false }] });
		hubspot.sandbox.create('contacts', { email: 'a@b.example' });
		expect(await events()).toEqual([]);
		await legacy('contact.creation');
		await hubspot.call('/__sandbox/webhooks', { method: 'DELETE' });
		hubspot.sandbox.create('contacts', { email: 'c@b.example' });
		expect(await events()).toEqual([]);
	});
});

describe('the configuration of an app', () => {
	it.each([
		[{ legacyCrmObjects: [{ subscriptionType: 'contact.exploded' }] }],
		[{ legacyCrmObjects: [{ subscriptionType: 'contact.propertyChange' }] }],
		[{ crmObjects: [{ subscriptionType: 'object.creation' }] }],
	])('refuses %j', async (subscriptions) => {
		expect((await configure(subscriptions)).status).toBe(400);
	});

	it('shows its subscriptions and never its secret', async () => {
		await legacy('contact.creation');
		const { body } = await hubspot.call('/__sandbox/webhooks');
		expect(body).toMatchObject([{ targetUrl: url, subscriptions: [{ subscriptionType: 'contact.creation' }] }]);
		expect(JSON.stringify(body)).not.toContain(DEMO_APP.clientSecret);
	});
});

describe('deliveries', () => {
	const create = (count: number) =>
		Array.from({ length: count }, (_, i) => hubspot.sandbox.create('contacts', { email: `c${i}@b.example` })).map(
			Number,
		);

	it('come in batches of at most a hundred', async () => {
		await legacy('contact.creation');
		const ids = create(MAX_BATCH * 2 + 50);
		expect((await events()).map((event) => event.objectId).sort((a, b) => a - b)).toEqual(ids);
		expect(received.map((each) => each.events.length).sort()).toEqual([100, 100, 50]);
	});

	it('have event ids that are not unique', async () => {
		await legacy('contact.creation');
		create(600);
		const ids = (await events()).map((event) => event.eventId);
		expect(new Set(ids).size).toBeLessThan(ids.length);
	});

	it('are repeated with the next attempt number after any answer but 2xx, as the clock goes on', async () => {
		answers = [500, 404];
		await legacy('contact.creation');
		create(1);
		expect(await events()).toMatchObject([{ attemptNumber: 0 }]);
		await sleep(60);
		expect(received).toHaveLength(1);
		hubspot.clock.advance(RETRY_DELAYS_MS[0] ?? 0);
		expect(await events()).toHaveLength(2);
		hubspot.clock.advance(RETRY_DELAYS_MS[1] ?? 0);
		expect((await events()).map((event) => event.attemptNumber)).toEqual([0, 1, 2]);
		expect(hubspot.sandbox.webhooks.pending).toEqual([]);
	});

	it('are given up after ten repetitions within a day', async () => {
		answers = Array.from({ length: 11 }, () => 503);
		await legacy('contact.creation');
		create(1);
		await events();
		for (const wait of RETRY_DELAYS_MS) {
			hubspot.clock.advance(wait);
			await events();
		}
		expect(received).toHaveLength(11);
		expect(hubspot.sandbox.webhooks).toMatchObject({ pending: [], lost: [{ attempts: 11 }] });
		expect(RETRY_DELAYS_MS.reduce((sum, wait) => sum + wait)).toBeLessThan(86_400_000);
	});

	it('survive a receiver that is not there', async () => {
		await configure(
			{ legacyCrmObjects: [{ subscriptionType: 'contact.creation' }] },
			{ targetUrl: 'http://127.0.0.1:1/' },
		);
		create(1);
		await events();
		expect(hubspot.sandbox.webhooks).toMatchObject({
			attempts: [{ result: 'no connection' }],
			pending: [{ attempts: 1 }],
		});
	});

	it('that get no answer within five seconds have failed', async () => {
		receiver.removeAllListeners('request');
		receiver.on('request', () => undefined);
		await legacy('contact.creation');
		create(1);
		await events();
		expect(hubspot.sandbox.webhooks).toMatchObject({ attempts: [{ result: 'timed out' }], pending: [{ attempts: 1 }] });
	}, 20_000);

	it('come twice, not at all, or newest first when that is switched on', async () => {
		await legacy('contact.creation');
		await misbehave({ duplicateChance: 1 });
		const [twice] = create(1);
		const copies = await events();
		expect(copies).toMatchObject([{ objectId: twice }, { objectId: twice }]);
		expect(copies[0]?.eventId).toBe(copies[1]?.eventId);
		received = [];
		await misbehave({ duplicateChance: 0, dropChance: 1 });
		hubspot.sandbox.create('contacts', { email: 'lost@b.example' });
		expect(await events()).toEqual([]);
		await misbehave({ dropChance: 0, reorder: true });
		const ids = ['x', 'y', 'z'].map((name) =>
			Number(hubspot.sandbox.create('contacts', { email: `${name}@b.example` })),
		);
		expect((await events()).map((event) => event.objectId)).toEqual(ids.toReversed());
	});

	it('wait by the clock, or carry an old stamp, when that is switched on', async () => {
		await legacy('contact.creation');
		await misbehave({ maxDelayMs: 60_000, timestampSkewMs: -600_000 });
		create(3);
		await sleep(60);
		expect(received).toEqual([]);
		hubspot.clock.advance(60_000);
		expect(await events()).toHaveLength(3);
		const { headers, raw } = received[0] as Received;
		const stamp = Number(headers['x-hubspot-request-timestamp']);
		expect(Date.now() - stamp).toBeGreaterThanOrEqual(600_000);
		expect(headers['x-hubspot-signature-v3']).toBe(signatureV3(DEMO_APP.clientSecret, 'POST', url, raw, stamp));
	});
});
