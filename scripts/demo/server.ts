import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { ACTION_NAMES, type ActionName } from './tour';

/** What the server is for; everything that it shows and does comes from here. */
interface LandingParts {
	/** All that the page shows, as JSON. */
	state(): Promise<unknown>;
	act(name: ActionName, input: unknown): Promise<void>;
	/** Name and value of n8n's login cookie; undefined before n8n is there. */
	loginCookie(): { name: string; value: string } | undefined;
	/** Where a link of the page leads, undefined before that is there. */
	editor(path: string): string | undefined;
	console(query: string): string | undefined;
}

const FILES: Readonly<Record<string, { file: string; type: string }>> = {
	'/': { file: 'landing.html', type: 'text/html' },
	'/landing.css': { file: 'landing.css', type: 'text/css' },
	'/landing.mjs': { file: 'landing.mjs', type: 'text/javascript' },
	'/steps.mjs': { file: 'steps.mjs', type: 'text/javascript' },
};

/** Nothing but the page's own files, whatever records hold. */
const HEADERS = {
	'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
	'cache-control': 'no-store',
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'no-referrer',
} as const;
/** Forms of a few short texts. */
const LARGEST_BODY = 10_000;
const actionSchema = z.enum(ACTION_NAMES);

/** The landing page, for this machine only: it signs whoever opens it in to n8n. */
export class LandingServer {
	private constructor(
		private readonly server: Server,
		readonly port: number,
		private readonly parts: LandingParts,
	) {}

	static async start(port: number, parts: LandingParts): Promise<LandingServer> {
		const server = createServer();
		const landing = new LandingServer(server, port, parts);
		server.on('request', (request, response) => {
			landing.answer(request, response).catch((error: unknown) => {
				send(response, 500, 'text/plain', error instanceof Error ? error.message : String(error));
			});
		});
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(port, '127.0.0.1', resolve);
		});
		return landing;
	}

	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise<void>((resolve) => this.server.close(() => resolve()));
	}

	private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		// Another name for this address is how a web page elsewhere would reach it (DNS rebinding).
		if (request.headers.host === `localhost:${this.port}`) return redirect(response, this.url);
		if (request.headers.host !== `127.0.0.1:${this.port}`) return send(response, 421, 'text/plain', `Open ${this.url}`);
		const { pathname, search, searchParams } = new URL(request.url ?? '/', this.url);
		if (request.method === 'POST') return await this.act(pathname, request, response);
		if (request.method !== 'GET') return send(response, 405, 'text/plain', 'GET or POST');
		const file = FILES[pathname];
		if (file) return send(response, 200, file.type, readFileSync(join(__dirname, 'page', file.file), 'utf8'));
		if (pathname === '/state') return send(response, 200, 'application/json', JSON.stringify(await this.parts.state()));
		if (pathname === '/go/editor') return this.goTo(request, response, this.parts.editor(searchParams.get('path') ?? '/'), true);
		if (pathname === '/go/console') return this.goTo(request, response, this.parts.console(search), false);
		return send(response, 404, 'text/plain', 'There is no such page.');
	}

	private goTo(request: IncomingMessage, response: ServerResponse, target: string | undefined, signIn: boolean): void {
		// A link on somebody else's page signs nobody in.
		if (!['same-origin', 'none', undefined].includes(request.headers['sec-fetch-site']?.toString())) return send(response, 403, 'text/plain', `Open ${this.url}`);
		if (target === undefined) return send(response, 503, 'text/plain', 'It is still starting. Go back and try again in a moment.');
		const cookie = signIn ? this.parts.loginCookie() : undefined;
		// Cookies belong to a host, whatever the port: this one is n8n's.
		redirect(response, target, cookie ? { 'set-cookie': `${cookie.name}=${cookie.value}; Path=/; HttpOnly; SameSite=Lax` } : {});
	}

	private async act(pathname: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
		const name = actionSchema.safeParse(pathname.replace('/try/', ''));
		if (!name.success) return send(response, 404, 'text/plain', 'There is no such step.');
		const own = request.headers.origin === this.url && request.headers['content-type'] === 'application/json';
		if (!own) return send(response, 403, 'text/plain', 'Only the page itself may do that.');
		await this.parts.act(name.data, await bodyOf(request));
		send(response, 200, 'application/json', JSON.stringify(await this.parts.state()));
	}
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
	response.writeHead(status, { ...HEADERS, 'content-type': `${type}; charset=utf-8` }).end(body);
}

function redirect(response: ServerResponse, location: string, headers: Record<string, string> = {}): void {
	response.writeHead(303, { ...HEADERS, ...headers, location }).end();
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
	let body = '';
	for await (const chunk of request) {
		body += String(chunk);
		if (body.length > LARGEST_BODY) throw new Error('The form is too large.');
	}
	return body === '' ? {} : (JSON.parse(body) as unknown);
}
