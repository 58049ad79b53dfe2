import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { isApiCall } from '../../common/routes';
import { SalesforceError } from '../errors';
import type { Org } from '../org';
import type { SaveContext } from '../save/context';
import type { ObjectSchema } from '../schema/types';

declare module 'fastify' {
	interface FastifyRequest {
		/** Set for calls below `/services/data/vXX` once the session is checked. */
		salesforceUserId?: string;
	}
}

/** The prefix of every data route. */
export const DATA = '/services/data/:version';

/** REST API Developer Guide, "Status Codes and Error Responses": 414 for the URI, 431 with the headers. */
export const MAX_URI_BYTES = 16_384;

/** Versions this sandbox speaks; Salesforce retires old ones and answers 404 to unknown ones. */
export const MIN_VERSION = 50;
export const MAX_VERSION = 64;

const invalidSession = () => new SalesforceError(401, 'INVALID_SESSION_ID', 'Session expired or invalid');

/** Throws 404 for a version that the sandbox does not speak, e.g. `v49.0`. */
export function checkVersion(version: string): void {
	const number = /^v(\d{2})\.0$/.exec(version)?.[1];
	if (number === undefined || Number(number) < MIN_VERSION || Number(number) > MAX_VERSION) {
		throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
	}
}

function checkLengths(request: FastifyRequest): void {
	const uri = Buffer.byteLength(request.url);
	if (uri > MAX_URI_BYTES)
		throw new SalesforceError(414, 'URI_TOO_LONG', 'The length of the URI exceeds the 16,384-byte limit');
	const headers = request.raw.rawHeaders.reduce((sum, part) => sum + Buffer.byteLength(part), 0);
	if (uri + headers > MAX_URI_BYTES) {
		const message = 'The combined length of the URI and headers exceeds the 16,384-byte limit';
		throw new SalesforceError(431, 'REQUEST_HEADER_FIELDS_TOO_LARGE', message);
	}
}

/** The user of the request's access token; throws INVALID_SESSION_ID. */
export function sessionUser(request: FastifyRequest, org: Org): string {
	const [, token] = /^(?:Bearer|OAuth) (.+)$/i.exec(request.headers.authorization ?? '') ?? [];
	const session = token === undefined ? undefined : org.sessions.find(token);
	if (!session) throw invalidSession();
	return session.userId;
}

/** Adds what the real service does before any data call: lengths, session, version, daily limit; and the limit header. */
export function guardDataCalls(app: FastifyInstance, org: Org): void {
	app.addHook('onRequest', async (request) => {
		if (!isApiCall(request)) return;
		checkLengths(request);
		if (!/^\/services\/data\/./.test(request.url)) return;
		const [version = ''] = request.url.slice('/services/data/'.length).split(/[/?]/);
		checkVersion(version);
		request.salesforceUserId = sessionUser(request, org);
		if (!org.limit.spend()) throw new SalesforceError(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
	});
	app.addHook('onSend', async (request, reply, payload) => {
		if (request.url.startsWith('/services/data/')) {
			const { used, max } = org.limit.state();
			reply.header('Sforce-Limit-Info', `api-usage=${used}/${max}`);
		}
		return payload;
	});
}

/** The save context of a request. */
export function saveContext(request: FastifyRequest, org: Org): SaveContext {
	const duplicateHeader = String(request.headers['sforce-duplicate-rule-header'] ?? '');
	const partial = org.faults.partialFor(request);
	return {
		userId: request.salesforceUserId ?? org.integrationUserId,
		allowDuplicates: /allowSave\s*=\s*true/i.test(duplicateHeader),
		...(partial ? { partial } : {}),
	};
}

/** The object a path names; throws 404 as the real service does. */
export function pathObject(org: Org, name: string): ObjectSchema {
	const schema = org.store.catalog.object(name);
	if (!schema) throw new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
	return schema;
}

/** Path parameters by name; a parameter that the route does not have is a programming error. */
export function param(request: FastifyRequest, name: string): string {
	return z.record(z.string(), z.string()).parse(request.params)[name] ?? '';
}

/** A query string parameter, the first if it is repeated. */
export function queryParam(request: FastifyRequest, name: string): string | undefined {
	const given = z.record(z.string(), z.union([z.string(), z.array(z.string())])).parse(request.query)[name];
	return Array.isArray(given) ? given[0] : given;
}

/** The body as a JSON object; throws JSON_PARSER_ERROR. */
export function jsonObject(request: FastifyRequest): Record<string, unknown> {
	const body = z.record(z.string(), z.unknown()).safeParse(request.body);
	if (!body.success)
		throw new SalesforceError(
			400,
			'JSON_PARSER_ERROR',
			'The HTTP entity body is required, but this request has no entity body.',
		);
	return body.data;
}
