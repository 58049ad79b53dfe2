/** What must not reach an error text: credentials, addresses, and whatever a server quotes from a record. */
const SECRETS =
	/\b(?:pact_(?:live|test)_\w+|whsec_\w+|Bearer\s+\S+|00D\w{12,15}![\w.]+|pat-[\w-]+|eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?)/gi;
/** Wider than any address, because nearly any sign may stand before the @. */
const EMAILS = /[^\s@<>]+@[^\s@<>]+/g;
/** Phone numbers, ids and amounts. */
const LONG_NUMBERS = /\+?\d[\d\s().-]{5,}\d/g;

const DOUBLE_QUOTED = /["“`](.{1,500}?)["”`]/gs;
/**
 * An apostrophe within a word (`doesn't`) quotes nothing. Where the next sign closes once more, the first one was part of the value
 * (`'the users' own'`), which then goes on to there.
 */
const SINGLE_QUOTED =
	/(?<![\p{L}\p{N}])['‘](.{1,500}?)['’](?![\p{L}\p{N}])((?:[^'‘’]{0,500}[^\s'‘’]['’](?![\p{L}\p{N}]))*)/gsu;
/** A quotation that the server cut off. */
const UNCLOSED = /(?<![\p{L}\p{N}])["“`'‘][^"”`'’]*$/u;

/** Stands for a value until all quotations are found, because its own quotation marks would be taken for some. */
const VALUE = '\u{E000}';

/** Longest text of a server that is looked at, and that is passed on. */
const LONGEST_READ = 2_000;
const LONGEST = 300;

/**
 * A server's message that is safe to show: quoted words stay only when they are names of fields (`known`), the rest of what
 * could be a value is replaced by "…".
 */
export function redact(message: string, known: readonly string[] = []): string {
	const names = new Set(known.map((name) => name.toLowerCase()));
	const nameOrValue = (whole: string, inner: string, rest = '') =>
		rest === '' && names.has(inner.toLowerCase()) ? whole : VALUE;
	return message
		.slice(0, LONGEST_READ)
		.replace(SECRETS, '…')
		.replace(EMAILS, '…')
		.replace(DOUBLE_QUOTED, (whole: string, inner: string) => nameOrValue(whole, inner))
		.replace(SINGLE_QUOTED, nameOrValue)
		.replace(UNCLOSED, VALUE)
		.replaceAll(VALUE, '“…”')
		.replace(LONG_NUMBERS, '…')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, LONGEST);
}
