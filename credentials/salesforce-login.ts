import { createPrivateKey, createSign } from 'node:crypto';
import type { INodeProperties } from 'n8n-workflow';
import { BASE_URL_RULE, checkedBaseUrl } from './base-url';

/** Where users of production and sandbox orgs sign in; orgs may insist on their own My Domain instead. */
const LOGIN_URLS = { production: 'https://login.salesforce.com', sandbox: 'https://test.salesforce.com' } as const;

/** Salesforce refuses assertions that live longer than 3 minutes ("OAuth 2.0 JWT Bearer Flow", Salesforce Help). */
const ASSERTION_SECONDS = 180;

/** The fields that say which Salesforce is meant; the same in both credentials. */
export const environmentProperties: INodeProperties[] = [
	{
		displayName: 'Environment',
		name: 'environment',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'My Domain or Other URL', value: 'myDomain', description: 'Your org’s own address. Newer orgs accept only this.' },
			{ name: 'Production or Developer Edition', value: 'production', description: 'Sign in at login.salesforce.com' },
			{ name: 'Sandbox', value: 'sandbox', description: 'Sign in at test.salesforce.com' },
		],
		default: 'production',
	},
	{
		displayName: 'My Domain URL',
		name: 'baseUrl',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'https://mycompany.my.salesforce.com',
		description: `Your org’s My Domain (Salesforce Setup → My Domain), or the address of the local sandbox. ${BASE_URL_RULE}`,
		displayOptions: { show: { environment: ['myDomain'] } },
	},
];

/** The sign-in server as an n8n expression body, for credential properties that n8n itself resolves. */
export const LOGIN_URL_EXPRESSION = [
	`($self["environment"] === "sandbox" ? "${LOGIN_URLS.sandbox}"`,
	`: $self["environment"] === "myDomain" ? $self["baseUrl"].trim().replace(/\\/+$/, "")`,
	`: "${LOGIN_URLS.production}")`,
].join(' ');

/** The sign-in server of a credential; also the audience of its JWTs. @throws Error when the My Domain URL is unusable. */
export function loginUrl(credential: { environment?: unknown; baseUrl?: unknown }): string {
	if (credential.environment === 'sandbox') return LOGIN_URLS.sandbox;
	if (credential.environment === 'myDomain') return checkedBaseUrl(String(credential.baseUrl ?? ''), 'The My Domain URL');
	return LOGIN_URLS.production;
}

/** The org's 18-character id out of the identity URL that comes with every token: `https://…/id/<org id>/<user id>`. */
export function organizationIdOf(identityUrl: unknown): string | undefined {
	return typeof identityUrl === 'string' ? /\/id\/(00D[0-9A-Za-z]{15})(?:\/|$)/.exec(identityUrl)?.[1] : undefined;
}

/** A signed JWT (RS256) that asks for a session of `username`. `now` in epoch milliseconds. */
export function signedAssertion(claims: { clientId: string; username: string; audience: string; privateKey: string; now: number }): string {
	const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const exp = Math.floor(claims.now / 1000) + ASSERTION_SECONDS;
	const unsigned = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss: claims.clientId, sub: claims.username, aud: claims.audience, exp })}`;
	return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(privateKeyOf(claims.privateKey), 'base64url')}`;
}

function privateKeyOf(text: string) {
	try {
		return createPrivateKey(withLineBreaks(text));
	} catch {
		// The reason is left out on purpose: OpenSSL's text can quote the key.
		throw new Error('The private key could not be read. Paste the whole PEM text, from -----BEGIN … to … END PRIVATE KEY-----, without a passphrase.');
	}
}

/** Single-line inputs turn the line breaks of a PEM text into spaces or `\n`. */
function withLineBreaks(text: string): string {
	const match = /-----BEGIN ([A-Z ]+)-----([\s\S]+?)-----END \1-----/.exec(text.replaceAll('\\n', '\n'));
	if (!match) return text;
	return `-----BEGIN ${match[1]}-----\n${match[2]?.replaceAll(/\s+/g, '\n').trim()}\n-----END ${match[1]}-----\n`;
}
