import { startSalesforceSandbox } from '../salesforce';
import { sandboxPerTest } from './testClient';

const pact = sandboxPerTest();

describe('the seeded users', () => {
	it('share six e-mails with the Salesforce sandbox, so that owners can be matched, but not all', async () => {
		const size = { accounts: 0, contacts: 0, leads: 0, opportunities: 0 };
		const salesforce = await startSalesforceSandbox({ size });
		const known = new Set(salesforce.records('User').map((user) => user['Email']));
		await salesforce.close();
		const { items } = (await pact.call('GET', '/v1/users')).body;
		expect(items.filter((user) => known.has(String(user['email'])))).toHaveLength(6);
	});
});

describe('the handful of records', () => {
	it('is absent unless asked for', () => {
		for (const object of ['companies', 'contacts', 'opportunities'] as const) {
			expect(pact.sandbox.records(object)).toEqual([]);
		}
	});
});
