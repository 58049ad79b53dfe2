import type { INodeProperties } from 'n8n-workflow';

export type SalesforceAuthentication = 'oAuth2' | 'jwt';
export type HubSpotAuthentication = 'serviceKey' | 'oAuth2';
export type PactAuthentication = 'apiKey' | 'oAuth2';

/** The credential type that each choice of an "authentication" parameter stands for. */
export const salesforceCredential = (authentication: SalesforceAuthentication) =>
	authentication === 'jwt' ? 'pactSalesforceJwtApi' : 'pactSalesforceOAuth2Api';
export const hubSpotCredential = (authentication: HubSpotAuthentication) =>
	authentication === 'oAuth2' ? 'pactHubSpotOAuth2Api' : 'pactHubSpotServiceKeyApi';
export const pactCredential = (authentication: PactAuthentication) => (authentication === 'oAuth2' ? 'pactOAuth2Api' : 'pactApi');

type Show = Record<string, string[]>;

export function salesforceAuthentication(name: string, displayName: string, show?: Show): INodeProperties {
	return {
		displayName,
		name,
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'OAuth2', value: 'oAuth2', description: 'A person signs in once' },
			{ name: 'JWT', value: 'jwt', description: 'An integration user with a certificate, nobody signs in' },
		],
		default: 'oAuth2',
		...(show ? { displayOptions: { show } } : {}),
	};
}

export function hubSpotAuthentication(name: string, displayName: string, show?: Show): INodeProperties {
	return {
		displayName,
		name,
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Service Key', value: 'serviceKey', description: 'A key made in HubSpot, or the token of a private app' },
			{ name: 'OAuth2', value: 'oAuth2', description: 'A person signs in once, through an app of yours' },
		],
		default: 'serviceKey',
		...(show ? { displayOptions: { show } } : {}),
	};
}

export function pactAuthentication(name: string, displayName: string, show?: Show): INodeProperties {
	return {
		displayName,
		name,
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'API Key', value: 'apiKey' },
			{ name: 'OAuth2', value: 'oAuth2' },
		],
		default: 'apiKey',
		...(show ? { displayOptions: { show } } : {}),
	};
}
