import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isApiCall } from './routes';

/** What `GET /__sandbox/stats` answers. */
export interface StatsSnapshot {
	/** API calls that arrived, refused and dropped ones too. */
	calls: number;
	/** Of these, calls to routes that write. */
	writes: number;
	/** Calls by `METHOD pattern`, e.g. `GET /services/data/vXX/query`. */
	byRoute: Record<string, number>;
	/** Calls by HTTP status, or `dropped` when the socket was destroyed. */
	byStatus: Record<string, number>;
}

/** Counts API calls by route and status. */
export class Stats {
	private current: StatsSnapshot = { calls: 0, writes: 0, byRoute: {}, byStatus: {} };

	/** Notes a call on arrival, before faults and refusals. */
	arrived(route: string, writes: boolean): void {
		this.current.calls++;
		if (writes) this.current.writes++;
		this.current.byRoute[route] = (this.current.byRoute[route] ?? 0) + 1;
	}

	/** Notes how a call ended. */
	answered(status: number | 'dropped'): void {
		this.current.byStatus[status] = (this.current.byStatus[status] ?? 0) + 1;
	}

	/** A copy of the counts. */
	snapshot(): StatsSnapshot {
		return structuredClone(this.current);
	}

	/** Back to zero. */
	reset(): void {
		this.current = { calls: 0, writes: 0, byRoute: {}, byStatus: {} };
	}
}

/** Whether a request may change something. */
export function writes(request: FastifyRequest): boolean {
	const declared = request.routeOptions.config.sandboxWrite;
	return declared ?? (request.method !== 'GET' && request.method !== 'HEAD');
}

/**
 * Adds the hook that counts arrivals. `label` turns a route pattern into its name in `byRoute`.
 * Must be registered before the faults, so that dropped calls are counted.
 */
export function countArrivals(app: FastifyInstance, stats: Stats, label: (pattern: string) => string): void {
	app.addHook('onRequest', async (request) => {
		if (!isApiCall(request)) return;
		const pattern = request.routeOptions.url ?? '(unknown path)';
		stats.arrived(`${request.method} ${label(pattern)}`, writes(request));
	});
}
