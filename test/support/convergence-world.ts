import { mapRecord } from '../../engine/mapping';
import type { MappedItem, Mapping, Side, SyncItem } from '../../engine/model';
import { runBatch } from '../../engine/run/batch';
import { runFeed } from '../../engine/run/feed';
import type { Store } from '../../store';
import type { SimSystem } from './convergence-system';
import type { Chance, VirtualTime } from './convergence-time';

export interface SimPair {
	mapping: Mapping;
	left: SimSystem;
	right: SimSystem;
}

interface Trigger {
	feed: string;
	source: SimSystem;
	/** Where its records go: more than one when one trigger feeds several mappers. */
	routes: Array<{ pair: SimPair; version: string; side: Side }>;
}

/** How untidy the canvas is. */
interface Untidiness {
	/** Share of pages that run twice at once. */
	duplicates: number;
	/** Share of pages that somebody runs again later, with the values of then. */
	replays: number;
}

const POLL_MS = 10_000;
const LOOK_BACK_MS = 120_000;
/** This many polls in a row without anything to do are rest. */
const QUIET_POLLS = 4;
/** Nor does anything happen in these, the longest back-off included: what is still due is a field that was frozen. */
const STILL_POLLS = 110;

/** Triggers, mappers and upserts of several pairs at once, in virtual time, on one store. */
export class SimWorld {
	private runs = 0;
	private emitted = 0;
	readonly background = new Set<Promise<unknown>>();
	failure: unknown;
	private running: Trigger[] = [];
	/** Who waits for hints, by feed. */
	private readonly bells = new Map<string, Set<() => void>>();
	private hints = 0;

	constructor(
		readonly store: Store,
		readonly time: VirtualTime,
		private readonly chance: Chance,
		readonly pairs: readonly SimPair[],
		readonly name: string,
		private readonly untidiness: () => Untidiness,
	) {}

	/** Runs all triggers until there is nothing left to do; `busy` tells whether the test itself is still at it. @returns ms that it took after that */
	async run(options: { shared: boolean; round: string; /** Names the feeds; the world's name if left out. */ feed?: string; busy: () => boolean; longestMs: number }): Promise<{ rested: boolean; tookMs: number }> {
		const triggers = await this.triggers(options);
		this.running = triggers;
		const stop = new AbortController();
		let quiet = 0;
		let still = 0;
		let restless = this.time.now;
		let rested = false;
		const watching = (async () => {
			while (!stop.signal.aborted) {
				await this.time.sleep(POLL_MS * 1.2, stop.signal);
				if (options.busy()) restless = this.time.now;
				const open = await Promise.all(triggers.map(async ({ feed }) => await this.store.pendingCounts(feed)));
				const pending = open.reduce((sum, { due = 0, emitted = 0, answered = 0 }) => sum + due + emitted + answered, 0);
				quiet = options.busy() || this.background.size > 0 || this.emitted + pending > 0 ? 0 : quiet + 1;
				still = options.busy() || this.background.size > 0 || this.emitted > 0 ? 0 : still + 1;
				this.emitted = 0;
				rested = quiet >= QUIET_POLLS || still >= STILL_POLLS;
				if (rested || this.failure !== undefined || this.time.now - restless > options.longestMs) stop.abort();
			}
		})();
		await Promise.all([watching, ...triggers.map(async (trigger) => await this.loop(trigger, stop.signal))]);
		if (this.failure !== undefined) throw this.failure instanceof Error ? this.failure : new Error(String(this.failure));
		return { rested, tookMs: this.time.now - restless };
	}

	/** A webhook names a record of that system, sometimes twice: soon after its save, or well after its listing. */
	hint({ traits }: SimSystem, id: string): void {
		const ref = { system: traits.system, connection: traits.connection, object: traits.object, id };
		const key = `event-${(this.hints += 1)}`;
		const times = this.chance.hits(0.2) ? 2 : 1;
		for (let time = 0; time < times; time += 1) {
			const wait = this.chance.between(0, this.chance.hits(0.7) ? 500 : 20_000);
			this.behind(
				(async () => {
					await this.time.sleep(wait);
					for (const { feed, source } of this.running) {
						if (source.traits.system !== traits.system || source.traits.object !== traits.object) continue;
						await this.store.noteHints(feed, [{ ref, key }]);
						for (const ring of this.bells.get(feed) ?? []) ring();
					}
				})(),
			);
		}
	}

	private async nudged(feed: string): Promise<void> {
		const waiting = this.bells.get(feed) ?? new Set();
		this.bells.set(feed, waiting);
		await new Promise<void>((resolve) => {
			const ring = () => (waiting.delete(ring), resolve());
			waiting.add(ring);
		});
	}

	private async triggers({ shared, round, feed: name = this.name }: { shared: boolean; round: string; feed?: string }): Promise<Trigger[]> {
		const triggers = new Map<string, Trigger>();
		for (const pair of this.pairs) {
			const version = await this.store.saveMapping(pair.mapping);
			for (const side of ['left', 'right'] as const) {
				const source = pair[side];
				const feed = `${name}/${round}/${source.traits.system}/${source.traits.object}${shared ? '' : `/${pair.mapping.pair}`}`;
				const trigger = triggers.get(feed) ?? { feed, source, routes: [] };
				trigger.routes.push({ pair, version, side });
				triggers.set(feed, trigger);
				await this.store.noteFeed(pair.mapping.pair, side, feed);
			}
		}
		return [...triggers.values()];
	}

	private async loop(trigger: Trigger, signal: AbortSignal): Promise<void> {
		// Held once: whose loop it is is not the subject here, and renewing costs a transaction every few seconds.
		let held: Promise<boolean> | undefined;
		const holdFeed: Store['holdFeed'] = async (...args) => await (held ??= this.store.holdFeed(...args));
		const store = new Proxy(this.store, { get: (target, name) => (name === 'holdFeed' ? holdFeed : (Reflect.get(target, name) as unknown)) });
		await this.time.sleep(this.chance.below(POLL_MS));
		await runFeed(
			{
				feed: trigger.feed, owner: trigger.feed, startFrom: 'everything', pollMs: POLL_MS, pageSize: this.chance.pick([1, 3, 200]),
				lookBackMs: LOOK_BACK_MS, lookBackEveryMs: 30_000, leaseMs: 600_000, objects: [{ name: trigger.source.traits.object, fields: [] }],
			},
			{
				source: trigger.source.source(), store, clock: this.time.clock, nudge: async () => await this.nudged(trigger.feed),
				emit: async (_object, items) => {
					this.emitted += items.length;
					await this.canvas(trigger, items);
					return { ok: true };
				},
			},
			signal,
		);
	}

	private async canvas(trigger: Trigger, items: readonly SyncItem[]): Promise<void> {
		const { duplicates, replays } = this.untidiness();
		const later = items.map(({ change: { ticket: _ticket, ...change }, fields }) => ({ change: { ...change, origin: 'manual' as const }, fields }));
		if (this.chance.hits(duplicates)) this.behind(this.upserts(trigger, later));
		if (this.chance.hits(replays)) {
			const wait = this.chance.between(1_000, 60_000);
			this.behind((async () => (await this.time.sleep(wait), await this.upserts(trigger, later)))());
		}
		await this.time.sleep(this.chance.below(500));
		await this.upserts(trigger, items);
	}

	private behind(work: Promise<void>): void {
		const kept: Promise<unknown> = work.catch((error: unknown) => (this.failure ??= error)).finally(() => this.background.delete(kept));
		this.background.add(kept);
	}

	private async upserts(trigger: Trigger, items: readonly SyncItem[]): Promise<void> {
		try {
			for (const { pair, version, side } of trigger.routes) await this.upsert(pair, version, side, items);
		} catch (error) {
			this.failure ??= error;
		}
	}

	private async upsert({ mapping, left, right }: SimPair, version: string, side: Side, items: readonly SyncItem[]): Promise<void> {
		const target = side === 'left' ? right : left;
		const mapped = items.map((item): MappedItem => {
			const { values, held } = mapRecord(mapping, side, item.fields);
			return { ...item, mapped: { pair: mapping.pair, mapping: version, side, target: mapping[side === 'left' ? 'right' : 'left'], values, held } };
		});
		this.runs += 1;
		await runBatch(mapped, { store: this.store, records: target.records(), clock: this.time.clock }, { owner: `${this.name}-${this.runs}` });
	}
}
