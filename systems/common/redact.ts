/** What must not reach an error text: credentials, addresses, and whatever a server quotes from a record. */
const SECRETS =
	/\b(?:pact_(?:live|test)_\w+|Bearer\s+\S+|00D\w{12,15}![\w.]+|pat-[\w-]+|eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?)/gi;
/** Wider than any address, because nearly any sign may stand before the @. */
const EMAILS = /[^\s@<>]+@[^\s@<>]+/g;
const QUOTED = /(["'“‘`])((?:(?!["'”’`]).){1,500})["'”’`]/g;
/** Phone numbers, ids and amounts. */
const LONG_NUMBERS = /\+?\d[\d\s().-]{5,}\d/g;

/** Longest text that is passed on from a server. */
const LONGEST = 300;

/**
 * A server's message that is safe to show: quoted words stay only when they are names of fields (`known`), the rest of what
 * could be a value is replaced by "…".
 */
export function redact(message: string, known: readonly string[] = []): string {
	const names = new Set(known.map((name) => name.toLowerCase()));
	return message
		.replace(SECRETS, '…')
		.replace(EMAILS, '…')
		.replace(QUOTED, (whole, _quote, inner: string) => (names.has(inner.toLowerCase()) ? whole : '“…”'))
		.replace(LONG_NUMBERS, '…')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, LONGEST);
}
