import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { bearer } from './bearer';
import { dailyShareProperty } from './daily-share';
import { baseUrlProperty, hubSpotTest, webhookSecretProperty } from './hubspot-portal';

/** A HubSpot portal, by Service Key or by the access token of a private app. */
export class PactHubSpotServiceKeyApi implements ICredentialType {
	name = 'pactHubSpotServiceKeyApi';

	displayName = 'HubSpot (for Pact Sync) Service Key API';

	icon: Icon = { light: 'file:icons/hubspot.svg', dark: 'file:icons/hubspot.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-pact/n8n-nodes-pact/blob/main/docs/credentials.md#hubspot-service-key';

	properties: INodeProperties[] = [
		{
			displayName: 'Service Key',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			placeholder: 'pat-na1-…',
			description: 'HubSpot → Development → Keys → Service keys. The access token of a private app works as well.',
		},
		baseUrlProperty,
		webhookSecretProperty('Service keys send none: leave it empty, unless an app of yours sends webhooks to the trigger.'),
		dailyShareProperty('account'),
	];

	authenticate = bearer('accessToken');

	test: ICredentialTestRequest = hubSpotTest;
}
