import { randomBytes } from 'node:crypto';
import { RECONNECT_WITHIN_MS } from './limits';

export type Message = Record<string, unknown>;

/** One CometD client that has shaken hands. */
export class CometdClient {
	readonly id = randomBytes(14).toString('hex');
	/** What the cookie of its browser must say. */
	readonly cookie = randomBytes(12).toString('hex');
	readonly channels = new Set<string>();
	/** It has been told of the first connect, which is answered at once. */
	connected = false;
	/** Why the next connect is refused, if it is. */
	refusal: string | undefined;
	private queue: Message[] = [];
	private wake: (() => void) | undefined;
	/** Epoch ms of the sandbox clock. */
	private seenAt: number;

	constructor(
		/** It has said that it can replay. */
		readonly replays: boolean,
		now: number,
	) {
		this.seenAt = now;
	}

	push(...messages: readonly Message[]): void {
		this.queue.push(...messages);
		if (messages.length > 0) this.wake?.();
	}

	/** Ends a waiting connect. */
	stir(): void {
		this.wake?.();
	}

	isForgotten(now: number): boolean {
		return this.wake === undefined && now - this.seenAt > RECONNECT_WITHIN_MS;
	}

	/** What there is to tell, at the latest after `ms` of real time or when `gone` says that nobody listens any more. */
	async messages(ms: number, gone: AbortSignal, now: () => number): Promise<Message[]> {
		this.wake?.();
		if (this.queue.length === 0 && ms > 0 && !gone.aborted) {
			await new Promise<void>((resolve) => {
				const end = () => {
					clearTimeout(timer);
					gone.removeEventListener('abort', end);
					if (this.wake === end) this.wake = undefined;
					resolve();
				};
				const timer = setTimeout(end, ms).unref();
				gone.addEventListener('abort', end);
				this.wake = end;
			});
		}
		this.seenAt = now();
		// Who has hung up gets them with the next connect.
		return gone.aborted ? [] : this.take();
	}

	/** What waits for it. */
	take(): Message[] {
		return this.queue.splice(0);
	}

	seen(now: number): void {
		this.seenAt = now;
	}
}

/** The clients of the org. One that has not connected for too long is forgotten. */
export class CometdClients {
	private readonly clients = new Map<string, CometdClient>();

	constructor(private readonly now: () => number) {}

	open(replays: boolean): CometdClient {
		const client = new CometdClient(replays, this.now());
		this.clients.set(client.id, client);
		return client;
	}

	find(id: string): CometdClient | undefined {
		return this.all().find((client) => client.id === id);
	}

	all(): CometdClient[] {
		for (const client of this.clients.values()) if (client.isForgotten(this.now())) this.clients.delete(client.id);
		return [...this.clients.values()];
	}

	close(client: CometdClient): void {
		this.clients.delete(client.id);
		client.stir();
	}

	/** The server has forgotten everybody. */
	closeAll(): void {
		for (const client of this.all()) this.close(client);
	}
}
