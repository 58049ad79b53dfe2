import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { BASE_URL_RULE } from './base-url';
import { dailyShareProperty } from './daily-share';
import {
	baseUrlProperty,
	HUBSPOT_SCOPE_EXPRESSION,
	HUBSPOT_SIGN_IN_URL,
	HUBSPOT_GRANT_PATH,
	hubSpotTest,
	scopeSwitches,
	trimmedUrl,
	webhookSecretProperty,
} from './hubspot-portal';

/** A HubSpot portal, by OAuth 2.0 through an app of one's own. n8n keeps and refreshes the tokens. */
export class PactHubSpotOAuth2Api implements ICredentialType {
	name = 'pactHubSpotOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'HubSpot (for Pact Sync) OAuth2 API';

	icon: Icon = { light: 'file:icons/hubspot.svg', dark: 'file:icons/hubspot.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-pact/n8n-nodes-pact/blob/main/docs/credentials.md#hubspot-oauth2';

	properties: INodeProperties[] = [
		baseUrlProperty,
		{
			displayName: 'Sign-In URL',
			name: 'signInUrl',
			type: 'string',
			default: HUBSPOT_SIGN_IN_URL,
			required: true,
			description: `Where people sign in to HubSpot. Leave it as it is, unless you use the local sandbox. ${BASE_URL_RULE}`,
		},
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			required: true,
			default: `={{ ${trimmedUrl('$self["signInUrl"]')} + "/oauth/authorize" }}`,
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			required: true,
			default: `={{ ${trimmedUrl('$self["baseUrl"]')} + "${HUBSPOT_GRANT_PATH}" }}`,
		},
		...scopeSwitches,
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: HUBSPOT_SCOPE_EXPRESSION },
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: '' },
		// HubSpot reads client id and secret from the form body only.
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
		webhookSecretProperty('Leave it empty when that is the app of this credential: its Client Secret is used.'),
		dailyShareProperty('account', ' HubSpot tells apps with OAuth2 no number of daily calls; the share counts where a service key of the same account is used beside it.'),
	];

	test: ICredentialTestRequest = hubSpotTest;
}
