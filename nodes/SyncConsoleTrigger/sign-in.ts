import { createHash, timingSafeEqual } from 'node:crypto';

export interface SignIn {
	user: string;
	password: string;
}

/** HTTP Basic (RFC 7617). Compared in constant time; a sign-in with an empty user or password lets nobody in. */
export function isSignedIn(authorization: string | undefined, { user, password }: SignIn): boolean {
	const given = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization?.trim() ?? '')?.[1];
	if (given === undefined || user === '' || password === '') return false;
	return timingSafeEqual(digest(Buffer.from(given, 'base64')), digest(Buffer.from(`${user}:${password}`)));
}

/** Of one length, whatever was given. */
const digest = (text: Buffer): Buffer => createHash('sha256').update(text).digest();
