import type { ICredentialTestRequest, INodeProperties } from 'n8n-workflow';
import { BASE_URL_RULE } from './base-url';

/** HubSpot's API host, for portals of every data centre ("API usage guidelines", HubSpot developer docs). */
const HUBSPOT_BASE_URL = 'https://api.hubapi.com';
/** Where people sign in; portals of other data centres are redirected from here ("Working with OAuth"). */
export const HUBSPOT_SIGN_IN_URL = 'https://app.hubspot.com';
/** The token endpoint by date version; /oauth/v1/token is switched off on 16 February 2027 (HubSpot changelog). */
export const HUBSPOT_GRANT_PATH = '/oauth/2026-03/token';

const objects = (right: 'read' | 'write'): string => ['companies', 'contacts', 'deals'].map((name) => `crm.objects.${name}.${right}`).join(' ');

/** Least scopes ("Scopes", HubSpot developer docs): sign in, read records with their properties and pipelines, know owners by e-mail. */
export const HUBSPOT_SCOPES = `oauth ${objects('read')} crm.objects.owners.read`;

/** Scopes that only some workflows need, by the switch that asks for them. An app must have declared what is asked for. */
const HUBSPOT_SCOPE_SWITCHES: ReadonlyArray<{ name: string; scopes: string; property: Omit<INodeProperties, 'name' | 'type'> }> = [
	{
		name: 'scopeWrite',
		scopes: objects('write'),
		property: { displayName: 'Change HubSpot Records', default: true, description: 'Whether the sync may create and update HubSpot records. Off: HubSpot is only read.' },
	},
	{
		name: 'scopeLists',
		scopes: 'crm.lists.read',
		property: { displayName: 'Read Lists', default: false, description: 'Whether a list may choose which records are synced' },
	},
	{
		name: 'scopeListMembers',
		scopes: 'crm.lists.write',
		property: { displayName: 'Change List Members', default: false, description: 'Whether records may be added to static lists and taken out of them, for tags that travel to HubSpot. Needs "Read Lists" too.' },
	},
	{
		name: 'scopeCustomObjects',
		scopes: 'crm.objects.custom.read crm.objects.custom.write crm.schemas.custom.read',
		property: { displayName: 'Custom Objects', default: false, description: 'Whether custom objects are synced. Needs an Enterprise subscription of HubSpot.' },
	},
	{
		name: 'scopeProperties',
		scopes: 'crm.schemas.companies.write crm.schemas.contacts.write crm.schemas.deals.write',
		property: {
			displayName: 'Create Properties',
			default: false,
			description: 'Whether the properties that hold the other system’s record ID may be created for you',
		},
	},
	{
		name: 'scopeOptOut',
		scopes: 'communication_preferences.read_write',
		property: {
			displayName: 'Email Opt-Outs',
			default: false,
			description: 'Whether opt-outs may be read from and written to HubSpot’s communication preferences',
		},
	},
];

export const scopeSwitches: INodeProperties[] = HUBSPOT_SCOPE_SWITCHES.map(({ name, property }) => ({ name, type: 'boolean', ...property }));

/** The scopes as an n8n expression, which follows the switches. */
export const HUBSPOT_SCOPE_EXPRESSION = `={{ ${[
	JSON.stringify(HUBSPOT_SCOPES),
	...HUBSPOT_SCOPE_SWITCHES.map(({ name, scopes }) => `($self["${name}"] ? ${JSON.stringify(` ${scopes}`)} : "")`),
].join(' + ')} }}`;

/** A URL field of the credential without blanks and slashes at its end, as the body of an n8n expression. */
export const trimmedUrl = (field: string): string => `${field}.trim().replace(/\\/+$/, "")`;

export const baseUrlProperty: INodeProperties = {
	displayName: 'Base URL',
	name: 'baseUrl',
	type: 'string',
	default: HUBSPOT_BASE_URL,
	required: true,
	description: `Where HubSpot’s API answers. Leave it as it is, unless you use the local sandbox. ${BASE_URL_RULE}`,
};

/** The secret that proves that a webhook came from HubSpot. `more` completes its description. */
export const webhookSecretProperty = (more: string): INodeProperties => ({
	displayName: 'Webhook Secret',
	name: 'webhookSecret',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description: `Client secret of the HubSpot app that sends the webhooks; it signs them. ${more}`,
});

/** Names the portal, and so proves both the token and the address. */
export const hubSpotTest: ICredentialTestRequest = {
	request: { baseURL: `={{${trimmedUrl('$credentials.baseUrl')}}}`, url: '/account-info/v3/details' },
};
