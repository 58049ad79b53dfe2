import type { SandboxClock } from '../../common/clock';

/*
 * Sources: Salesforce Developer Limits and Allocations Quick Reference, "Bulk API and Bulk API 2.0 Limits and Allocations";
 * Bulk API 2.0 and Bulk API Developer Guide, "Limits".
 */

/** Records that may be uploaded in 24 hours. */
const MAX_RECORDS_A_DAY = 150_000_000;
/** Batches in 24 hours, shared with the first Bulk API; only ingest jobs consume them. */
const MAX_BATCHES_A_DAY = 15_000;
/** Records of a batch: an ingest job is divided so. */
export const BATCH_RECORDS = 10_000;
/** Query jobs in 24 hours. */
const MAX_QUERY_JOBS_A_DAY = 10_000;
/** Results that query jobs may generate in 24 hours: 1 TB, as `GET limits` counts it. */
const MAX_QUERY_STORAGE_MB = 976_562;
/** What may be uploaded to one job. Salesforce measures it in base64, which is half as much again: 100 MB are safe. */
export const MAX_UPLOAD_BYTES = 150 * 1024 * 1024;
/** Base64 takes four characters for three bytes, and the guide counts with half as much again. */
export const BASE64_GROWTH = 1.5;
export const MAX_FIELD_CHARACTERS = 32_000;
export const MAX_RECORD_CHARACTERS = 400_000;
export const MAX_FIELDS = 5_000;
export const MAX_HEADER_CHARACTERS = 32_000;
/** Jobs and their results live so long after their end. */
export const LIFE_MS = 7 * 86_400_000;
/** Rows of one set of results where the caller names no number; the guide says "a default value based on the service". */
export const DEFAULT_RESULT_ROWS = 50_000;

const DAY_MS = 86_400_000;
export const MEGABYTE = 1_000_000;

/** What may be done within the last 24 hours, by the hour of the sandbox's clock. */
export class RollingCount {
	private entries: Array<{ at: number; amount: number }> = [];

	constructor(
		private readonly clock: SandboxClock,
		public max: number,
	) {}

	get remaining(): number {
		const oldest = this.clock.now().getTime() - DAY_MS;
		this.entries = this.entries.filter(({ at }) => at > oldest);
		return Math.max(0, this.max - this.entries.reduce((sum, { amount }) => sum + amount, 0));
	}

	/** Counts it where there is room for all of it. */
	spend(amount: number): boolean {
		if (this.remaining < amount) return false;
		this.entries.push({ at: this.clock.now().getTime(), amount });
		return true;
	}
}

/** The org's Bulk allocations. */
export class BulkLimits {
	readonly records: RollingCount;
	readonly batches: RollingCount;
	readonly queryJobs: RollingCount;
	readonly queryStorageMB: RollingCount;

	constructor(clock: SandboxClock) {
		this.records = new RollingCount(clock, MAX_RECORDS_A_DAY);
		this.batches = new RollingCount(clock, MAX_BATCHES_A_DAY);
		this.queryJobs = new RollingCount(clock, MAX_QUERY_JOBS_A_DAY);
		this.queryStorageMB = new RollingCount(clock, MAX_QUERY_STORAGE_MB);
	}

	/** As `GET limits` shows them. */
	shown(): Record<string, { Max: number; Remaining: number }> {
		const of = (count: RollingCount) => ({ Max: count.max, Remaining: Math.floor(count.remaining) });
		return { DailyBulkApiBatches: of(this.batches), DailyBulkV2QueryJobs: of(this.queryJobs), DailyBulkV2QueryFileStorageMB: of(this.queryStorageMB) };
	}
}
