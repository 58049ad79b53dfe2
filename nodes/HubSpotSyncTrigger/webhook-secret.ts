import type { ITriggerFunctions, IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { hubSpotCredential, type HubSpotAuthentication } from '../common/authentication';

const secretsSchema = z.object({ webhookSecret: z.string().optional(), clientSecret: z.string().optional() });

/** What the app that sends the webhooks signs them with: its own secret, or the one of the app that the credential signs in through. */
export async function webhookSecret(context: ITriggerFunctions | IWebhookFunctions, authentication: HubSpotAuthentication): Promise<string | undefined> {
	const secrets = secretsSchema.parse(await context.getCredentials(hubSpotCredential(authentication)));
	return secrets.webhookSecret || secrets.clientSecret || undefined;
}
