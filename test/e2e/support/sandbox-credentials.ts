import { z } from 'zod';
import type { SystemName } from '../../../engine/model';
import { DEMO_TOKENS } from '../../../sandbox/hubspot/auth/guard';
import { DEMO_KEYS } from '../../../sandbox/pact/auth/apiKeys';
import { DEMO_CLIENT_ID, DEMO_CLIENT_SECRET, DEMO_REFRESH_TOKEN } from '../../../sandbox/salesforce/auth/app';
import type { N8nApi } from './n8n-api';
import type { Credential } from './n8n-schemas';

/** The names that the templates in workflows/ refer to. */
export const SALESFORCE_CREDENTIAL = 'Salesforce (sandbox)';
export const HUBSPOT_CREDENTIAL = 'HubSpot (sandbox)';
export const PACT_CREDENTIAL = 'Pact (sandbox)';
export const CONSOLE_CREDENTIAL = 'Sync Console (sandbox)';

/** Nothing listens there unless somebody starts a mail server for trying things out: 1025 is what those take by default. */
export const MAIL_CREDENTIAL = 'E-mail (SMTP)';
export const MAIL_SERVER = { user: '', password: '', host: '127.0.0.1', port: 1025, secure: false, disableStartTls: true } as const;

/** Who may see the Sync Console of a test or of the demo. */
export const CONSOLE_SIGN_IN = { user: 'duty', password: 'Pact-Demo-2026' } as const;

const tokenSchema = z.looseObject({ access_token: z.string(), instance_url: z.string() });

export interface SandboxCredentials {
	salesforce: Credential;
	hubspot: Credential;
	pact: Credential;
	/** n8n's own Basic Auth. */
	console: Credential;
	/** n8n's own SMTP. */
	mail: Credential;
}

/** Makes sure that n8n has working credentials for all sandboxes; ones of the same name and type are kept as they are, unless `update` gives them the sandboxes' addresses of today. */
export async function saveSandboxCredentials(
	api: Pick<N8nApi, 'credentials' | 'createCredential'>,
	sandboxes: Readonly<Record<SystemName, { url: string }>>,
	{ update }: { update?: Pick<N8nApi, 'updateCredential'> } = {},
): Promise<SandboxCredentials> {
	const present = await api.credentials();
	const keepOrCreate = async (name: string, type: string, data: () => Promise<Record<string, unknown>>) => {
		const known = present.find((credential) => credential.name === name && credential.type === type);
		if (known && !update) return known;
		const input = { name, type, data: await data() };
		return known && update ? await update.updateCredential(known.id, input) : await api.createCredential(input);
	};
	return {
		salesforce: await keepOrCreate(SALESFORCE_CREDENTIAL, 'pactSalesforceOAuth2Api', async () => await salesforceData(sandboxes.salesforce.url)),
		hubspot: await keepOrCreate(HUBSPOT_CREDENTIAL, 'pactHubSpotServiceKeyApi', async () => ({ accessToken: DEMO_TOKENS.full, baseUrl: sandboxes.hubspot.url })),
		pact: await keepOrCreate(PACT_CREDENTIAL, 'pactApi', async () => ({ apiKey: DEMO_KEYS.full, baseUrl: sandboxes.pact.url })),
		console: await keepOrCreate(CONSOLE_CREDENTIAL, 'httpBasicAuth', async () => ({ ...CONSOLE_SIGN_IN })),
		mail: await keepOrCreate(MAIL_CREDENTIAL, 'smtp', async () => ({ ...MAIL_SERVER })),
	};
}

/** An OAuth2 credential as it looks after a person has signed in: with tokens in it. */
async function salesforceData(url: string): Promise<Record<string, unknown>> {
	const client = { client_id: DEMO_CLIENT_ID, client_secret: DEMO_CLIENT_SECRET };
	const response = await fetch(`${url}/services/oauth2/token`, {
		method: 'POST',
		body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: DEMO_REFRESH_TOKEN, ...client }),
	});
	if (!response.ok) throw new Error(`The Salesforce sandbox answered ${response.status} to the demo's refresh token: ${await response.text()}`);
	const token = tokenSchema.parse(await response.json());
	return {
		environment: 'myDomain',
		baseUrl: url,
		clientId: DEMO_CLIENT_ID,
		clientSecret: DEMO_CLIENT_SECRET,
		oauthTokenData: { ...token, refresh_token: DEMO_REFRESH_TOKEN },
	};
}
