import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { seededRandom } from './random';
import { isApiCall } from './routes';
import type { Stats } from './stats';

function isRegex(source: string): boolean {
	try {
		new RegExp(source);
		return true;
	} catch {
		return false;
	}
}

/** One injected fault, as `POST /__sandbox/faults` takes it. */
export const faultSchema = z.strictObject({
	match: z
		.strictObject({
			/** HTTP method, any case; absent: every method. */
			method: z.string().optional(),
			/** Regular expression source, tried on path and query string; absent: every path. */
			path: z.string().refine(isRegex, 'not a regular expression').optional(),
		})
		.default({}),
	/** `answer-late`: the work is done at once, and the answer comes `latencyMs` later. */
	kind: z.enum(['latency', 'status', 'drop-before', 'drop-after', 'answer-late', 'partial']),
	/** `status`: the HTTP status answered (default 500). */
	status: z.int().min(200).max(599).optional(),
	headers: z.record(z.string(), z.string()).optional(),
	/** `status`: the answer's body. `partial`: the error given to each failing item, in the service's own shape. */
	body: z.unknown().optional(),
	/** Delay before anything else happens, with every kind but `answer-late`. */
	latencyMs: z.number().min(0).optional(),
	/** How many matching calls it hits; -1 for ever. */
	times: z.int().min(-1).default(1),
	/** How many matching calls pass first. */
	skip: z.int().min(0).default(0),
	/** Chance that a matching call is hit (deterministic sequence). */
	probability: z.number().min(0).max(1).default(1),
	/** `partial`: the share of a batch's items that fails. */
	share: z.number().min(0).max(1).default(0.5),
});

export type FaultInput = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema>;

/** What a batch handler learns about a `partial` fault. */
export interface PartialFault {
	/** True when the item at this position (from 0) must fail. */
	fails(index: number): boolean;
	/** The error body the test asked for, if any. */
	body: unknown;
	status: number | undefined;
}

interface ArmedFault {
	fault: Fault;
	path: RegExp | undefined;
	skipLeft: number;
	/** Infinity for "for ever". */
	timesLeft: number;
}

/** Spreads a share evenly over positions: with 0.25 every fourth item is hit. */
function hitsPosition(index: number, share: number): boolean {
	return Math.floor((index + 1) * share) > Math.floor(index * share);
}

/** The faults that are armed in one sandbox. */
export class Faults {
	private armed: ArmedFault[] = [];

	private readonly random = seededRandom(1);

	private readonly partials = new WeakMap<FastifyRequest, PartialFault>();

	/** Arms a fault; throws a ZodError on a malformed one. */
	add(input: FaultInput): Fault {
		const fault = faultSchema.parse(input);
		this.armed.push({
			fault,
			path: fault.match.path === undefined ? undefined : new RegExp(fault.match.path),
			skipLeft: fault.skip,
			timesLeft: fault.times === -1 ? Infinity : fault.times,
		});
		return fault;
	}

	/** Disarms everything. */
	clear(): void {
		this.armed = [];
	}

	/** Faults that can still hit. */
	list(): Fault[] {
		return this.armed.filter((armed) => armed.timesLeft > 0).map((armed) => armed.fault);
	}

	/** The `partial` fault that hits this request, for a batch handler to apply to its items. */
	partialFor(request: FastifyRequest): PartialFault | undefined {
		return this.partials.get(request);
	}

	/**
	 * The faults that hit a call, used up by asking: any number of latencies and at most one of another kind.
	 * The hook below calls it once a request.
	 */
	take(request: FastifyRequest): Fault[] {
		const taken: Fault[] = [];
		for (const armed of this.armed) {
			if (!this.hits(armed, request)) continue;
			armed.timesLeft--;
			taken.push(armed.fault);
			if (armed.fault.kind === 'partial') this.notePartial(request, armed.fault);
			if (armed.fault.kind !== 'latency') break;
		}
		return taken;
	}

	private hits(armed: ArmedFault, request: FastifyRequest): boolean {
		const { method } = armed.fault.match;
		if (armed.timesLeft <= 0) return false;
		if (method !== undefined && method.toUpperCase() !== request.method) return false;
		if (armed.path !== undefined && !armed.path.test(request.url)) return false;
		if (armed.skipLeft > 0) {
			armed.skipLeft--;
			return false;
		}
		return armed.fault.probability === 1 || this.random.chance(armed.fault.probability);
	}

	private notePartial(request: FastifyRequest, fault: Fault): void {
		const fails = (index: number) => hitsPosition(index, fault.share);
		this.partials.set(request, { fails, body: fault.body, status: fault.status });
	}
}

/** What a `status` fault answers when the test gave no body. */
const DEFAULT_BODY = { message: 'A fault injected by the sandbox' };

function answer(reply: FastifyReply, fault: Fault): FastifyReply {
	return reply
		.code(fault.status ?? 500)
		.headers(fault.headers ?? {})
		.send(fault.body ?? DEFAULT_BODY);
}

/** Adds the hooks that apply faults to every API call, and the count of how calls ended. */
export function applyFaults(app: FastifyInstance, faults: Faults, stats: Stats): void {
	const dropAfter = new WeakSet<FastifyRequest>();
	const late = new WeakMap<FastifyRequest, number>();
	app.addHook('onRequest', async (request, reply) => {
		if (!isApiCall(request)) return undefined;
		for (const fault of faults.take(request)) {
			if (fault.kind === 'answer-late') late.set(request, fault.latencyMs ?? 0);
			else if (fault.latencyMs) await sleep(fault.latencyMs);
			if (fault.kind === 'drop-after') dropAfter.add(request);
			if (fault.kind === 'status') return answer(reply, fault);
			if (fault.kind === 'drop-before') {
				stats.answered('dropped');
				reply.hijack();
				request.raw.socket.destroy();
				return reply;
			}
		}
		return undefined;
	});
	app.addHook('onSend', async (request, reply, payload) => {
		if (!isApiCall(request)) return payload;
		const waits = late.get(request);
		if (waits !== undefined) await sleep(waits);
		if (dropAfter.has(request)) {
			stats.answered('dropped');
			request.raw.socket.destroy();
		} else {
			stats.answered(reply.statusCode);
		}
		return payload;
	});
}
