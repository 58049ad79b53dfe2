import { NodeApiError, NodeOperationError, type Failure, type INode } from 'n8n-workflow';
import { ZodError } from 'zod';
import { SystemError, type ErrorClass } from '../../engine/model';

/** What a person can do about each class of refusal, and the cause that n8n shows beside it. */
const ADVICE: Record<ErrorClass, { advice: string; cause: Failure['cause'] }> = {
	'rate-limited': { advice: 'Too many calls in a short time. The sync slows down and tries again by itself.', cause: 'rate-limited' },
	'quota-spent': { advice: 'The calls of this day are used up. The sync goes on when they are reset; raise the limit if this happens often.', cause: 'quota-exhausted' },
	'credential-refused': { advice: 'Open the credential in n8n, connect it again (or paste a new key), and press "Test".', cause: 'credential-invalid' },
	'not-allowed': { advice: 'The credential works, but lacks a right. Give its user or key the missing scope or permission; docs/credentials.md lists what is needed.', cause: 'credential-invalid' },
	'not-found': { advice: 'It is not there any more, or this credential may not see it. Check the name, and the rights of the user.', cause: 'configuration-invalid' },
	converted: { advice: 'The lead was converted. Its contact takes over; there is nothing to do.', cause: 'configuration-invalid' },
	invalid: { advice: 'The request was understood and refused. Check the field and its mapping row.', cause: 'configuration-invalid' },
	'missing-required': { advice: 'Map the field, or give its row a default value.', cause: 'configuration-invalid' },
	duplicate: { advice: 'The system holds such a record already. Check the match keys of the mapper.', cause: 'configuration-invalid' },
	temporary: { advice: 'The system is busy or not reachable. The sync tries again by itself; if it goes on, check the Base URL and the system’s status page.', cause: 'temporarily-unavailable' },
	'unknown-outcome': { advice: 'The connection broke after a request was sent. The sync looks whether it was applied before it tries again.', cause: 'temporarily-unavailable' },
	'bad-answer': { advice: 'The answer was not from the API (a login page or a proxy, perhaps). Check the Base URL of the credential.', cause: 'temporarily-unavailable' },
};

const TIMED = new Set<string>(['rate-limited', 'quota-exhausted', 'temporarily-unavailable']);

/** Any error as n8n shows it: what went wrong as the message, what to do as the description. */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeApiError | NodeOperationError {
	const at = itemIndex === undefined ? {} : { itemIndex };
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (error instanceof SystemError) return systemError(node, error, at);
	if (error instanceof ZodError) {
		return new NodeOperationError(node, 'A value does not have the expected form', { ...at, description: zodWords(error) });
	}
	return new NodeOperationError(node, error instanceof Error ? error : String(error), { ...at, ...adviceOf(error) });
}

/** A zod refusal in words: path and reason of the first few problems. Holds no values. */
export function zodWords(error: ZodError): string {
	return error.issues
		.slice(0, 3)
		.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
		.join('; ');
}

function systemError(node: INode, error: SystemError, at: { itemIndex?: number }): NodeApiError {
	const { class: kind, message, status, retryAfterMs, requestId } = error.details;
	const { advice, cause } = ADVICE[kind];
	const failure = { cause, ...(TIMED.has(cause) && retryAfterMs !== undefined ? { retryAfterMs } : {}) } as Failure;
	return new NodeApiError(
		node,
		{ message },
		{
			...at,
			message,
			description: requestId ? `${advice} Request id: ${requestId}.` : advice,
			...(status === undefined ? {} : { httpCode: String(status) }),
			failure,
		},
	);
}

/** Errors of our own may carry advice with them. */
function adviceOf(error: unknown): { description?: string } {
	const advice = error instanceof Error && 'advice' in error ? error.advice : undefined;
	return typeof advice === 'string' ? { description: advice } : {};
}
