import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { mapRecord } from '../../engine/mapping';
import type { FieldValues, MappedItem, Mapping, SyncItem } from '../../engine/model';
import { runBatch, type BatchOptions, type RecordOutcome } from '../../engine/run/batch';
import type { Clock } from '../../engine/run/clock-port';
import { runFeed, type FeedPorts, type FeedSettings } from '../../engine/run/feed';
import { openStore, type Store } from '../../store';
import { MAPPINGS } from './run-mappings';
import { MemorySource, MemoryTarget } from './run-systems';

export const START = Date.parse('2026-03-01T12:00:00.000Z');
export const FEED = 'workflow/trigger';

/** The process died here. */
export class Crash extends Error {}

/** One process on the world's store and systems: its calls are counted, and it can die at any of them. */
export class Process {
	calls = 0;
	inFlight = 0;
	dead = false;

	/** `dieAt`: the call at which it dies; before it has its effect when `after` is false, else when it has, with its answer lost. */
	constructor(
		private readonly dieAt = Infinity,
		private readonly after = false,
	) {}

	/** The port as this process sees it: a dead process reaches nothing any more, not even to clean up. */
	around<T extends object>(port: T): T {
		return new Proxy(port, {
			get: (target, name) => {
				const value: unknown = Reflect.get(target, name);
				if (typeof value !== 'function' || name === 'hash') return value;
				return (...args: unknown[]) => this.call(async () => (await Reflect.apply(value, target, args)) as unknown);
			},
		});
	}

	private async call(work: () => Promise<unknown>): Promise<unknown> {
		if (this.dead) throw new Crash();
		this.calls += 1;
		const dies = this.calls === this.dieAt;
		if (dies && !this.after) this.die();
		this.inFlight += 1;
		try {
			return await work();
		} finally {
			this.inFlight -= 1;
			if (dies) this.die();
		}
	}

	private die(): never {
		this.dead = true;
		throw new Crash();
	}
}

interface Sleeper {
	due: number;
	wake(): void;
}

interface Around {
	emit?: (next: FeedPorts['emit']) => FeedPorts['emit'];
	store?: (store: Store) => Store;
	/** How many polls in a row must find nothing before the loop is stopped. */
	polls?: number;
	/** Stops the loop at its first sleep after so long, whatever it finds. */
	forMs?: number;
	signal?: AbortController;
	nudge?: FeedPorts['nudge'];
	events?: FeedPorts['events'];
}

/** A small CRM, a small Pact and the real store, with a time that only passes when everybody sleeps. */
export class World {
	readonly source = new MemorySource(() => this.time);
	readonly target = new MemoryTarget(() => this.time);
	readonly outcomes: RecordOutcome[] = [];
	readonly logged: string[] = [];
	readonly versions = new Map<string, string>();
	time = START;
	private sleepers: Sleeper[] = [];
	private runs = 0;

	private constructor(
		private readonly folder: string,
		readonly store: Store,
	) {}

	static async open(): Promise<World> {
		const folder = await mkdtemp(join(tmpdir(), 'run-world-'));
		const clock = { now: () => new Date(START) };
		const world: World = new World(folder, await openStore({ file: join(folder, 'sync.db'), now: () => clock.now() }));
		clock.now = () => new Date(world.time);
		for (const [object, mapping] of Object.entries(MAPPINGS)) {
			world.versions.set(object, await world.store.saveMapping(mapping));
			await world.store.noteFeed(mapping.pair, 'left', FEED);
		}
		return world;
	}

	async close(): Promise<void> {
		await this.store.close();
		await rm(this.folder, { recursive: true });
	}

	clock(process: Process, onSleep: (ms: number) => Promise<void> = async () => undefined): Clock {
		return {
			now: () => new Date(this.time),
			random: () => 0.5,
			sleep: async (ms, signal) => {
				if (process.dead) throw new Crash();
				await onSleep(ms);
				if (signal?.aborted) return;
				await new Promise<void>((resolve) => {
					const sleeper = { due: this.time + ms, wake: resolve };
					this.sleepers.push(sleeper);
					signal?.addEventListener(
						'abort',
						() => ((this.sleepers = this.sleepers.filter((one) => one !== sleeper)), resolve()),
						{ once: true },
					);
				});
			},
		};
	}

	/** Lets time pass, whenever nobody has anything else to do, until the work is done. */
	async until<T>(work: Promise<T>, processes: readonly Process[]): Promise<T> {
		let done = false;
		const finish = () => void (done = true);
		work.then(finish, finish);
		while (!done) {
			await turn();
			if (done || processes.some(({ inFlight }) => inFlight > 0)) continue;
			const next = Math.min(...this.sleepers.map(({ due }) => due));
			if (!Number.isFinite(next)) continue;
			this.time = Math.max(this.time, next);
			const awake = this.sleepers.filter(({ due }) => due <= this.time);
			this.sleepers = this.sleepers.filter(({ due }) => due > this.time);
			for (const { wake } of awake) wake();
			await turn();
		}
		return await work;
	}

	/** What the mapper makes of an item. */
	mapped(item: SyncItem, mapping: Mapping = MAPPINGS[item.change.object] as Mapping): MappedItem {
		const { values, held } = mapRecord(mapping, 'left', item.fields);
		return {
			...item,
			mapped: {
				pair: mapping.pair,
				mapping: this.versions.get(item.change.object) ?? '',
				side: 'left',
				target: mapping.right,
				values,
				held,
			},
		};
	}

	/** The present state of these records as items of the canvas, without tickets. */
	items(object: string, ids?: readonly string[]): MappedItem[] {
		return this.source
			.changes(object, ids)
			.map(({ fields, ...about }) =>
				this.mapped({
					change: { system: 'salesforce', connection: '00D', object, ...about, origin: 'manual' },
					fields,
				}),
			);
	}

	async batch(
		items: readonly MappedItem[],
		options: Partial<BatchOptions> = {},
		process = new Process(),
	): Promise<RecordOutcome[]> {
		this.runs += 1;
		const ports = {
			store: process.around(this.store),
			records: process.around(this.target.port),
			clock: this.clock(process),
		};
		return await this.until(runBatch(items, ports, { owner: `run-${this.runs}`, ...options }), [process]);
	}

	/** Runs the trigger's loop with the mapper and the upsert behind it, until `polls` polls in a row had nothing to do. */
	async sync(settings: Partial<FeedSettings> = {}, process = new Process(), around: Around = {}): Promise<void> {
		this.runs += 1;
		const run = this.runs;
		const all: FeedSettings = {
			feed: FEED,
			owner: `loop-${run}`,
			startFrom: 'everything',
			pollMs: 10_000,
			pageSize: 3,
			lookBackMs: 30 * 60_000,
			lookBackEveryMs: 5 * 60_000,
			leaseMs: 600_000,
			objects: Object.keys(MAPPINGS).map((name) => ({ name, fields: [] })),
			...settings,
		};
		const stop = around.signal ?? new AbortController();
		const end = this.time + (around.forMs ?? Infinity);
		let emitted = 0;
		let quiet = 0;
		const store = process.around(around.store?.(this.store) ?? this.store);
		const records = process.around(this.target.port);
		const clock = this.clock(process, async (ms) => {
			if (this.time >= end) stop.abort();
			if (ms !== all.pollMs || around.forMs !== undefined) return;
			const { due = 0, emitted: open = 0, answered = 0 } = await this.store.pendingCounts(FEED);
			quiet = emitted + due + open + answered === 0 ? quiet + 1 : 0;
			emitted = 0;
			if (quiet >= (around.polls ?? 2)) stop.abort();
		});
		let batches = 0;
		const upsert: FeedPorts['emit'] = async (_object, items) => {
			batches += 1;
			this.outcomes.push(
				...(await runBatch(
					items.map((item) => this.mapped(item)),
					{ store, records, clock },
					{ owner: `run-${run}-${batches}` },
				)),
			);
			return { ok: true };
		};
		const emit = around.emit?.(upsert) ?? upsert;
		const ports: FeedPorts = {
			source: process.around(this.source.port),
			store,
			sweeps: store,
			clock,
			emit: async (object, items) => {
				emitted += items.length;
				return await emit(object, items);
			},
			log: (_level, message) => void this.logged.push(message),
			...(around.nudge === undefined ? {} : { nudge: around.nudge }),
			...(around.events === undefined ? {} : { events: around.events }),
		};
		await this.until(runFeed(all, ports, stop.signal), [process]);
	}

	/** Everything that must be the same however the run went: what both systems and the links hold. Ids of new records do not count. */
	async state(): Promise<unknown> {
		const { records } = this.target;
		const name = (id: unknown) => records.find((record) => record.id === id)?.fields.name ?? id;
		const shown = (fields: FieldValues) => ({
			...fields,
			...(fields.company_id ? { company_id: name(fields.company_id) } : {}),
		});
		const links = await this.store.linksTo(
			records.map(({ id, object }) => ({ system: 'pact', connection: 'ws', object, id })),
		);
		const linked = (id: string) =>
			links
				.filter(({ right }) => right.id === id)
				.map(({ left }) => left.id)
				.sort();
		return records
			.map(({ id, object, fields }) => ({ object, fields: shown(fields), linked: linked(id) }))
			.sort((a, b) => (JSON.stringify(a.linked) + a.object < JSON.stringify(b.linked) + b.object ? -1 : 1));
	}
}
