/** One error of a saved record or of a refused call. */
export interface SalesforceErrorBody {
	message: string;
	/** Salesforce's code; calls name it `errorCode`, collection results `statusCode`. */
	code: string;
	fields: string[];
	/** Further keys of the body, e.g. the matches of a duplicate rule. */
	extra?: Record<string, unknown>;
}

/** A refused call. Routes throw it; the server answers `[{message, errorCode, fields?}]`. */
export class SalesforceError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly fields: string[] = [],
		readonly extra: Record<string, unknown> = {},
	) {
		super(message);
		this.name = 'SalesforceError';
	}

	body(): Array<Record<string, unknown>> {
		const fields = this.fields.length > 0 ? { fields: this.fields } : {};
		return [{ message: this.message, errorCode: this.code, ...fields, ...this.extra }];
	}
}

/** The statuses of single-record calls that are not 400. */
const STATUS_OF_CODE: Record<string, number> = {
	ENTITY_IS_DELETED: 404,
	NOT_FOUND: 404,
	INVALID_CROSS_REFERENCE_KEY: 404,
};

/** An item error as the refusal of a single-record call. */
export function refusal(error: SalesforceErrorBody): SalesforceError {
	const status = STATUS_OF_CODE[error.code] ?? 400;
	return new SalesforceError(status, error.code, error.message, error.fields, error.extra ?? {});
}

/** An item error. */
export function itemError(code: string, message: string, fields: string[] = []): SalesforceErrorBody {
	return { code, message, fields };
}

export const notFound = () => new SalesforceError(404, 'NOT_FOUND', 'The requested resource does not exist');
