import { randomUUID } from 'node:crypto';
import { Client, type Notification } from 'pg';
import type { PostgresOptions } from './postgres';
import type { Bell } from './engine';

/** Why one more connection, where an administrator looks for it (`pg_stat_activity`). */
const APPLICATION_NAME = 'n8n-nodes-pact nudges';
const CONNECT_TIMEOUT_MS = 10_000;
/** A server that went without a word (a firewall that forgot the connection) says nothing for ever: so it is asked now and then. */
const CHECK_EVERY_MS = 30_000;
const CHECK_TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

/**
 * Rings over all processes that use the schema, by NOTIFY on a channel of its name: like schemas, channels belong to the database. Listening
 * takes a connection of its own, kept while somebody listens; when it breaks it is made again, and everybody is rung, as a ring may have passed
 * unheard. A pooler that hands connections on between transactions (PgBouncer) lets nothing through: then the polls find what is due.
 */
export class PostgresBell implements Bell {
	/** Our own rings come back; who rings here has been heard here. */
	private readonly self = randomUUID();
	private readonly listeners = new Set<(about: string | undefined) => void>();
	private ear: Ear | undefined;

	constructor(
		private readonly connection: PostgresOptions['connection'],
		private readonly channel: string,
		private readonly notify: (channel: string, payload: string) => Promise<unknown>,
	) {}

	async ring(about: string): Promise<void> {
		await this.notify(this.channel, `${this.self} ${about}`);
	}

	listen(hear: (about: string | undefined) => void): () => void {
		// Each call its own: two may give one function.
		const listener = (about: string | undefined) => hear(about);
		this.listeners.add(listener);
		this.ear ??= new Ear(this.connection, this.channel, (payload) => this.heard(payload));
		return () => {
			this.listeners.delete(listener);
			if (this.listeners.size > 0) return;
			this.ear?.close();
			this.ear = undefined;
		};
	}

	close(): void {
		this.listeners.clear();
		this.ear?.close();
		this.ear = undefined;
	}

	private heard(payload: string | undefined): void {
		const about = payload?.slice(payload.indexOf(' ') + 1);
		if (payload?.startsWith(`${this.self} `)) return;
		for (const hear of this.listeners) hear(about);
	}
}

/** One listening connection, made anew whenever it breaks, until it is closed. */
class Ear {
	private readonly closed = new AbortController();

	constructor(
		private readonly connection: PostgresOptions['connection'],
		private readonly channel: string,
		/** Without a payload: something may have been missed. */
		private readonly heard: (payload: string | undefined) => void,
	) {
		void this.keepListening();
	}

	close(): void {
		this.closed.abort();
	}

	private async keepListening(): Promise<void> {
		const { signal } = this.closed;
		for (let failures = 0; !signal.aborted; failures++) {
			// What goes wrong here costs time and nothing else, and the store's own statements tell of a database that is away.
			if (await this.listenOnce().catch(() => false)) failures = 0;
			await rest(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures, 10)), signal);
		}
	}

	/** Listens until the connection breaks or we are closed. True when it was there at all. */
	private async listenOnce(): Promise<boolean> {
		const { signal } = this.closed;
		const client = new Client({ ...this.connection, application_name: APPLICATION_NAME, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, query_timeout: CHECK_TIMEOUT_MS, keepAlive: true });
		const over = new AbortController();
		const end = () => over.abort();
		client.on('error', end).on('end', end);
		client.on('notification', ({ payload }: Notification) => this.heard(payload));
		signal.addEventListener('abort', end);
		try {
			await client.connect();
			await client.query(`listen ${client.escapeIdentifier(this.channel)}`);
			this.heard(undefined);
			while (!over.signal.aborted) {
				await rest(CHECK_EVERY_MS, over.signal);
				if (!over.signal.aborted) await client.query('select 1');
			}
			return true;
		} finally {
			signal.removeEventListener('abort', end);
			// One that is broken has nothing to end.
			await client.end().catch(() => undefined);
		}
	}
}

/** Sleeps without keeping the process alive; an abort ends it. */
async function rest(ms: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	await new Promise<void>((resolve) => {
		const end = () => {
			clearTimeout(timer);
			signal.removeEventListener('abort', end);
			resolve();
		};
		const timer = setTimeout(end, ms).unref();
		signal.addEventListener('abort', end);
	});
}
