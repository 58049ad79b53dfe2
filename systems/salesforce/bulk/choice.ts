import type { Usage } from '../../../engine/run/usage-port';
import { clamp } from 'lodash';
import { MAX_COLLECTION_RECORDS, MAX_PAGE_ROWS } from '../limits';
import { INGEST_JOB_CALLS, LEAST_RESULT_ROWS, QUERY_JOB_CALLS, READ_FROM_RECORDS, RESULT_CELLS, RESULT_ROWS } from './limits';

/** From which sizes on the Bulk API is used. */
export interface BulkSizes {
	readFrom: number;
	resultRows: number;
	queryJobCalls: number;
	ingestJobCalls: number;
}

export const BULK_SIZES: BulkSizes = { readFrom: READ_FROM_RECORDS, resultRows: RESULT_ROWS, queryJobCalls: QUERY_JOB_CALLS, ingestJobCalls: INGEST_JOB_CALLS };

/** How much is to be read. */
export interface Reading {
	object: string;
	total: number;
	/** Rows that are asked for at a time. */
	limit: number;
	columns: number;
}

/** A choice and the reason for it, in one sentence for the log. */
export interface Choice {
	bulk: boolean;
	because: string;
}

/** Rows of one set of results, for so many columns. */
export const rowsOfResult = (columns: number, { resultRows }: Pick<BulkSizes, 'resultRows'> = BULK_SIZES): number =>
	Math.min(resultRows, clamp(Math.floor(RESULT_CELLS / Math.max(1, columns)), LEAST_RESULT_ROWS, RESULT_ROWS));

/** A Bulk job where it costs fewer calls, and there is much to read or no calls left for the other way. */
export function chooseReading({ object, total, limit, columns }: Reading, usage: Usage, sizes: BulkSizes = BULK_SIZES): Choice {
	const rest = Math.max(1, Math.ceil(total / Math.min(limit, MAX_PAGE_ROWS)));
	const job = sizes.queryJobCalls + Math.ceil(total / rowsOfResult(columns, sizes));
	const left = callsLeft(usage);
	const short = left !== undefined && left < rest;
	const bulk = job < rest && (total >= sizes.readFrom || short);
	const things = `${object}: ${shown(total)} records are read`;
	const room = left === undefined ? '' : `; ${shown(left)} of the day’s calls are left to the sync`;
	if (bulk) return { bulk, because: `${things} by a Bulk API job, with about ${calls(job)} instead of ${shown(rest)}${room}.` };
	const why = total < sizes.readFrom ? `a Bulk API job pays from ${shown(sizes.readFrom)} records on` : `a Bulk API job would take about ${calls(job)}`;
	return { bulk, because: `${things} by ordinary queries, with about ${calls(rest)}; ${why}${room}.` };
}

/** A Bulk job where it costs fewer calls than 200 records a call: from 3,601 records on. Undefined `because`: not worth a word. */
export function chooseWriting({ object, total, jobs }: { object: string; total: number; jobs: number }, usage: Usage, { ingestJobCalls }: Pick<BulkSizes, 'ingestJobCalls'> = BULK_SIZES): Choice {
	const rest = Math.ceil(total / MAX_COLLECTION_RECORDS);
	const job = jobs * ingestJobCalls;
	const left = callsLeft(usage);
	const room = left === undefined ? '' : `; ${shown(left)} of the day’s calls are left to the sync`;
	return { bulk: job < rest, because: `${object}: ${shown(total)} records are written by the Bulk API, with about ${calls(job)} instead of ${shown(rest)}${room}.` };
}

/** Calls that may still be made today; undefined while nobody has told. */
export function callsLeft({ own, everybody, limit, ownLimit }: Usage): number | undefined {
	if (ownLimit === undefined || limit === undefined || everybody === undefined) return undefined;
	return Math.max(0, Math.min(ownLimit - own, limit - everybody));
}

const shown = (count: number): string => count.toLocaleString('en');
const calls = (count: number): string => `${shown(count)} ${count === 1 ? 'call' : 'calls'}`;
