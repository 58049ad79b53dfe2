import { z } from 'zod';

import { ALL_SCOPES, isScope } from './scopes';

const scopesSchema = z.array(z.string().refine(isScope, 'this scope does not exist here'));

/** A project app with OAuth. Its required scopes must be asked for each time, the optional ones may be. */
export const oauthAppSchema = z.strictObject({
	appId: z.int().positive(),
	clientId: z.string().min(1),
	/** Also the key of webhook signatures. */
	clientSecret: z.string().min(1),
	name: z.string().min(1),
	redirectUris: z.array(z.url()).min(1),
	requiredScopes: scopesSchema.default(['oauth']),
	optionalScopes: scopesSchema.default([...ALL_SCOPES]),
});
export type OAuthApp = z.output<typeof oauthAppSchema>;

/** Redirects of an n8n on its usual port, both spellings of this machine. */
const N8N_CALLBACKS = ['localhost', '127.0.0.1'].map((host) => `http://${host}:5678/rest/oauth2-credential/callback`);

/** The app that every sandbox knows. Its values are public: they open nothing but a sandbox. */
export const DEMO_APP: OAuthApp = {
	appId: 4_820_001,
	clientId: 'f0110000-de30-4a11-8000-000000000001',
	clientSecret: 'f0110000-5ec0-4e70-8000-000000000001',
	name: 'n8n (demo)',
	redirectUris: N8N_CALLBACKS,
	requiredScopes: ['oauth'],
	optionalScopes: [...ALL_SCOPES],
};

/** The scopes that a request names and its app may have, or why it may not. */
export function askedScopes(
	app: OAuthApp,
	scope: string | undefined,
	optionalScope: string | undefined,
): { scopes: string[] } | { refused: string } {
	const words = (text: string | undefined) => (text ?? '').split(/[ +]/).filter((word) => word !== '');
	const asked = words(scope);
	const allowed = (word: string): boolean => app.requiredScopes.includes(word) || app.optionalScopes.includes(word);
	const unknown = asked.find((word) => !allowed(word));
	if (unknown !== undefined) return { refused: `The scope ${unknown} is not one of this app's scopes.` };
	const missing = app.requiredScopes.find((required) => !asked.includes(required));
	if (missing !== undefined) return { refused: `The required scope ${missing} is missing from the install URL.` };
	// An optional scope that the account does not have is dropped without a word.
	return { scopes: [...new Set([...asked, ...words(optionalScope)])].filter(allowed) };
}
