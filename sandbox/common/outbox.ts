import { setTimeout as sleep } from 'node:timers/promises';

/** How often the sandbox clock is asked whether something is due, in real time. */
const TICK_MS = 20;
/** How long a sandbox that reorders collects deliveries before it turns them round, in real time. */
const REORDER_HOLD_MS = 150;

/** Something on its way to a receiver of webhooks. */
export interface Outgoing {
	/** Epoch milliseconds of the sandbox clock. */
	dueAt: number;
}

interface OutboxParts<Item> {
	/** Epoch milliseconds of the sandbox clock. */
	now(): number;
	/** The newest first, instead of what was due first. */
	reorders(): boolean;
	/** Sends what is due; what is refused and tried again is put back by it. */
	send(due: Item[]): Promise<void>;
	/** Collects for a moment before it sends, so that what belongs together goes together. */
	collects?: true;
}

/** What a sandbox has to deliver: waits by the sandbox clock, and sends while the process has nothing better to do. */
export class Outbox<Item extends Outgoing> {
	private queue: Item[] = [];
	private timer: NodeJS.Timeout | undefined;
	private sending: Promise<void> | undefined;
	private readonly closing = new AbortController();

	constructor(private readonly parts: OutboxParts<Item>) {}

	/** Aborted when the sandbox stops. */
	get closed(): AbortSignal {
		return this.closing.signal;
	}

	/** What waits for its time or its turn. */
	get pending(): readonly Item[] {
		return this.queue;
	}

	put(...items: readonly Item[]): void {
		this.queue.push(...items);
		if (this.queue.length > 0) this.schedule(this.parts.collects ? TICK_MS : 0);
	}

	drop(isDropped: (item: Item) => boolean): void {
		this.queue = this.queue.filter((item) => !isDropped(item));
	}

	/** Resolves when nothing is due any more; what waits for a later time does not count. */
	async settled(): Promise<void> {
		while (this.sending || this.queue.some(({ dueAt }) => dueAt <= this.parts.now())) await sleep(TICK_MS / 4);
	}

	async close(): Promise<void> {
		this.closing.abort();
		clearTimeout(this.timer);
		this.queue = [];
		await this.sending;
	}

	private schedule(waitMs: number): void {
		if (this.timer || this.sending || this.closed.aborted) return;
		this.timer = setTimeout(() => {
			this.timer = undefined;
			this.sending = this.sendDue().finally(() => {
				this.sending = undefined;
				if (this.queue.length > 0) this.schedule(TICK_MS);
			});
		}, this.parts.reorders() ? REORDER_HOLD_MS : waitMs);
		this.timer.unref();
	}

	private async sendDue(): Promise<void> {
		const now = this.parts.now();
		const due = this.queue.filter(({ dueAt }) => dueAt <= now);
		if (due.length === 0) return;
		this.queue = this.queue.filter(({ dueAt }) => dueAt > now);
		due.sort((a, b) => a.dueAt - b.dueAt);
		await this.parts.send(this.parts.reorders() ? due.reverse() : due);
	}
}

/** One POST of a webhook. Answers the status, or a word for why there was none. */
export async function post(
	url: string,
	request: { headers: Record<string, string>; body: string; timeoutMs: number; closed: AbortSignal },
): Promise<number | string> {
	const { headers, body, timeoutMs, closed } = request;
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', ...headers },
			body,
			redirect: 'manual',
			signal: AbortSignal.any([closed, AbortSignal.timeout(timeoutMs)]),
		});
		await response.arrayBuffer();
		return response.status;
	} catch (error) {
		// Not `instanceof Error`: under jest, fetch throws the errors of another realm.
		return (error as { name?: unknown }).name === 'TimeoutError' ? 'timed out' : 'no connection';
	}
}

export const isTaken = (result: number | string): boolean => typeof result === 'number' && result >= 200 && result < 300;
