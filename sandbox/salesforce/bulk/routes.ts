import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { READ_ONLY } from '../../common/routes';
import { notFound, SalesforceError } from '../errors';
import type { Org } from '../org';
import { DATA, param, queryParam } from '../routes/request';
import { keyField } from '../routes/upsert';
import { csvLine, DELIMITERS, LINE_ENDINGS } from './csv';
import { createdBody, INGEST_OPERATIONS, infoBody, isEnded, type BulkJob, type IngestJob, type QueryJob } from './job';
import { BASE64_GROWTH, DEFAULT_RESULT_ROWS, MAX_UPLOAD_BYTES } from './limits';

const format = {
	contentType: z.literal('CSV').default('CSV'),
	columnDelimiter: z.enum(Object.keys(DELIMITERS) as [keyof typeof DELIMITERS]).default('COMMA'),
	lineEnding: z.enum(Object.keys(LINE_ENDINGS) as [keyof typeof LINE_ENDINGS]).default('LF'),
};
const queryJobSchema = z.strictObject({ operation: z.enum(['query', 'queryAll']), query: z.string().min(1), ...format });
const ingestJobSchema = z.strictObject({
	operation: z.enum(INGEST_OPERATIONS),
	object: z.string().min(1),
	externalIdFieldName: z.string().optional(),
	assignmentRuleId: z.string().optional(),
	...format,
});
const stateSchema = z.strictObject({ state: z.enum(['UploadComplete', 'Aborted']) });
const paceSchema = z.strictObject({
	queueMs: z.number().min(0).optional(),
	runMs: z.number().min(0).optional(),
	failNext: z.int().min(0).optional(),
	batchRecords: z.int().min(1).optional(),
	records: z.int().min(0).optional(),
	batches: z.int().min(0).optional(),
	queryJobs: z.int().min(0).optional(),
	queryStorageMB: z.number().min(0).optional(),
});

const badState = (job: BulkJob, what: string) => new SalesforceError(400, 'INVALIDJOBSTATE', `Invalid job state: the job ${job.id} is ${job.state}, and ${what}.`);
const exceeded = (what: string) => new SalesforceError(400, 'EXCEEDEDQUOTA', `ExceededQuota : ${what}`);

function body<T>(schema: z.ZodType<T>, request: FastifyRequest): T {
	const parsed = schema.safeParse(request.body);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw new SalesforceError(400, 'INVALIDJOB', `InvalidJob : ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

const made = (request: FastifyRequest, org: Org) => ({ userId: request.salesforceUserId ?? org.integrationUserId, version: param(request, 'version').slice(1) });

function jobOf<Kind extends BulkJob['kind']>(request: FastifyRequest, org: Org, kind: Kind): Extract<BulkJob, { kind: Kind }> {
	const job = org.bulk.find(param(request, 'job'), kind);
	if (job === undefined) throw notFound();
	return job as Extract<BulkJob, { kind: Kind }>;
}

const csv = (reply: FastifyReply, text: string): FastifyReply => reply.header('content-type', 'text/csv').send(text);

/** Adds Bulk API 2.0: query jobs and ingest jobs. */
export function bulkRoutes(app: FastifyInstance, org: Org): void {
	// Jobs work whether or not anybody asks for them.
	app.addHook('onRequest', async () => org.bulk.settle(org));
	queryRoutes(app, org);
	ingestRoutes(app, org);
	for (const kind of ['query', 'ingest'] as const) commonRoutes(app, org, kind);
	app.put('/__sandbox/bulk', async (request) => {
		const { records, batches, queryJobs, queryStorageMB, ...pace } = paceSchema.parse(request.body);
		Object.assign(org.bulk.pace, Object.fromEntries(Object.entries(pace).filter(([, value]) => value !== undefined)));
		const { limits } = org.bulk;
		for (const [count, max] of [[limits.records, records], [limits.batches, batches], [limits.queryJobs, queryJobs], [limits.queryStorageMB, queryStorageMB]] as const) {
			if (max !== undefined) count.max = max;
		}
		return { ...org.bulk.pace, ...limits.shown() };
	});
}

function queryRoutes(app: FastifyInstance, org: Org): void {
	app.post(`${DATA}/jobs/query`, READ_ONLY, async (request) => {
		const { contentType: _csv, ...asked } = body(queryJobSchema, request);
		const job = org.bulk.createQuery(org, { ...asked, ...made(request, org) });
		if (job === undefined) throw exceeded('The number of query jobs in 24 hours exceeds the limit');
		return createdBody(job);
	});

	app.get(`${DATA}/jobs/query/:job/results`, async (request, reply) => {
		const job: QueryJob = jobOf(request, org, 'query');
		if (job.version !== param(request, 'version').slice(1)) throw new SalesforceError(409, 'API_ERROR', 'Use the API version with which the job was created');
		if (job.state !== 'JobComplete') throw badState(job, 'its results can be had when it is JobComplete');
		const from = positionOf(queryParam(request, 'locator'));
		const rows = Number(queryParam(request, 'maxRecords') ?? DEFAULT_RESULT_ROWS);
		if (!Number.isInteger(rows) || rows < 1) throw new SalesforceError(400, 'INVALIDREQUEST', 'maxRecords is no positive number');
		if (from === undefined || from > job.length) throw new SalesforceError(400, 'INVALIDREQUEST', 'The locator is not valid');
		const to = Math.min(job.length, from + rows);
		const lines = [csvLine(job.columns, job)];
		for (let index = from; index < to; index += 1) lines.push(job.line(index));
		reply.header('Sforce-Locator', to < job.length ? locatorAt(to) : 'null');
		reply.header('Sforce-NumberOfRecords', String(to - from));
		return csv(reply, lines.join(''));
	});
}

/** Locators are opaque to callers. */
const locatorAt = (position: number): string => Buffer.from(String(position)).toString('base64url');

function positionOf(locator: string | undefined): number | undefined {
	if (locator === undefined) return 0;
	const text = Buffer.from(locator, 'base64url').toString();
	return /^\d+$/.test(text) ? Number(text) : undefined;
}

function ingestRoutes(app: FastifyInstance, org: Org): void {
	app.addContentTypeParser('text/csv', { parseAs: 'string' }, (_request, text, done) => done(null, text));

	app.post(`${DATA}/jobs/ingest`, async (request) => {
		const { contentType: _csv, assignmentRuleId: _rule, externalIdFieldName, ...asked } = body(ingestJobSchema, request);
		const schema = org.store.catalog.object(asked.object);
		if (!schema?.writable) throw new SalesforceError(400, 'INVALIDENTITY', `InvalidEntity : The entity '${asked.object}' is not supported by the Bulk API.`);
		const key = externalIdFieldName === undefined ? undefined : keyField(org, schema, externalIdFieldName);
		if (asked.operation === 'upsert' && key === undefined) throw new SalesforceError(400, 'INVALIDJOB', 'InvalidJob : Field name provided is not an External ID or indexed field');
		if (org.bulk.limits.batches.remaining < 1) throw exceeded('ApiBatchItems Limit exceeded.');
		return createdBody(org.bulk.createIngest({ ...asked, object: schema.name, ...(key === undefined ? {} : { externalIdFieldName: key.name }), ...made(request, org) }));
	});

	app.put(`${DATA}/jobs/ingest/:job/batches`, async (request, reply) => {
		const job: IngestJob = jobOf(request, org, 'ingest');
		if (job.state !== 'Open') throw badState(job, 'takes no data any more');
		if (job.upload !== undefined) {
			throw new SalesforceError(400, 'CLIENTINPUTERROR', `Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'POST' once on a given Job.`);
		}
		if (typeof request.body !== 'string') throw new SalesforceError(415, 'UNSUPPORTED_MEDIA_TYPE', 'The content type must be text/csv');
		if (Buffer.byteLength(request.body) * BASE64_GROWTH > MAX_UPLOAD_BYTES) throw new SalesforceError(413, 'REQUEST_ENTITY_TOO_LARGE', 'The uploaded data exceeds 150 MB in base64');
		job.upload = request.body;
		return reply.code(201).send();
	});

	const result = (name: string, read: (job: IngestJob) => string[][], columns: readonly string[]) =>
		app.get(`${DATA}/jobs/ingest/:job/${name}`, async (request, reply) => {
			const job: IngestJob = jobOf(request, org, 'ingest');
			if (!isEnded(job)) throw badState(job, 'its results can be had at its end');
			return csv(reply, [csvLine([...columns, ...job.header], job), ...read(job).map((cells) => csvLine(cells, job))].join(''));
		});
	result('successfulResults', (job) => job.succeeded.map(({ id, created, cells }) => [id, String(created), ...cells]), ['sf__Id', 'sf__Created']);
	result('failedResults', (job) => job.failed.map(({ id, error, cells }) => [id, error, ...cells]), ['sf__Id', 'sf__Error']);
	result('unprocessedrecords', (job) => job.unprocessed, []);
}

function commonRoutes(app: FastifyInstance, org: Org, kind: BulkJob['kind']): void {
	app.get(`${DATA}/jobs/${kind}`, async () => ({ done: true, records: org.bulk.all(kind).map(infoBody), nextRecordsUrl: null }));

	app.get(`${DATA}/jobs/${kind}/:job`, async (request) => infoBody(jobOf(request, org, kind)));

	app.patch(`${DATA}/jobs/${kind}/:job`, { config: { sandboxWrite: kind === 'ingest' } }, async (request) => {
		const job: BulkJob = jobOf(request, org, kind);
		const { state } = body(stateSchema, request);
		if (state === 'Aborted') {
			if (isEnded(job)) throw badState(job, 'cannot be aborted');
			org.bulk.abort(job);
		} else {
			if (job.kind === 'query' || job.state !== 'Open') throw badState(job, 'its upload cannot be completed');
			if (job.upload === undefined) throw new SalesforceError(400, 'CLIENTINPUTERROR', `No content was uploaded for job: <${job.id}>`);
			org.bulk.queue(job);
		}
		return createdBody(job);
	});

	app.delete(`${DATA}/jobs/${kind}/:job`, { config: { sandboxWrite: false } }, async (request, reply) => {
		const job: BulkJob = jobOf(request, org, kind);
		if (!isEnded(job)) throw badState(job, 'can be deleted at its end');
		org.bulk.remove(job);
		return reply.code(204).send();
	});
}
