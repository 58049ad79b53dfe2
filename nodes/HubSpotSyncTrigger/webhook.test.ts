import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { IWebhookFunctions } from 'n8n-workflow';
import { syncStore } from '../common/store';
import { nudged } from '../common/sync-trigger';
import { WEBHOOK, webhook } from './webhook';

const SECRET = 'yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy';
const URL = 'https://n8n.example.com/webhook/abc/hubspot';
const PORTAL = 4711;
const FEED = 'w1:n1';

const event = (details: object = {}) => ({
	eventId: 1, subscriptionId: 2, portalId: PORTAL, appId: 3, occurredAt: 1_790_000_000_000, subscriptionType: 'contact.propertyChange', objectId: 901,
	propertyName: 'email', propertyValue: 'new@example.com', attemptNumber: 0, ...details,
});

interface Call {
	body: string;
	signed?: string;
	at?: number;
	secret?: string;
	parameters?: Record<string, unknown>;
	credential?: object;
	/** How the portal answers when it is asked who it is. */
	portal?: 'knows' | 'refuses' | 'hangs';
}

/** Calls the webhook as n8n does, with a portal behind it, and answers what HubSpot gets to see. */
async function call({ body, signed = URL, at = Date.now(), secret = SECRET, parameters = {}, credential = { webhookSecret: SECRET }, portal = 'knows' }: Call) {
	const answer = { status: 0, text: '' };
	const logged: string[] = [];
	const response = {
		status: (status: number) => ((answer.status = status), response),
		json: (value: object) => void (answer.text = JSON.stringify(value)),
		end: () => undefined,
	};
	const signature = createHmac('sha256', secret).update(`POST${signed}${body}${at}`).digest('base64');
	const given: Record<string, unknown> = { authentication: 'serviceKey', objects: ['contacts', 'p4711_visit'], ...parameters };
	const answers: Record<string, object> = {
		'/account-info/v3/details': { portalId: PORTAL },
		'/crm/v3/schemas': { results: [{ objectTypeId: '2-900', fullyQualifiedName: 'p4711_visit', name: 'visit' }] },
	};
	const context = {
		getNodeParameter: (name: string, fallback?: unknown) => given[name] ?? fallback,
		getCredentials: async () => await Promise.resolve({ accessToken: `pat-${portal}`, baseUrl: 'https://api.hubapi.com', ...credential }),
		getNodeWebhookUrl: () => URL,
		getRequestObject: () => ({ method: 'POST', rawBody: Buffer.from(body) }),
		getHeaderData: () => ({ 'x-hubspot-request-timestamp': String(at), 'x-hubspot-signature-v3': signature }),
		getResponseObject: () => response,
		getWorkflow: () => ({ id: 'w1' }),
		getNode: () => ({ id: 'n1', name: 'HubSpot' }),
		logger: { warn: (line: string) => logged.push(line) },
		helpers: {
			httpRequestWithAuthentication: async (_credential: string, { url }: { url: string }) => {
				const { pathname } = new globalThis.URL(url);
				if (portal === 'hangs') await new Promise(() => undefined);
				const statusCode = portal === 'refuses' ? 401 : 200;
				return await Promise.resolve({ statusCode, headers: {}, body: JSON.stringify(answers[pathname] ?? {}) });
			},
		},
	} as unknown as IWebhookFunctions;
	const answered = await webhook(context);
	return { ...answer, answered, logged };
}

/** What the feed's loop would read now, as `object id`. */
async function due(): Promise<string[]> {
	const store = await syncStore();
	const entries = await store.takeDue(FEED, 100, 60_000);
	await store.acknowledge(FEED, entries.map(({ seq }) => seq));
	return entries.map(({ ref }) => `${ref.connection} ${ref.object} ${ref.id}`).sort();
}

let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pact-webhook-'));
	process.env.N8N_USER_FOLDER = folder;
});

afterAll(async () => {
	await (await syncStore()).close();
	delete process.env.N8N_USER_FOLDER;
	await rm(folder, { recursive: true, force: true });
});

describe('the address of the webhook', () => {
	/** What n8n makes of the expression: no method, no address. */
	const method = (receiveWebhooks: boolean, active: boolean): unknown =>
		runInNewContext(String(WEBHOOK.httpMethod).replace(/^=\{\{|\}\}$/g, ''), { $parameter: { receiveWebhooks }, $workflow: { active } });

	it('is there while the workflow is published with webhooks switched on', () => expect(method(true, true)).toBe('POST'));

	it('is not there in test runs, which would wait for a call, nor while webhooks are switched off', () => {
		expect([method(true, false), method(false, true), method(false, false)]).toEqual(['', '', '']);
	});
});

describe('a webhook of HubSpot', () => {
	it('makes its records due, wakes the loop, starts no run and is answered with 200', async () => {
		const woken = nudged(FEED, new AbortController().signal);
		const { status, text, answered } = await call({ body: JSON.stringify([event({ objectId: 1 }), event({ objectId: 2 })]) });
		expect({ status, text, answered }).toEqual({ status: 200, text: '', answered: { noWebhookResponse: true } });
		await woken;
		expect(await due()).toEqual(['4711 contacts 1', '4711 contacts 2']);
	});

	it('that comes again is no news', async () => {
		const body = (attemptNumber: number) => JSON.stringify([event({ objectId: 3, attemptNumber })]);
		await call({ body: body(0) });
		expect(await due()).toEqual(['4711 contacts 3']);
		expect((await call({ body: body(1) })).status).toBe(200);
		expect(await due()).toEqual([]);
	});

	it('counts for the objects and the portal of this trigger only', async () => {
		const others = [event({ objectId: 5, portalId: 9 }), event({ objectId: 6, subscriptionType: 'deal.creation' })];
		expect((await call({ body: JSON.stringify([...others, event({ objectId: 4 })]) })).status).toBe(200);
		expect(await due()).toEqual(['4711 contacts 4']);
	});

	it('names custom objects by their type id, and the trigger by their name', async () => {
		await call({ body: JSON.stringify([event({ objectId: 7, subscriptionType: 'object.creation', objectTypeId: '2-900' })]) });
		expect(await due()).toEqual(['4711 p4711_visit 7']);
	});

	it.each<[string, Partial<Call>]>([
		['another secret', { secret: 'forged' }],
		['another address', { signed: 'https://elsewhere.example.com/webhook/abc/hubspot' }],
		['a time more than five minutes ago', { at: Date.now() - 5 * 60_000 - 1_000 }],
		['a time in the future', { at: Date.now() + 5 * 60_000 }],
		['no secret in the credential', { secret: '', credential: {} }],
	])('is refused with %s, without a word about which', async (_what, changes) => {
		const { status, text } = await call({ body: JSON.stringify([event({ objectId: 8 })]), ...changes });
		expect(status).toBe(401);
		expect(text).toBe('{"message":"The signature or its time is not valid."}');
		expect(await due()).toEqual([]);
	});

	it('is checked with the address that the app calls, where a proxy makes it another', async () => {
		const publicUrl = 'https://hooks.example.com/n8n/hubspot?from=app';
		const call1 = await call({ body: JSON.stringify([event({ objectId: 9 })]), signed: publicUrl, parameters: { 'options.publicUrl': publicUrl } });
		expect(call1.status).toBe(200);
		expect(await due()).toEqual(['4711 contacts 9']);
	});

	it('is checked with the client secret of an OAuth2 credential that has no secret of its own for webhooks', async () => {
		const credential = { webhookSecret: '', clientSecret: SECRET };
		expect((await call({ body: '[]', credential })).status).toBe(200);
		expect((await call({ body: '[]', credential: { webhookSecret: 'other', clientSecret: SECRET } })).status).toBe(401);
	});

	it.each(['', 'no JSON', '{"objectId":1}', '[{"objectId":1}]'])('that is signed and no list of events is refused: %s', async (body) => {
		expect((await call({ body })).status).toBe(400);
	});

	it.each(['refuses', 'hangs'] as const)('that cannot be taken now, since the portal %s, is asked for again in time and without details', async (portal) => {
		const started = Date.now();
		const { status, text, logged } = await call({ body: JSON.stringify([event({ objectId: 10 })]), portal });
		expect({ status, text }).toEqual({ status: 503, text: '{"message":"Not now. Try again later."}' });
		expect(logged).toEqual([expect.stringMatching(/^HubSpot: a webhook could not be taken\. /)]);
		// HubSpot's own patience.
		expect(Date.now() - started).toBeLessThan(5_000);
		expect(await due()).toEqual([]);
	}, 15_000);
});
