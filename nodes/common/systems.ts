import { z } from 'zod';
import { checkedBaseUrl } from '../../credentials/base-url';
import { loginUrl, organizationIdOf } from '../../credentials/salesforce-login';
import { SystemError } from '../../engine/model';
import type { Http } from '../../engine/run/http-port';
import { createHubSpot, hubSpotConnection } from '../../systems/hubspot';
import { createPact, pactConnection } from '../../systems/pact';
import { createSalesforce, salesforceConnection } from '../../systems/salesforce';
import {
	hubSpotCredential,
	pactCredential,
	salesforceCredential,
	type HubSpotAuthentication,
	type PactAuthentication,
	type SalesforceAuthentication,
} from './authentication';
import { systemClock } from './clock';
import { httpFor, type NodeContext } from './http';
import { portalOf } from './portals';
import { dailyShareOf, usageKeeper } from './usage';

export type Salesforce = ReturnType<typeof createSalesforce> & { connection: string };
export type HubSpot = ReturnType<typeof createHubSpot> & { connection: string };
export type Pact = ReturnType<typeof createPact> & { connection: string };

const salesforceTokenSchema = z.object({
	instanceUrl: z.string().optional(),
	organizationId: z.string().optional(),
	oauthTokenData: z.object({ instance_url: z.string().optional(), id: z.string().optional() }).optional(),
	environment: z.string().optional(),
	baseUrl: z.string().optional(),
});

const hubSpotCredentialSchema = z.looseObject({
	baseUrl: z.string(),
	accessToken: z.string().optional(),
	oauthTokenData: z.object({ access_token: z.string().optional() }).optional(),
});

const pactCredentialSchema = z.object({
	baseUrl: z.string(),
	workspace: z.string().trim().optional(),
	apiKey: z.string().optional(),
});

/** The org that the credential chosen by `authentication` signs in to. @throws SystemError, Error */
export async function salesforceOf(context: NodeContext, authentication: SalesforceAuthentication): Promise<Salesforce> {
	const credential = salesforceCredential(authentication);
	const http = httpFor(context, credential, { renewable: true });
	const { instanceUrl, organization } = await salesforcePlace(context, credential, http);
	const dailyShare = dailyShareOf(await context.getCredentials(credential));
	await kept({ system: 'salesforce', connection: organization }, { credential, share: dailyShare });
	const log = (message: string) => context.logger.info(`${context.getNode().name}: ${message}`);
	return { ...createSalesforce({ http, instanceUrl, connection: organization, clock: systemClock, dailyShare, log }), connection: organization };
}

/** The portal that the credential chosen by `authentication` belongs to. @throws SystemError, Error */
export async function hubSpotOf(context: NodeContext, authentication: HubSpotAuthentication): Promise<HubSpot> {
	const credential = hubSpotCredential(authentication);
	const settings = hubSpotCredentialSchema.parse(await context.getCredentials(credential));
	const baseUrl = checkedBaseUrl(settings.baseUrl, 'The Base URL of the HubSpot credential');
	const http = httpFor(context, credential, { renewable: authentication === 'oAuth2' });
	const token = settings.accessToken || settings.oauthTokenData?.access_token;
	const { connection } = await portalOf({ baseUrl, token }, async () => await hubSpotConnection({ http, baseUrl, clock: systemClock }));
	const dailyShare = dailyShareOf(settings);
	await kept({ system: 'hubspot', connection }, { credential, share: dailyShare });
	return { ...createHubSpot({ http, baseUrl, connection, clock: systemClock, dailyShare }), connection };
}

/** The workspace that the credential chosen by `authentication` belongs to. @throws Error */
export async function pactOf(context: NodeContext, authentication: PactAuthentication, concurrency?: number): Promise<Pact> {
	const credential = pactCredential(authentication);
	const settings = pactCredentialSchema.parse(await context.getCredentials(credential));
	const baseUrl = checkedBaseUrl(settings.baseUrl, 'The Base URL of the Pact credential');
	const connection = pactConnection({
		baseUrl,
		...(settings.workspace ? { workspace: settings.workspace } : {}),
		...(settings.apiKey ? { apiKey: settings.apiKey } : {}),
	});
	const http = httpFor(context, credential, { renewable: authentication === 'oAuth2' });
	await kept({ system: 'pact', connection }, { credential });
	return {
		...createPact({ http, baseUrl, connection, clock: systemClock, ...(concurrency === undefined ? {} : { concurrency }) }),
		connection,
	};
}

/** Calls of nodes that run where there is no store (dropdowns in queue mode, say) are not kept; nodes that sync need it, and say what is wrong with it. */
async function kept(...connection: Parameters<typeof usageKeeper.keep>): Promise<void> {
	await usageKeeper.keep(...connection).catch(() => undefined);
}

async function salesforcePlace(context: NodeContext, credential: string, http: Http): Promise<{ instanceUrl: string; organization: string }> {
	let place = placeIn(await context.getCredentials(credential));
	if (!place.instanceUrl) {
		// Before the first session the org's own address is unknown: any call makes n8n ask for one, and keep what came with it.
		await http({ method: 'GET', url: `${place.loginUrl}/services/oauth2/userinfo` });
		place = placeIn(await context.getCredentials(credential));
	}
	const { instanceUrl } = place;
	if (!instanceUrl) {
		throw new SystemError({
			class: 'credential-refused',
			message: 'Salesforce did not tell the address of the org. Open the credential in n8n, connect it again and test it.',
		});
	}
	const organization = place.organization ?? (await salesforceConnection({ http, instanceUrl, clock: systemClock })).connection;
	return { instanceUrl, organization };
}

interface Place {
	loginUrl: string;
	instanceUrl?: string | undefined;
	organization?: string | undefined;
}

/** What a credential tells about its org: OAuth2 keeps the token's answer, JWT what came with the session. */
function placeIn(credential: object): Place {
	const data = salesforceTokenSchema.parse(credential);
	const instanceUrl = data.oauthTokenData?.instance_url || data.instanceUrl;
	return {
		loginUrl: loginUrl(data),
		instanceUrl: instanceUrl ? checkedBaseUrl(instanceUrl, 'The address of the Salesforce org') : undefined,
		organization: organizationIdOf(data.oauthTokenData?.id) ?? (data.organizationId || undefined),
	};
}
