import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { bearer } from './bearer';
import { pactWorkspaceProperties } from './pact-workspace';

/** A Pact workspace, by API key. */
export class PactApi implements ICredentialType {
	name = 'pactApi';

	displayName = 'Pact API';

	icon: Icon = { light: 'file:icons/pact.svg', dark: 'file:icons/pact.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-pact/n8n-nodes-pact/blob/main/docs/credentials.md#pact-api-key';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'pact_live_…',
			description:
				'Pact → Settings → API keys. It needs the scopes read and write for accounts, contacts, deals and activities. Keys that start with pact_test_ work on Pact’s own sandbox data.',
		},
		...pactWorkspaceProperties,
	];

	authenticate = bearer('apiKey');

	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{$credentials.baseUrl.trim().replace(/\\/+$/, "")}}',
			url: '/v1/companies',
			qs: { limit: 1 },
		},
	};
}
