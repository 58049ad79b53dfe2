import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import fc from 'fast-check';
import { syncStore } from '../../../nodes/common/store';
import { webhook as hubSpotWebhook } from '../../../nodes/HubSpotSyncTrigger/webhook';
import { writeNote } from '../../../nodes/PactTrigger/subscription-note';
import { webhook as pactWebhook } from '../../../nodes/PactTrigger/webhook';
import { asked, SIGN_IN } from '../../../nodes/SyncConsoleTrigger/webhook.fixture';
import { anyJson, anyText, deepJson, MARKER, oddName, PATIENCE_MS, PERSONAL, runs } from './fuzz';

jest.setTimeout(PATIENCE_MS);

const SECRET = `${MARKER} secret of the app`;
const URL = 'https://n8n.example/webhook/abc/trigger';
const FEED = 'w1:n1';
const PORTAL = '4711';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'n8n-nodes-pact-doors-'));
	process.env.N8N_USER_FOLDER = folder;
	await writeNote(await syncStore(), FEED, { id: 's1', url: URL, connection: 'ws', objects: ['contacts'], secret: SECRET });
});
afterAll(async () => {
	await (await syncStore()).close();
	delete process.env.N8N_USER_FOLDER;
	await rm(folder, { recursive: true, force: true });
});

/** A request as n8n hands it over: nothing of it is what it should be. */
interface Request {
	method: unknown;
	rawBody: unknown;
	headers: Record<string, unknown>;
}

/** The webhook's own code, asked as n8n asks it. Throws where it throws. */
async function answerOf(webhook: (context: IWebhookFunctions) => Promise<IWebhookResponseData>, { method, rawBody, headers }: Request) {
	const told: string[] = [];
	let status = 0;
	const response = { status: (code: number) => ((status = code), response), json: (value: object) => void told.push(JSON.stringify(value)), end: () => undefined };
	const parameters: Record<string, unknown> = { authentication: 'serviceKey', objects: ['contacts'] };
	const answer = await webhook({
		getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
		getCredentials: async () => await Promise.resolve({ accessToken: 'pat-x', baseUrl: 'https://api.hubapi.com', webhookSecret: SECRET }),
		getNodeWebhookUrl: () => URL,
		getRequestObject: () => ({ method, rawBody }),
		getHeaderData: () => headers,
		getResponseObject: () => response,
		getWorkflow: () => ({ id: 'w1' }),
		getNode: () => ({ id: 'n1', name: 'Trigger' }),
		logger: { warn: (line: string) => told.push(line) },
		helpers: { httpRequestWithAuthentication: async () => await Promise.resolve({ statusCode: 200, headers: {}, body: JSON.stringify({ portalId: Number(PORTAL), results: [] }) }) },
	} as unknown as IWebhookFunctions);
	return { status, answer, told: told.join('\n') };
}

async function due(): Promise<Array<{ object: string; id: string }>> {
	const store = await syncStore();
	const entries = await store.takeDue(FEED, 1_000, 60_000);
	await store.acknowledge(FEED, entries.map(({ seq }) => seq));
	return entries.map(({ ref: { object, id } }) => ({ object, id }));
}

const nearEvent = fc.record(
	{ portalId: fc.oneof(fc.constantFrom(Number(PORTAL), PORTAL, 9), anyJson), subscriptionType: fc.oneof(fc.constantFrom('contact.creation', 'object.change', '__proto__.x', 'deal.deletion'), anyText), objectId: fc.oneof(fc.integer({ min: 1, max: 99 }), anyJson), objectTypeId: fc.oneof(fc.constantFrom('0-1', '2-77'), anyJson), occurredAt: fc.oneof(fc.integer(), anyJson), id: anyText, type: fc.constantFrom('contact.updated', 'company.updated', 'constructor.x'), data: fc.oneof(fc.record({ public_id: fc.oneof(anyText, anyJson), email: fc.constant(PERSONAL) }), anyJson) },
	{ requiredKeys: [] },
);
const body = fc.oneof(anyText, deepJson, anyJson.map((value) => JSON.stringify(value)), fc.array(nearEvent, { maxLength: 4 }).map((events) => JSON.stringify(events)), nearEvent.map((event) => JSON.stringify(event)));
const headerName = fc.oneof(fc.constantFrom('x-hubspot-request-timestamp', 'x-hubspot-signature-v3', 'x-pact-signature', 'x-pact-event-id', 'x-pact-event-type', 'authorization'), oddName);
const headers = fc.dictionary(headerName, fc.oneof(anyText, fc.array(anyText, { maxLength: 3 }), fc.constant(undefined), anyJson), { maxKeys: 6 });
const raw = fc.oneof(body.map((text) => Buffer.from(text)), body, fc.constantFrom(undefined, null, 7, {}), fc.uint8Array({ maxLength: 40 }));
const strangers: fc.Arbitrary<Request> = fc.record({ method: fc.oneof(fc.constantFrom('POST', 'GET'), anyJson), rawBody: raw, headers });

const hubSpotSigned = (text: string, more: Record<string, unknown>): Request => {
	const at = String(Date.now());
	return { method: 'POST', rawBody: Buffer.from(text), headers: { ...more, 'x-hubspot-request-timestamp': at, 'x-hubspot-signature-v3': createHmac('sha256', SECRET).update(`POST${URL}`).update(Buffer.from(text)).update(at).digest('base64') } };
};
const pactSigned = (text: string, more: Record<string, unknown>): Request => {
	const at = Math.floor(Date.now() / 1_000);
	return { method: 'POST', rawBody: Buffer.from(text), headers: { ...more, 'x-pact-signature': `t=${at},v1=${createHmac('sha256', SECRET).update(`${at}.`).update(Buffer.from(text)).digest('hex')}` } };
};

describe.each([
	['HubSpot', hubSpotWebhook, hubSpotSigned],
	['Pact', pactWebhook, pactSigned],
] as const)('the webhook of the %s trigger, whatever n8n hands it,', (_name, webhook, signed) => {
	it('answers strangers with a refusal, makes nothing due, starts no run and gives nothing away', async () => {
		await fc.assert(
			fc.asyncProperty(strangers, async (request) => {
				const { status, answer, told } = await answerOf(webhook, request);
				expect([status, answer]).toEqual([401, { noWebhookResponse: true }]);
				expect(told).not.toContain(MARKER);
			}),
			runs(300),
		);
		expect(await due()).toEqual([]);
	});

	it('takes of what is signed only records that are watched, with ids that are texts, and never fails', async () => {
		await fc.assert(
			fc.asyncProperty(body, headers, async (text, more) => {
				const { status, answer, told } = await answerOf(webhook, signed(text, more));
				expect([200, 400]).toContain(status);
				expect(answer).toEqual({ noWebhookResponse: true });
				expect(told).not.toContain(MARKER);
				for (const { object, id } of await due()) expect([object, typeof id, id.trim() !== '']).toEqual(['contacts', 'string', true]);
			}),
			runs(300),
		);
	});

	it('is a way in: what is signed and watched becomes due', async () => {
		const text = JSON.stringify(webhook === hubSpotWebhook ? [{ portalId: Number(PORTAL), subscriptionType: 'contact.creation', objectId: 123_456, occurredAt: Date.now() }] : { id: 'e', type: 'contact.updated', data: { public_id: '123456' } });
		expect((await answerOf(webhook, signed(text, {}))).status).toBe(200);
		expect(await due()).toEqual([{ object: 'contacts', id: '123456' }]);
	});
});

describe('the page of the console, whatever n8n hands it,', () => {
	type Given = Parameters<typeof asked>[1];
	const params = fc.dictionary(fc.oneof(fc.constantFrom('view', 'format', 'record', 'pair', 'action', 'answer', 'token', 'text'), oddName), fc.oneof(anyText, anyJson, deepJson), { maxKeys: 6 });

	it('shows nothing to who is not signed in, and runs nothing', async () => {
		const store = await syncStore();
		const { user, password } = SIGN_IN;
		const nearMiss = fc.constantFrom(`Basic ${Buffer.from(`${user}:`).toString('base64')}`, `Basic ${Buffer.from(`:${password}`).toString('base64')}`, `Bearer ${password}`, 'Basic', 'Basic =', `Basic ${Buffer.from(`${user}:${password}\u0000`).toString('base64')}`);
		await fc.assert(
			fc.asyncProperty(fc.oneof(anyText, nearMiss, anyJson), params, fc.option(params, { nil: undefined }), async (authorization, query, form) => {
				const { status, items, body: shown } = await asked(store, { authorization, query, ...(form ? { form } : {}) } as Given);
				expect([status, items]).toEqual([401, []]);
				expect(shown.length).toBeLessThan(300);
			}),
			runs(300),
		);
	});

	it('answers who is signed in, does nothing without the page’s own token, and keeps its headers', async () => {
		const store = await syncStore();
		await fc.assert(
			fc.asyncProperty(params, fc.option(params, { nil: undefined }), async (query, form) => {
				const { status, items, headers: sent } = await asked(store, { query, ...(form ? { form } : {}) } as Given);
				expect(status).toBeGreaterThanOrEqual(200);
				expect(status).toBeLessThan(500);
				expect(items).toEqual([]);
				expect(sent['Content-Security-Policy']).toContain("default-src 'none'");
			}),
			runs(300),
		);
	});
});
