import { randomUUID } from 'node:crypto';

/** One complaint within an error body. */
interface ErrorDetail {
	readonly message: string;
	readonly code?: string;
	readonly in?: string;
	readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** Further keys of an error body. */
interface ErrorParts {
	readonly errors?: readonly ErrorDetail[];
	readonly context?: Readonly<Record<string, readonly string[]>>;
	readonly links?: Readonly<Record<string, string>>;
	readonly subCategory?: string;
}

/** A refused call. Routes throw it; the server answers `{status: 'error', message, correlationId, category, …}`. */
export class HubSpotError extends Error {
	constructor(
		readonly status: number,
		readonly category: string,
		message: string,
		readonly parts: ErrorParts = {},
	) {
		super(message);
		this.name = 'HubSpotError';
	}

	/** The error as one of the `errors` of a 207 answer. */
	item(context: Readonly<Record<string, readonly string[]>> = {}): Record<string, unknown> {
		const all = { ...this.parts.context, ...context };
		return {
			status: 'error',
			category: this.category,
			...(this.parts.subCategory === undefined ? {} : { subCategory: this.parts.subCategory }),
			message: this.message,
			...(this.parts.errors === undefined ? {} : { errors: this.parts.errors }),
			context: all,
		};
	}

	/** The whole JSON body of an answer. */
	body(correlationId: string = randomUUID()): Record<string, unknown> {
		return { status: 'error', message: this.message, correlationId, ...this.parts, category: this.category };
	}
}

/** 400 VALIDATION_ERROR. */
export const invalid = (message: string, parts: ErrorParts = {}): HubSpotError =>
	new HubSpotError(400, 'VALIDATION_ERROR', message, parts);

/** 404 for a record that is not there, or is archived. */
export const objectNotFound = (): HubSpotError => new HubSpotError(404, 'OBJECT_NOT_FOUND', 'resource not found');

/** 404 for a path or a definition that is not there; HubSpot words both alike. */
export const pathNotFound = objectNotFound;
