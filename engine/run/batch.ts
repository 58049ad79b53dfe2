import { otherSide, refKey, type HeldField, type MappedItem, type Mapping } from '../model';
import { branches, branchKey, combined } from './branches';
import type { Clock } from './clock-port';
import { toCommit } from './commit';
import { notOfThePair, stillHeld } from './belonging';
import { isDryRun, withPlannedLinks } from './dry-run';
import { superseded } from './early';
import { echoOf } from './echo';
import { lockKeysOf, lookupsOf } from './identify';
import { busy } from './identify-ends';
import { type Ending, type Job, type RecordOutcome } from './job';
import { MAX_ATTEMPTS } from './ledger';
import { lifecycle } from './lifecycle';
import { freeOf, withLocks, type HeldLocks } from './lock';
import { MassEdits } from './mass-edits';
import { withoutPrivateValues } from './private-values';
import { References } from './references';
import type { RunStore } from './store-port';
import type { RecordPort } from './system-port';
import { sourceParents, sourceValues } from './values';
import { runWave, type Allowance, type WaveContext } from './wave';
import { waveKeys } from './wave-keys';
import { staleOf } from './stale';
import { firstWave } from './waves';
import { consentOf } from './withdrawals';

export type { RecordOutcome } from './job';

export interface BatchPorts {
	store: RunStore;
	records: RecordPort;
	clock: Clock;
}

export interface BatchOptions {
	/** Unique to this run: names the locks. */
	owner: string;
	/** Reads and plans, writes nothing, and says what it would do: for all pairs, or for these. */
	dryRun?: boolean | ReadonlySet<string>;
	/** n8n execution, for the log. */
	execution?: string;
	/** Tries before a record becomes an issue. */
	maxAttempts?: number;
	/** Largest numbers in this run; what exceeds them comes again later. Archives that exceed theirs (10 unless told) wait for a person. */
	guards?: {
		maxCreates?: number;
		maxUpdates?: number;
		maxWrites?: number;
		maxArchives?: number;
		/** Ask a person before more than this share (in percent) of a pair's linked records is changed within an hour. Absent: no guard. */
		askAbove?: number;
	};
	/** Names of the target's fields that may be written, in any case of letters; nothing else is sent. Absent: all that are mapped. */
	onlyFields?: readonly string[];
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

/** One job an item, whatever its links were. */
const itemsOf = (jobs: readonly Job[]): Job[] => [...new Map(jobs.map((job) => [job.index, job])).values()];

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

/** Deletes that a run passes on unless told otherwise: few enough to be put right by hand where they were a mistake. */
export const MAX_ARCHIVES = 10;

class BatchRun {
	readonly outcomes: RecordOutcome[] = [];
	private readonly allowance: Allowance;
	private readonly massEdits: MassEdits;

	constructor(
		private readonly latest: ReadonlySet<number>,
		private readonly ports: BatchPorts,
		private readonly options: BatchOptions,
	) {
		const { maxCreates = Infinity, maxUpdates = Infinity, maxWrites = Infinity, maxArchives = MAX_ARCHIVES, askAbove } = options.guards ?? {};
		this.allowance = { creates: maxCreates, updates: maxUpdates, writes: maxWrites, archives: maxArchives };
		this.massEdits = new MassEdits(ports.store, ports.clock, askAbove);
	}

	async group(mapping: Mapping, entries: readonly Entry[]): Promise<void> {
		const jobs: Job[] = [];
		const ended: Ending[] = [];
		for (const entry of entries) {
			const job = this.job(mapping, entry);
			const early = this.latest.has(entry.index) ? notOfThePair(job) : superseded(job);
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
		const source = { system, connection, object, id };
		const target = { system: records.system, connection: records.connection, object: mapping[otherSide(side)].object };
		return {
			index,
			item,
			mapping,
			side,
			source,
			target,
			lookups: lookupsOf({ item, mapping, side, source, target }),
			values: {},
			fellows: [],
		};
	}

	/** All jobs under one lock; where another execution holds some of their records, the others without them. Answers the busy ones. */
	private async locked(
		jobs: readonly Job[],
		work: (jobs: readonly Job[], locks: HeldLocks) => Promise<void>,
	): Promise<Ending[]> {
		if (jobs.length === 0) return [];
		const { store, clock } = this.ports;
		const { owner } = this.options;
		const keysOf = (job: Job) => lockKeysOf(job, store.hash);
		const under = async (some: readonly Job[], busyOnes: readonly Job[]) =>
			some.length === 0 ||
			(await withLocks(some.flatMap(keysOf), owner, this.ports, async (locks) => {
				// As the links are now that nobody else can change them. A new one is locked when its record was read.
				const kept = new Set(busyOnes.map(branchKey));
				const now = await branches(itemsOf(some), store);
				await work(now.filter((job) => !kept.has(branchKey(job))), locks);
			}));
		const all = await branches(jobs, store);
		if (await under(all, [])) return [];
		const free = new Set(await freeOf(all, keysOf, owner, this.ports));
		const taken = all.filter((job) => !free.has(job));
		const done = await under([...free], taken);
		return (done ? taken : all).map((job) => busy(job, clock));
	}

	private async process(mapping: Mapping, all: readonly Job[], locks: HeldLocks): Promise<void> {
		const dryRun = isDryRun(this.options, mapping.pair);
		const maxAttempts = this.options.maxAttempts ?? MAX_ATTEMPTS;
		const wholes = await lifecycle(all, { ...this.ports, allowance: this.allowance, massEdits: this.massEdits, dryRun, maxAttempts });
		if (wholes.rest.length === 0) return await this.lastCommit(wholes.ended, locks);
		await this.commit(wholes.ended);
		const { store, records } = this.ports;
		// Links may have found new owners.
		const jobs = wholes.ended.length === 0 ? wholes.rest : await branches(itemsOf(wholes.rest), store);
		const [first] = jobs;
		if (first === undefined) return;
		const [here, there] = [first.source.connection, records.connection];
		const connections = first.side === 'left' ? { left: here, right: there } : { left: there, right: here };
		const places = { left: { system: mapping.left.system, connection: connections.left }, right: { system: mapping.right.system, connection: connections.right } };
		const references = new References(dryRun ? withPlannedLinks(store, places) : store, connections);
		await references.load(jobs.flatMap((job) => sourceParents(job.item, mapping, job.side)));
		const held = new Map<number, readonly HeldField[]>();
		let left: Job[] = [];
		const echoes: Ending[] = [];
		for (const job of jobs) {
			const read = sourceValues(job.item, mapping, job.side, references);
			const open = stillHeld(job, read.held);
			held.set(job.index, open);
			const valued = { ...job, values: job.consentOnly ? consentOf(mapping, read.values) : read.values };
			const { link } = job;
			const stale = link === undefined ? undefined : staleOf(job, link, this.ports.clock);
			const echo = link !== undefined && open.length === 0 ? echoOf(valued, link, store.hash) : undefined;
			const early = stale ?? echo;
			if (early === undefined) left.push(valued);
			else echoes.push(early);
		}
		if (left.length === 0) return await this.lastCommit(echoes, locks);
		await this.commit(echoes);
		const context: WaveContext = {
			...this.ports,
			references,
			held,
			locks,
			allowance: this.allowance,
			massEdits: this.massEdits,
			...(this.options.onlyFields === undefined ? {} : { onlyFields: new Set(this.options.onlyFields.map((name) => name.toLowerCase())) }),
			dryRun,
			imagined: new Set(),
			maxAttempts,
		};
		while (left.length > 0) {
			const { wave, rest } = firstWave(left, waveKeys);
			const { ended, again } = await runWave(wave, context);
			left = [...again, ...rest].sort((a, b) => a.index - b.index);
			if (left.length === 0) await this.lastCommit(ended, locks);
			else await this.commit(ended);
		}
	}

	private async lastCommit(ends: readonly Ending[], locks: HeldLocks): Promise<void> {
		await locks.letGo(async (owner) => await this.commit(ends, owner));
	}

	private async commit(all: readonly Ending[], unlock?: string): Promise<void> {
		if (all.length === 0 && unlock === undefined) return;
		const ends = all.map((end) => withoutPrivateValues(end, this.ports.store.hash));
		const at = this.ports.clock.now().toISOString();
		const { execution } = this.options;
		const run = { hash: this.ports.store.hash, ...(execution === undefined ? {} : { execution }) };
		const commits = ends.map((end) => toCommit(end, at, { ...run, dryRun: isDryRun(this.options, end.job.mapping.pair) }));
		await this.ports.store.commit(commits, ...(unlock === undefined ? [] : [unlock]));
		for (const { job, outcome } of ends) this.outcomes[job.index] = combined(this.outcomes[job.index], outcome);
	}
}
