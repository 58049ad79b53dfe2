/** An answer of n8n that is not a success, with n8n's own message. */
export class N8nApiError extends Error {
	override name = 'N8nApiError';

	constructor(
		readonly status: number,
		readonly path: string,
		/** n8n's explanation: `message`, and `description` or `hint` when there is one. */
		readonly reason: string,
	) {
		super(`n8n answered ${status} to ${path}: ${reason}`);
	}
}

/** JSON over HTTP with the login cookie of n8n. */
export class N8nHttp {
	private cookie: string | undefined;

	constructor(private readonly baseUrl: string) {}

	/** Calls `/rest/…` and returns the `data` of the answer (n8n wraps nearly every answer in `{data}`). */
	async rest(method: string, path: string, body?: unknown): Promise<unknown> {
		const answer = await this.call(method, `/rest${path}`, body);
		if (typeof answer === 'object' && answer !== null && 'data' in answer) return answer.data;
		return answer;
	}

	/** Calls any path and returns the parsed answer. */
	async call(method: string, path: string, body?: unknown): Promise<unknown> {
		const response = await this.fetch(method, path, body);
		const text = await response.text();
		if (!response.ok) throw new N8nApiError(response.status, `${method} ${path}`, explanation(text));
		return text === '' ? undefined : (JSON.parse(text) as unknown);
	}

	/** The bare response, for things that are not JSON (icons, pages). */
	async fetch(method: string, path: string, body?: unknown): Promise<Response> {
		const headers: Record<string, string> = { accept: 'application/json' };
		if (this.cookie) headers.cookie = this.cookie;
		if (body !== undefined) headers['content-type'] = 'application/json';
		const response = await fetch(`${this.baseUrl}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
		this.keepCookie(response);
		return response;
	}

	/** Name and value of the login cookie, for a browser. */
	loginCookie(): { name: string; value: string } {
		const [name, value] = this.cookie?.split('=') ?? [];
		if (!name || !value) throw new Error('Not signed in');
		return { name, value };
	}

	private keepCookie(response: Response): void {
		const login = response.headers.getSetCookie().find((cookie) => cookie.startsWith('n8n-auth='));
		if (login) this.cookie = login.split(';')[0];
	}
}

function explanation(text: string): string {
	try {
		const body = JSON.parse(text) as { message?: unknown; description?: unknown; hint?: unknown };
		const parts = [body.message, body.description, body.hint].filter((part) => typeof part === 'string' && part !== '');
		return parts.length > 0 ? parts.join(' ') : text;
	} catch {
		// Not JSON: the text is all there is.
		return text.slice(0, 500);
	}
}
