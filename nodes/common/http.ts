import type {
	IExecuteFunctions,
	IHookFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	ITriggerFunctions,
	IWebhookFunctions,
} from 'n8n-workflow';
import { SystemError } from '../../engine/model';
import type { Http, HttpRequest, HttpResponse } from '../../engine/run/http-port';

/** Every place where a node of ours talks to a system. */
export type NodeContext = IExecuteFunctions | ITriggerFunctions | IHookFunctions | IWebhookFunctions | ILoadOptionsFunctions;

/** Salesforce may take up to two minutes for a query before it gives up itself (QUERY_TIMEOUT). */
const DEFAULT_TIMEOUT_MS = 120_000;
const UNAUTHORISED = 401;

/** What programs call an error; anything else that stands in its place may be a text of the server's. */
const CODE = /^[A-Z][A-Z0-9_]{1,60}$/;

/** The connection was never made, so nothing can have been sent. */
const NOT_SENT_CODES = new Set([
	'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN', 'UND_ERR_CONNECT_TIMEOUT',
	'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID',
]);
/** It broke on the way: a write may have been applied. */
const BROKEN_CODES = new Set(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ERR_NETWORK', 'ERR_CANCELED', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ERR_BAD_RESPONSE']);

/**
 * HTTP with this node's credential, through n8n's helpers: n8n owns the tokens, its proxy and SSRF settings apply.
 * An expired token is renewed once; what the server answers then is the answer. Redirects are not followed.
 */
export function httpFor(context: NodeContext, credential: string, options: { renewable: boolean }): Http {
	return async (request) => {
		try {
			const answer = (await context.helpers.httpRequestWithAuthentication.call(
				context,
				credential,
				requestOptions(request, options.renewable),
			)) as IN8nHttpFullResponse;
			return { status: answer.statusCode, headers: plainHeaders(answer.headers), body: text(answer.body) };
		} catch (error) {
			return answerOrError(error, request);
		}
	};
}

function requestOptions(request: HttpRequest, renewable: boolean): IHttpRequestOptions {
	return {
		method: request.method,
		url: request.url,
		headers: request.headers ?? {},
		...(request.body === undefined ? {} : { body: request.body }),
		timeout: request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
		...(request.signal === undefined ? {} : { abortSignal: request.signal }),
		encoding: 'text',
		returnFullResponse: true,
		disableFollowRedirect: true,
		// n8n renews a token only when the 401 reaches it as an error.
		ignoreHttpStatusErrors: renewable ? { ignore: true, except: [UNAUTHORISED] } : true,
	};
}

/** A 401 that outlived the renewal is an answer like any other; all else that n8n throws is a failed exchange. */
function answerOrError(error: unknown, request: HttpRequest): HttpResponse {
	const chain = causes(error);
	const code = first(chain, (link) => (typeof link.code === 'string' && CODE.test(link.code) ? link.code : undefined));
	const status = first(chain, statusOf);
	if (status === UNAUTHORISED) return { status, headers: {}, body: first(chain, bodyOf) ?? '' };
	const read = request.method === 'GET';
	if (status !== undefined) throw tokenError(status, error);
	if (code !== undefined && NOT_SENT_CODES.has(code)) {
		throw new SystemError({ class: 'temporary', code, message: `${hostOf(request.url)} could not be reached (${code}).` }, { cause: error });
	}
	if (code !== undefined && BROKEN_CODES.has(code)) {
		throw new SystemError(
			{ class: read ? 'temporary' : 'unknown-outcome', code, message: `The connection to ${hostOf(request.url)} broke (${code}).` },
			{ cause: error },
		);
	}
	throw new SystemError(
		{
			class: 'credential-refused',
			...(code === undefined ? {} : { code }),
			message: 'No access token could be had with this credential. Open the credential in n8n, connect it again and test it.',
		},
		{ cause: error },
	);
}

/** API answers never come as errors (see `requestOptions`), so a status in an error is the token server's. */
function tokenError(status: number, cause: unknown): SystemError {
	if (status >= 500 || status === 429) {
		return new SystemError({ class: 'temporary', status, message: `The sign-in server answered ${status} when the token was renewed.` }, { cause });
	}
	return new SystemError(
		{
			class: 'credential-refused',
			status,
			message: `The sign-in server refused this credential (${status}). Open the credential in n8n, connect it again and test it.`,
		},
		{ cause },
	);
}

type Link = Record<string, unknown>;

/** An error and what caused it, outermost first. n8n wraps the HTTP client's error, sometimes twice. */
function causes(error: unknown): Link[] {
	const chain: Link[] = [];
	let link: unknown = error;
	while (typeof link === 'object' && link !== null && !chain.includes(link as Link)) {
		chain.push(link as Link);
		link = (link as Link).cause;
	}
	return chain;
}

function first<T>(chain: Link[], pick: (link: Link) => T | undefined): T | undefined {
	for (const link of chain) {
		const picked = pick(link);
		if (picked !== undefined) return picked;
	}
	return undefined;
}

function statusOf(link: Link): number | undefined {
	const response = link.response as { status?: unknown } | undefined;
	const told = response?.status ?? link.httpCode ?? link.status;
	const value = typeof told === 'number' || typeof told === 'string' ? Number(told) : Number.NaN;
	return Number.isInteger(value) && value >= 100 && value <= 599 ? value : undefined;
}

function bodyOf(link: Link): string | undefined {
	const data = (link.response as { data?: unknown } | undefined)?.data ?? (link.context as { data?: unknown } | undefined)?.data;
	return data === undefined || data === null ? undefined : text(data);
}

function text(body: unknown): string {
	if (typeof body === 'string') return body;
	if (body === undefined || body === null) return '';
	return Buffer.isBuffer(body) ? body.toString('utf8') : JSON.stringify(body);
}

function plainHeaders(headers: object): Record<string, string> {
	return Object.fromEntries(
		Object.entries(headers)
			.filter(([, value]) => value !== undefined && value !== null)
			.map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]),
	);
}

/** Never the path or the query: they can hold field values. */
function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).host : 'the server';
}
