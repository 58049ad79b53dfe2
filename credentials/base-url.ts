/** Tail of every Base URL field's description, so that users read the rule before they meet it. */
export const BASE_URL_RULE = 'Must start with https://. Plain http:// is accepted for localhost and 127.0.0.1 only, for the local sandbox.';

const LOCAL_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * The base URL without a trailing slash, safe to send a credential to.
 * @throws Error in words for the user when it is no URL, or would send the credential unencrypted over a network.
 */
export function checkedBaseUrl(value: string, what: string): string {
	let url: URL;
	try {
		url = new URL(value.trim());
	} catch (error) {
		throw new Error(`${what} is not a web address. It should look like https://example.com.`, { cause: error });
	}
	const local = url.protocol === 'http:' && LOCAL_HOSTS.has(url.hostname);
	if (url.protocol !== 'https:' && !local) {
		throw new Error(`${what} must start with https://. Plain http:// is accepted for localhost and 127.0.0.1 only.`);
	}
	return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
