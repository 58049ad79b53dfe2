import { canonicalText } from '../mapping';
import { otherSide, refKey, type Change, type HeldField, type LogEntry, type MappedItem, type Mapping } from '../model';
import type { Clock } from './clock-port';
import { ending, nameRecord, SYSTEM_NAMES, targetSide, type Ending, type Job, type RecordOutcome } from './job';
import { MAX_ATTEMPTS, retryLater } from './ledger';
import { withLocks } from './lock';
import { References } from './references';
import type { Commit, Ledger, LinkWithBase, RunStore } from './store-port';
import type { RecordPort } from './system-port';
import { sourceParents, sourceValues } from './values';
import { runWave, waveKeys, type Allowance, type WaveContext } from './wave';
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
 * not committed comes again and is found as it is. Throws only when the store cannot be used.
 */
export async function runBatch(items: readonly MappedItem[], ports: BatchPorts, options: BatchOptions): Promise<RecordOutcome[]> {
	const outcomes: RecordOutcome[] = [];
	const allowance: Allowance = { creates: options.guards?.maxCreates ?? Infinity, writes: options.guards?.maxWrites ?? Infinity };
	const run = new BatchRun(ports, options, allowance, (end) => {
		outcomes[end.job.index] = end.outcome;
	});
	for (const group of groupItems(items)) await run.group(group);
	return outcomes;
}

interface Group {
	version: string;
	entries: Array<{ index: number; item: MappedItem }>;
}

/** Items of one mapping version and direction, in the order of their first. */
function groupItems(items: readonly MappedItem[]): Group[] {
	const groups = new Map<string, Group>();
	for (const [index, item] of items.entries()) {
		const key = `${item.mapped.mapping}|${item.mapped.side}|${item.change.connection}`;
		const group = groups.get(key) ?? { version: item.mapped.mapping, entries: [] };
		group.entries.push({ index, item });
		groups.set(key, group);
	}
	return [...groups.values()];
}

class BatchRun {
	constructor(
		private readonly ports: BatchPorts,
		private readonly options: BatchOptions,
		private readonly allowance: Allowance,
		private readonly tell: (end: Ending) => void,
	) {}

	async group({ version, entries }: Group): Promise<void> {
		const mapping = await this.ports.store.mapping(version);
		if (mapping === undefined) throw new Error(`Mapping version ${version} is not in the sync store. Run the Field & Stage Mapper again: items that were kept from an older store cannot be used.`);
		const { jobs, ended } = this.open(mapping, entries);
		await this.commit(ended);
		const busy = await this.locked(jobs, async (held) => await this.process(mapping, held));
		await this.commit(busy);
	}

	/** The latest of several items for one record counts; records that need no target end here. */
	private open(mapping: Mapping, entries: Group['entries']): { jobs: Job[]; ended: Ending[] } {
		const latest = new Map(entries.map((entry) => [refKey(entry.item.change), entry.index]));
		const jobs: Job[] = [];
		const ended: Ending[] = [];
		for (const { index, item } of entries) {
			const job = this.job(mapping, index, item);
			const early = latest.get(refKey(item.change)) === index ? withoutTarget(job) : superseded(job);
			if (early === undefined) jobs.push(job);
			else ended.push(early);
		}
		return { jobs, ended };
	}

	private job(mapping: Mapping, index: number, item: MappedItem): Job {
		const { system, connection, object, id } = item.change;
		const { side } = item.mapped;
		const { records } = this.ports;
		return {
			index, item, mapping, side,
			source: { system, connection, object, id },
			target: { system: records.system, connection: records.connection, object: mapping[otherSide(side)].object },
			values: {},
		};
	}

	/** All jobs under one lock; where another execution holds some of their records, each job for itself. Answers the busy ones. */
	private async locked(jobs: readonly Job[], work: (jobs: readonly Job[]) => Promise<void>): Promise<Ending[]> {
		if (jobs.length === 0) return [];
		const { store } = this.ports;
		const keys = await this.lockKeys(jobs);
		const all = await withLocks(jobs.flatMap((job) => keys.get(job.index) ?? []), this.options.owner, this.ports, async () => (await work(jobs), true));
		if (all) return [];
		const free: Job[] = [];
		const busy: Ending[] = [];
		for (const job of jobs) {
			if (await store.lock(keys.get(job.index) ?? [], this.options.owner, 1)) free.push(job);
			else busy.push(this.busy(job));
			await store.unlock(this.options.owner);
		}
		const done = free.length === 0 || (await withLocks(free.flatMap((job) => keys.get(job.index) ?? []), this.options.owner, this.ports, async () => (await work(free), true)));
		return done ? busy : jobs.map((job) => this.busy(job));
	}

	private async lockKeys(jobs: readonly Job[]): Promise<Map<number, string[]>> {
		const links = await this.links(jobs);
		return new Map(jobs.map((job) => [job.index, [`record|${refKey(job.source)}`, ...waveKeys(job, links).map((key) => `target|${job.target.connection}|${key}`)]]));
	}

	private busy(job: Job): Ending {
		const message = `${nameRecord(job.source)} is being synced by another execution. It comes again in a moment.`;
		const { outcome, reason, ledger } = retryLater('record-busy', message, job.item.change.ticket?.attempt ?? 0, this.ports.clock, 0, this.maxAttempts);
		return ending(job, { outcome, reason, message }, ledger);
	}

	private get maxAttempts(): number {
		return this.options.maxAttempts ?? MAX_ATTEMPTS;
	}

	private async links(jobs: readonly Job[]): Promise<Map<string, LinkWithBase>> {
		const [first] = jobs;
		if (first === undefined) return new Map();
		const links = await this.ports.store.links(first.mapping.pair, first.side, jobs.map((job) => job.source));
		const here = links.filter((link) => link[targetSide(first)].connection === first.target.connection);
		return new Map(here.map((link) => [refKey(link[first.side]), link]));
	}

	private async process(mapping: Mapping, jobs: readonly Job[]): Promise<void> {
		const links = await this.links(jobs);
		const references = new References(this.ports.store);
		await references.load(jobs.flatMap((job) => sourceParents(job.item, mapping, job.side)));
		const held = new Map<number, readonly HeldField[]>();
		let left: Job[] = [];
		const echoes: Ending[] = [];
		for (const job of jobs) {
			const read = sourceValues(job.item, mapping, job.side, references);
			held.set(job.index, read.held);
			const valued = { ...job, values: read.values };
			const link = links.get(refKey(job.source));
			const echo = link !== undefined && read.held.length === 0 ? this.echo(valued, link) : undefined;
			if (echo === undefined) left.push(valued);
			else echoes.push(echo);
		}
		await this.commit(echoes);
		const context: WaveContext = { ...this.ports, references, links, held, allowance: this.allowance, dryRun: this.options.dryRun ?? false, maxAttempts: this.maxAttempts };
		while (left.length > 0) {
			const { wave, rest } = firstWave(left, (job) => waveKeys(job, links));
			const { ended, again } = await runWave(wave, context);
			await this.commit(ended);
			left = [...again, ...rest].sort((a, b) => a.index - b.index);
		}
	}

	/** Every value is the one that was last in agreement: our own write coming back, or a change of fields that are not mapped. */
	private echo(job: Job, link: LinkWithBase): Ending | undefined {
		const { hash } = this.ports.store;
		const same = Object.entries(job.values).every(([row, value]) => link.base[row]?.[job.side] === hash(canonicalText(value)));
		if (!same) return undefined;
		const target = link[targetSide(job)];
		const { modifiedAt } = job.item.change;
		return ending(job, {
			outcome: 'unchanged',
			reason: 'echo',
			message: `${nameRecord(job.source)} has no change in a mapped field.`,
			target,
		}, { kind: 'close' }, this.options.dryRun ? {} : {
			link: {
				id: link.id, left: link.left, right: link.right, base: {},
				leftModifiedAt: job.side === 'left' ? modifiedAt : link.leftModifiedAt,
				rightModifiedAt: job.side === 'right' ? modifiedAt : link.rightModifiedAt,
			},
		});
	}

	private async commit(ends: readonly Ending[]): Promise<void> {
		if (ends.length === 0) return;
		const at = this.ports.clock.now().toISOString();
		await this.ports.store.commit(ends.map((end) => this.toCommit(end, at)));
		for (const end of ends) this.tell(end);
	}

	private toCommit({ job, outcome, ledger, rest }: Ending, at: string): Commit {
		const change: Change = job.item.change;
		const log: LogEntry = {
			at, pair: job.mapping.pair, source: job.source, origin: change.origin,
			outcome: outcome.outcome, reason: outcome.reason, message: outcome.message, movements: outcome.movements,
			...(outcome.target === undefined ? {} : { target: outcome.target }),
			...(this.options.execution === undefined ? {} : { execution: this.options.execution }),
			...(this.options.dryRun ? { dryRun: true } : {}),
		};
		return { change, ledger: this.options.dryRun ? keptDue(ledger, job.mapping) : ledger, log, ...rest };
	}
}

/** What a dry run would have settled is still to be done: it waits until the workflow is published again (`FeedStore.reclaim`). */
function keptDue(ledger: Ledger, { pair }: Mapping): Ledger {
	return ledger.kind === 'close' ? { kind: 'wait', waitKey: `dry-run|${pair}`, reason: 'dry-run' } : ledger;
}

function superseded(job: Job): Ending {
	return ending(job, { outcome: 'skipped', reason: 'superseded', message: `${nameRecord(job.source)} came twice in this run; the later version counts.` });
}

/** Changes that write nothing whatever the target holds. */
function withoutTarget(job: Job): Ending | undefined {
	const { change, fields } = job.item;
	const target = SYSTEM_NAMES[job.target.system];
	if (change.kind === 'deleted') {
		return ending(job, { outcome: 'skipped', reason: 'delete-ignored', message: `${nameRecord(job.source)} was deleted. Nothing is deleted in ${target}: the mapper says to leave it.` });
	}
	if (change.kind === 'merged') {
		return ending(job, { outcome: 'skipped', reason: 'delete-ignored', message: `${nameRecord(job.source)} was merged${change.mergedInto === undefined ? '' : ` into ${change.mergedInto}`}. Its counterpart in ${target} stays as it is.` });
	}
	if (fields.IsConverted === true) {
		return ending(job, { outcome: 'skipped', reason: 'converted', message: `${nameRecord(job.source)} was converted; its contact is synced instead.` });
	}
	return undefined;
}

