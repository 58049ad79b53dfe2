import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';
import { cleanText } from './clean-text';

/** scheme://authority and the rest, as RFC 3986 (appendix B) splits them. */
const ABSOLUTE = /^([a-z][a-z0-9+.-]*):\/\/([^/?#\s]+)([^\s]*)$/i;
/** What a host may look like: dotted names, an IPv6 literal or localhost, with an optional port. */
const HOST = /^(?:[^\s:@/]+\.[^\s:@/.]+\.?|\[[0-9a-f:.]+\]|localhost)(?::\d{1,5})?$/;

/** `https://Example.com/` and `example.com` are one address; the path keeps its case. Undefined when it is no address. */
function readUrl(raw: unknown): string | undefined {
	if (typeof raw !== 'string') return undefined;
	const text = cleanText(raw);
	const match = ABSOLUTE.exec(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
	if (!match) return undefined;
	const [, scheme = '', authority = '', rest = ''] = match;
	const host = authority.toLowerCase().normalize('NFC');
	return HOST.test(host) ? `${scheme.toLowerCase()}://${host}${rest === '/' ? '' : rest}` : undefined;
}

/** A web address with its scheme; host in lower case. */
export const urlLens: Lens<'url'> = {
	toCanonical(side, raw, row) {
		const url = readUrl(raw);
		return url === undefined ? invalid(row, side, 'a web address') : ok(url);
	},
	fromCanonical(side, canonical, row) {
		return typeof canonical === 'string' ? ok(canonical) : invalid(row, side, 'a web address');
	},
};
