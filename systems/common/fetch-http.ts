import type { Http, HttpRequest } from '../../engine/run/http-port';
import { SystemError } from './engine';

interface FetchHttpOptions {
	/** The headers that carry the credential. Asked for every call, so that a renewed token is used at once. */
	authorise?: (request: HttpRequest) => Promise<Record<string, string>> | Record<string, string>;
	timeoutMs?: number;
}

/** As long as a Salesforce query may run (SOQL and SOSL Reference, QUERY_TIMEOUT). */
const DEFAULT_TIMEOUT_MS = 120_000;

/** The connection was never made, so that nothing can have been sent. */
const NOT_SENT = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'ENETDOWN',
	'UND_ERR_CONNECT_TIMEOUT',
	'DEPTH_ZERO_SELF_SIGNED_CERT',
	'SELF_SIGNED_CERT_IN_CHAIN',
	'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'CERT_HAS_EXPIRED',
	'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/**
 * HTTP on the platform's own `fetch`, for tests and for credentials that n8n does not own.
 * Redirects are never followed: the 3xx is the answer, and no other host sees the credential.
 */
export function fetchHttp(options: FetchHttpOptions = {}): Http {
	return async (request) => {
		const credential = await options.authorise?.(request);
		try {
			const response = await fetch(request.url, {
				method: request.method,
				headers: { ...request.headers, ...credential },
				...(request.body === undefined ? {} : { body: request.body }),
				redirect: 'manual',
				signal: AbortSignal.any([AbortSignal.timeout(request.timeoutMs ?? options.timeoutMs ?? DEFAULT_TIMEOUT_MS), ...(request.signal ? [request.signal] : [])]),
			});
			return {
				status: response.status,
				headers: { ...Object.fromEntries(response.headers.entries()), ...cookiesOf(response) },
				body: await response.text(),
			};
		} catch (error) {
			throw brokenExchange(request, error);
		}
	};
}

/** Of several, the platform's list of headers would keep the last. */
function cookiesOf({ headers }: Response): { 'set-cookie'?: string } {
	const cookies = headers.getSetCookie();
	return cookies.length === 0 ? {} : { 'set-cookie': cookies.join(', ') };
}

/** Never the path or the query: they can hold field values. */
function brokenExchange(request: HttpRequest, cause: unknown): SystemError {
	const host = URL.canParse(request.url) ? new URL(request.url).host : 'the server';
	const code = codeOf(cause);
	if (NOT_SENT.has(code)) {
		return new SystemError({ class: 'temporary', code, message: `${host} could not be reached (${code}).` }, { cause });
	}
	return new SystemError(
		{
			class: request.method === 'GET' ? 'temporary' : 'unknown-outcome',
			code,
			message: `The connection to ${host} broke before the answer was complete (${code}).`,
		},
		{ cause },
	);
}

/** The most telling code in the chain of causes. Errors of the platform's fetch may come from another realm, so that they are told by their shape. */
function codeOf(error: unknown): string {
	for (let link = error; typeof link === 'object' && link !== null; link = 'cause' in link ? link.cause : undefined) {
		if ('name' in link && link.name === 'TimeoutError') return 'ETIMEDOUT';
		if ('code' in link && typeof link.code === 'string') return link.code;
	}
	return 'ERR_NETWORK';
}
