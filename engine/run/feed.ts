import { refKey, type SyncItem } from '../model';
import type { Clock } from './clock-port';
import type { EventPort } from './events-port';
import { FeedHealth, kindOf } from './feed-health';
import { Due } from './feed-due';
import { Emission } from './feed-emission';
import { hearEvents } from './feed-events';
import { emptyHold, keepHolding, type Hold } from './feed-hold';
import { forgetBefore, itemOf, lastOfEach, queryOf, refOf, stampOf } from './feed-items';
import { Latest } from './feed-latest';
import { FeedLost } from './feed-lost';
import { Pace } from './feed-pace';
import { FirstSync } from './feed-progress';
import { Rest } from './feed-rest';
import type { FeedStore } from './store-port';
import { Sweeps, type SweepLoopStore } from './sweeps/sweeps';
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
	/** Readings of everything on somebody's order; absent: the loop takes none. */
	sweeps?: SweepLoopStore;
	clock: Clock;
	/** Resolves when the run that got these items has ended. */
	emit(object: string, items: SyncItem[]): Promise<{ ok: boolean; message?: string }>;
	/**
	 * Resolves when there are hints to work on; the loop always has one call of it open, also while it works. Never rejects; one that is not
	 * answered when `signal` is aborted is forgotten.
	 */
	nudge?(signal: AbortSignal): Promise<void>;
	log?(level: 'info' | 'warn', message: string): void;
	/** The system's stream of events, heard while the feed is held; absent: the poll alone finds changes. */
	events?: EventPort;
}

/** Every poll reads this far back: rows of one second become visible one by one. The long look-back has its own rhythm. */
const SHORT_LOOK_BACK_MS = 60_000;
/** How long log lines and closed questions are kept: a quarter, so that people who look once a quarter find what was overwritten. */
const KEEP_LOG_MS = 92 * 24 * 60 * 60_000;
const PRUNE_EVERY_MS = 24 * 60 * 60_000;
/** Parts of the loop that are no objects, by the names that their troubles are told under. */
const RETRIES = 'Retries';
const SWEEPS = 'Reading everything';

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
			await new FeedLoop(settings, ports, hold).run();
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
	private readonly firstSync: FirstSync;
	private readonly rest: Rest;
	private readonly latest: Latest;
	private readonly health: FeedHealth;
	private readonly emission: Emission;
	private readonly due: Due;
	private readonly sweeps: Sweeps | undefined;
	private readonly lost: AbortSignal;
	/** Epoch ms. */
	private prunedAt = -Infinity;

	constructor(
		private readonly settings: FeedSettings,
		private readonly ports: FeedPorts,
		private readonly hold: Pick<Hold, 'lost' | 'lose'>,
	) {
		const { lost } = hold;
		this.lost = lost;
		this.firstSync = new FirstSync(ports.store, settings.feed);
		this.rest = new Rest(ports, lost);
		this.latest = new Latest(ports.clock, settings.pollMs);
		this.health = new FeedHealth(ports.store, settings.feed);
		this.emission = new Emission(settings.feed, ports, lost);
		this.due = new Due(settings, ports, lost, this.emission, this.health);
		const { sweeps } = ports;
		this.sweeps = sweeps && new Sweeps(settings, { ...ports, sweeps }, lost, this.emission, () => this.health.sawAll());
	}

	async run(): Promise<void> {
		const over = new AbortController();
		const { events } = this.ports;
		const signal = AbortSignal.any([this.lost, over.signal]);
		const hearing = events && hearEvents(this.settings, { ...this.ports, events, wake: (look) => this.rest.ring(look) }, signal);
		try {
			await this.rounds();
		} finally {
			over.abort();
			await hearing;
		}
	}

	private async rounds(): Promise<void> {
		while (!this.lost.aborted) {
			const paused = await this.health.isPaused();
			if (!paused) await this.cycle();
			for (let wait = this.wait(); wait > 0 && !this.lost.aborted;) {
				const started = this.ports.clock.now().getTime();
				const sweepRest = paused ? Infinity : await this.sweep();
				const most = Math.min(wait, sweepRest);
				// A page of a sweep takes its time from the wait, as sleep does: the poll keeps its time.
				const left = most > 0 ? await this.rest.sleep(most) : 0;
				const passed = most > 0 ? most - left : Math.max(0, this.ports.clock.now().getTime() - started);
				for (const pace of this.paces.values()) pace.slept(passed);
				// Paused or resumed meanwhile, or still at rest: the next round sees to it.
				if (paused || (await this.health.isPaused()) || this.rest.mustLook()) break;
				// Hints: what is due is worked on.
				if (left > 0) await this.retries();
				wait -= passed;
			}
		}
	}

	/** One page of a sweep, while nothing is due. Answers how long to wait for the next, ms: 0 when one was read. */
	private async sweep(): Promise<number> {
		if (this.sweeps === undefined) return Infinity;
		const { sweeps } = this;
		let wait = Infinity;
		await this.step(SWEEPS, async () => {
			const works = await sweeps.open();
			if (works.length === 0) return;
			await this.retries();
			// What is due and cannot be worked on comes first all the same.
			if (!this.lost.aborted && !this.isInTrouble(RETRIES)) wait = await sweeps.turn(works.filter(({ object }) => !this.isInTrouble(object)));
		});
		return this.paces.get(SWEEPS)?.rest || wait;
	}

	private isInTrouble(part: string): boolean {
		return this.paces.get(part)?.inTrouble === true;
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
		await this.step(RETRIES, async () => await this.due.emit());
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
			this.emission.broke();
			// Nothing is wrong: whoever runs the feed now does this step.
			if (error instanceof FeedLost) return this.hold.lose();
			pace.failed(error, this.ports.clock.random());
			const told = `${name}: ${wordsOf(error)}`;
			this.health.trouble(name, told, kindOf(error, this.ports.clock.now()));
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
			if (!more && first) {
				this.health.sawAll();
				this.ports.log?.('info', `${object.name}: the first sync has read everything.`);
			}
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
		const { feed, owner, leaseMs } = this.settings;
		const refs = changes.map((change) => ({ ref: refOf(source, object, change), stamp: stampOf(change, store) }));
		return await this.emission.entering(async () => {
			const seqs = await store.notePage({ feed, owner, object: object.name, leaseMs, refs, ...noted });
			const fresh = changes.flatMap((change) => {
				const seq = seqs.get(refKey(refOf(source, object, change)));
				return seq === undefined ? [] : [itemOf(source, object, change, { feed, seq, attempt: 0 }, origin)];
			});
			await this.emission.page(object, fresh);
			return fresh.length;
		});
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
		const { feed, owner, startFrom } = this.settings;
		const cursor = await source.start(object.name, startFrom);
		if (startFrom === 'everything') {
			const total = await source.count({
				object: object.name,
				...(object.filter === undefined ? {} : { filter: object.filter }),
			});
			await this.firstSync.begin(object.name, total);
			log?.('info', `${object.name}: the first sync reads ${total} records.`);
		}
		await store.notePage({ feed, owner, object: object.name, refs: [], cursor, leaseMs: 0 });
		return cursor;
	}
}
