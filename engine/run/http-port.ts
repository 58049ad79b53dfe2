/** One HTTP exchange. The implementation adds the credential, and never follows a redirect to another host with it. */
export interface HttpRequest {
	method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	/** Absolute. */
	url: string;
	headers?: Record<string, string>;
	body?: string;
	timeoutMs?: number;
	/** Ends the exchange; it then fails like one whose connection broke. */
	signal?: AbortSignal;
}

export interface HttpResponse {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
}

/**
 * Resolves with whatever the server answered, 4xx and 5xx included. Throws `SystemError`: `unknown-outcome` when the connection broke
 * after a write may have been sent, `temporary` when it could not be made (or for reads), `credential-refused` when no token can be had.
 */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;
