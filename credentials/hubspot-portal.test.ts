import { runInNewContext } from 'node:vm';
import { HUBSPOT_SCOPES } from './hubspot-portal';
import { PactHubSpotOAuth2Api } from './PactHubSpotOAuth2Api.credentials';
import { PactHubSpotServiceKeyApi } from './PactHubSpotServiceKeyApi.credentials';

const { properties } = new PactHubSpotOAuth2Api();
const defaults = Object.fromEntries(properties.map(({ name, default: value }) => [name, value]));

/** What n8n makes of a property whose value is an expression. */
function resolved(name: string, said: Record<string, unknown> = {}): unknown {
	const body = /^=\{\{(.*)\}\}$/s.exec(String(defaults[name]))?.[1] ?? '';
	return runInNewContext(body, { $self: { ...defaults, ...said } });
}
const scopes = (said: Record<string, unknown> = {}): string[] => String(resolved('scope', said)).split(' ');

describe('the scopes that a sign-in to HubSpot asks for', () => {
	it('are records, owners and nothing else by default', () => {
		expect(scopes().sort()).toEqual(
			[
				'oauth', 'crm.objects.owners.read', 'crm.objects.companies.read', 'crm.objects.companies.write', 'crm.objects.contacts.read',
				'crm.objects.contacts.write', 'crm.objects.deals.read', 'crm.objects.deals.write',
			].sort(),
		);
	});

	it('hold no right to change anything when the sync only reads', () => {
		expect(scopes({ scopeWrite: false })).toEqual(HUBSPOT_SCOPES.split(' '));
		expect(scopes({ scopeWrite: false }).filter((scope) => scope.endsWith('write'))).toEqual([]);
	});

	it.each([
		['scopeLists', ['crm.lists.read']],
		['scopeListMembers', ['crm.lists.write']],
		['scopeCustomObjects', ['crm.objects.custom.read', 'crm.objects.custom.write', 'crm.schemas.custom.read']],
		['scopeProperties', ['crm.schemas.companies.write', 'crm.schemas.contacts.write', 'crm.schemas.deals.write']],
		['scopeOptOut', ['communication_preferences.read_write']],
	])('grow with the switch %s by what it needs', (name, more) => {
		expect(scopes({ [name]: true })).toEqual([...scopes(), ...more]);
	});
});

describe('the addresses of HubSpot', () => {
	it('are its own, with the token endpoint of the current date version', () => {
		expect(resolved('authUrl')).toBe('https://app.hubspot.com/oauth/authorize');
		expect(resolved('accessTokenUrl')).toBe('https://api.hubapi.com/oauth/2026-03/token');
	});

	it('are those of a sandbox where the user says so', () => {
		const sandbox = { baseUrl: ' http://localhost:4030/ ', signInUrl: 'http://localhost:4030' };
		expect(resolved('authUrl', sandbox)).toBe('http://localhost:4030/oauth/authorize');
		expect(resolved('accessTokenUrl', sandbox)).toBe('http://localhost:4030/oauth/2026-03/token');
	});

	it.each([new PactHubSpotOAuth2Api(), new PactHubSpotServiceKeyApi()])('are tested by asking which portal it is ($name)', ({ test, name }) => {
		const baseURL = runInNewContext(String(test.request.baseURL).slice(3, -2), { $credentials: { baseUrl: 'https://api.hubapi.com//' } });
		expect(`${baseURL}${test.request.url}`).toBe('https://api.hubapi.com/account-info/v3/details');
		expect(name).toMatch(/^pactHubSpot/);
	});
});
