import { z } from 'zod';
import { DEMO_KEYS } from '../../../sandbox/pact/auth/apiKeys';
import { waitUntil } from '../support/n8n-api';
import { outputItems } from '../support/n8n-run-data';
import { PACT_CREDENTIAL } from '../support/sandbox-credentials';
import { startSetup, type Setup } from '../support/setup';

jest.setTimeout(400_000);

const TRIGGER = 'Pact Trigger';
const OBJECTS = ['companies', 'contacts', 'opportunities'];
/** So seldom that only a webhook can have brought what arrives in this test. */
const POLL_SECONDS = 3_600;
const PROMPT_MS = 20_000;
/** A poll whose calls follow one another does not pause for so long. */
const QUIET_MS = 3_000;

const node = (name: string, type: string, parameters: object, extra: object = {}) => ({ id: `00000000-0000-4000-8000-${name.length.toString().padStart(12, '0')}`, name, type, typeVersion: 1, position: [0, 0], parameters, ...extra });
const workflow = {
	name: 'Pact Trigger alone',
	nodes: [
		node(TRIGGER, 'n8n-nodes-pact.pactTrigger', { authentication: 'apiKey', objects: OBJECTS, startFrom: 'now', pollSeconds: POLL_SECONDS }, {
			webhookId: '5b1f3a52-6f2e-4e0b-9a55-0c5c1c2f0a11', credentials: { pactApi: { name: PACT_CREDENTIAL } },
		}),
		node('Nothing', 'n8n-nodes-base.noOp', {}),
	],
	connections: { [TRIGGER]: { main: OBJECTS.map(() => [{ node: 'Nothing', type: 'main', index: 0 }]) } },
	settings: { executionOrder: 'v1', saveManualExecutions: true },
};

const itemSchema = z.looseObject({ change: z.looseObject({ id: z.string(), origin: z.string() }), fields: z.looseObject({}) });
const subscriptionsSchema = z.object({ items: z.array(z.object({ public_id: z.string(), url: z.string(), event_types: z.array(z.string()) })) });

describe('the Pact Trigger in a real n8n', () => {
	let setup: Setup;
	let id: string;

	beforeAll(async () => {
		setup = await startSetup();
		({ id } = await setup.api.createWorkflow(workflow));
	});
	afterAll(async () => {
		await setup?.end();
	});

	const pact = async (method: string, path: string, body?: object) =>
		await setup.sandboxes.pact.call(method, path, body);
	const subscriptions = async () => {
		const answer = await fetch(`${setup.sandboxes.pact.url}/v1/webhooks/subscriptions`, { headers: { Authorization: `Bearer ${DEMO_KEYS.full}` } });
		return subscriptionsSchema.parse(await answer.json()).items;
	};
	/** n8n publishes and unpublishes in the background. */
	const subscribed = async (count: number) =>
		await waitUntil(subscriptions, ({ length }) => length === count, { timeoutMs: PROMPT_MS, what: `${count} subscriptions` });
	const make = async (values: object) => z.object({ public_id: z.string() }).parse(await pact('POST', 'records?object=contacts', values)).public_id;
	const edit = async (contact: string, values: object) => await pact('PATCH', `records?object=contacts&id=${contact}`, values);
	/** The first poll has ended, the last object's included: Pact is asked nothing more. The loop waits for its next poll, or for a webhook. */
	const firstPoll = async () => {
		let before = 0;
		let since = Date.now();
		await waitUntil(
			async () => (await setup.sandboxes.pact.stats()).byRoute[`GET /v1/${OBJECTS.at(-1)}`] ?? 0,
			(calls) => {
				if (calls !== before) since = Date.now();
				before = calls;
				return calls >= 2 && Date.now() - since >= QUIET_MS;
			},
			{ timeoutMs: 2 * PROMPT_MS, what: 'the end of the first poll' },
		);
	};
	/** The item that the loop emitted for this contact because of a webhook, once there is one. */
	const emitted = async (contact: string) =>
		await waitUntil(
			async () => {
				const runs = (await setup.api.executions({ workflowId: id, status: ['success'] })).filter(({ mode }) => mode === 'trigger');
				const ended = await Promise.all(runs.map(async (run) => await setup.api.execution(run.id)));
				const items = ended.flatMap(({ data }) => outputItems(data, TRIGGER, OBJECTS.indexOf('contacts'))).map(({ json }) => itemSchema.parse(json));
				return items.find(({ change }) => change.id === contact && change.origin === 'webhook');
			},
			(item) => item !== undefined,
			{ timeoutMs: PROMPT_MS, what: 'an item that a webhook brought' },
		);

	it('shows records with "Execute step", although it has a webhook, and subscribes to nothing for it', async () => {
		await make({ name: 'Ann', email: 'ann@acme.example' });
		const run = await setup.api.waitForExecution(await setup.api.runManually(id, TRIGGER));
		expect(run.status).toBe('success');
		expect(outputItems(run.data, TRIGGER, OBJECTS.indexOf('contacts'))[0]?.json).toMatchObject({
			change: { system: 'pact', object: 'contacts', origin: 'manual' },
			fields: { public_id: expect.any(String) },
		});
		expect(await subscriptions()).toEqual([]);
	});

	it('subscribes when it is published, and emits a change within seconds, read afresh', async () => {
		const contact = await make({ name: 'Ben', email: 'ben@acme.example' });
		await setup.sandboxes.pact.resetStats();
		await setup.api.activate(id);
		expect(await subscribed(1)).toMatchObject([{ url: expect.stringContaining(setup.host.webhookUrl), event_types: expect.arrayContaining(['contact.*', 'deal.*']) }]);
		await firstPoll();
		await edit(contact, { title: 'CEO' });
		expect(await emitted(contact)).toMatchObject({ change: { kind: 'upserted' }, fields: { public_id: contact, title: 'CEO' } });
	});

	it('keeps its one subscription over a restart of n8n, and goes on hearing', async () => {
		const before = await subscriptions();
		await setup.sandboxes.pact.resetStats();
		await setup.host.restart();
		await firstPoll();
		expect(await subscriptions()).toEqual(before);
		const contact = await make({ name: 'Cem' });
		expect(await emitted(contact)).toMatchObject({ fields: { name: 'Cem' } });
	});

	it('refuses what Pact did not sign', async () => {
		const [subscription] = await subscriptions();
		const answer = await fetch(subscription?.url ?? '', {
			method: 'POST',
			headers: { 'content-type': 'application/json', 'x-pact-signature': `t=${Math.floor(Date.now() / 1_000)},v1=${'0'.repeat(64)}`, 'x-pact-event-type': 'contact.updated' },
			body: '{"id":"evt","data":{"public_id":"x"}}',
		});
		expect(answer.status).toBe(401);
	});

	it('unsubscribes when it is unpublished', async () => {
		await setup.api.deactivate(id);
		expect(await subscribed(0)).toEqual([]);
	});
});
