import { getDomain } from 'tldts';
import { SHARED_DOMAINS } from './free-mail';

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
	// Names outside the list ("acme.local", "n.a") have no owner that could be known.
	return domain && domain.includes('.') ? domain : undefined;
}

/** Free mail and hosts that many companies share: never a company's own domain. */
export function isSharedDomain(domain: string): boolean {
	return SHARED_DOMAINS.has(domain);
}
