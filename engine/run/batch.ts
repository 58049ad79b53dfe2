import { otherSide, refKey, type HeldField, type MappedItem, type Mapping } from '../model';
import type { Clock } from './clock-port';
import { toCommit } from './commit';
import { superseded, withoutTarget } from './early';
import { echoOf } from './echo';
import { busy } from './ends';
import { lockKeysOf } from './identify';
import { targetSide, type Ending, type Job, type RecordOutcome } from './job';
import { MAX_ATTEMPTS } from './ledger';
import { freeOf, withLocks, type HeldLocks } from './lock';
import { newestLink, References } from './references';
import type { LinkWithBase, RunStore } from './store-port';
import type { RecordPort } from './system-port';
import { sourceParents, sourceValues } from './values';
import { runWave, waveKeys, type Allowance, type WaveContext } from './wave';
import { staleOf } from './stale';
import { firstWave } from './waves';

export type { RecordOutcome } from './job';

export interface BatchPorts {
	store: RunStore;
	records: RecordPort;
	clock: Clock;
}

export interface BatchOptions {
	/** Unique to this run: names the locks. */
	owner: string;
	/** Reads and plans, writes nothing, and says what it would do. */
	dryRun?: boolean;
	/** n8n execution, for the log. */
	execution?: string;
	/** Tries before a record becomes an issue. */
	maxAttempts?: number;
	/** Largest numbers in this run; what exceeds them comes again later. */
	guards?: { maxCreates?: number; maxWrites?: number };
}

/**
 * Brings a batch of changed records to their targets: lock → load → find → plan → intend → write → commit. Every item ends in exactly one
 * outcome, committed together with its link, base, log line and ledger entry; same order as the items. Safe to stop at any await: what was
 * not committed comes again and is found as it is. Throws only when the store cannot be used, or does not know a mapping version.
 */
export async function runBatch(
	items: readonly MappedItem[],
	ports: BatchPorts,
	options: BatchOptions,
): Promise<RecordOutcome[]> {
	const groups = groupItems(items);
	// All before anything is written: a run that cannot be understood as a whole is not begun.
	const mappings: Mapping[] = [];
	for (const { version } of groups) mappings.push(await mappingOf(version, ports.store));
	const run = new BatchRun(latestOfEach(items), ports, options);
	for (const [index, { entries }] of groups.entries()) await run.group(mappings[index] as Mapping, entries);
	return run.outcomes;
}

type Entry = { index: number; item: MappedItem };

/** Items of one mapping version, direction and connection, in the order of their first. */
function groupItems(items: readonly MappedItem[]): Array<{ version: string; entries: Entry[] }> {
	const groups = new Map<string, { version: string; entries: Entry[] }>();
	for (const [index, item] of items.entries()) {
		const key = `${item.mapped.mapping}|${item.mapped.side}|${item.change.connection}`;
		const group = groups.get(key) ?? { version: item.mapped.mapping, entries: [] };
		group.entries.push({ index, item });
		groups.set(key, group);
	}
	return [...groups.values()];
}

/** The index of the last item of each record in each pair. */
function latestOfEach(items: readonly MappedItem[]): Set<number> {
	return new Set(
		new Map(
			items.map(({ change, mapped }, index) => [`${mapped.pair}|${mapped.side}|${refKey(change)}`, index]),
		).values(),
	);
}

async function mappingOf(version: string, store: RunStore): Promise<Mapping> {
	const mapping = await store.mapping(version);
	if (mapping !== undefined) return mapping;
	throw new Error(
		`Mapping version ${version} is not in the sync store. Run the Field & Stage Mapper again: items that were kept from an older store cannot be used.`,
	);
}

class BatchRun {
	readonly outcomes: RecordOutcome[] = [];
	private readonly allowance: Allowance;

	constructor(
		private readonly latest: ReadonlySet<number>,
		private readonly ports: BatchPorts,
		private readonly options: BatchOptions,
	) {
		this.allowance = { creates: options.guards?.maxCreates ?? Infinity, writes: options.guards?.maxWrites ?? Infinity };
	}

	async group(mapping: Mapping, entries: readonly Entry[]): Promise<void> {
		const jobs: Job[] = [];
		const ended: Ending[] = [];
		for (const entry of entries) {
			const job = this.job(mapping, entry);
			const early = this.latest.has(entry.index) ? withoutTarget(job) : superseded(job);
			if (early === undefined) jobs.push(job);
			else ended.push(early);
		}
		await this.commit(ended);
		await this.commit(await this.locked(jobs, async (held, locks) => await this.process(mapping, held, locks)));
	}

	private job(mapping: Mapping, { index, item }: Entry): Job {
		const { system, connection, object, id } = item.change;
		const { side } = item.mapped;
		const { records } = this.ports;
		return {
			index,
			item,
			mapping,
			side,
			source: { system, connection, object, id },
			target: { system: records.system, connection: records.connection, object: mapping[otherSide(side)].object },
			values: {},
		};
	}

	/** All jobs under one lock; where another execution holds some of their records, the others without them. Answers the busy ones. */
	private async locked(
		jobs: readonly Job[],
		work: (jobs: readonly Job[], locks: HeldLocks) => Promise<void>,
	): Promise<Ending[]> {
		if (jobs.length === 0) return [];
		const { owner } = this.options;
		const links = await this.links(jobs);
		const keysOf = (job: Job) => lockKeysOf(job, links.get(refKey(job.source)), this.ports.store.hash);
		const under = async (some: readonly Job[]) =>
			some.length === 0 ||
			(await withLocks(some.flatMap(keysOf), owner, this.ports, async (locks) => await work(some, locks)));
		if (await under(jobs)) return [];
		const free = await freeOf(jobs, keysOf, owner, this.ports);
		const done = await under(free);
		return jobs.filter((job) => !done || !free.includes(job)).map((job) => busy(job, this.ports.clock));
	}

	/** By source. A source with several links has one counterpart that counts: the one that was changed last. */
	private async links(jobs: readonly Job[]): Promise<Map<string, LinkWithBase>> {
		const [first] = jobs;
		if (first === undefined) return new Map();
		const side = targetSide(first);
		const chosen = new Map<string, LinkWithBase>();
		for (const link of await this.ports.store.links(
			first.mapping.pair,
			first.side,
			jobs.map((job) => job.source),
		)) {
			if (link[side].connection !== first.target.connection) continue;
			const key = refKey(link[first.side]);
			const before = chosen.get(key);
			chosen.set(key, before === undefined ? link : newestLink([before, link], side));
		}
		return chosen;
	}

	private async process(mapping: Mapping, jobs: readonly Job[], locks: HeldLocks): Promise<void> {
		const [first] = jobs;
		if (first === undefined) return;
		const { store, records } = this.ports;
		const links = await this.links(jobs);
		const [here, there] = [first.source.connection, records.connection];
		const references = new References(
			store,
			first.side === 'left' ? { left: here, right: there } : { left: there, right: here },
		);
		await references.load(jobs.flatMap((job) => sourceParents(job.item, mapping, job.side)));
		const held = new Map<number, readonly HeldField[]>();
		let left: Job[] = [];
		const echoes: Ending[] = [];
		for (const job of jobs) {
			const read = sourceValues(job.item, mapping, job.side, references);
			held.set(job.index, read.held);
			const valued = { ...job, values: read.values };
			const link = links.get(refKey(job.source));
			const stale = link === undefined ? undefined : staleOf(job, link, this.ports.clock);
			const echo = link !== undefined && read.held.length === 0 ? echoOf(valued, link, store.hash) : undefined;
			const early = stale ?? echo;
			if (early === undefined) left.push(valued);
			else echoes.push(early);
		}
		await this.commit(echoes);
		const context: WaveContext = {
			...this.ports,
			references,
			links,
			held,
			locks,
			allowance: this.allowance,
			dryRun: this.options.dryRun ?? false,
			imagined: new Set(),
			maxAttempts: this.options.maxAttempts ?? MAX_ATTEMPTS,
		};
		while (left.length > 0) {
			const { wave, rest } = firstWave(left, (job) => waveKeys(job, links));
			const { ended, again } = await runWave(wave, context);
			await this.commit(ended);
			left = [...again, ...rest].sort((a, b) => a.index - b.index);
		}
	}

	private async commit(ends: readonly Ending[]): Promise<void> {
		if (ends.length === 0) return;
		const at = this.ports.clock.now().toISOString();
		await this.ports.store.commit(ends.map((end) => toCommit(end, at, this.options)));
		for (const end of ends) this.outcomes[end.job.index] = end.outcome;
	}
}
