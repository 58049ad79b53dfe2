/** What a system's refusal means for us, whatever its wire format. */
export const ERROR_CLASSES = [
	/** Wait and try again: too many calls in a short window. */
	'rate-limited',
	/** The day's (or month's) calls are spent. */
	'quota-spent',
	/** The credential is wrong, expired or revoked. */
	'credential-refused',
	/** The credential lacks a right. */
	'not-allowed',
	'not-found',
	/** The record was converted into others and takes no more changes (a Salesforce lead). */
	'converted',
	/** The record or a value was refused; the same request will be refused again. */
	'invalid',
	'missing-required',
	'duplicate',
	/** Locks, 5xx, maintenance: nothing was written. */
	'temporary',
	/** The connection broke after the request was sent: it may have been applied. */
	'unknown-outcome',
	/** The answer made no sense (HTML page, wrong shape). */
	'bad-answer',
] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

export interface SystemErrorDetails {
	class: ErrorClass;
	/** Plain words for a person. Never holds field values or secrets. */
	message: string;
	status?: number;
	/** The system's own code, e.g. REQUIRED_FIELD_MISSING. */
	code?: string;
	fields?: string[];
	retryAfterMs?: number;
	requestId?: string;
}

/** Thrown for a whole call; per-record refusals are values (`WriteResult`). */
export class SystemError extends Error {
	constructor(readonly details: SystemErrorDetails, options?: ErrorOptions) {
		super(details.message, options);
		this.name = 'SystemError';
	}
}
