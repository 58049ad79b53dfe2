import type { SandboxClock } from '../../common/clock';
import type { Org } from '../org';
import { csvLine, type CsvFormat } from './csv';
import { processIngest } from './ingest';
import { isEnded, type BulkJob, type IngestJob, type IngestOperation, type QueryJob } from './job';
import { BATCH_RECORDS, BulkLimits, LIFE_MS, MEGABYTE } from './limits';
import { runBulkQuery } from './query';

/** How long jobs take by the sandbox's clock, and which of them fail. */
interface BulkPace {
	/** From being made (or closed) to being taken up. */
	queueMs: number;
	/** From being taken up to the end. */
	runMs: number;
	/** So many of the next jobs fail when they are taken up. */
	failNext: number;
	/** Records of a batch; fewer than Salesforce's make small jobs stop in the middle. */
	batchRecords: number;
}

interface NewJob extends CsvFormat {
	userId: string;
	/** `60.0` */
	version: string;
}

/** The org's jobs, each where the sandbox's clock says that it is. */
export class BulkJobs {
	readonly limits: BulkLimits;
	readonly pace: BulkPace = { queueMs: 1_000, runMs: 1_000, failNext: 0, batchRecords: BATCH_RECORDS };

	private readonly jobs = new Map<string, BulkJob>();
	private count = 0;

	constructor(private readonly clock: SandboxClock) {
		this.limits = new BulkLimits(clock);
	}

	/** Throws what the query is refused for; undefined when the day's jobs are spent. */
	createQuery(org: Org, { operation, query, ...made }: NewJob & Pick<QueryJob, 'operation' | 'query'>): QueryJob | undefined {
		const run = runBulkQuery(org.store, query, { includeDeleted: operation === 'queryAll', version: `v${made.version}`, format: made });
		if (!this.limits.queryJobs.spend(1)) return undefined;
		const job: QueryJob = { ...this.blank(made), kind: 'query', operation, query, ...run, state: 'UploadComplete' };
		this.queue(job);
		this.jobs.set(job.id, job);
		return job;
	}

	createIngest(made: NewJob & { object: string; operation: IngestOperation; externalIdFieldName?: string }): IngestJob {
		const job: IngestJob = { ...this.blank(made), ...made, kind: 'ingest', state: 'Open', header: [], succeeded: [], failed: [], unprocessed: [] };
		this.jobs.set(job.id, job);
		return job;
	}

	/** The upload is complete. */
	queue(job: BulkJob): void {
		job.state = 'UploadComplete';
		job.changedAt = this.now();
		job.startsAt = this.now() + this.pace.queueMs;
		job.endsAt = job.startsAt + this.pace.runMs;
		if (this.pace.failNext <= 0) return;
		this.pace.failNext -= 1;
		job.failsWith = 'InternalServerError : An unexpected error occurred';
	}

	abort(job: BulkJob): void {
		job.state = 'Aborted';
		job.changedAt = this.now();
	}

	remove(job: BulkJob): void {
		this.jobs.delete(job.id);
	}

	find(id: string, kind: BulkJob['kind']): BulkJob | undefined {
		// 15 of an id's 18 characters name the record.
		const job = [...this.jobs.values()].find((each) => each.id.slice(0, 15) === id.slice(0, 15));
		return job?.kind === kind ? job : undefined;
	}

	all(kind: BulkJob['kind']): BulkJob[] {
		return [...this.jobs.values()].filter((job) => job.kind === kind);
	}

	/** Brings every job to where it is by now, and forgets old ones. Called before anything is asked of the org. */
	settle(org: Org): void {
		const now = this.now();
		for (const job of this.jobs.values()) {
			if (isEnded(job) && now - job.changedAt >= LIFE_MS) this.jobs.delete(job.id);
			if (job.state === 'UploadComplete' && now >= (job.startsAt ?? Infinity)) this.takeUp(org, job);
			if (job.state === 'InProgress' && now >= (job.endsAt ?? Infinity)) this.end(job);
		}
	}

	private takeUp(org: Org, job: BulkJob): void {
		job.state = 'InProgress';
		job.changedAt = this.now();
		if (job.kind === 'ingest' && job.failsWith === undefined) processIngest(org, this.limits, job, this.pace.batchRecords);
	}

	private end(job: BulkJob): void {
		if (job.kind === 'query' && job.failsWith === undefined) {
			if (this.limits.queryStorageMB.spend(sizeOf(job) / MEGABYTE)) job.processed = job.length;
			else job.failsWith = 'ExceededQuota : The total query results generated in 24 hours exceed the limit';
		}
		job.state = job.failsWith === undefined ? 'JobComplete' : 'Failed';
		if (job.failsWith !== undefined) job.errorMessage = job.failsWith;
		job.changedAt = job.endsAt ?? this.now();
	}

	private blank({ userId, version, columnDelimiter, lineEnding }: NewJob) {
		this.count += 1;
		const id = `750gb${String(this.count).padStart(10, '0')}AAA`;
		const now = this.now();
		return { id, object: '', userId, version, columnDelimiter, lineEnding, createdAt: now, changedAt: now, processed: 0 };
	}

	private now(): number {
		return this.clock.now().getTime();
	}
}

/** Lines that are measured to estimate a result's size. */
const MEASURED = 100;

/** Bytes of a result, by its first lines: exact to a few percent, and cheap for a million rows. */
function sizeOf(job: QueryJob): number {
	const measured = Math.min(MEASURED, job.length);
	let bytes = 0;
	for (let index = 0; index < measured; index += 1) bytes += Buffer.byteLength(job.line(index));
	return Buffer.byteLength(csvLine(job.columns, job)) + (measured === 0 ? 0 : (bytes / measured) * job.length);
}
