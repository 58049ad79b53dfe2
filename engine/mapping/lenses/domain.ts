import { isSharedDomain, registrableDomain } from '../../identity/domain';
import type { Lens } from '../lens-types';
import { invalid, ok } from '../lens-types';

/**
 * The registrable domain of a web address, e-mail address or domain. A page on a shared host (a Facebook page, say)
 * gives blank: the host's domain is not the company's.
 */
export const domainLens: Lens<'domain'> = {
	toCanonical(side, raw, row) {
		const domain = registrableDomain(raw);
		if (domain === undefined) return invalid(row, side, 'a web address or domain');
		return ok(isSharedDomain(domain) ? null : domain);
	},
	fromCanonical(side, canonical, row) {
		return typeof canonical === 'string' ? ok(canonical) : invalid(row, side, 'a domain');
	},
};
