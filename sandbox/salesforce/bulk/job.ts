import type { CsvFormat } from './csv';

export const INGEST_OPERATIONS = ['insert', 'update', 'upsert', 'delete'] as const;
export type IngestOperation = (typeof INGEST_OPERATIONS)[number];
type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

interface Job extends CsvFormat {
	id: string;
	object: string;
	/** Whose it is. */
	userId: string;
	/** The version it was made with, e.g. `60.0`: results are given by the same one only. */
	version: string;
	/** Epoch ms of the sandbox's clock. */
	createdAt: number;
	changedAt: number;
	state: JobState;
	/** When it is taken up, and when it is through; absent while it is open. */
	startsAt?: number;
	endsAt?: number;
	/** It will end so. */
	failsWith?: string;
	errorMessage?: string;
	processed: number;
}

export interface QueryJob extends Job {
	kind: 'query';
	operation: 'query' | 'queryAll';
	query: string;
	columns: string[];
	/** Rows as they were when the job was made. */
	length: number;
	line(index: number): string;
}

export interface IngestJob extends Job {
	kind: 'ingest';
	operation: IngestOperation;
	externalIdFieldName?: string;
	/** The file, until it is processed. */
	upload?: string;
	header: string[];
	succeeded: Array<{ id: string; created: boolean; cells: string[] }>;
	failed: Array<{ id: string; error: string; cells: string[] }>;
	unprocessed: string[][];
}

export type BulkJob = QueryJob | IngestJob;

export const isEnded = ({ state }: Pick<BulkJob, 'state'>): boolean => state === 'JobComplete' || state === 'Failed' || state === 'Aborted';

const moment = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}.000+0000`;

/** What a job is when it is made. */
export function createdBody(job: BulkJob): Record<string, unknown> {
	return {
		id: job.id,
		operation: job.operation,
		object: job.object,
		createdById: job.userId,
		createdDate: moment(job.createdAt),
		systemModstamp: moment(job.changedAt),
		state: job.state,
		...(job.kind === 'ingest' && job.externalIdFieldName !== undefined ? { externalIdFieldName: job.externalIdFieldName } : {}),
		concurrencyMode: 'Parallel',
		contentType: 'CSV',
		apiVersion: Number(job.version),
		...(job.kind === 'ingest' ? { contentUrl: `services/data/v${job.version}/jobs/ingest/${job.id}/batches` } : {}),
		lineEnding: job.lineEnding,
		columnDelimiter: job.columnDelimiter,
	};
}

/** What is told of a job later. */
export function infoBody(job: BulkJob): Record<string, unknown> {
	return {
		...createdBody(job),
		jobType: job.kind === 'query' ? 'V2Query' : 'V2Ingest',
		numberRecordsProcessed: job.processed,
		...(job.kind === 'ingest' ? { numberRecordsFailed: job.failed.length, apiActiveProcessingTime: 0, apexProcessingTime: 0 } : { isPkChunkingSupported: true }),
		retries: 0,
		totalProcessingTime: job.endsAt === undefined || job.startsAt === undefined || !isEnded(job) ? 0 : job.endsAt - job.startsAt,
		...(job.errorMessage === undefined ? {} : { errorMessage: job.errorMessage }),
	};
}
