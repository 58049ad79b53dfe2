/** One @, no blanks, a dotted host. What lies within is the mail server's business (RFC 5321 allows nearly anything). */
const EMAIL_SHAPE = /^[^\s@<>,;]+@[^\s@<>,;.]+(?:\.[^\s@<>,;.]+)+$/u;

/** An e-mail address trimmed and in lower case; undefined when it has not the shape of one. */
export function readEmail(raw: unknown): string | undefined {
	if (typeof raw !== 'string') return undefined;
	const email = raw.normalize('NFC').trim().toLowerCase().normalize('NFC');
	return EMAIL_SHAPE.test(email) ? email : undefined;
}

/** `ann+news@x.org` → `ann@x.org`. Only where a user asks for it: many servers give the two to different people. */
export function withoutPlusAddress(email: string): string {
	return email.replace(/^([^+@]+)\+[^@]*@/u, '$1@');
}
