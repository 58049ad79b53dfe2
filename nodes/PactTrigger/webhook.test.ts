import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IHookFunctions, IWebhookFunctions } from 'n8n-workflow';
import { DEMO_KEYS, startPactSandbox, type PactSandbox } from '../../sandbox/pact';
import { syncStore } from '../common/store';
import { nudged } from '../common/sync-trigger';
import { readNote, writeNote } from './subscription-note';
import { webhook } from './webhook';
import { webhookMethods } from './webhook-methods';

const FEED = 'w1:n1';
const { checkExists, create, delete: remove } = webhookMethods.default;

let folder: string;
let sandbox: PactSandbox;
let n8n: Server;
let url: string;
let answers: number[];
let logged: string[];
/** Another one for each test, so that no event of one has the id of another's: hints are remembered. */
let seed = 0;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pact-pact-webhook-'));
	process.env.N8N_USER_FOLDER = folder;
});
afterAll(async () => {
	await (await syncStore()).close();
	delete process.env.N8N_USER_FOLDER;
	await rm(folder, { recursive: true, force: true });
});

/** Pact's stand-in, and what n8n does with a call: keeps the raw bytes, and asks the node. */
beforeEach(async () => {
	answers = [];
	logged = [];
	sandbox = await startPactSandbox({ plan: 'unlimited', seed: ++seed });
	n8n = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			void deliver(Buffer.concat(chunks), request.headers as Record<string, string>).then((status) => {
				answers.push(status);
				response.writeHead(status).end();
			});
		});
	});
	await new Promise<void>((resolve) => n8n.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(n8n.address() as AddressInfo).port}/webhook/n1/pact`;
});
afterEach(async () => {
	await remove.call(hook());
	await sandbox.close();
	n8n.closeAllConnections();
	await new Promise((resolve) => n8n.close(resolve));
});

const about = () => ({
	getWorkflow: () => ({ id: 'w1', name: 'Pact to CRM' }),
	getNode: () => ({ id: 'n1', name: 'Pact Trigger', type: 'n8n-nodes-pact.pactTrigger', typeVersion: 1, position: [0, 0], parameters: {} }),
	logger: { warn: (line: string) => logged.push(line) },
});

interface Hook {
	mode?: string;
	objects?: string[];
	key?: string;
	baseUrl?: string;
	at?: string;
}

/** The context of `webhookMethods`, with n8n's HTTP in front of the stand-in. */
const hook = ({ mode = 'activate', objects = ['contacts', 'companies'], key = DEMO_KEYS.full, baseUrl = sandbox.url, at = url }: Hook = {}) =>
	({
		...about(),
		getActivationMode: () => mode,
		getNodeWebhookUrl: () => at,
		getNodeParameter: (name: string, fallback: unknown) => ({ authentication: 'apiKey', objects })[name] ?? fallback,
		getCredentials: async () => await Promise.resolve({ baseUrl, apiKey: key }),
		helpers: {
			httpRequestWithAuthentication: async (_credential: string, request: { method: string; url: string; headers: Record<string, string>; body?: string }) => {
				const answer = await fetch(request.url, {
					method: request.method,
					headers: { ...request.headers, Authorization: `Bearer ${key}` },
					...(request.body === undefined ? {} : { body: request.body }),
				});
				return { statusCode: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
			},
		},
	}) as unknown as IHookFunctions;

async function deliver(rawBody: Buffer, headers: Record<string, string>): Promise<number> {
	let status = 0;
	const response = { status: (code: number) => ((status = code), response), json: () => undefined, end: () => undefined };
	const answer = await webhook({
		...about(),
		getRequestObject: () => ({ method: 'POST', rawBody }),
		getHeaderData: () => headers,
		getResponseObject: () => response,
	} as unknown as IWebhookFunctions);
	// No run is started, and nothing else is answered.
	expect(answer).toEqual({ noWebhookResponse: true });
	return status;
}

/** What the feed's loop would read now, as `object id`; they are done with then. */
async function due(): Promise<string[]> {
	const store = await syncStore();
	const entries = await store.takeDue(FEED, 100, 60_000);
	await store.acknowledge(FEED, entries.map(({ seq }) => seq));
	return entries.map(({ ref }) => `${ref.object} ${ref.id}`).sort();
}

const subscriptions = () => sandbox.webhooks().subscriptions;

describe('the webhook subscription of the Pact Trigger', () => {
	it('is made when the workflow is published, found at the next start, and removed when it is unpublished', async () => {
		expect(await checkExists.call(hook())).toBe(false);
		await create.call(hook());
		expect(subscriptions()).toMatchObject([{ url, name: 'n8n: Pact to CRM' }]);
		expect(await checkExists.call(hook({ mode: 'init' }))).toBe(true);
		await remove.call(hook());
		expect(subscriptions()).toEqual([]);
		expect(await readNote(await syncStore(), FEED)).toBeUndefined();
	});

	it('is made anew when a crash came between making it and keeping its secret; the orphan is removed', async () => {
		await create.call(hook());
		const [orphan] = subscriptions();
		await writeNote(await syncStore(), FEED);
		expect(await checkExists.call(hook())).toBe(false);
		expect(subscriptions()).toEqual([]);
		await create.call(hook());
		expect(subscriptions()).toHaveLength(1);
		expect(subscriptions()[0]?.public_id).not.toBe(orphan?.public_id);
	});

	it.each<[string, Hook]>([
		['other objects', { objects: ['opportunities'] }],
		['another address', { at: 'http://127.0.0.1:9/webhook/n1/pact' }],
	])('is made anew for %s', async (_what, other) => {
		await create.call(hook());
		expect(await checkExists.call(hook(other))).toBe(false);
		expect(subscriptions()).toEqual([]);
	});

	it('is made anew when somebody removed it in Pact', async () => {
		await create.call(hook());
		const [{ public_id: id } = { public_id: '' }] = subscriptions();
		await fetch(`${sandbox.url}/v1/webhooks/subscriptions/${id}`, { method: 'DELETE', headers: { Authorization: `Bearer ${DEMO_KEYS.full}` } });
		expect(await checkExists.call(hook())).toBe(false);
	});

	it('leaves other subscriptions of the workspace alone', async () => {
		const body = JSON.stringify({ name: 'Theirs', url: 'https://theirs.example/hook', event_types: ['*'] });
		const headers = { Authorization: `Bearer ${DEMO_KEYS.full}`, 'content-type': 'application/json' };
		await fetch(`${sandbox.url}/v1/webhooks/subscriptions`, { method: 'POST', headers, body });
		await checkExists.call(hook());
		await create.call(hook());
		await remove.call(hook());
		expect(subscriptions().map(({ name }) => name)).toEqual(['Theirs']);
	});

	it('goes by what it knows itself where Pact does not list subscriptions', async () => {
		sandbox.assume({ webhookManagement: false });
		expect(await checkExists.call(hook())).toBe(false);
		await create.call(hook());
		expect(await checkExists.call(hook())).toBe(true);
		expect(await checkExists.call(hook({ objects: ['contacts'] }))).toBe(false);
	});

	it('is not made for an address that Pact cannot reach, and the log says so', async () => {
		expect(await checkExists.call(hook({ baseUrl: 'https://app.pact.place' }))).toBe(true);
		expect(logged.join()).toMatch(/cannot reach this n8n at http:\/\/127\.0\.0\.1:\d+,.*polling/);
		expect(logged.join()).not.toContain('/webhook/');
	});

	it('that is refused is an error for the person who publishes, and says how to do without', async () => {
		await expect(create.call(hook({ key: DEMO_KEYS.revoked }))).rejects.toMatchObject({ message: expect.stringMatching(/refused the credential.*Receive Webhooks/s) });
	});

	it('that cannot be made while n8n starts keeps nothing from starting', async () => {
		expect(await checkExists.call(hook({ mode: 'init', key: DEMO_KEYS.revoked }))).toBe(true);
		expect(await create.call(hook({ mode: 'init', key: DEMO_KEYS.revoked }))).toBe(false);
		expect(logged.join()).toContain('polling');
	});

	it('that cannot be removed keeps nobody from unpublishing', async () => {
		await create.call(hook());
		expect(await remove.call(hook({ key: DEMO_KEYS.revoked }))).toBe(false);
		expect(logged.join()).toContain('by hand');
	});
});

describe('a delivery of Pact', () => {
	beforeEach(async () => {
		await create.call(hook());
		await due();
	});

	it('makes the records that it names due, and wakes the loop', async () => {
		const stop = new AbortController();
		let woken = false;
		const waiting = nudged(FEED, stop.signal).then(() => (woken = !stop.signal.aborted));
		const { public_id: id } = sandbox.create('contacts', { name: 'Ünï', email: 'ann@acme.example' });
		await sandbox.webhooksSettled();
		await waiting;
		expect(woken).toBe(true);
		expect(answers).toEqual([200]);
		expect(await due()).toEqual([`contacts ${id}`]);
	});

	it('counts once, however often it comes', async () => {
		const { public_id: id } = sandbox.create('contacts', { name: 'Ann' });
		await sandbox.webhooksSettled();
		expect(await due()).toEqual([`contacts ${id}`]);
		const body = Buffer.from(sandbox.webhooks().attempts[0]?.body ?? '');
		expect(await redelivered(body)).toBe(200);
		expect(await due()).toEqual([]);
	});

	it('about objects that are not watched, or about no record, is taken and does nothing', async () => {
		sandbox.create('opportunities', { name: 'Deal', pipeline: 'Renewals', stage: 'Renewal due' });
		await sandbox.webhooksSettled();
		expect(await redelivered(Buffer.from('{"id":"e9","type":"deal.created","data":{"public_id":"d1"}}'), 'deal.created')).toBe(200);
		expect(await redelivered(Buffer.from('{"id":"e8","type":"weather.changed"}'), 'weather.changed')).toBe(200);
		expect(await due()).toEqual([]);
	});

	it('tells of an erased record, too', async () => {
		const { public_id: id } = sandbox.create('companies', { name: 'Acme' });
		await sandbox.webhooksSettled();
		await due();
		sandbox.remove('companies', id);
		await sandbox.webhooksSettled();
		expect(await due()).toEqual([`companies ${id}`]);
	});

	it.each([
		['a forged signature', { secret: 'forged' }],
		['a signature that is ten minutes old', { secondsAgo: 600 }],
	])('with %s is refused, and nothing becomes due', async (_what, how) => {
		expect(await redelivered(Buffer.from('{"id":"e7","type":"contact.updated","data":{"public_id":"c1"}}'), 'contact.updated', how)).toBe(401);
		expect(await due()).toEqual([]);
	});

	it('is refused once the subscription is gone', async () => {
		const secret = subscriptions()[0]?.secret ?? '';
		await remove.call(hook());
		expect(await redelivered(Buffer.from('{"id":"e6","data":{"public_id":"c1"}}'), 'contact.updated', { secret })).toBe(401);
	});

	/** A delivery by our own hand, signed as Pact signs. */
	async function redelivered(body: Buffer, type = 'contact.created', { secret = subscriptions()[0]?.secret ?? '', secondsAgo = 0 } = {}): Promise<number> {
		const seconds = Math.floor(Date.now() / 1_000) - secondsAgo;
		const digest = createHmac('sha256', secret).update(`${seconds}.`).update(body).digest('hex');
		const id = (JSON.parse(body.toString()) as { id: string }).id;
		return await deliver(body, { 'x-pact-signature': `t=${seconds},v1=${digest}`, 'x-pact-event-id': id, 'x-pact-event-type': type });
	}
});
