import { refKey, type SyncItem } from '../model';
import type { Clock } from './clock-port';
import { FeedHealth } from './feed-health';
import { emptyHold, keepHolding, type Hold } from './feed-hold';
import { forgetBefore, itemOf, lastOfEach, notWatched, queryOf, refOf, stampOf } from './feed-items';
import { Latest } from './feed-latest';
import { Pace } from './feed-pace';
import { FirstSync } from './feed-progress';
import { Rest } from './feed-rest';
import type { DueRef, FeedStore } from './store-port';
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
	/**
	 * Resolves when there are hints to work on; the loop always has one call of it open, also while it works. Never rejects; one that is not
	 * answered when `signal` is aborted is forgotten.
	 */
	nudge?(signal: AbortSignal): Promise<void>;
	log?(level: 'info' | 'warn', message: string): void;
}

/** Every poll reads this far back: rows of one second become visible one by one. The long look-back has its own rhythm. */
const SHORT_LOOK_BACK_MS = 60_000;
/** How long log lines and closed questions are kept: a quarter, so that people who look once a quarter find what was overwritten. */
const KEEP_LOG_MS = 92 * 24 * 60 * 60_000;
const PRUNE_EVERY_MS = 24 * 60 * 60_000;

/**
 * The trigger's loop: due retries first, then new pages of every object, each page entered in the ledger together with the cursor before
 * it is emitted, and the next one read only when the run has ended. Goes on after every error, its own store's included; ends when
 * `signal` is aborted.
 */
export async function runFeed(settings: FeedSettings, ports: FeedPorts, signal: AbortSignal): Promise<void> {
	const trouble = new Pace();
	while (!signal.aborted) {
		let hold: Hold = emptyHold;
		try {
			hold = await keepHolding(settings, ports, signal);
			if (hold === emptyHold) return;
			trouble.succeeded();
			await new FeedLoop(settings, ports, hold.lost).run();
			await hold.release();
			if (!signal.aborted)
				ports.log?.('warn', 'Another n8n process has taken this trigger over. Waiting for it to let go.');
		} catch (error) {
			// What cannot be released now runs out by itself.
			await hold.release().catch(() => undefined);
			ports.log?.('warn', `The sync store: ${wordsOf(error)} The sync goes on and tries again; nothing is lost.`);
			trouble.failed(error, ports.clock.random());
			await ports.clock.sleep(trouble.rest, signal);
		}
	}
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The loop while the feed is held. One step at a time: when a step has failed, nothing of this feed is under way. */
class FeedLoop {
	private readonly paces = new Map<string, Pace>();
	/** The present step has entries of the ledger under way. */
	private entered = false;
	/** Some were left so: by a process that died, or by a step that failed on the way. */
	private unsettled = true;
	private readonly firstSync: FirstSync;
	private readonly rest: Rest;
	private readonly latest: Latest;
	private readonly health: FeedHealth;
	/** Epoch ms. */
	private prunedAt = -Infinity;

	constructor(
		private readonly settings: FeedSettings,
		private readonly ports: FeedPorts,
		private readonly lost: AbortSignal,
	) {
		this.firstSync = new FirstSync(ports.store, settings.feed);
		this.rest = new Rest(ports, lost);
		this.latest = new Latest(ports.clock, settings.pollMs);
		this.health = new FeedHealth(ports.store, settings.feed);
	}

	async run(): Promise<void> {
		while (!this.lost.aborted) {
			const paused = await this.health.isPaused();
			if (!paused) await this.cycle();
			for (let wait = this.wait(); wait > 0 && !this.lost.aborted;) {
				const left = await this.rest.sleep(wait);
				for (const pace of this.paces.values()) pace.slept(wait - left);
				// Paused or resumed meanwhile, or still at rest: the next round sees to it.
				if (paused || (await this.health.isPaused())) break;
				// Hints: what is due is worked on, and the poll keeps its time.
				if (left > 0) await this.retries();
				wait = left;
			}
		}
	}

	/** One round over everything. An error of one object does not keep the others. */
	private async cycle(): Promise<void> {
		const started = this.ports.clock.now().getTime();
		await this.retries();
		this.latest.looks();
		for (const object of this.settings.objects) {
			if (this.lost.aborted) return;
			await this.step(object.name, async (pace) => {
				const sweep = pace.isSweep(started);
				await this.readObject(
					object,
					sweep ? this.settings.lookBackMs : Math.min(this.settings.lookBackMs, SHORT_LOOK_BACK_MS),
				);
				if (sweep && !this.lost.aborted) pace.sweptUntil(started + this.settings.lookBackEveryMs);
			});
		}
		if (started - this.prunedAt >= PRUNE_EVERY_MS) await this.step('The log', async () => await this.prune(started));
		if (!this.lost.aborted) await this.health.roundEnded();
	}

	/** A bounded part each cycle, until nothing old is left. */
	private async prune(now: number): Promise<void> {
		const { more } = await this.ports.store.prune({ olderThan: new Date(now - KEEP_LOG_MS).toISOString() });
		if (!more) this.prunedAt = now;
	}

	private async retries(): Promise<void> {
		await this.step('', async () => await this.emitDue());
	}

	private async step(name: string, work: (pace: Pace) => Promise<void>): Promise<void> {
		const pace = this.paces.get(name) ?? new Pace();
		this.paces.set(name, pace);
		if (pace.rest > 0) return;
		try {
			await work(pace);
			pace.succeeded();
			this.health.well(name);
		} catch (error) {
			if (this.entered) this.unsettled = true;
			this.entered = false;
			pace.failed(error, this.ports.clock.random());
			const told = `${name === '' ? 'Retries' : name}: ${wordsOf(error)}`;
			this.health.trouble(name, told);
			this.ports.log?.('warn', `${told} The sync goes on and tries again; nothing is lost.`);
		}
	}

	/** Objects that can be read keep their rhythm; where none can, the first that may be asked again ends the wait. */
	private wait(): number {
		const paces = [...this.paces.values()];
		if (!paces.some(({ inTrouble }) => inTrouble)) return this.settings.pollMs;
		const objects = this.settings.objects.flatMap(({ name }) => this.paces.get(name) ?? []);
		const soonest = Math.min(...paces.filter(({ inTrouble }) => inTrouble).map(({ rest }) => rest));
		const spread = this.settings.pollMs * (1 + this.ports.clock.random() / 10);
		return objects.every(({ inTrouble }) => inTrouble) ? Math.max(1, soonest) : spread;
	}

	private async readObject(object: FeedObject, lookBackMs: number): Promise<void> {
		const { source, store } = this.ports;
		const { feed, pageSize } = this.settings;
		let cursor = (await store.cursor(feed, object.name)) ?? (await this.start(object));
		let back = lookBackMs;
		for (let more = true; more && !this.lost.aborted;) {
			const page = await source.readPage({ ...queryOf(object), limit: pageSize }, cursor, { lookBackMs: back });
			// Whoever holds the feed now reads this page too, and its cursor counts.
			if (this.lost.aborted) return;
			// The page itself goes on from where it ended; only the first one looks back. One that stands still is the last.
			more = page.more && (back > 0 || page.cursor !== cursor);
			back = 0;
			const first = await this.firstSync.isOn(object.name);
			let fresh = 0;
			if (page.changes.length > 0 || page.cursor !== cursor) {
				cursor = page.cursor;
				const changes = lastOfEach(page.changes);
				const origin = first ? 'backfill' : 'poll';
				fresh = await this.emitNew(object, changes, { cursor, ...forgetBefore(changes, this.settings.lookBackMs) }, origin);
			}
			// Also of a read that found nothing: a process that died in the last page of a first sync has left it open.
			await this.firstSync.advance(object.name, fresh, more);
			if (!more && first) this.health.sawAll();
			if (more && (await this.health.isPaused())) return;
			if (more) await this.retries();
			if (more && this.latest.isDue()) await this.readLatest();
		}
	}

	/** Enters changes in the ledger together with the cursor, and emits those that are news. Answers how many these were. */
	private async emitNew(
		object: FeedObject,
		changes: readonly SourceChange[],
		noted: { cursor: string; forgetBefore?: string },
		origin: 'backfill' | 'poll',
	): Promise<number> {
		const { source, store } = this.ports;
		const { feed, leaseMs } = this.settings;
		const refs = changes.map((change) => ({ ref: refOf(source, object, change), stamp: stampOf(change, store) }));
		this.entered = true;
		const seqs = await store.notePage({ feed, object: object.name, leaseMs, refs, ...noted });
		const fresh = changes.flatMap((change) => {
			const seq = seqs.get(refKey(refOf(source, object, change)));
			return seq === undefined ? [] : [itemOf(source, object, change, { feed, seq, attempt: 0 }, origin)];
		});
		await this.emitPage(object, fresh);
		this.entered = false;
		return fresh.length;
	}

	/**
	 * The latest changes of every object, beside a long reading, which finds them later and knows them then. Only what was changed since the
	 * look before: a feed that starts from now on does not tell of older records, and a version that was forgotten is no news.
	 */
	private async readLatest(): Promise<void> {
		const { source, store } = this.ports;
		const { feed, pageSize, objects } = this.settings;
		const since = this.latest.looks() - SHORT_LOOK_BACK_MS;
		for (const object of objects) {
			if (this.lost.aborted) return;
			await this.step(object.name, async () => {
				const cursor = await store.cursor(feed, object.name);
				// One that was not begun has its turn yet.
				if (cursor === undefined) return;
				const latest = await source.sample({ ...queryOf(object), limit: pageSize });
				const changes = lastOfEach(latest).filter(({ modifiedAt }) => Date.parse(modifiedAt) >= since);
				if (!this.lost.aborted) await this.emitNew(object, changes, { cursor }, 'poll');
			});
		}
	}

	private async start(object: FeedObject): Promise<string> {
		const { source, store, log } = this.ports;
		const { feed, startFrom } = this.settings;
		const cursor = await source.start(object.name, startFrom);
		if (startFrom === 'everything') {
			const total = await source.count({
				object: object.name,
				...(object.filter === undefined ? {} : { filter: object.filter }),
			});
			await this.firstSync.begin(object.name, total);
			log?.('info', `${object.name}: the first sync reads ${total} records.`);
		}
		await store.notePage({ feed, object: object.name, refs: [], cursor, leaseMs: 0 });
		return cursor;
	}

	/** Retries, released waits and what a crash left behind, with their present values. */
	private async emitDue(): Promise<void> {
		const { store } = this.ports;
		const { feed, pageSize, leaseMs } = this.settings;
		if (this.unsettled) {
			await store.reclaim(feed);
			this.unsettled = false;
		}
		while (!this.lost.aborted) {
			this.entered = true;
			const due = await store.takeDue(feed, pageSize, leaseMs);
			let failure: unknown;
			for (const object of this.settings.objects) {
				const entries = due.filter(({ ref }) => ref.object === object.name && ref.connection === this.ports.source.connection);
				try {
					if (entries.length > 0) await this.emitAgain(object, entries);
				} catch (error) {
					// An object that cannot be read does not take the others' retries of this round with it.
					failure ??= error;
				}
			}
			const forgotten = notWatched(due, this.ports.source, this.settings.objects);
			if (forgotten.length > 0) await store.closeUnreadable(feed, forgotten);
			if (failure !== undefined) throw failure as Error;
			this.entered = false;
			if (due.length < pageSize || (await this.health.isPaused())) return;
		}
	}

	private async emitAgain(object: FeedObject, due: readonly DueRef[]): Promise<void> {
		const { store, source } = this.ports;
		const { feed } = this.settings;
		const entries = new Map(due.map((entry) => [entry.ref.id, entry]));
		const changes = lastOfEach(await source.readAgain(queryOf(object), [...entries.keys()]));
		const toldBy = ({ id, standsFor = [] }: SourceChange): string[] => [id, ...standsFor];
		const found = new Set(changes.flatMap(toldBy));
		const missing = due.filter(({ ref }) => !found.has(ref.id));
		if (missing.length > 0) {
			const message = (id: string) =>
				`${object.name} ${id} cannot be read any more: it was deleted for good, left the filter, or this user may not see it.`;
			await store.closeUnreadable(
				feed,
				missing.map(({ ref }) => ({ ref, message: message(ref.id) })),
			);
		}
		// One item for each entry: of several of one record, the run takes the last.
		const items = changes.flatMap((change) =>
			toldBy(change).flatMap((id) => {
				const entry = entries.get(id);
				return entry === undefined ? [] : [itemOf(source, object, change, { feed, seq: entry.seq, attempt: entry.attempts }, entry.origin)];
			}),
		);
		if (items.length === 0) return;
		// The poll need not bring these versions once more: whatever becomes of them, the ledger has them.
		const seen = changes.map((change) => ({ ref: refOf(source, object, change), stamp: stampOf(change, store) }));
		await store.noteSeen(feed, seen);
		await this.emitPage(object, items);
	}

	private async emitPage(object: FeedObject, items: SyncItem[]): Promise<void> {
		if (items.length === 0) return;
		const { store } = this.ports;
		const seqs = items.flatMap(({ change }) => (change.ticket === undefined ? [] : [change.ticket.seq]));
		const run = await this.emitted(object, items);
		if (run.ok) await store.acknowledge(this.settings.feed, seqs);
		else await store.runFailed(this.settings.feed, seqs, run.message ?? 'The workflow run failed.');
	}

	/** A run that could not even be started counts as a failed one, unless the loop is told to stop: then the next start brings it back. */
	private async emitted(object: FeedObject, items: SyncItem[]): Promise<{ ok: boolean; message?: string }> {
		try {
			return await this.ports.emit(object.name, items);
		} catch (error) {
			if (this.lost.aborted) throw error;
			return { ok: false, message: wordsOf(error) };
		}
	}
}
