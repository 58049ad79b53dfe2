import type { FastifyError, FastifyReply } from 'fastify';

import { INVALID_JSON } from '../../common/server';
import { HubSpotError } from '../errors';

/** Answers an error that a route threw, in HubSpot's shape. */
export function answerError(error: Error & Partial<FastifyError>, reply: FastifyReply): FastifyReply {
	const known = error instanceof HubSpotError ? error : ofServer(error);
	return reply.code(known.status).send(known.body());
}

/** Errors of the server itself: bodies that cannot be read, and faults of this sandbox. */
function ofServer(error: Error & Partial<FastifyError>): HubSpotError {
	if (error.code === INVALID_JSON)
		return new HubSpotError(400, 'VALIDATION_ERROR', `Invalid input JSON: ${error.message}`);
	const status = error.statusCode ?? 500;
	return new HubSpotError(status, status < 500 ? 'VALIDATION_ERROR' : 'INTERNAL_ERROR', error.message);
}
