/** One complaint about one field of a body or one parameter of a query. */
export interface FieldProblem {
	readonly field: string;
	readonly code: string;
	readonly message: string;
}

/** Thrown by anything below a route; the error handler turns it into a JSON answer with `statusCode`. */
export class PactError extends Error {
	constructor(
		readonly statusCode: number,
		readonly code: string,
		message: string,
		readonly problems: readonly FieldProblem[] = [],
		readonly headers: Readonly<Record<string, string>> = {},
	) {
		super(message);
		this.name = 'PactError';
	}
}

export const unauthorized = (message: string): PactError =>
	new PactError(401, 'unauthorized', message, [], { 'WWW-Authenticate': 'Bearer' });

export const missingScope = (scope: string): PactError =>
	new PactError(403, 'insufficient_scope', `This credential lacks the scope '${scope}'.`);

export const notFound = (what: string): PactError => new PactError(404, 'not_found', `${what} was not found.`);

export const methodNotAllowed = (allowed: string): PactError =>
	new PactError(405, 'method_not_allowed', `This method is not allowed here. Allowed: ${allowed}.`, [], {
		Allow: allowed,
	});

/** A 422 that names each offending field in its message as well as in `fields`. */
export const invalid = (problems: readonly FieldProblem[]): PactError =>
	new PactError(422, 'validation_failed', problems.map((problem) => problem.message).join(' '), problems);

export const invalidField = (field: string, code: string, message: string): PactError =>
	invalid([{ field, code, message }]);

/** The JSON body of an error answer. */
export const errorBody = (error: PactError, requestId: string): Record<string, unknown> => ({
	error: {
		code: error.code,
		message: error.message,
		...(error.problems.length > 0 ? { fields: error.problems } : {}),
	},
	request_id: requestId,
});
