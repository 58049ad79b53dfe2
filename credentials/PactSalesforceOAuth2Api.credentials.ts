import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { dailyShareProperty } from './daily-share';
import { environmentProperties, LOGIN_URL_EXPRESSION } from './salesforce-login';

/** A Salesforce org, by OAuth 2.0 through an External Client App (or an older Connected App). n8n keeps and refreshes the tokens. */
export class PactSalesforceOAuth2Api implements ICredentialType {
	name = 'pactSalesforceOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Salesforce (for Pact Sync) OAuth2 API';

	icon: Icon = { light: 'file:icons/salesforce.svg', dark: 'file:icons/salesforce.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-pact/n8n-nodes-pact/blob/main/docs/credentials.md#salesforce-oauth2';

	properties: INodeProperties[] = [
		...environmentProperties,
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'pkce' },
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			required: true,
			default: `={{ ${LOGIN_URL_EXPRESSION} + "/services/oauth2/authorize" }}`,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			required: true,
			default: `={{ ${LOGIN_URL_EXPRESSION} + "/services/oauth2/token" }}`,
		},
		// Least rights: read and write records, and stay connected. Not "full".
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: 'api refresh_token' },
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: '' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
		dailyShareProperty('org'),
	];

	test: ICredentialTestRequest = {
		request: {
			// Salesforce names the org's own address in the token; before that only a My Domain is known.
			baseURL: '={{$credentials.oauthTokenData?.instance_url || $credentials.baseUrl}}',
			url: '/services/data/v60.0/limits',
		},
	};
}
