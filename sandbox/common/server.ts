import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AddressInfo } from 'node:net';
import { ZodError } from 'zod';
import { SandboxClock } from './clock';
import { registerControl } from './control';
import { applyFaults, Faults } from './faults';
import type { KeptPart } from './keep';
import { CONTROL_PREFIX } from './routes';
import { countArrivals, Stats, writes } from './stats';

/** A sandbox that listens. Both sandboxes extend this with their own direct methods. */
export interface RunningSandbox {
	/** `http://127.0.0.1:port`, without a trailing slash. */
	url: string;
	close(): Promise<void>;
	/** The answer to one request without a socket, for callers in this process that simulate the network. `path` with its query string. */
	ask(request: SandboxRequest): Promise<SandboxAnswer>;
	clock: SandboxClock;
	faults: Faults;
	stats: Stats;
	/** What outlives the process when somebody keeps it (keeper.ts). */
	kept: readonly KeptPart[];
	/** How many requests that may change something have come so far, pages and control endpoints too. */
	changes(): number;
}

export interface SandboxRequest {
	method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
	path: string;
	headers?: Readonly<Record<string, string>>;
	body?: string;
}

interface SandboxAnswer {
	status: number;
	/** Names in lower case. */
	headers: Record<string, string>;
	body: string;
}

/** How to start a sandbox server. */
interface SandboxServerOptions {
	/** 0 (default): any free port. */
	port?: number;
	clock?: SandboxClock;
	/** Given when something outside the routes needs them; default: new ones. */
	faults?: Faults;
	/** Default: nothing. */
	kept?: readonly KeptPart[];
	/** Name of a route pattern in the statistics; default: the pattern itself. */
	routeLabel?: (pattern: string) => string;
	/** True: `/path/` answers as `/path` does. */
	ignoreTrailingSlash?: boolean;
	/** Adds the routes and hooks of the service itself. Runs after the shared hooks. */
	routes: (app: FastifyInstance, parts: { clock: SandboxClock; faults: Faults; stats: Stats }) => void | Promise<void>;
	/** Turns an error thrown by an API route into the service's own answer. Not used for control calls. */
	onError: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => unknown;
	/** Answer for a path that does not exist, in the service's own shape. */
	onNotFound: (request: FastifyRequest, reply: FastifyReply) => unknown;
}

/** Bulk seeds and CSV imports come in one body; 256 MB is beyond any of them. */
const BODY_LIMIT = 256 * 1024 * 1024;

/** Above node's 16 KB, so that a sandbox can refuse long URIs with the real service's own answer. */
const MAX_HEADER_BYTES = 256 * 1024;

/** Fastify refuses longer path parameters with its own 404; external ids may be long. */
const MAX_PARAM_LENGTH = 5_000;

/** `error.code` of a body that is not JSON; the service's `onError` words the answer. */
export const INVALID_JSON = 'SANDBOX_INVALID_JSON';

function addBodyParsers(app: FastifyInstance): void {
	app.removeContentTypeParser('application/json');
	app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
		if (body === '') return done(null, undefined);
		try {
			return done(null, JSON.parse(body as string));
		} catch (error) {
			const message = error instanceof Error ? error.message : 'not JSON';
			return done(Object.assign(new Error(message), { code: INVALID_JSON, statusCode: 400 }), undefined);
		}
	});
	app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
		const form: Record<string, string | string[]> = {};
		const params = new URLSearchParams(body as string);
		for (const key of new Set(params.keys())) {
			const values = params.getAll(key);
			form[key] = values.length > 1 ? values : (values[0] ?? '');
		}
		done(null, form);
	});
}

function controlError(error: FastifyError, reply: FastifyReply): FastifyReply {
	if (error instanceof ZodError) return reply.code(400).send({ error: 'invalid', issues: error.issues });
	return reply.code(error.statusCode ?? 500).send({ error: error.message });
}

/**
 * Starts a sandbox server on 127.0.0.1 with the shared parts: clock, faults, statistics, control endpoints, JSON
 * and form bodies (a repeated form key becomes an array). Rejects when the port is taken.
 */
export async function startSandboxServer(options: SandboxServerOptions): Promise<RunningSandbox> {
	const parts = {
		clock: options.clock ?? new SandboxClock(),
		faults: options.faults ?? new Faults(),
		stats: new Stats(),
	};
	const app = Fastify({
		bodyLimit: BODY_LIMIT,
		forceCloseConnections: true,
		http: { maxHeaderSize: MAX_HEADER_BYTES },
		routerOptions: {
			maxParamLength: MAX_PARAM_LENGTH,
			ignoreTrailingSlash: options.ignoreTrailingSlash ?? false,
		},
	});
	addBodyParsers(app);
	let changes = 0;
	app.addHook('onResponse', async (request) => void (changes += Number(writes(request))));
	// Clients measure the service's clock by this header, so it must tell virtual time.
	app.addHook('onSend', async (_request, reply) => void reply.header('date', parts.clock.now().toUTCString()));
	countArrivals(app, parts.stats, options.routeLabel ?? ((pattern) => pattern));
	applyFaults(app, parts.faults, parts.stats);
	app.setErrorHandler((error: FastifyError, request, reply) =>
		request.url.startsWith(CONTROL_PREFIX) ? controlError(error, reply) : options.onError(error, request, reply),
	);
	app.setNotFoundHandler((request, reply) => options.onNotFound(request, reply));
	registerControl(app, parts);
	await options.routes(app, parts);
	await app.listen({ port: options.port ?? 0, host: '127.0.0.1' });
	const { port } = app.server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}`, close: () => app.close(), ask: (request) => ask(app, request), kept: options.kept ?? [], changes: () => changes, ...parts };
}

async function ask(app: FastifyInstance, { method, path, headers, body }: SandboxRequest): Promise<SandboxAnswer> {
	const answer = await app.inject({ method, url: path, headers: { ...headers }, ...(body === undefined ? {} : { payload: body }) });
	const texts = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
	return { status: answer.statusCode, headers: Object.fromEntries(texts) as Record<string, string>, body: answer.body };
}
