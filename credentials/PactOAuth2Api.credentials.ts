import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { PACT_SCOPES, pactWorkspaceProperties } from './pact-workspace';

const BASE = '$self["baseUrl"].trim().replace(/\\/+$/, "")';

/** A Pact workspace, by OAuth 2.0 (authorization code with PKCE). n8n keeps and refreshes the tokens. */
export class PactOAuth2Api implements ICredentialType {
	name = 'pactOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Pact OAuth2 API';

	icon: Icon = { light: 'file:icons/pact.svg', dark: 'file:icons/pact.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-pact/n8n-nodes-pact/blob/main/docs/credentials.md#pact-oauth2';

	properties: INodeProperties[] = [
		...pactWorkspaceProperties,
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'pkce' },
		{ displayName: 'Authorization URL', name: 'authUrl', type: 'hidden', required: true, default: `={{ ${BASE} + "/oauth/authorize" }}` },
		{ displayName: 'Access Token URL', name: 'accessTokenUrl', type: 'hidden', required: true, default: `={{ ${BASE} + "/oauth/token" }}` },
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Only for apps that Pact gave a secret (confidential clients). Leave it empty for public clients.',
		},
		{ displayName: 'Scope', name: 'scope', type: 'hidden', default: PACT_SCOPES },
		{ displayName: 'Auth URI Query Parameters', name: 'authQueryParameters', type: 'hidden', default: '' },
		// Pact documents the client id in the form body, not in a header.
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	];

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.trim().replace(/\\/+$/, "")}}',
			url: '/v1/companies',
			qs: { limit: 1 },
		},
	};
}
