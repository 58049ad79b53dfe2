import type { FastifyError, FastifyReply } from 'fastify';
import { INVALID_JSON } from '../../common/server';
import { SalesforceError } from '../errors';

/** Answers an error that a route threw, in Salesforce's shape. */
export function answerError(
	error: Error & Partial<Pick<FastifyError, 'code' | 'statusCode'>>,
	reply: FastifyReply,
): FastifyReply {
	if (error instanceof SalesforceError) return reply.code(error.status).send(error.body());
	if (error.code === INVALID_JSON) {
		return reply
			.code(400)
			.send([{ message: `${error.message} at [line:1, column:1]`, errorCode: 'JSON_PARSER_ERROR' }]);
	}
	const status = error.statusCode ?? 500;
	const errorCode = status >= 500 ? 'UNKNOWN_EXCEPTION' : status === 415 ? 'UNSUPPORTED_MEDIA_TYPE' : 'BAD_REQUEST';
	return reply.code(status).send([{ message: error.message, errorCode }]);
}
