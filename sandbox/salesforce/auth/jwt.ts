import { createVerify } from 'node:crypto';
import { z } from 'zod';
import type { ConnectedApp } from './app';

/** The assertion may be this far from expiry: Salesforce asks for 3 minutes, its own CLI sends 5. */
const MAX_LIFETIME_S = 5 * 60;

const headerSchema = z.looseObject({ alg: z.literal('RS256') });
const claimsSchema = z.looseObject({
	iss: z.string(),
	sub: z.string(),
	aud: z.union([z.string(), z.array(z.string())]),
	exp: z.coerce.number(),
});

/** The user an assertion speaks for, or Salesforce's error. */
type JwtCheck = { ok: true; username: string } | { ok: false; error: string; description: string };

const refuse = (error: string, description: string): JwtCheck => ({ ok: false, error, description });

function decoded(part: string): unknown {
	try {
		return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
	} catch {
		return undefined;
	}
}

function signatureHolds(assertion: string, publicKey: string): boolean {
	const [header = '', claims = '', signature = ''] = assertion.split('.');
	return createVerify('RSA-SHA256')
		.update(`${header}.${claims}`)
		.verify(publicKey, Buffer.from(signature, 'base64url'));
}

/** Checks a JWT bearer assertion: RS256 signature with the app's key, `iss`, `aud` (one of `audiences`), `exp`. */
export function checkAssertion(assertion: string, app: ConnectedApp, audiences: string[], now: Date): JwtCheck {
	const [headerPart = '', claimsPart = '', ...rest] = assertion.split('.');
	const header = headerSchema.safeParse(decoded(headerPart));
	const claims = claimsSchema.safeParse(decoded(claimsPart));
	if (rest.length !== 1 || !header.success || !claims.success) return refuse('invalid_grant', 'invalid assertion');
	const { iss, sub, aud, exp } = claims.data;
	if (iss !== app.clientId) return refuse('invalid_client_id', 'client identifier invalid');
	if (!signatureHolds(assertion, app.keyPair.publicKey)) return refuse('invalid_grant', 'invalid assertion');
	const given = typeof aud === 'string' ? [aud] : aud;
	if (!given.some((each) => audiences.includes(each.replace(/\/$/, ''))))
		return refuse('invalid_grant', 'audience is invalid');
	const left = exp - now.getTime() / 1_000;
	if (left <= 0) return refuse('invalid_grant', 'assertion expired');
	if (left > MAX_LIFETIME_S)
		return refuse('invalid_grant', 'expiration time of the assertion is too far in the future');
	return { ok: true, username: sub };
}
