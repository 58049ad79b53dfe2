/*
 * What the Bulk API 2.0 allows, and from where on it pays. Sources: "Bulk API 2.0 and Bulk API Developer Guide"; Salesforce Developer
 * Limits and Allocations Quick Reference, "Bulk API and Bulk API 2.0".
 */

/** Of a job. Ids go into paths, and into cursors. */
export const JOB_ID = /^[A-Za-z0-9]{15,18}$/;

/** One that fails is replaced by another, once. */
export const MOST_JOBS = 2;

/** "They are designed to handle queries that return large amounts of data (10,000 records or more)" (the guide, "Bulk Queries"). */
export const READ_FROM_RECORDS = 10_000;

/** Rows of one set of results: 100 calls for a million records. One set is held in memory at a time, as text. */
export const RESULT_ROWS = 10_000;
/** Of wide objects fewer: values of one set of results, which keeps it to some ten megabytes. */
export const RESULT_CELLS = 500_000;
/** Fewer would cost more calls than REST, which answers 2,000 rows a call. */
export const LEAST_RESULT_ROWS = 2_000;

/**
 * Calls that a job takes beside its results: the day's limits, the newest row, the job itself, and how it goes: eight times in its first half minute,
 * then three times a minute.
 */
export const QUERY_JOB_CALLS = 15;

/** A job is given up after so long: Salesforce gives up a part of a query after two minutes, and tries it 15 times at most. */
export const MOST_WAIT_MS = 30 * 60_000;

/** Calls of a write job: the day's limits, the job, its data, its end, how it goes (some two minutes), and the two lists of results. */
export const INGEST_JOB_CALLS = 18;
/** Records of a batch; a job is divided so, and each batch counts for the day's 15,000. */
export const BATCH_RECORDS = 10_000;
/** Data of one job. Salesforce takes 100 MB; this much is held in memory, and more goes into another job. */
export const UPLOAD_CHARACTERS = 20_000_000;
/** Longer values are refused. */
export const MAX_FIELD_CHARACTERS = 32_000;
/** A write waits no longer: it then stops the job, and learns what was done of it. */
export const MOST_WRITE_WAIT_MS = 10 * 60_000;
