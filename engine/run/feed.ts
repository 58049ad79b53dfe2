import { refKey, SystemError, type SyncItem } from '../model';
import type { Clock } from './clock-port';
import { emptyHold, keepHolding, type Hold } from './feed-hold';
import type { FeedStore } from './store-port';
import type { ChangeSourcePort, SourceChange } from './system-port';

export interface FeedObject {
	name: string;
	fields: readonly string[];
	/** In the system's own filter language. */
	filter?: string;
}

export interface FeedSettings {
	/** Workflow and node: whose ledger and cursors these are. */
	feed: string;
	/** Unique to this loop. */
	owner: string;
	/** Parents first. */
	objects: readonly FeedObject[];
	startFrom: 'now' | 'everything' | { date: string };
	pollMs: number;
	pageSize: number;
	/** How far back to read for rows that became visible late, and how often. */
	lookBackMs: number;
	lookBackEveryMs: number;
	/** How long an emitted page may take before its records are emitted again. */
	leaseMs: number;
}

export interface FeedPorts {
	source: ChangeSourcePort;
	store: FeedStore;
	clock: Clock;
	/** Resolves when the run that got these items has ended. */
	emit(object: string, items: SyncItem[]): Promise<{ ok: boolean; message?: string }>;
	log?(level: 'info' | 'warn', message: string): void;
}

/** Every poll reads this far back: clocks and short transactions. The long look-back has its own rhythm. */
const SHORT_LOOK_BACK_MS = 60_000;
/** Seen versions are remembered this much longer than the look-back reaches. */
const REMEMBER_FACTOR = 2;
const FIRST_BACK_OFF_MS = 5_000;
const LONGEST_BACK_OFF_MS = 15 * 60_000;

/**
 * The trigger's loop: due retries first, then new pages of every object, each page entered in the ledger together with the cursor before
 * it is emitted, and the next one read only when the run has ended. Goes on after every error; ends when `signal` is aborted.
 */
export async function runFeed(settings: FeedSettings, ports: FeedPorts, signal: AbortSignal): Promise<void> {
	const loop = new FeedLoop(settings, ports);
	while (!signal.aborted) {
		const hold = await keepHolding(settings, ports, signal);
		if (hold === emptyHold) return;
		try {
			await loop.whileHeld(hold);
		} finally {
			await hold.release();
		}
	}
}

class FeedLoop {
	private failures = 0;
	private nextSweep = -Infinity;

	constructor(private readonly settings: FeedSettings, private readonly ports: FeedPorts) {}

	async whileHeld(hold: Hold): Promise<void> {
		await this.ports.store.reclaim(this.settings.feed);
		while (!hold.lost.aborted) {
			const wait = await this.cycle(hold);
			await this.ports.clock.sleep(wait, hold.lost);
		}
	}

	/** One round over everything; answers how long to wait. An error of one object does not keep the others. */
	private async cycle(hold: Hold): Promise<number> {
		const { clock } = this.ports;
		const started = clock.now().getTime();
		const sweep = started >= this.nextSweep;
		const errors: unknown[] = [];
		await this.guarded(errors, '', async () => await this.emitDue(hold));
		for (const object of this.settings.objects) {
			if (hold.lost.aborted) return 0;
			await this.guarded(errors, object.name, async () => await this.readObject(object, sweep, hold));
		}
		if (errors.length === 0) {
			this.failures = 0;
			if (sweep) this.nextSweep = started + this.settings.lookBackEveryMs;
			return this.settings.pollMs;
		}
		this.failures += 1;
		return this.backOff(errors);
	}

	private async guarded(errors: unknown[], object: string, work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			errors.push(error);
			const what = error instanceof Error ? error.message : String(error);
			this.ports.log?.('warn', `${object === '' ? 'Retries' : object}: ${what} The sync goes on and tries again; nothing is lost.`);
		}
	}

	private backOff(errors: readonly unknown[]): number {
		const asked = errors.map((error) => (error instanceof SystemError ? (error.details.retryAfterMs ?? 0) : 0));
		const doubled = Math.min(LONGEST_BACK_OFF_MS, FIRST_BACK_OFF_MS * 2 ** Math.min(this.failures - 1, 10));
		// Objects that can be read keep their rhythm unless all fail: a field that vanished must not slow the others.
		const base = errors.length > this.settings.objects.length ? Math.max(doubled, this.settings.pollMs) : this.settings.pollMs;
		return Math.max(base, ...asked) * (1 + this.ports.clock.random() / 10);
	}

	private async readObject(object: FeedObject, sweep: boolean, hold: Hold): Promise<void> {
		const { source, store } = this.ports;
		const { feed, pageSize, lookBackMs, leaseMs } = this.settings;
		let cursor = (await store.cursor(feed, object.name)) ?? (await this.start(object));
		let back = sweep ? lookBackMs : Math.min(lookBackMs, SHORT_LOOK_BACK_MS);
		for (let more = true; more && !hold.lost.aborted; ) {
			const page = await source.readPage({ ...queryOf(object), limit: pageSize }, cursor, { lookBackMs: back });
			// The page itself goes on from where it ended; only the first one looks back.
			back = 0;
			({ cursor, more } = page);
			const seqs = await store.notePage({
				feed, object: object.name, leaseMs, cursor,
				refs: page.changes.map((change) => ({ ref: this.ref(object, change), stamp: change.modifiedAt })),
				...this.forgetBefore(page.changes),
			});
			const fresh = page.changes.flatMap((change) => {
				const seq = seqs.get(refKey(this.ref(object, change)));
				return seq === undefined ? [] : [this.item(object, change, { seq, attempt: 0 })];
			});
			await this.emitPage(object, fresh);
			await this.countProgress(object, fresh.length);
			if (more) await this.emitDue(hold);
		}
	}

	/** Stamps older than anything that a look-back can bring again, measured by the records' own clock. */
	private forgetBefore(changes: readonly SourceChange[]): { forgetBefore?: string } {
		const last = changes.at(-1);
		return last === undefined ? {} : { forgetBefore: new Date(Date.parse(last.modifiedAt) - REMEMBER_FACTOR * this.settings.lookBackMs).toISOString() };
	}

	private async start(object: FeedObject): Promise<string> {
		const { source, store, log } = this.ports;
		const { feed, startFrom } = this.settings;
		const cursor = await source.start(object.name, startFrom);
		if (startFrom === 'everything') {
			const total = await source.count({ object: object.name, ...(object.filter === undefined ? {} : { filter: object.filter }) });
			await store.setProgress(feed, object.name, { done: 0, total });
			log?.('info', `${object.name}: the first sync reads ${total} records.`);
		}
		await store.notePage({ feed, object: object.name, refs: [], cursor, leaseMs: 0 });
		return cursor;
	}

	private async countProgress(object: FeedObject, read: number): Promise<void> {
		if (read === 0) return;
		const { store } = this.ports;
		const progress = (await store.progress(this.settings.feed))[object.name];
		if (progress === undefined || progress.done >= progress.total) return;
		await store.setProgress(this.settings.feed, object.name, { done: Math.min(progress.total, progress.done + read), total: progress.total });
	}

	/** Retries, released waits and what a crash left behind, with their present values. */
	private async emitDue(hold: Hold): Promise<void> {
		const { store, source } = this.ports;
		const { feed, pageSize, leaseMs } = this.settings;
		while (!hold.lost.aborted) {
			const due = await store.takeDue(feed, pageSize, leaseMs);
			for (const object of this.settings.objects) {
				const entries = new Map(due.filter(({ ref }) => ref.object === object.name).map((entry) => [entry.ref.id, entry]));
				if (entries.size === 0) continue;
				const changes = await source.readAgain(queryOf(object), [...entries.keys()]);
				const found = new Set(changes.map(({ id }) => id));
				const missing = [...entries.values()].filter(({ ref }) => !found.has(ref.id));
				if (missing.length > 0) {
					await store.closeUnreadable(feed, missing.map(({ ref }) => ({ ref, message: `${ref.object} ${ref.id} cannot be read any more: it was deleted for good, left the filter, or this user may not see it.` })));
				}
				await this.emitPage(object, changes.map((change) => {
					const entry = entries.get(change.id);
					return this.item(object, change, { seq: entry?.seq ?? 0, attempt: entry?.attempts ?? 0 }, 'retry');
				}));
			}
			await this.closeForgotten(due.map(({ ref }) => ref));
			if (due.length < pageSize) return;
		}
	}

	/** Entries of objects that this trigger does not watch any more. */
	private async closeForgotten(refs: ReadonlyArray<Parameters<FeedStore['closeUnreadable']>[1][number]['ref']>): Promise<void> {
		const watched = new Set(this.settings.objects.map(({ name }) => name));
		const forgotten = refs.filter(({ object }) => !watched.has(object));
		if (forgotten.length === 0) return;
		await this.ports.store.closeUnreadable(this.settings.feed, forgotten.map((ref) => ({ ref, message: `${ref.object} is not among the trigger's objects any more.` })));
	}

	private async emitPage(object: FeedObject, items: SyncItem[]): Promise<void> {
		if (items.length === 0) return;
		const { store, emit } = this.ports;
		const seqs = items.flatMap(({ change }) => (change.ticket === undefined ? [] : [change.ticket.seq]));
		const run = await emit(object.name, items);
		if (run.ok) await store.acknowledge(this.settings.feed, seqs);
		else await store.runFailed(this.settings.feed, seqs, run.message ?? 'The workflow run failed.');
	}

	private ref(object: FeedObject, change: SourceChange) {
		const { system, connection } = this.ports.source;
		return { system, connection, object: object.name, id: change.id };
	}

	private item(object: FeedObject, change: SourceChange, { seq, attempt }: { seq: number; attempt: number }, origin: 'poll' | 'retry' = 'poll'): SyncItem {
		const { fields, ...about } = change;
		return { change: { ...this.ref(object, change), ...about, origin, ticket: { feed: this.settings.feed, seq, attempt } }, fields };
	}
}

const queryOf = ({ name, fields, filter }: FeedObject) => ({ object: name, fields, ...(filter === undefined ? {} : { filter }) });
