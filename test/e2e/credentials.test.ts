import { generateKeyPairSync } from 'node:crypto';
import { startSetup, type Setup } from './support/setup';

jest.setTimeout(300_000);

describe('the credentials in a real n8n', () => {
	let setup: Setup;

	beforeAll(async () => {
		setup = await startSetup();
	});

	afterAll(async () => {
		await setup?.end();
	});

	it('pass their own test against the sandboxes', async () => {
		const { api, credentials } = setup;

		expect(await api.testCredential(credentials.pact)).toMatchObject({ status: 'OK' });
		expect(await api.testCredential(credentials.salesforce)).toMatchObject({ status: 'OK' });
	});

	it('fail it with a key that Pact does not know', async () => {
		const { api, credentials } = setup;

		const result = await api.testCredential(credentials.pact, { apiKey: `pact_test_${'0'.repeat(32)}` });

		expect(result.status).toBe('Error');
	});

	it('sign in to Salesforce with a key of their own (JWT), and say so when the key is another', async () => {
		const { api, sandboxes } = setup;
		const app = (await sandboxes.salesforce.call('GET', 'app')) as Record<
			'clientId' | 'username' | 'privateKey',
			string
		>;
		const { clientId, username, privateKey } = app;
		const save = async (name: string, key: string) =>
			await api.createCredential({
				name,
				type: 'pactSalesforceJwtApi',
				data: { environment: 'myDomain', baseUrl: sandboxes.salesforce.url, clientId, username, privateKey: key },
			});
		const { privateKey: stranger } = generateKeyPairSync('rsa', {
			modulusLength: 2048,
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
		});

		expect(await api.testCredential(await save('JWT', privateKey))).toMatchObject({ status: 'OK' });
		expect(await api.testCredential(await save('JWT of a stranger', stranger))).toMatchObject({ status: 'Error' });
	});

	it('renew a Salesforce session that has expired, without a person', async () => {
		const { api, credentials, sandboxes } = setup;
		await sandboxes.salesforce.setClock({ advanceMs: 24 * 60 * 60 * 1000 });

		expect(await api.testCredential(credentials.salesforce)).toMatchObject({ status: 'OK' });
	});
});
