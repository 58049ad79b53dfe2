import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { SandboxClock } from '../../common/clock';
import { sandboxPerTest } from '../testClient';

interface Received {
	readonly headers: IncomingHttpHeaders;
	readonly raw: string;
}

const pact = sandboxPerTest(() => ({ plan: 'unlimited', clock: new SandboxClock({ frozen: true }) }));
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
			received.push({ headers: request.headers, raw: Buffer.concat(chunks).toString() });
			response.writeHead(answers.shift() ?? 200).end();
		});
	});
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
});

afterEach(async () => {
	receiver.closeAllConnections();
	await new Promise((resolve) => receiver.close(resolve));
});

const subscribe = (event_types: string[]) =>
	pact.call('POST', '/v1/webhooks/subscriptions', { name: 'Test', url, event_types });
const typesReceived = () => received.map(({ headers }) => headers['x-pact-event-type']);

describe('subscriptions', () => {
	it('show their signing secret once', async () => {
		const { status, body } = await subscribe(['contact.created']);
		expect(status).toBe(201);
		expect(body.signing_secret).toMatch(/^whsec_/);
		const list = (await pact.call('GET', '/v1/webhooks/subscriptions')).body;
		expect(list.items).toHaveLength(1);
		expect(JSON.stringify(list)).not.toContain(body.signing_secret);
		expect((await pact.call('DELETE', `/v1/webhooks/subscriptions/${body.public_id}`)).status).toBe(204);
		pact.sandbox.create('contacts', { name: 'A' });
		await pact.sandbox.webhooksSettled();
		expect(received).toEqual([]);
	});

	it('name the secret otherwise when that is assumed', async () => {
		pact.sandbox.assume({ webhookSecretField: 'secret' });
		expect((await subscribe(['*'])).body.secret).toMatch(/^whsec_/);
	});

	it.each([['contact.exploded'], ['contacts.*'], ['con*'], ['']])('refuse the event type %p', async (type) => {
		expect((await subscribe([type])).status).toBe(422);
	});

	it('refuse what is no HTTP address', async () => {
		const body = { name: 'Test', url: 'ftp://files.example', event_types: ['*'] };
		expect((await pact.call('POST', '/v1/webhooks/subscriptions', body)).status).toBe(422);
	});

	it('list the catalogue of event types', async () => {
		const { body } = await pact.call('GET', '/v1/webhooks/event-types?limit=100');
		const names = body.items.map((item) => item.name);
		expect(names).toEqual(expect.arrayContaining(['contact.created', 'deal.won', 'consent.changed', 'email.replied']));
	});

	it.each([
		[['contact.created'], ['contact.created']],
		[['contact.*'], ['contact.created', 'contact.updated', 'contact.deleted']],
		[['deal.*'], ['deal.created', 'deal.updated', 'deal.stage_changed', 'deal.lost']],
		[
			['email.*', 'consent.changed'],
			['consent.changed', 'email.opened'],
		],
	])('%p gets exactly its events', async (patterns, expected) => {
		await subscribe(patterns);
		const contact = pact.sandbox.create('contacts', { name: 'A' });
		pact.sandbox.edit('contacts', contact.public_id, { consent_status: 'declined' });
		const deal = pact.sandbox.create('opportunities', { name: 'D', pipeline: 'Renewals', stage: 'Renewal due' });
		pact.sandbox.edit('opportunities', deal.public_id, { stage: 'Churned' });
		await pact.call('POST', '/__sandbox/events', { type: 'email.opened', contact_id: contact.public_id });
		pact.sandbox.remove('contacts', contact.public_id);
		await pact.sandbox.webhooksSettled();
		expect(typesReceived()).toEqual(expected);
	});
});

describe('deliveries', () => {
	it('are signed over timestamp and raw body, as documented', async () => {
		const { body } = await subscribe(['*']);
		await pact.call('POST', '/v1/contacts', { name: 'Ünïcode', email: 'u@acme.example' });
		await pact.sandbox.webhooksSettled();
		const [{ headers, raw }] = received as [Received];
		const [, timestamp, digest] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-pact-signature'])) ?? [];
		expect(digest).toBe(createHmac('sha256', body.signing_secret).update(`${timestamp}.${raw}`).digest('hex'));
		expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(300);
		expect(headers['content-type']).toBe('application/json');
		expect(headers['x-pact-event-id']).toBe(JSON.parse(raw).id);
		expect(headers['x-pact-delivery-id']).toBeTruthy();
	});

	it('can carry the time of the sandbox clock in their signature', async () => {
		pact.sandbox.assume({ webhookSignatureClock: 'sandbox' });
		pact.sandbox.clock.advance(86_400_000);
		await subscribe(['*']);
		pact.sandbox.create('companies', { name: 'A' });
		await pact.sandbox.webhooksSettled();
		const seconds = Math.floor(pact.sandbox.clock.now().getTime() / 1000);
		expect(received[0]?.headers['x-pact-signature']).toContain(`t=${seconds},`);
	});

	it('hold the record as it was at the event, what it was before, and who did it', async () => {
		await subscribe(['contact.updated']);
		const contact = pact.sandbox.create('contacts', { name: 'A', title: 'CTO' });
		await pact.call('PATCH', `/v1/contacts/${contact.public_id}`, { title: 'CEO' });
		await pact.call('PATCH', `/v1/contacts/${contact.public_id}`, { title: 'CFO' });
		await pact.sandbox.webhooksSettled();
		expect(JSON.parse(received[0]?.raw ?? '')).toMatchObject({
			type: 'contact.updated',
			data: { public_id: contact.public_id, title: 'CEO' },
			previous: { title: 'CTO' },
			actor: 'user1@sandbox-org.example',
		});
		expect(JSON.parse(received[1]?.raw ?? '')).toMatchObject({ data: { title: 'CFO' }, previous: { title: 'CEO' } });
	});

	it('hold the record at the top level when that is assumed', async () => {
		pact.sandbox.assume({ webhookShape: 'top-level' });
		await subscribe(['*']);
		const company = pact.sandbox.create('companies', { name: 'A' });
		await pact.sandbox.webhooksSettled();
		expect(JSON.parse(received[0]?.raw ?? '')).toMatchObject({
			public_id: company.public_id,
			event_type: 'company.created',
		});
	});

	it('are retried on the schedule of the sandbox clock, under one event id', async () => {
		answers = [500, 302];
		await subscribe(['*']);
		pact.sandbox.create('companies', { name: 'A' });
		await pact.sandbox.webhooksSettled();
		await sleep(60);
		expect(received).toHaveLength(1);
		pact.sandbox.clock.advance(5_000);
		await pact.sandbox.webhooksSettled();
		expect(received).toHaveLength(2);
		pact.sandbox.clock.advance(30_000);
		await pact.sandbox.webhooksSettled();
		expect(received).toHaveLength(3);
		expect(new Set(received.map(({ headers }) => headers['x-pact-event-id'])).size).toBe(1);
		expect(new Set(received.map(({ headers }) => headers['x-pact-delivery-id'])).size).toBe(3);
		expect(pact.sandbox.webhooks()).toMatchObject({ pending: [], deadLetters: [] });
	});

	it('become dead letters after the last retry, and can be replayed', async () => {
		answers = [500, 500, 500, 500, 500, 500];
		await subscribe(['*']);
		pact.sandbox.create('companies', { name: 'A' });
		for (const wait of [0, 5, 30, 120, 600, 3_600]) {
			pact.sandbox.clock.advance(wait * 1_000);
			await pact.sandbox.webhooksSettled();
		}
		expect(received).toHaveLength(6);
		const letters = (await pact.call('GET', '/__sandbox/dead-letters')).body;
		expect(letters).toMatchObject([{ event_type: 'company.created', attempts: 6 }]);
		expect((await pact.call('POST', '/__sandbox/dead-letters/replay')).body).toEqual({ replayed: 1 });
		await pact.sandbox.webhooksSettled();
		expect(received).toHaveLength(7);
		expect(pact.sandbox.webhooks().deadLetters).toEqual([]);
	});

	it('come twice under one event id when duplication is switched on', async () => {
		await pact.call('PUT', '/__sandbox/webhook-behaviour', { duplicateChance: 1 });
		await subscribe(['*']);
		pact.sandbox.create('companies', { name: 'A' });
		await pact.sandbox.webhooksSettled();
		expect(received).toHaveLength(2);
		expect(received[0]?.headers['x-pact-event-id']).toBe(received[1]?.headers['x-pact-event-id']);
	});

	it('come newest first when reordering is switched on', async () => {
		await pact.call('PUT', '/__sandbox/webhook-behaviour', { reorder: true });
		await subscribe(['*']);
		for (const name of ['A', 'B', 'C']) pact.sandbox.create('companies', { name });
		await pact.sandbox.webhooksSettled();
		expect(received.map(({ raw }) => (JSON.parse(raw) as { data: { name: string } }).data.name)).toEqual([
			'C',
			'B',
			'A',
		]);
	});

	it('wait when a delay is switched on', async () => {
		await pact.call('PUT', '/__sandbox/webhook-behaviour', { maxDelayMs: 60_000 });
		await subscribe(['*']);
		for (const name of ['A', 'B', 'C']) pact.sandbox.create('companies', { name });
		await sleep(50);
		expect(received).toHaveLength(0);
		pact.sandbox.clock.advance(60_000);
		await pact.sandbox.webhooksSettled();
		expect(received).toHaveLength(3);
	});

	it('survive a receiver that is not there', async () => {
		const body = { name: 'Gone', url: 'http://127.0.0.1:1/hook', event_types: ['*'] };
		await pact.call('POST', '/v1/webhooks/subscriptions', body);
		pact.sandbox.create('companies', { name: 'A' });
		await pact.sandbox.webhooksSettled();
		expect(pact.sandbox.webhooks().attempts[0]).toMatchObject({ attempt: 1, result: 'no connection' });
		expect(pact.sandbox.webhooks().pending).toHaveLength(1);
	});
});
