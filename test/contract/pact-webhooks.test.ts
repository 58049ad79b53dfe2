import { type PactSubject, pactSubject } from './subjects/pact';

/** What only Pact does. */
describe('Webhook subscriptions of Pact', () => {
	let pact: PactSubject;

	beforeEach(async () => {
		pact = await pactSubject();
	});
	afterEach(() => pact.sandbox.close());

	const url = 'https://n8n.acme.example/webhook/1';

	it('cover the chosen objects by what the catalogue knows, and hold the secret once', async () => {
		const made = await pact.subscriptions.create({ name: 'n8n', url, objects: ['contacts', 'companies'] });
		expect(made).toMatchObject({ url, secret: expect.stringMatching(/^whsec_/) });
		expect(pact.sandbox.webhooks().subscriptions[0]?.event_types).toEqual(['company.*', 'contact.*', 'consent.*']);
		expect(await pact.subscriptions.list()).toEqual([{ id: made.id, url, eventTypes: ['company.*', 'contact.*', 'consent.*'] }]);
	});

	it('find the secret under another name, and ask for everything where there is no catalogue', async () => {
		pact.sandbox.assume({ webhookSecretField: 'secret' });
		pact.sandbox.faults.add({ match: { path: 'event-types' }, kind: 'status', status: 404, body: {} });
		expect((await pact.subscriptions.create({ name: 'n8n', url, objects: ['contacts'] })).secret).not.toBe('');
		expect(pact.sandbox.webhooks().subscriptions[0]?.event_types).toEqual(['*']);
	});

	it('ask for everything where the wildcards are refused', async () => {
		pact.sandbox.faults.add({ match: { method: 'POST', path: 'subscriptions' }, kind: 'status', status: 422, body: {} });
		await pact.subscriptions.create({ name: 'n8n', url, objects: ['contacts'] });
		expect(pact.sandbox.webhooks().subscriptions[0]?.event_types).toEqual(['*']);
	});

	it('say when no secret came with one', async () => {
		pact.sandbox.faults.add({ match: { method: 'POST', path: 'subscriptions' }, kind: 'status', status: 201, body: { public_id: 'x', url } });
		await expect(pact.subscriptions.create({ name: 'n8n', url, objects: ['contacts'] })).rejects.toMatchObject({
			details: { class: 'bad-answer', message: expect.stringContaining('secret') },
		});
	});

	it('are removed, also when they are gone already', async () => {
		const { id } = await pact.subscriptions.create({ name: 'n8n', url, objects: ['contacts'] });
		await pact.subscriptions.remove(id);
		await pact.subscriptions.remove(id);
		expect(pact.sandbox.webhooks().subscriptions).toEqual([]);
	});

	it('cannot be listed in every workspace', async () => {
		pact.sandbox.assume({ webhookManagement: false });
		expect(await pact.subscriptions.list()).toBeUndefined();
	});
});
