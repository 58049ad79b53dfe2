import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileMapping, mapRecord, type MappingDefinition } from '../../../engine/mapping';
import { otherSide, SIDES, type Mapping, type Side, type SyncItem, type SystemName } from '../../../engine/model';
import { runBatch, type BatchOptions, type RecordOutcome } from '../../../engine/run/batch';
import type { Clock } from '../../../engine/run/clock-port';
import { runFeed } from '../../../engine/run/feed';
import type { ChangeSourcePort, RecordPort, SchemaPort } from '../../../engine/run/system-port';
import type { SyncStore } from '../../../engine/run/store-port';
import { openStore } from '../../../store';

export interface Connected {
	source: ChangeSourcePort;
	records: RecordPort;
	schema: SchemaPort;
	/** How far back its trigger looks; a minute unless told otherwise. */
	lookBackMs?: number;
}

export interface CanvasPair {
	left: { system: SystemName; object: string };
	right: { system: SystemName; object: string };
	definition?: Partial<MappingDefinition>;
}

export interface CanvasOptions {
	/** Several connections of a system (two portals, say) each have their own trigger and upsert; the mapper knows the first one's schema. */
	systems: Partial<Record<SystemName, Connected | readonly Connected[]>>;
	/** Parents first. */
	pairs: readonly CanvasPair[];
	clock: Clock;
	startFrom?: 'now' | 'everything';
	pollMs?: number;
	/** How often a trigger looks back: at every poll, unless told otherwise. */
	lookBackEveryMs?: number;
	/** What a trigger's filter says, by object. */
	filters?: Readonly<Record<string, string>>;
	/** Every upsert only plans until somebody says go. */
	untilGo?: true;
	/** Of every run of an upsert. */
	guards?: BatchOptions['guards'];
	/** Of which process its loops and runs are, where there are several on one store. */
	process?: string;
	/** One that somebody else opened and closes; default: a new one in a file of its own. */
	store?: SyncStore;
	/** Compiled ones of other canvases with the very same schemas: to compile takes longer than many a poll. */
	compiled?: Map<string, Mapping>;
	/** Around every run of an upsert. */
	aroundRun?: (run: () => Promise<RecordOutcome[]>) => Promise<RecordOutcome[]>;
}

interface Compiled {
	mapping: Mapping;
	version: string;
}

const POLL_MS = 10_000;
const PAGE_SIZE = 200;
const LOOK_BACK_MS = 60_000;
const LEASE_MS = 600_000;
/** Of engine/run/feed-hold.ts. */
const RENEW_EVERY_MS = 5_000;

/**
 * A canvas without n8n: a trigger for each system, a mapper for each pair, an upsert for each target, in this process. Everything of it is
 * the real thing but the nodes; the systems are the sandboxes over HTTP.
 */
export class Canvas {
	/** What every run said, in order. */
	readonly outcomes: RecordOutcome[] = [];
	/** What the triggers warned of. */
	readonly troubles: string[] = [];
	private readonly compiled: Array<Compiled> = [];
	private runs = 0;
	/** By feed, epoch ms. Every poll is a loop of its own, which knows nothing of the one before. */
	private readonly lookedBack = new Map<string, number>();
	private emitted = 0;

	private constructor(
		/** Empty text: the store is not ours. */
		private readonly folder: string,
		private readonly options: CanvasOptions,
		readonly store: SyncStore,
	) {}

	static async start(options: CanvasOptions): Promise<Canvas> {
		const folder = options.store ? '' : await mkdtemp(join(tmpdir(), 'n8n-nodes-pact-canvas-'));
		const store = options.store ?? (await openStore({ file: join(folder, 'sync.sqlite'), now: () => options.clock.now() }));
		const canvas = new Canvas(folder, options, store);
		for (const pair of options.pairs) canvas.compiled.push(await canvas.compile(pair));
		return canvas;
	}

	async stop(): Promise<void> {
		if (this.folder === '') return;
		await this.store.close();
		await rm(this.folder, { recursive: true, force: true });
	}

	/** One poll of every trigger, one after the other, and then the wait between polls. Answers how many items were emitted. */
	async cycle(): Promise<number> {
		this.emitted = 0;
		for (const system of Object.keys(this.options.systems) as SystemName[]) {
			await this.turn(system);
		}
		await this.options.clock.sleep(this.options.pollMs ?? POLL_MS);
		return this.emitted;
	}

	/** One poll of a system's triggers. Those of several systems may have their turns at once. */
	async turn(system: SystemName): Promise<void> {
		for (const connected of this.connections(system)) await this.poll(system, connected);
	}

	/** Cycles until `quiet` of them in a row emitted nothing and nothing is due. Answers how many it took. @throws when it takes more than `most` */
	async settle({ most = 60, quiet = 2 } = {}): Promise<number> {
		let still = 0;
		for (let cycles = 1; cycles <= most; cycles += 1) {
			const emitted = await this.cycle();
			const { due = 0, emitted: open = 0 } = await this.store.pendingCounts();
			still = emitted === 0 && due + open === 0 ? still + 1 : 0;
			if (still >= quiet) return cycles;
		}
		throw new Error(`Still busy after ${most} cycles: ${JSON.stringify(await this.store.pendingCounts())}`);
	}

	/** The mapping of the pair with that number. */
	mapping(index: number): Mapping {
		return (this.compiled[index] as Compiled).mapping;
	}

	/** The name of the feed of a connection's trigger. */
	feedOf(system: SystemName, connection: string): string {
		return this.connections(system)[0].source.connection === connection ? `canvas/${system}` : `canvas/${system}/${connection}`;
	}

	private connections(system: SystemName): readonly [Connected, ...Connected[]] {
		const [first, ...others]: Connected[] = [this.options.systems[system] ?? []].flat();
		if (first === undefined) throw new Error(`${system} is not on this canvas.`);
		return [first, ...others];
	}

	private async compile(pair: CanvasPair): Promise<Compiled> {
		const { compiled = new Map<string, Mapping>() } = this.options;
		const key = JSON.stringify(pair);
		const mapping = compiled.get(key) ?? (await this.mappingOf(pair));
		compiled.set(key, mapping);
		const version = await this.store.saveMapping(mapping);
		for (const side of SIDES) {
			const { system } = mapping[side];
			for (const { source } of this.connections(system)) await this.store.noteFeed(mapping.pair, side, this.feedOf(system, source.connection), source.connection);
		}
		return { mapping, version };
	}

	private async mappingOf({ left, right, definition }: CanvasPair): Promise<Mapping> {
		const [leftSchema, rightSchema] = await Promise.all([
			this.connections(left.system)[0].schema.describe(left.object),
			this.connections(right.system)[0].schema.describe(right.object),
		]);
		const { mapping, report } = compileMapping({ left, right, create: { left: true, right: true }, ...definition }, leftSchema, rightSchema);
		const errors = report.problems.filter(({ level }) => level === 'error');
		if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 2));
		return mapping;
	}

	private async poll(system: SystemName, { source, schema, lookBackMs = LOOK_BACK_MS }: Connected): Promise<void> {
		const { filters = {} } = this.options;
		const names = [...new Set(this.options.pairs.flatMap((pair) => SIDES.flatMap((side) => (pair[side].system === system ? [pair[side].object] : []))))];
		const objects = await Promise.all(
			names.map(async (name) => ({ name, fields: (await schema.describe(name)).fields.filter((field) => field.type !== 'memberships' || this.isMapped(field.name)).map((field) => field.name), ...(filters[name] ? { filter: filters[name] } : {}) })),
		);
		const stop = new AbortController();
		this.runs += 1;
		const feed = this.feedOf(system, source.connection);
		let failure: unknown;
		await runFeed(
			{
				feed, owner: `${this.options.process ?? ''}loop-${this.runs}`, objects, startFrom: this.options.startFrom ?? 'everything', pollMs: this.options.pollMs ?? POLL_MS,
				pageSize: PAGE_SIZE, lookBackMs, lookBackEveryMs: 0, leaseMs: LEASE_MS,
			},
			{
				source: this.looksBackNow(feed) ? source : withShortLook(source),
				// Every poll begins a loop: what is only planned is planned again when n8n starts, not with every poll.
				store: this.options.untilGo ? { ...this.store, reclaim: async () => await Promise.resolve(0) } : this.store,
				sweeps: this.store,
				clock: this.clockOfOnePoll(stop),
				emit: async (object, items) => {
					try {
						this.emitted += items.length;
						await this.emit(system, object, items);
						return { ok: true };
					} catch (error) {
						failure ??= error;
						stop.abort();
						return { ok: false, message: String(error) };
					}
				},
				log: (level, message) => {
					if (level === 'info' || stop.signal.aborted) return;
					this.troubles.push(message);
					stop.abort();
				},
			},
			stop.signal,
		);
		if (failure !== undefined) throw failure as Error;
	}

	/** Memberships are read where a mapper has a row for them, as by a trigger that was told so. */
	private isMapped(field: string): boolean {
		return this.compiled.some(({ mapping }) => mapping.rows.some(({ left, right, rule }) => rule !== 'doNotSync' && (left === field || right === field)));
	}

	private looksBackNow(feed: string): boolean {
		const now = this.options.clock.now().getTime();
		if (now - (this.lookedBack.get(feed) ?? -Infinity) < (this.options.lookBackEveryMs ?? 0)) return false;
		this.lookedBack.set(feed, now);
		return true;
	}

	/** The loop's first rest ends the poll: `cycle` does the waiting. The hold of the feed needs no renewing meanwhile. */
	private clockOfOnePoll(stop: AbortController): Clock {
		const { clock } = this.options;
		return {
			now: () => clock.now(),
			random: () => clock.random(),
			sleep: async (ms, signal) => {
				if (ms !== RENEW_EVERY_MS) stop.abort();
				else if (signal !== undefined && !signal.aborted) await once(signal, 'abort');
			},
		};
	}

	/** Every pair that has this object on a side gets the items, as on a canvas whose trigger feeds several mappers. */
	private async emit(system: SystemName, object: string, items: readonly SyncItem[]): Promise<void> {
		for (const { mapping, version } of this.compiled) {
			for (const side of SIDES) {
				if (mapping[side].system !== system || mapping[side].object !== object) continue;
				await this.upsert(items, mapping, version, side);
			}
		}
	}

	private async upsert(items: readonly SyncItem[], mapping: Mapping, version: string, side: Side): Promise<void> {
		const target = mapping[otherSide(side)];
		const mapped = items.map((item) => ({
			...item,
			mapped: { pair: mapping.pair, mapping: version, side, target, ...mapRecord(mapping, side, item.fields) },
		}));
		const { clock, guards = {}, aroundRun = async (run) => await run() } = this.options;
		const dryRun = this.options.untilGo && new Set(await this.store.rehearsing([mapping.pair]));
		for (const { records } of this.connections(target.system)) {
			this.runs += 1;
			const owner = `${this.options.process ?? ''}run-${this.runs}`;
			this.outcomes.push(...(await aroundRun(async () => await runBatch(mapped, { store: this.store, records, clock }, { owner, guards, ...(dryRun ? { dryRun } : {}) }))));
		}
	}
}

/** As the loop reads between two long looks back. */
const withShortLook = (source: ChangeSourcePort): ChangeSourcePort => ({
	...source,
	readPage: async (query, cursor, { lookBackMs }) => await source.readPage(query, cursor, { lookBackMs: Math.min(lookBackMs, LOOK_BACK_MS) }),
});
