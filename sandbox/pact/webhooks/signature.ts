import { createHmac } from 'node:crypto';

/**
 * Value of `X-Pact-Signature`, as documented: HMAC-SHA256 over `"{timestamp}.{raw body}"`, keyed with the secret's
 * UTF-8 bytes as given, in lower-case hex.
 * @param timestamp Unix time in seconds
 */
export function signatureHeader(secret: string, timestamp: number, rawBody: string): string {
	const digest = createHmac('sha256', secret).update(`${timestamp}.${rawBody}`).digest('hex');
	return `t=${timestamp},v1=${digest}`;
}
