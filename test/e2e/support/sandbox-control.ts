import { z } from 'zod';

const clockSchema = z.object({ now: z.iso.datetime(), frozen: z.boolean() });
const counts = z.record(z.string(), z.number());
const statsSchema = z.looseObject({ calls: z.number(), writes: z.number(), byRoute: counts, byStatus: counts });

type SandboxStats = z.output<typeof statsSchema>;

/** A fault for `POST /__sandbox/faults`; sandbox/common/faults.ts explains every key. */
export interface SandboxFault {
	match?: { method?: string; path?: string };
	kind: 'latency' | 'status' | 'drop-before' | 'drop-after' | 'answer-late' | 'partial';
	status?: number;
	headers?: Record<string, string>;
	body?: unknown;
	latencyMs?: number;
	times?: number;
	skip?: number;
	probability?: number;
	share?: number;
}

/** Steers one sandbox from outside, over its `/__sandbox/` endpoints. */
export class SandboxControl {
	constructor(readonly url: string) {}

	/** Virtual time of the sandbox. */
	async clock(): Promise<{ now: string; frozen: boolean }> {
		return clockSchema.parse(await this.call('GET', 'clock'));
	}

	/** Moves the sandbox's clock forward, or stops and restarts it. */
	async setClock(change: { advanceMs?: number; freeze?: boolean }): Promise<{ now: string; frozen: boolean }> {
		return clockSchema.parse(await this.call('POST', 'clock', change));
	}

	async addFault(fault: SandboxFault): Promise<void> {
		await this.call('POST', 'faults', fault);
	}

	async clearFaults(): Promise<void> {
		await this.call('DELETE', 'faults');
	}

	/** Calls since the start or the last reset. */
	async stats(): Promise<SandboxStats> {
		return statsSchema.parse(await this.call('GET', 'stats'));
	}

	async resetStats(): Promise<void> {
		await this.call('DELETE', 'stats');
	}

	/** Any other endpoint under `/__sandbox/`, such as `records`. Answers parsed JSON, or undefined for an empty body. */
	async call(method: string, path: string, body?: unknown): Promise<unknown> {
		const response = await fetch(`${this.url}/__sandbox/${path}`, {
			method,
			...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${method} /__sandbox/${path}: ${text.slice(0, 500)}`);
		return text === '' ? undefined : (JSON.parse(text) as unknown);
	}
}
