import { PactApi } from '../credentials/PactApi.credentials';
import { PactHubSpotOAuth2Api } from '../credentials/PactHubSpotOAuth2Api.credentials';
import { PactHubSpotServiceKeyApi } from '../credentials/PactHubSpotServiceKeyApi.credentials';
import { PactOAuth2Api } from '../credentials/PactOAuth2Api.credentials';
import { PactSalesforceJwtApi } from '../credentials/PactSalesforceJwtApi.credentials';
import { PactSalesforceOAuth2Api } from '../credentials/PactSalesforceOAuth2Api.credentials';
import type { ConnectionUsage } from '../engine/run/usage-port';
import { openStore, type Store } from '../store';
import { temporaryFolder } from '../store/testing';
import { connectionHealth } from './connections';
import { healthOf } from './health';
import { reconnect } from './reconnect';

const NOW = new Date('2026-11-21T14:05:00.000Z');
const ORG = { system: 'salesforce', connection: '00D' } as const;
const HOLD = { kind: 'day', since: '2026-11-21T12:00:00.000Z', until: '2026-11-21T18:00:00.000Z' } as const;
const known = (more: Partial<ConnectionUsage> = {}): ConnectionUsage => ({ ...ORG, recent: [{ hour: '2026-11-21T13:00:00.000Z', calls: 30 }, { hour: '2026-11-21T14:00:00.000Z', calls: 12 }], total: 100, share: 0.4, told: { used: 90, max: 1_000, at: '2026-11-21T14:00:00.000Z' }, ...more });

describe('the health of a connection', () => {
	it('is the calls of the last day against its limits', () => {
		expect(connectionHealth(known(), NOW)).toEqual({ ...ORG, condition: 'well', own: 42, everybody: 90, limit: 1_000, ownLimit: 400, share: 0.4, total: 100 });
	});

	it('says nothing of everybody’s calls when the server last spoke more than a day ago', () => {
		const { everybody, limit } = connectionHealth(known({ told: { used: 90, max: 1_000, at: '2026-11-20T14:00:00.000Z' } }), NOW);
		expect({ everybody, limit }).toEqual({ everybody: undefined, limit: 1_000 });
	});

	it('is limited until the limit is over', () => {
		expect(connectionHealth(known({ hold: HOLD }), NOW)).toMatchObject({ condition: 'limited', until: HOLD.until, advice: expect.stringMatching(/from 18:00 UTC \(2026-11-21\) on.*raise “Daily API Share \(%\)”/) });
		expect(connectionHealth(known({ hold: { ...HOLD, kind: 'rate' } }), NOW).advice).toBe('It has asked for a pause. The sync goes on by itself at 18:00 UTC (2026-11-21).');
		expect(connectionHealth(known({ hold: HOLD }), new Date(HOLD.until)).condition).toBe('well');
	});

	it('is expired where the credential is refused, whatever holds it, and says how to reconnect', () => {
		const health = connectionHealth(known({ hold: HOLD, refusedSince: HOLD.since, credential: 'pactSalesforceJwtApi' }), NOW);
		expect(health).toMatchObject({ condition: 'expired', advice: expect.stringContaining('the one of the type “Salesforce (for Pact Sync) JWT API”, and check that the user is active') });
	});

	it.each([new PactApi(), new PactOAuth2Api(), new PactSalesforceOAuth2Api(), new PactSalesforceJwtApi(), new PactHubSpotOAuth2Api(), new PactHubSpotServiceKeyApi()])('names the credential $name as n8n does', ({ name, displayName }) => {
		expect(reconnect('pact', name)).toContain(`“${displayName}”`);
	});
});

describe('the condition of a trigger', () => {
	const folder = temporaryFolder();
	let store: Store;
	beforeEach(async () => {
		store = await openStore({ file: `${folder()}/sync.sqlite`, now: () => NOW });
		await store.describeFeed('f', { name: 'People / Salesforce', ...ORG, objects: ['Contact'] });
		await store.holdFeed('f', 'me', 60_000);
	});
	afterEach(() => store.close());

	const health = async () => {
		const { status, triggers, connections } = await healthOf(store, NOW);
		return { status, trigger: triggers[0], connections };
	};

	it('is expired when its credential is refused, and says which one to connect where', async () => {
		await store.noteUsage([{ ...ORG, calls: [], about: { credential: 'pactSalesforceOAuth2Api' } }]);
		await store.noteRound('f', { trouble: 'Salesforce refused the credential.', class: 'credential-refused' });
		const { status, trigger } = await health();
		expect(status).toBe('trouble');
		expect(trigger).toMatchObject({
			condition: 'expired',
			advice: 'Salesforce refused the credential. Reconnect: in n8n, open Credentials, then the one of the type “Salesforce (for Pact Sync) OAuth2 API”, and press “Connect my account” as the sync’s user. The sync goes on by itself within minutes; nothing is lost.',
		});
		await store.noteRound('f', {});
		expect(await health()).toMatchObject({ status: 'well', trigger: { condition: 'well' } });
	});

	it.each(['quota-spent', 'rate-limited'] as const)('is limited when its round ended as %s', async (kind) => {
		await store.noteRound('f', { trouble: 'It goes on at 18:00 UTC.', class: kind });
		expect(await health()).toMatchObject({ status: 'attention', trigger: { condition: 'limited', advice: 'It goes on at 18:00 UTC.' } });
	});

	it('is limited when its connection is, though its last round went well', async () => {
		await store.noteRound('f', {});
		await store.noteUsage([{ ...ORG, calls: [], about: { hold: HOLD } }]);
		expect(await health()).toMatchObject({ status: 'attention', trigger: { condition: 'limited' }, connections: [{ condition: 'limited' }] });
	});

	it('is trouble where the error is none of these', async () => {
		await store.noteRound('f', { trouble: 'Away.', class: 'temporary' });
		expect((await health()).trigger?.condition).toBe('trouble');
	});

	it('says nothing of connections that nobody has called for a day and no trigger reads', async () => {
		await store.noteUsage([{ system: 'pact', connection: 'old', calls: [{ hour: '2026-11-19T10:00:00.000Z', calls: 3 }], about: {} }]);
		expect((await health()).connections).toEqual([]);
	});
});
