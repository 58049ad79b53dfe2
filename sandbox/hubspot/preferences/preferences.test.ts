import { testPortal, type TestPortal } from '../client.test-helper';
import { DEFINITIONS } from './definitions';
import { mirrorOf } from './preferences';

const EMAIL = 'maya@b.example';
const [, MARKETING = DEFINITIONS[0], UPDATES = DEFINITIONS[0]] = DEFINITIONS;
const marketing = MARKETING?.id ?? '';
const updates = UPDATES?.id ?? '';
const V3 = '/communication-preferences/v3';
const V4 = '/communication-preferences/v4/statuses';
const BASIS = { legalBasis: 'CONSENT_WITH_NOTICE', legalBasisExplanation: 'Asked for it at the fair' };

let hubspot: TestPortal;
beforeEach(async () => {
	hubspot = await testPortal();
});
afterEach(() => hubspot.sandbox.close());

const v3 = (action: string, subscriptionId: string, rest: object = {}) =>
	hubspot.post(`${V3}/${action}`, { emailAddress: EMAIL, subscriptionId, ...rest });
const v4 = (subscriptionId: string, statusState: string, rest: object = {}) =>
	hubspot.post(`${V4}/${EMAIL}`, { channel: 'EMAIL', subscriptionId: Number(subscriptionId), statusState, ...rest });
const unsubscribeAll = (email = EMAIL) =>
	hubspot.call(`${V4}/${email}/unsubscribe-all?channel=EMAIL`, { method: 'POST' });
const statuses = async (email = EMAIL): Promise<Record<string, unknown>> => {
	const { body } = await hubspot.call(`${V4}/${email}?channel=EMAIL`);
	return Object.fromEntries(body.results.map((each) => [String(each['subscriptionId']), each['status']]));
};
const contact = (id: string) => hubspot.sandbox.record('contacts', id)?.properties ?? {};

describe('the status of an address', () => {
	it('is unsaid at first, which v3 shows like an opt-out', async () => {
		expect(await statuses()).toMatchObject({ [marketing]: 'NOT_SPECIFIED' });
		const { body } = await hubspot.call(`${V3}/status/email/${EMAIL}`);
		expect(body).toMatchObject({ recipient: EMAIL });
		expect(body['subscriptionStatuses']).toContainEqual(
			expect.objectContaining({ id: marketing, status: 'NOT_SUBSCRIBED', sourceOfStatus: 'SUBSCRIPTION_STATUS' }),
		);
	});

	it('is there without a contact, shown by one that is made later, and outlives it', async () => {
		await unsubscribeAll('MAYA@b.example');
		const id = hubspot.sandbox.create('contacts', { email: EMAIL });
		expect(contact(id)).toMatchObject({ hs_email_optout: 'true', [mirrorOf(marketing)]: 'true' });
		hubspot.sandbox.erase('contacts', id);
		expect(contact(hubspot.sandbox.create('contacts', { email: EMAIL }))).toMatchObject({ hs_email_optout: 'true' });
	});

	it('stays with the address when the contact gets another one', async () => {
		const id = hubspot.sandbox.create('contacts', { email: EMAIL });
		await unsubscribeAll();
		expect(contact(id)['hs_email_optout']).toBe('true');
		hubspot.sandbox.edit('contacts', id, { email: 'new@b.example' });
		expect(contact(id)['hs_email_optout']).toBe('false');
		hubspot.sandbox.edit('contacts', id, { email: EMAIL });
		expect(contact(id)['hs_email_optout']).toBe('true');
	});

	it('moves the modification date of its contact, whose mirror cannot be written', async () => {
		const id = hubspot.sandbox.create('contacts', { email: EMAIL });
		hubspot.clock.advance(60_000);
		await v3('unsubscribe', marketing);
		expect(contact(id)).toMatchObject({ [mirrorOf(marketing)]: 'true', lastmodifieddate: '2026-11-21T08:01:00.000Z' });
		const body = { properties: { hs_email_optout: 'false' } };
		const refused = await hubspot.call(`/crm/v3/objects/contacts/${id}`, { method: 'PATCH', body });
		expect(refused.body.message).toContain('READ_ONLY_VALUE');
	});
});

describe('v3', () => {
	it('subscribes with a legal basis only, and once', async () => {
		expect((await v3('subscribe', marketing)).status).toBe(400);
		expect(await v3('subscribe', marketing, BASIS)).toMatchObject({
			status: 200,
			body: { status: 'SUBSCRIBED', ...BASIS },
		});
		expect((await v3('subscribe', marketing, BASIS)).status).toBe(400);
		expect((await statuses())[updates]).toBe('NOT_SPECIFIED');
	});

	it('never brings back an address that has opted out, whatever the legal basis', async () => {
		await v3('unsubscribe', marketing);
		expect((await v3('subscribe', marketing, BASIS)).status).toBe(400);
		await unsubscribeAll();
		expect((await v3('subscribe', updates, BASIS)).status).toBe(400);
	});

	it('refuses unknown subscriptions, addresses that are none, and repetitions', async () => {
		expect((await v3('unsubscribe', '1')).status).toBe(400);
		expect((await v3('unsubscribe', marketing, { emailAddress: 'nobody' })).status).toBe(400);
		expect((await v3('unsubscribe', marketing)).status).toBe(200);
		expect((await v3('unsubscribe', marketing)).status).toBe(400);
	});

	it('lists the definitions', async () => {
		const { body } = await hubspot.call(`${V3}/definitions`);
		expect(body['subscriptionDefinitions']).toHaveLength(DEFINITIONS.length);
	});
});

describe('v4', () => {
	it('says what it did, and brings an opted-out address back only with a legal basis', async () => {
		const outcome = async (...args: Parameters<typeof v4>) => {
			const { status, body } = await v4(...args);
			return status === 200 ? body.results[0]?.['setStatusSuccessReason'] : status;
		};
		expect(await outcome(marketing, 'UNSUBSCRIBED')).toBe('REQUESTED_CHANGE_OCCURRED');
		expect(await outcome(marketing, 'UNSUBSCRIBED')).toBe('NO_STATUS_CHANGE');
		expect(await outcome(marketing, 'SUBSCRIBED')).toBe(400);
		expect(await outcome(marketing, 'SUBSCRIBED', { legalBasis: 'CONSENT_WITH_NOTICE' })).toBe(400);
		expect(await outcome(marketing, 'SUBSCRIBED', BASIS)).toBe('RESUBSCRIBE_OCCURRED');
		expect((await statuses())[marketing]).toBe('SUBSCRIBED');
	});

	it('leaves everything at once; coming back to one subscription leaves the others', async () => {
		const wide = () => hubspot.call(`${V4}/${EMAIL}/unsubscribe-all?channel=EMAIL`);
		expect((await wide()).body.results).toEqual([]);
		expect((await unsubscribeAll()).body.results).toEqual([]);
		expect((await wide()).body.results).toMatchObject([{ status: 'UNSUBSCRIBED', wideStatusType: 'PORTAL_WIDE' }]);
		await v4(marketing, 'SUBSCRIBED', BASIS);
		expect((await wide()).body.results).toEqual([]);
		expect(await statuses()).toMatchObject({ [marketing]: 'SUBSCRIBED', [updates]: 'UNSUBSCRIBED' });
	});

	it('answers the statuses of an opt-out when asked to be verbose, and wants the channel named', async () => {
		const verbose = `${V4}/${EMAIL}/unsubscribe-all?channel=EMAIL&verbose=true`;
		expect((await hubspot.call(verbose, { method: 'POST' })).body.results).toHaveLength(DEFINITIONS.length);
		expect((await hubspot.call(`${V4}/${EMAIL}`)).status).toBe(400);
	});

	it('answers on the dated path, too', async () => {
		expect((await hubspot.call(`/communication-preferences/2026-03/statuses/${EMAIL}?channel=EMAIL`)).status).toBe(200);
	});
});

it('wants no legal basis of an account without data privacy settings, except to come back', async () => {
	await hubspot.sandbox.close();
	hubspot = await testPortal({ gdpr: false });
	expect((await v3('subscribe', marketing)).status).toBe(200);
	await v4(marketing, 'UNSUBSCRIBED');
	expect((await v4(marketing, 'SUBSCRIBED')).status).toBe(400);
});

it('contacts show an opt-out late while mirrors are held back', async () => {
	const id = hubspot.sandbox.create('contacts', { email: EMAIL });
	const held = async (is: boolean) => expect((await hubspot.call('/__sandbox/mirrors', { method: 'PUT', body: { held: is } })).status).toBe(200);
	await held(true);
	await unsubscribeAll();
	expect(contact(id)['hs_email_optout']).not.toBe('true');
	await held(false);
	expect(contact(id)['hs_email_optout']).toBe('true');
});
