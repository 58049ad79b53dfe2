import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

/**
 * Sends what a field of the credential holds as the Bearer token. A function, since n8n's `generic` form is an expression, and n8n
 * evaluates expressions only while it runs or publishes a workflow: a trigger's own loop would be without credential.
 */
export const bearer =
	(field: string) =>
	async (credentials: ICredentialDataDecryptedObject, request: IHttpRequestOptions): Promise<IHttpRequestOptions> =>
		await Promise.resolve({ ...request, headers: { ...request.headers, Authorization: `Bearer ${String(credentials[field] ?? '')}` } });
