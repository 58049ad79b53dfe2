import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Change, LogEntry, RecordRef } from '../../../engine/model';
import type { Commit, Ledger } from '../../../engine/run/store-port';
import { openStore, type Store } from '../../../store';

/** A place for one test's store, on one engine. */
export interface Home {
	open(now: () => Date): Promise<Store>;
	remove(): Promise<void>;
}

export async function sqliteHome(): Promise<Home & { folder: string; file: string }> {
	const folder = await mkdtemp(join(tmpdir(), 'sync-store-'));
	const file = join(folder, 'deep', 'store.db');
	return { folder, file, open: (now) => openStore({ file, now }), remove: () => rm(folder, { recursive: true }) };
}

const START = Date.parse('2026-03-01T12:00:00.000Z');

/** A store that is ready, with a clock that the test holds. */
export class Bench {
	private readonly stores: Store[] = [];

	private constructor(
		readonly home: Home,
		readonly store: Store,
		private readonly clock: { now: number },
	) {
		this.stores.push(store);
	}

	static async start(home: Home): Promise<Bench> {
		const clock = { now: START };
		return new Bench(home, await home.open(() => new Date(clock.now)), clock);
	}

	now(): Date {
		return new Date(this.clock.now);
	}

	in(ms: number): string {
		return new Date(this.clock.now + ms).toISOString();
	}

	pass(ms: number): void {
		this.clock.now += ms;
	}

	/** A second connection to the same store. */
	async another(): Promise<Store> {
		const store = await this.home.open(() => this.now());
		this.stores.push(store);
		return store;
	}

	async stop(): Promise<void> {
		for (const store of this.stores) await store.close();
		await this.home.remove();
	}

	/** Emits records of a feed; answers their changes with tickets. */
	async emit(ids: string[], options: { feed?: string; stamp?: string; leaseMs?: number } = {}): Promise<Change[]> {
		const { feed = 'feed-1', stamp = '2026-03-01T11:00:00.000Z', leaseMs = 60_000 } = options;
		const seqs = await this.store.notePage({
			feed,
			object: 'Contact',
			refs: ids.map((id) => ({ ref: contact(id), stamp })),
			cursor: 'c',
			leaseMs,
		});
		return ids.map((id) => change(contact(id), { feed, seq: seqs.get(key(contact(id))) ?? 0, attempt: 0 }));
	}

	async due(feed = 'feed-1'): Promise<Array<{ id: string; seq: number; attempts: number }>> {
		const due = await this.store.takeDue(feed, 1_000, 60_000);
		return due.map(({ ref, seq, attempts }) => ({ id: ref.id, seq, attempts }));
	}
}

export const PAIR = 'sf-contact~pact-contact';
export const contact = (id: string): RecordRef => ({ system: 'salesforce', connection: '00D1', object: 'Contact', id });
export const person = (id: string): RecordRef => ({ system: 'pact', connection: 'ws1', object: 'contacts', id });
export const key = (ref: RecordRef): string => `${ref.system}|${ref.connection}|${ref.object}|${ref.id}`;

export function change(ref: RecordRef, ticket?: Change['ticket']): Change {
	return {
		...ref,
		kind: 'upserted',
		modifiedAt: '2026-03-01T11:00:00.000Z',
		origin: 'poll',
		...(ticket ? { ticket } : {}),
	};
}

export function logOf(of: Change, extra: Partial<LogEntry> = {}): LogEntry {
	const { system, connection, object, id } = of;
	return {
		at: '2026-03-01T12:00:00.000Z',
		pair: PAIR,
		source: { system, connection, object, id },
		origin: of.origin,
		outcome: 'updated',
		reason: 'updated',
		message: 'Updated.',
		movements: [],
		...extra,
	};
}

export function commit(
	of: Change,
	ledger: Ledger = { kind: 'close' },
	extra: Partial<Commit> & { entry?: Partial<LogEntry> } = {},
): Commit {
	const { entry, ...rest } = extra;
	return { change: of, ledger, log: logOf(of, entry), ...rest };
}

export const seqOf = (of: Change): number => of.ticket?.seq ?? 0;
