import { SYSTEM_NAMES, type SystemName } from '../engine/model';

const SIGN_IN = 'press “Connect my account” as the sync’s user';
const NEW_KEY = 'enter a key that is valid, and save it';

/** Names and remedies of our credential types, as n8n shows them. */
const CREDENTIALS: Readonly<Record<string, { name: string; how: string }>> = {
	pactSalesforceOAuth2Api: { name: 'Salesforce (for Pact Sync) OAuth2 API', how: SIGN_IN },
	pactSalesforceJwtApi: {
		name: 'Salesforce (for Pact Sync) JWT API',
		how: 'check that the user is active, that the app is still approved for it and that its certificate has not expired, and save it',
	},
	pactHubSpotOAuth2Api: { name: 'HubSpot (for Pact Sync) OAuth2 API', how: SIGN_IN },
	pactHubSpotServiceKeyApi: { name: 'HubSpot (for Pact Sync) Service Key API', how: NEW_KEY },
	pactApi: { name: 'Pact API', how: NEW_KEY },
	pactOAuth2Api: { name: 'Pact OAuth2 API', how: SIGN_IN },
};

/** How a person makes a refused credential work again. `credential`: n8n's name of its type, where it is known. */
export function reconnect(system: SystemName | undefined, credential: string | undefined): string {
	const known = credential === undefined ? undefined : CREDENTIALS[credential];
	const which = known ? `of the type “${known.name}”` : system === undefined ? 'that the trigger uses' : `for ${SYSTEM_NAMES[system]}`;
	return `Reconnect: in n8n, open Credentials, then the one ${which}, and ${known?.how ?? 'connect it again'}. The sync goes on by itself within minutes; nothing is lost.`;
}
