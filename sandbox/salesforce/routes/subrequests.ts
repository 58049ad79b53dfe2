import Fastify, { type FastifyReply } from 'fastify';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { z } from 'zod';
import { notFound, SalesforceError } from '../errors';
import type { Org } from '../org';
import { answerError } from './answerError';
import { collectionRoutes } from './collections';
import { describeRoutes } from './metadata';
import { queryRoutes } from './query';
import { recordRoutes } from './records';
import { replicationRoutes } from './replication';
import { checkVersion } from './request';

/** Methods of subrequests, case-sensitive: REST API Developer Guide, "Composite Subrequest". */
const METHODS = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;

/** External ids in paths may be long; as in the outer app. */
const MAX_PARAM_LENGTH = 5_000;

export const subrequestSchema = z.strictObject({
	method: z.enum(METHODS),
	url: z.string(),
	referenceId: z.string(),
	body: z.unknown().optional(),
	httpHeaders: z.record(z.string(), z.string()).default({}),
});

export type Subrequest = z.output<typeof subrequestSchema>;

/** The answer to one subrequest, as `compositeResponse` holds it. */
export interface SubrequestAnswer {
	body: unknown;
	httpHeaders: Record<string, string>;
	httpStatusCode: number;
	referenceId: string | null;
}

/** Runs one subrequest as the user, past the session, the limits and the lengths of a call of its own. */
export type RunSubrequest = (subrequest: Subrequest, userId: string) => Promise<SubrequestAnswer>;

/** A subrequest on its way through the routes. */
interface Call {
	subrequest: Subrequest;
	userId: string;
	answer(result: SubrequestAnswer): void;
}

function answerOf(reply: FastifyReply, payload: unknown, referenceId: string): SubrequestAnswer {
	const location = reply.getHeader('location');
	return {
		body: typeof payload === 'string' && payload !== '' ? JSON.parse(payload) : null,
		httpHeaders: location === undefined ? {} : { Location: String(location) },
		httpStatusCode: reply.statusCode,
		referenceId,
	};
}

/**
 * Prepares the resources that a composite call may use ("Send Multiple Requests Using Composite": sObjects, Query,
 * QueryAll and sObject Collections) on an app of their own, which has no sockets and does not count calls.
 */
export function subrequestRunner(org: Org): RunSubrequest {
	const calls = new WeakMap<IncomingMessage, Call>();
	const inner = Fastify({
		routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH },
		// What the router itself refuses (a URL with broken escapes) passes no hook.
		frameworkErrors: ({ message }, { raw }) => {
			const call = calls.get(raw);
			const body = new SalesforceError(400, 'BAD_REQUEST', message).body();
			call?.answer({ body, httpHeaders: {}, httpStatusCode: 400, referenceId: call.subrequest.referenceId });
		},
	});
	inner.addHook('onRequest', async (request) => {
		const [, version = ''] = /^\/services\/data\/([^/?]*)/.exec(request.url) ?? [];
		checkVersion(version);
		const call = calls.get(request.raw);
		if (call) request.salesforceUserId = call.userId;
	});
	inner.addHook('preValidation', async (request) => {
		request.body = calls.get(request.raw)?.subrequest.body;
	});
	inner.addHook('onSend', async (request, reply, payload) => {
		const call = calls.get(request.raw);
		call?.answer(answerOf(reply, payload, call.subrequest.referenceId));
		return payload;
	});
	inner.setErrorHandler((error: Error, _request, reply) => answerError(error, reply));
	inner.setNotFoundHandler((_request, reply) => answerError(notFound(), reply));
	for (const addRoutes of [describeRoutes, queryRoutes, replicationRoutes, recordRoutes, collectionRoutes]) {
		addRoutes(inner, org);
	}

	return async (subrequest, userId) => {
		await inner.ready();
		const { method, url, httpHeaders } = subrequest;
		const headers = Object.fromEntries(Object.entries(httpHeaders).map(([name, value]) => [name.toLowerCase(), value]));
		const request = Object.assign(new IncomingMessage(new Socket()), { method, url, headers });
		return new Promise((answer) => {
			calls.set(request, { subrequest, userId, answer });
			inner.routing(request, new ServerResponse(request));
		});
	};
}
