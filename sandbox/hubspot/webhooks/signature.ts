import { createHmac } from 'node:crypto';

/** The escapes that are decoded before hashing; all others stay as they are ("Validating requests", v3). */
const DECODED: ReadonlyMap<string, string> = new Map(
	Object.entries({
		'%3A': ':',
		'%2F': '/',
		'%3F': '?',
		'%40': '@',
		'%21': '!',
		'%24': '$',
		'%27': "'",
		'%28': '(',
		'%29': ')',
		'%2A': '*',
		'%2C': ',',
		'%3B': ';',
	}),
);

/**
 * Value of `X-HubSpot-Signature-v3`: base64 of HMAC-SHA256 over method, URI, raw body and timestamp, keyed with the app's
 * client secret.
 * @param uri whole address with query string, as the app's target URL is written
 * @param timestamp value of `X-HubSpot-Request-Timestamp`, epoch milliseconds
 */
export function signatureV3(secret: string, method: string, uri: string, rawBody: string, timestamp: number): string {
	const decoded = uri.replace(/%[0-9A-F]{2}/gi, (escape) => DECODED.get(escape.toUpperCase()) ?? escape);
	return createHmac('sha256', secret).update(`${method}${decoded}${rawBody}${timestamp}`).digest('base64');
}
