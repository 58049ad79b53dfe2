import { getDomain } from 'tldts';
import { SHARED_DOMAINS } from './free-mail';

/** There is none (RFC 1034 allows it, nobody has one): "n.a." is a word for "none", which many companies would share. */
const ONE_LETTER_TLD = /\.[^.]$/u;

/**
 * The domain that its owner registered, by the public suffix list: `www.shop.Example.co.uk/x` → `example.co.uk`.
 * Takes addresses in odd forms (no scheme, port, e-mail address). Private suffixes count, so that `acme.github.io`
 * belongs to Acme. Undefined for IP addresses, bare suffixes and what is no domain.
 */
export function registrableDomain(raw: unknown): string | undefined {
	if (typeof raw !== 'string') return undefined;
	const text = raw.normalize('NFC').trim().toLowerCase();
	if (/\s/.test(text)) return undefined;
	const domain = getDomain(text, { allowPrivateDomains: true, validateHostname: true })?.normalize('NFC');
	return domain === undefined || ONE_LETTER_TLD.test(domain) ? undefined : domain;
}

/** Free mail and hosts that many companies share: never a company's own domain. */
export function isSharedDomain(domain: string): boolean {
	return SHARED_DOMAINS.has(domain);
}
