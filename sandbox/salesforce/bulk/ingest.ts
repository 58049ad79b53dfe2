import type { SalesforceErrorBody } from '../errors';
import { itemError } from '../errors';
import { normalId } from '../ids';
import type { Org } from '../org';
import { failed, type SaveContext, type SaveResult } from '../save/context';
import { remove } from '../save/remove';
import { insert, update } from '../save/save';
import { keyField, severalMatches, upsert } from '../routes/upsert';
import type { FieldSchema, ObjectSchema } from '../schema/types';
import { CsvError, parseCsv } from './csv';
import type { IngestJob } from './job';
import { MAX_FIELD_CHARACTERS, MAX_FIELDS, MAX_HEADER_CHARACTERS, MAX_RECORD_CHARACTERS, type BulkLimits } from './limits';

/** How a file says that a field is to be emptied; an empty value leaves it as it is. */
const NULL = '#N/A';

/** Sends a job's file through the org's rules, batch by batch; what it could not come to stays unprocessed. */
export function processIngest(org: Org, limits: BulkLimits, job: IngestJob, batchRecords: number): void {
	const schema = org.store.catalog.object(job.object);
	const upload = job.upload ?? '';
	delete job.upload;
	const rows = linesOf(job, upload);
	if (rows === undefined || schema === undefined) return;
	job.unprocessed = rows;
	const problem = headerProblem(org, schema, job);
	if (problem !== undefined) return fail(job, `InvalidBatch : ${problem}`);
	const context: SaveContext = { userId: job.userId, allowDuplicates: false };
	while (job.unprocessed.length > 0) {
		const batch = job.unprocessed.slice(0, batchRecords);
		if (!limits.records.spend(batch.length)) return fail(job, 'ExceededQuota : The number of records uploaded in 24 hours exceeds the limit');
		if (!limits.batches.spend(1)) return fail(job, 'ExceededQuota : ApiBatchItems Limit exceeded.');
		job.unprocessed = job.unprocessed.slice(batchRecords);
		for (const cells of batch) takeRow(org, schema, job, cells, context);
	}
	// Nobody may rely on an order: "not guaranteed to match the ordering of records in the original job data".
	job.succeeded.reverse();
}

/** The file's records; undefined when it cannot be read, and the job has failed. */
function linesOf(job: IngestJob, upload: string): string[][] | undefined {
	try {
		const [header = [], ...rows] = parseCsv(upload, job);
		job.header = header;
		return rows;
	} catch (error) {
		if (!(error instanceof CsvError)) throw error;
		fail(job, `InvalidBatch : ${error.message}`);
		return undefined;
	}
}

function fail(job: IngestJob, message: string): void {
	job.failsWith = message;
}

function headerProblem(org: Org, schema: ObjectSchema, { header, operation, externalIdFieldName }: IngestJob): string | undefined {
	if (header.length === 0 || header.every((name) => name === '')) return 'The header row is missing';
	if (header.length > MAX_FIELDS) return `There are more than ${MAX_FIELDS} fields`;
	if (header.join(',').length > MAX_HEADER_CHARACTERS) return `The header row has more than ${MAX_HEADER_CHARACTERS} characters`;
	const unknown = header.find((name) => org.store.catalog.field(schema.name, name) === undefined);
	if (unknown !== undefined) return `Field name not found : ${unknown}`;
	const names = header.map((name) => name.toLowerCase());
	const twice = names.find((name, index) => names.indexOf(name) !== index);
	if (twice !== undefined) return `Duplicate field name in the header row : ${twice}`;
	const has = (name: string) => names.includes(name.toLowerCase());
	if (operation === 'insert' && has('Id')) return 'Id must not be specified for insert';
	if ((operation === 'update' || operation === 'delete') && !has('Id')) return `Id not specified in a job of the operation ${operation}`;
	if (operation === 'upsert' && !has(externalIdFieldName ?? '')) return `Field name not found : ${externalIdFieldName ?? ''}`;
	return undefined;
}

function takeRow(org: Org, schema: ObjectSchema, job: IngestJob, cells: string[], context: SaveContext): void {
	job.processed += 1;
	const result = resultOf(org, schema, job, cells, context);
	if (result.success) job.succeeded.push({ id: result.id, created: result.created, cells });
	else job.failed.push({ id: cells[idAt(job)] ?? '', error: errorText(result.errors), cells });
}

const idAt = ({ header }: IngestJob): number => header.findIndex((name) => name.toLowerCase() === 'id');

/** `CODE:message:Field1 Field2 --`, as the results files have it. */
const errorText = ([error]: readonly SalesforceErrorBody[]): string => (error === undefined ? '' : `${error.code}:${error.message}:${error.fields.map((name) => `${name} `).join('')}--`);

function resultOf(org: Org, schema: ObjectSchema, job: IngestJob, cells: string[], context: SaveContext): SaveResult {
	if (cells.length !== job.header.length) {
		return failed(itemError('INVALID_RECORD', `The row has ${cells.length} values, and the header row ${job.header.length}`));
	}
	if (cells.some((value) => value.length > MAX_FIELD_CHARACTERS) || cells.join('').length > MAX_RECORD_CHARACTERS) {
		return failed(itemError('INVALID_RECORD', 'The record or one of its values is too long'));
	}
	const { operation } = job;
	const id = cells[idAt(job)] ?? '';
	const fields = fieldsOf(org, schema, job, cells);
	if (operation === 'upsert') return upserted(org, schema, job, fields, context);
	if (operation === 'insert') return byRecord(insert(org.store, schema, fields, context));
	const normal = normalId(id);
	if (normal === undefined || !normal.startsWith(schema.keyPrefix)) return failed(itemError('MALFORMED_ID', `${schema.label} ID: id value of incorrect type: ${id}`, ['Id']));
	return byRecord(operation === 'delete' ? remove(org.store, schema, normal, context) : update(org.store, schema, normal, fields, context));
}

function upserted(org: Org, schema: ObjectSchema, { externalIdFieldName = '' }: IngestJob, fields: Record<string, unknown>, context: SaveContext): SaveResult {
	const field = keyField(org, schema, externalIdFieldName) as FieldSchema;
	const { [field.name]: key, ...rest } = fields;
	const outcome = upsert(org, schema, field, key, rest, context);
	return outcome.kind === 'saved' ? byRecord(outcome.result) : failed(severalMatches(field.name));
}

/** The values of a row by field. Empty ones are ignored. */
function fieldsOf(org: Org, schema: ObjectSchema, { header }: IngestJob, cells: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(
		header.flatMap((name, index) => {
			const value = cells[index] ?? '';
			const field = org.store.catalog.field(schema.name, name);
			return value === '' || field === undefined || field.name === 'Id' ? [] : [[field.name, value === NULL ? null : plain(field, value)] as const];
		}),
	);
}

/** Booleans in any case of letters, also as 0 and 1 (the guide, "valid CSV record rows"). */
function plain(field: FieldSchema, value: string): unknown {
	if (field.type !== 'boolean') return value;
	return ({ true: true, false: false, 1: true, 0: false } as Record<string, boolean>)[value.toLowerCase()] ?? value;
}

/** What a JSON call would be refused for as a whole is one record's trouble here. */
function byRecord(result: SaveResult): SaveResult {
	if (result.success) return result;
	return failed(...result.errors.map((error) => (error.code === 'JSON_PARSER_ERROR' ? { ...error, code: 'INVALID_TYPE_ON_FIELD_IN_RECORD' } : error)));
}
