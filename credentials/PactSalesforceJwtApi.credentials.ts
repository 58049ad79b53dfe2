import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	INodeProperties,
} from 'n8n-workflow';
import { z } from 'zod';
import { bearer } from './bearer';
import { dailyShareProperty } from './daily-share';
import { environmentProperties, LOGIN_URL_EXPRESSION, loginUrl, organizationIdOf, signedAssertion } from './salesforce-login';

const TOKEN_TIMEOUT_MS = 30_000;

const credentialSchema = z.object({
	clientId: z.string().trim().min(1, 'The client ID is empty.'),
	username: z.string().trim().min(1, 'The username is empty.'),
	privateKey: z.string().min(1, 'The private key is empty.'),
	environment: z.string(),
	baseUrl: z.string().optional(),
});

const tokenSchema = z.object({ access_token: z.string().min(1), instance_url: z.url(), id: z.string().optional() });

/** A Salesforce org, by JWT bearer: no person has to sign in. n8n keeps the session token and asks for a new one when it expires. */
export class PactSalesforceJwtApi implements ICredentialType {
	name = 'pactSalesforceJwtApi';

	displayName = 'Salesforce (for Pact Sync) JWT API';

	icon: Icon = { light: 'file:icons/salesforce.svg', dark: 'file:icons/salesforce.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-pact/n8n-nodes-pact/blob/main/docs/credentials.md#salesforce-jwt';

	properties: INodeProperties[] = [
		{ displayName: 'Session Token', name: 'sessionToken', type: 'hidden', typeOptions: { expirable: true, password: true }, default: '' },
		{ displayName: 'Instance URL', name: 'instanceUrl', type: 'hidden', default: '' },
		{ displayName: 'Organization ID', name: 'organizationId', type: 'hidden', default: '' },
		...environmentProperties,
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'Consumer key of the External Client App (or Connected App) in Salesforce',
		},
		{
			displayName: 'Username',
			name: 'username',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'integration@mycompany.com',
			description: 'The Salesforce user that the sync acts as. An admin must have pre-authorised the app for this user.',
		},
		{
			displayName: 'Private Key',
			name: 'privateKey',
			type: 'string',
			typeOptions: { password: true, rows: 4 },
			default: '',
			required: true,
			description: 'PEM text of the private key whose certificate was uploaded to the app, without a passphrase',
		},
		dailyShareProperty('org'),
	];

	/** n8n calls it when there is no session token yet, or Salesforce answered 401. */
	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
		const { clientId, username, privateKey, ...where } = credentialSchema.parse(credentials);
		const audience = loginUrl(where);
		const assertion = signedAssertion({ clientId, username, audience, privateKey, now: Date.now() });
		const answer: unknown = await this.helpers.httpRequest({
			method: 'POST',
			url: `${audience}/services/oauth2/token`,
			headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }).toString(),
			json: true,
			timeout: TOKEN_TIMEOUT_MS,
			disableFollowRedirect: true,
		});
		const token = tokenSchema.parse(answer);
		return { sessionToken: token.access_token, instanceUrl: token.instance_url, organizationId: organizationIdOf(token.id) ?? '' };
	}

	authenticate = bearer('sessionToken');

	/** n8n asks for a fresh session first, which proves key, user and app; a known My Domain then also proves API access. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ ${LOGIN_URL_EXPRESSION.replaceAll('$self', '$credentials')} }}`,
			url: '={{ $credentials.environment === "myDomain" ? "/services/data/v60.0/limits" : "/services/data/" }}',
		},
	};
}
