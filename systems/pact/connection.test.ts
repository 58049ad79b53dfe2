import { pactConnection } from './index';

describe('the id of a Pact connection', () => {
	const baseUrl = 'https://app.pact.place/';

	it('stays when a key is rotated', () => {
		const id = (apiKey: string) => pactConnection({ baseUrl, apiKey });
		expect(id('pact_live_00000000000000000000000000000001')).toBe(id('pact_live_00000000000000000000000000000002'));
		expect(id('pact_live_00000000000000000000000000000001')).toBe('app.pact.place');
	});

	it('keeps test data and live data apart, and workspaces that the user has named', () => {
		expect(pactConnection({ baseUrl, apiKey: 'pact_test_1' })).toBe('app.pact.place/test');
		expect(pactConnection({ baseUrl, workspace: ' EMEA ' })).toBe('app.pact.place/emea');
	});
});
