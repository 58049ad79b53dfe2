import { sandboxPerTest } from '../testClient';

const pact = sandboxPerTest(() => ({ plan: 'unlimited' }));

const contactWith = (consent_status: string) =>
	pact.sandbox.create('contacts', { name: 'A', email: `${consent_status}@acme.example`, consent_status });

describe('consent check', () => {
	it.each([
		['declined', 'marketing', { allowed: false, reason: 'withdrawn', state: 'withdrawn', suppressed_by: null }],
		['declined', 'transactional', { allowed: false, reason: 'withdrawn', state: 'withdrawn', suppressed_by: null }],
		['pending', 'marketing', { allowed: false, reason: 'pending', state: 'pending', suppressed_by: null }],
		['pending', 'transactional', { allowed: true, reason: null, state: 'pending', suppressed_by: null }],
		['confirmed', 'marketing', { allowed: true, reason: null, state: 'granted', suppressed_by: null }],
	])('of someone %s, for %s', async (status, purpose, expected) => {
		const { public_id: contact_id } = contactWith(status);
		expect((await pact.call('POST', '/v1/consent/check', { contact_id, purpose })).body).toEqual(expected);
	});

	it('asks by e-mail as well, and knows whom it does not know', async () => {
		contactWith('confirmed');
		const known = await pact.call('POST', '/v1/consent/check', { email: 'Confirmed@acme.example' });
		const unknown = await pact.call('POST', '/v1/consent/check', { email: 'nobody@acme.example' });
		expect([known.body.state, unknown.body.state]).toEqual(['granted', 'unknown']);
		expect((await pact.call('POST', '/v1/consent/check', {})).status).toBe(422);
	});

	it('counts as a read', async () => {
		await pact.call('POST', '/v1/consent/check', { email: 'nobody@acme.example' });
		expect(pact.sandbox.stats.snapshot().writes).toBe(0);
	});
});

describe('sending e-mail', () => {
	const send = (contact_id: string) => pact.call('POST', '/v1/email/send', { contact_id, subject: 'Hi', body: 'Text' });

	it('is logged for someone who consented', async () => {
		const { public_id: id } = contactWith('confirmed');
		expect((await send(id)).status).toBe(202);
		expect(pact.sandbox.activities().at(-1)).toMatchObject({ type: 'email.sent', contact_id: id });
	});

	it.each(['declined', 'pending'])('is refused for someone %s', async (status) => {
		const refused = await send(contactWith(status).public_id);
		expect([refused.status, refused.body.error.code]).toEqual([422, 'suppressed']);
	});
});

describe('tracking events', () => {
	it('ignore a dedupe_key that was used before', async () => {
		const event = { event_type: 'page_view', distinct_id: 'd1', source: 'web', dedupe_key: 'k1' };
		expect((await pact.call('POST', '/v1/tracking/events', event)).body).toEqual({ accepted: true, duplicate: false });
		expect((await pact.call('POST', '/v1/tracking/events', event)).body).toEqual({ accepted: true, duplicate: true });
		expect((await pact.call('POST', '/v1/tracking/events', { ...event, source: 'fax' })).status).toBe(422);
	});
});
