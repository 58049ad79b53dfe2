import type { FastifyReply, FastifyRequest } from 'fastify';

import { HubSpotError } from '../errors';
import type { Hub } from '../hub';

type Item = Record<string, unknown>;

/** Collects what a batch did. */
export interface BatchOutcome {
	readonly results: Item[];
	readonly errors: Item[];
}

/** Sends a batch's answer: the given status, or 207 as soon as one item failed. */
export function answerBatch(
	hub: Hub,
	reply: FastifyReply,
	status: number,
	{ results, errors }: BatchOutcome,
): FastifyReply {
	const at = hub.clock.now().toISOString();
	const failed = errors.length === 0 ? {} : { numErrors: errors.length, errors };
	return reply
		.code(errors.length === 0 ? status : 207)
		.send({ status: 'COMPLETE', results, ...failed, startedAt: at, completedAt: at });
}

/** What an item that an injected `partial` fault hits is told, unless the test says otherwise. */
const INJECTED = new HubSpotError(500, 'INTERNAL_ERROR', 'internal error');

/** The inputs that an injected `partial` fault spares, and the errors of those that it hits. */
export function spared<T>(
	hub: Hub,
	request: FastifyRequest,
	inputs: readonly T[],
	contextOf: (input: T) => Record<string, string[]>,
): { left: T[]; errors: Item[] } {
	const partial = hub.faults.partialFor(request);
	const left: T[] = [];
	const errors: Item[] = [];
	inputs.forEach((input, index) => {
		if (partial?.fails(index)) errors.push((partial.body as Item | undefined) ?? INJECTED.item(contextOf(input)));
		else left.push(input);
	});
	return { left, errors };
}

/** The error of a 207 for ids that lead nowhere. */
export function missingError(objectName: string, ids: readonly string[]): Item {
	const message = `Could not get some ${objectName.toUpperCase()} objects, they may be deleted or not exist. Check that ids are valid.`;
	return new HubSpotError(404, 'OBJECT_NOT_FOUND', message).item({ ids });
}
