import { isIP } from 'node:net';

/** Addresses of this machine and of private networks (RFC 1918, 3927, 4193, 4291, 6598). */
const PRIVATE = [/^127\./, /^10\./, /^192\.168\./, /^172\.(?:1[6-9]|2\d|3[01])\./, /^169\.254\./, /^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./, /^0\.0\.0\.0$/, /^::1?$/, /^f[cd]/, /^fe[89ab]/];
const PRIVATE_NAMES = /(?:^|\.)(?:localhost|local|internal|lan|home\.arpa)$/;

/** Whether Pact can send to this address: a public one, or any where Pact itself runs on a private one (a stand-in on this machine). */
export const canBeReached = (url: string, pactHost: string): boolean => !isPrivate(new URL(url).hostname) || isPrivate(new URL(`http://${pactHost}`).hostname);

function isPrivate(hostname: string): boolean {
	const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
	if (isIP(host) !== 0) return PRIVATE.some((range) => range.test(host));
	// A name without a dot is one of the own network.
	return !host.includes('.') || PRIVATE_NAMES.test(host);
}
